"""The warm parent: it imports what it is told to, one module after another, and forks who asks.

Run as ``python -m warmkernels.serving DESCRIPTOR PLAN MODULE...`` by :func:`warmkernels.parent`.

Never have it import matplotlib's inline backend: imported before the fork, that backend never
registers with the shell, and every figure vanishes without a word. Each kernel chooses its own.
"""

import atexit
import builtins
import gc
import importlib
import os
import signal
import socket
import sys
from types import SimpleNamespace

from warmkernels import forking

#: What every kernel imports; the debugger says at import where it could miss breakpoints.
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "psutil")


def kernel(*arguments):
    """Be an ordinary kernel, as ``python -m ipykernel_launcher`` is."""
    import ipykernel_launcher
    from ipykernel import kernelapp

    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "matplotlib" in sys.modules:
        backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        sys.modules["matplotlib"].rcParams["backend"] = backend
    sys.argv = [ipykernel_launcher.__file__, *arguments]
    kernelapp.launch_new_instance()
    # Its orderly end now and then waits 10 s for a thread that has ended (the manager kills it
    # after 2.5 s). Every message has arrived by then, and the process is about to end.
    atexit.unregister(kernelapp.IPKernelApp.instance().close)


def imports(modules):
    """Import one module at each step, and keep the collector from touching what all processes share."""
    for module in modules:
        if module == "pandas":
            # It asks at import which shell it is in, and decides there how wide it prints tables.
            builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
        importlib.import_module(module)
        if module == "pandas":
            del builtins.get_ipython
        gc.freeze()
        yield module


def prepare_surroundings():
    """Set what kernels look for while they are imported."""
    # A kernel that is given no parent at import prints a banner, and one given a parent polls it.
    os.environ["JPY_PARENT_PID"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    # jsonschema compiles the grammars of rfc3987_syntax at import, 0.7 s, and does without.
    sys.modules.setdefault("rfc3987_syntax", None)


def main(descriptor, plan, *modules):
    """Serve the socket of a descriptor until standard input ends.

    Parameters
    ----------
    descriptor : str
        The number of the listening socket.
    plan : str
        A module with ``TASKS``, more tasks by name, and ``prepare(task, arguments)``, called
        before each fork; or nothing.
    *modules : str
        What to import before the first fork. Name pandas before what imports it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare_surroundings()
    importing = imports([*modules, *KERNEL])
    planned = importlib.import_module(plan) if plan else SimpleNamespace(TASKS={}, prepare=lambda *_: None)

    def prepare(task, arguments):
        list(importing)
        planned.prepare(task, arguments)

    listener = socket.socket(fileno=int(descriptor))
    tasks = {"kernel": kernel, **planned.TASKS}
    forking.serve(listener, tasks, prepare, lambda: next(importing, None) is not None)


if __name__ == "__main__":
    main(*sys.argv[1:])
