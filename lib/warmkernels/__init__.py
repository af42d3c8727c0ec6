"""Jupyter kernels forked from a warm parent that has imported everything already.

``parent(preload=["pandas"])`` starts a parent, and ``used(surroundings)`` has this process's
kernels forked from it; ``Manager`` starts and ends any kernel without idle waiting. Linux
only. README.md says how, and what it relies on.
"""

import contextlib
import os

from warmkernels.forking import ADDRESS, parent

#: The name under which jupyter_client finds the provisioner.
PROVISIONER = "warmkernels"
__all__ = ["ADDRESS", "PROVISIONER", "Manager", "parent", "used"]  # noqa: F822, Manager comes with __getattr__


def __getattr__(name):
    """Import the manager when it is first asked for: who only asks for a process starts without jupyter_client."""
    if name == "Manager":
        from warmkernels.managing import Manager

        return Manager
    raise AttributeError(f"warmkernels has no {name!r}; it has {', '.join(__all__)}")


@contextlib.contextmanager
def used(surroundings):
    """Have every kernel that this process starts forked from a parent, until the context ends.

    Parameters
    ----------
    surroundings : mapping of str to str
        What :func:`parent` gives: the environment with the parent's address.
    """
    from jupyter_client.provisioning import KernelProvisionerFactory

    factory = KernelProvisionerFactory.instance()
    before = os.environ.get(ADDRESS), factory.default_provisioner_name
    os.environ[ADDRESS], factory.default_provisioner_name = surroundings[ADDRESS], PROVISIONER
    try:
        yield
    finally:
        os.environ.pop(ADDRESS)
        if before[0] is not None:
            os.environ[ADDRESS] = before[0]
        factory.default_provisioner_name = before[1]
