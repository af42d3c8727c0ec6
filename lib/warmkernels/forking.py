"""Have one parent process that has imported everything fork other processes.

The parent stays single-threaded; each process it forks has its own session, signals,
files, environment, folder and seeds. Whoever asks for a process holds a socket open:
when either end goes, by whatever death, the process goes too. Linux only: elsewhere
forking is not safe. Standard library only, so that who asks starts in no time.
"""

import atexit
import contextlib
import ctypes
import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback

#: Environment variable that holds the address of a parent that runs already.
ADDRESS = "WARMKERNELS"
GONE = "The warm parent of all kernels has died; run again."
#: What Python may be told by the environment without a notebook showing anything else.
KEPT = {
    f"PYTHON{name}"
    for name in "PATH SAFEPATH HASHSEED UTF8 DONTWRITEBYTECODE PYCACHEPREFIX NOUSERSITE".split()
}
_DIE_WITH_PARENT = 1
#: Whether this process was forked by a parent.
forked = False


def die_with_parent():
    """Have Linux end this process when the one that forked it ends, however that dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def settled(surroundings):
    """Give an environment without what other projects, or the user, have told Python and matplotlib.

    Its font list lies with the packages: the user's home may be missing, or not for writing.
    """
    kept = {name: value for name, value in surroundings.items() if name[:6] != "PYTHON" or name in KEPT}
    fonts = os.path.join(sys.prefix, "var", "matplotlib")  # noqa: PTH118
    with contextlib.suppress(OSError):
        os.makedirs(fonts, exist_ok=True)  # noqa: PTH103
    own = {"MPLCONFIGDIR": fonts} if os.access(fonts, os.W_OK) else {}
    return {**kept, "MATPLOTLIBRC": os.devnull, **own}


def _name(address):
    """Give a socket's name as Linux has it: without a file where its address begins with @."""
    return f"\0{address[1:]}" if address[:1] == "@" else address


def _own(connection):
    """Tell whether the process at the other end is of the same user: names without a file have no owner."""
    _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return user == os.getuid()


@contextlib.contextmanager
def parent(beside=os.environ, preload=(), plan=""):
    """Give the environment in which a warm parent is found, and start one where there is none.

    Parameters
    ----------
    beside : mapping of str to str, optional
        The environment to add the address to.
    preload : sequence of str, optional
        Modules that the parent imports, in this order.
    plan : str, optional
        A module with more tasks for the parent (see :func:`warmkernels.serving.main`).
    """
    if ADDRESS in beside:
        yield dict(beside)
        return
    # A name without a file: nothing is left of it, however the parent ends, and no folder's path is too long.
    address = f"@warmkernels-{os.urandom(16).hex()}"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(_name(address))
    listener.listen(128)
    command = [sys.executable, "-P", "-m", "warmkernels.serving", str(listener.fileno()), plan, *preload]
    # Idle threads of a numerics library would not survive a fork.
    surroundings = {**settled(beside), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    surroundings.pop("MPLBACKEND", None)
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, env=surroundings, pass_fds=[listener.fileno()], start_new_session=True
    )
    listener.close()
    try:
        yield {**beside, ADDRESS: address}
    finally:
        process.stdin.close()
        process.wait()


class Child:
    """A process that the parent forks for us, in the likeness of ``subprocess.Popen``."""

    stdin = stdout = stderr = returncode = None

    def __init__(self, task, arguments, address, env=os.environ, cwd=None, files=(0, 1, 2)):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self.socket.connect(_name(address))
        except OSError as error:
            raise RuntimeError(GONE) from error
        if not _own(self.socket):
            raise RuntimeError(GONE)
        request = {"task": task, "arguments": arguments, "env": dict(env), "cwd": str(cwd or os.getcwd())}  # noqa: PTH109
        socket.send_fds(self.socket, [json.dumps(request).encode()], list(files))
        self.pid = int(self.socket.recv(64) or 0)
        if not self.pid:
            raise RuntimeError(GONE)

    def poll(self):
        """Give the exit code once the process has ended."""
        return self.wait(socket.MSG_DONTWAIT)

    def wait(self, flags=0):
        """Wait for the process and give its exit code; -9 where the parent died with it."""
        if self.returncode is None:
            with contextlib.suppress(BlockingIOError):
                self.returncode = int(self.socket.recv(64, flags) or -signal.SIGKILL)
                self.socket.close()
        return self.returncode

    def send_signal(self, number):
        """Send a signal to the process and to what it started."""
        if self.poll() is None:
            os.killpg(self.pid, number)

    def terminate(self):
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the process."""
        self.send_signal(signal.SIGKILL)


def serve(listener, tasks, prepare, idle):
    """Fork a process for each request until standard input ends.

    Parameters
    ----------
    listener : socket.socket
    tasks : dict of str to callable
        What a forked process may be asked to do, by name.
    prepare : callable
        Given task and arguments before each fork: what it loads, every later process has.
    idle : callable
        Called while nobody asks, until it gives False.
    """
    children, wakeup, more = {}, socket.socketpair(), True
    for end in wakeup:
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup[1].fileno(), warn_on_full_buffer=False)
    selector = selectors.DefaultSelector()
    for source in (sys.stdin, listener, wakeup[0]):
        selector.register(source, selectors.EVENT_READ)
    try:
        while True:
            asked = selector.select(0 if more else None)
            if more and not asked:
                more = idle()
            for key, _ in asked:
                source = key.fileobj
                if source is sys.stdin:
                    return
                if source is listener:
                    asking = listener.accept()[0]
                    if _own(asking):
                        selector.register(asking, selectors.EVENT_READ)
                    else:
                        asking.close()
                elif source is wakeup[0]:
                    wakeup[0].recv(4096)
                    _reap(children, selector)
                elif source not in children and (pid := _fork(source, selector, tasks, prepare)):
                    children[source] = pid
                else:
                    _drop(source, children.get(source), selector)
    finally:
        for pid in children.values():
            _kill(pid)


def _drop(source, pid, selector):
    """Let go of a socket whose other end is gone, and end the process it stood for."""
    selector.unregister(source)
    source.close()
    if pid:
        _kill(pid)


def _kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _reap(children, selector):
    """Tell each socket how its process ended."""
    ended = {}
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended[found[0]] = os.waitstatus_to_exitcode(found[1])
    for source in [source for source, pid in children.items() if pid in ended]:
        pid = children.pop(source)
        _kill(pid)  # what the process itself started and left behind
        if source.fileno() >= 0:
            with contextlib.suppress(OSError):
                source.send(str(ended[pid]).encode())
            selector.unregister(source)
            source.close()


def _fork(source, selector, tasks, prepare):
    """Fork the process that a socket asks for; gives nothing where the other end is gone."""
    message, files, _, _ = socket.recv_fds(source, 1 << 20, 3)
    if not message:
        return None
    own, request = os.getpid(), json.loads(message)
    prepare(request["task"], request["arguments"])
    pid = os.fork()
    if not pid:
        _become(request, files, own, selector, tasks)
    for file in files:
        os.close(file)
    source.send(str(pid).encode())
    return pid


def _become(request, files, forked_from, selector, tasks):
    """Turn into the process asked for: its own session, signals, files, folder and seeds. Never returns."""
    global forked
    forked, code = True, 1
    try:
        os.setsid()
        die_with_parent()
        if os.getppid() != forked_from:
            os._exit(1)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for key in list(selector.get_map().values()):
            os.close(key.fd)
        selector.close()
        for target, file in enumerate(files):
            os.dup2(file, target)
            os.close(file)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        time.tzset()
        tasks[request["task"]](*request["arguments"])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
