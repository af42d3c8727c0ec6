"""Warm kernels: each notebook's kernel is forked from a parent that has imported everything.

jupyter_client reaches the parent by the kernel provisioner ``offences-warm``; papermill
and nbclient are as they always are. Each notebook has a fresh process of its own.

The parent never imports :mod:`offences.charts` nor a backend of matplotlib: each kernel
chooses its own, as an ordinary one does. (Imported before the fork, the inline backend
never registers with the shell, and every figure vanishes without a word.)
"""

import asyncio
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
PRELOADED = (
    "matplotlib.pyplot seaborn statsmodels.api scipy.stats pandas papermill nbconvert ipykernel.kernelapp "
    "ipykernel.ipkernel offences.cli offences.editions offences.national offences.trends offences.changes "
    "offences.funnel offences.comparison"
).split()


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


def _command(*arguments):
    """Be the command ``offences``, its notebooks run in kernels of the same parent."""
    from offences import cli

    sys.argv = ["offences", *arguments]
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = PROVISIONER
    cli.main(list(arguments))


TASKS = {"kernel": _kernel, "command": _command}


def _prepare(task, arguments):
    """Load what is national before the fork, where the command names a file of it."""
    from offences import national

    if "--national" in arguments:
        national.install(arguments[arguments.index("--national") + 1])
        gc.freeze()


def _preload():
    # pandas decides at import, by asking for the shell, how wide it prints tables.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    # A kernel that is given no parent at import prints a banner, and one given a parent polls it.
    os.environ["JPY_PARENT_PID"] = "1"
    # jsonschema compiles the grammars of rfc3987_syntax at import, 0.7 s, and does without.
    sys.modules.setdefault("rfc3987_syntax", None)
    for name in PRELOADED:
        __import__(name)
    del builtins.get_ipython
    gc.freeze()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    del sys.path[0]  # the folder that `-m` puts there; each kernel adds its own
    _preload()
    forking.serve(socket.socket(fileno=int(sys.argv[1])), TASKS, _prepare)
