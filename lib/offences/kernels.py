"""Warm kernels: each notebook's kernel is forked from a parent that has imported everything.

jupyter_client reaches the parent by the kernel provisioner ``offences-warm``; papermill
and nbclient are as they always are. Each notebook has a fresh process of its own.

The parent never imports :mod:`offences.charts` nor a backend of matplotlib: each kernel
chooses its own, as an ordinary one does. (Imported before the fork, the inline backend
never registers with the shell, and every figure vanishes without a word.)
"""

import asyncio
import atexit
import builtins
import gc
import os
import signal
import socket
import sys
from types import SimpleNamespace

from jupyter_client.provisioning import LocalProvisioner

from offences import forking

PROVISIONER = "offences-warm"
#: What the parent imports, one after another while nobody asks for a process; the first
#: to ask computes what is national, which needs the least.
PRELOADED = (
    "pandas offences.cli offences.national offences.claims offences.comparison matplotlib.pyplot seaborn "
    "statsmodels.api scipy.stats ipykernel.kernelapp ipykernel.ipkernel ipykernel.debugger psutil papermill "
    "nbconvert offences.editions offences.trends offences.changes offences.funnel gptables"
).split()
_left = list(PRELOADED)


class Provisioner(LocalProvisioner):
    """Has the warm parent fork a kernel instead of starting an interpreter."""

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel that is given what follows ``python -m ipykernel_launcher``."""
        env = kwargs["env"]
        devnull = os.open(os.devnull, os.O_RDONLY)
        try:
            files = (devnull, 1, 2)
            self.process = forking.Child(
                "kernel",
                cmd[cmd.index("ipykernel_launcher") + 1 :],
                env[forking.ADDRESS],
                env,
                kwargs.get("cwd"),
                files,
            )
        finally:
            os.close(devnull)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info

    async def wait(self):
        """Wait for the kernel without the tenth of a second that the base class sleeps."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(0.005)
        code, self.process = (self.process.returncode if self.process else 0), None
        return code


def _kernel(*arguments):
    """Be an ordinary kernel, as ``python -m ipykernel_launcher`` is."""
    import ipykernel_launcher
    import matplotlib
    import numpy as np
    from ipykernel import kernelapp

    np.random.seed()
    backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    matplotlib.rcParams["backend"] = backend
    sys.argv = [ipykernel_launcher.__file__, *arguments]
    kernelapp.launch_new_instance()
    # Its orderly end now and then waits 10 s for a thread that has ended (the manager kills it
    # after 2.5 s). Every message has arrived by then, and the process is about to end.
    atexit.unregister(kernelapp.IPKernelApp.instance().close)


def _command(*arguments):
    """Be the command ``offences``, its notebooks run in kernels of the same parent."""
    from offences import cli

    sys.argv = ["offences", *arguments]
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = PROVISIONER
    cli.main(list(arguments))


TASKS = {"kernel": _kernel, "command": _command}


def _prepare(task, arguments):
    """Import everything before a kernel is forked; load what is national where a command names its file."""
    from offences import national

    while task == "kernel" and _import_next():
        pass
    if "--national" in arguments:
        national.install(arguments[arguments.index("--national") + 1])
        gc.freeze()


def _import_next():
    """Import one more of what every process will have; tells whether any was left."""
    if not _left:
        return False
    __import__(_left.pop(0))
    gc.freeze()
    return True


def _surroundings():
    """Prepare for the imports what they look for: pandas asks the shell how wide it prints tables."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    _import_next()
    del builtins.get_ipython
    # A kernel that is given no parent at import prints a banner, and one given a parent polls it.
    os.environ["JPY_PARENT_PID"] = "1"
    # The debugger, which every kernel imports, says at import where it could miss breakpoints.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    # jsonschema compiles the grammars of rfc3987_syntax at import, 0.7 s, and does without.
    sys.modules.setdefault("rfc3987_syntax", None)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _surroundings()
    forking.serve(socket.socket(fileno=int(sys.argv[1])), TASKS, _prepare, _import_next)
