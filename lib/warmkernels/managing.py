"""How a notebook's kernel is started and awaited: quietly, and without waiting for nothing."""

import os
import time
from queue import Empty

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from warmkernels import forking


class Client(AsyncKernelClient):
    """Takes a kernel as ready once it is, where its base class listens 0.2 s more for silence."""

    async def wait_for_ready(self, timeout=None):
        """Wait until the kernel has answered and its broadcasts of that answer have arrived.

        Raises
        ------
        RuntimeError
            If it dies or the time is up.
        """
        end = time.monotonic() + (timeout or 60)
        await self._told(end, lambda message: message["msg_type"] == "iopub_welcome")
        asked = self.kernel_info()
        await self.get_shell_msg(timeout=end - time.monotonic())
        await self._told(
            end,
            lambda message: (
                message["content"].get("execution_state") == "idle"
                and message["parent_header"].get("msg_id") == asked
            ),
        )

    async def _told(self, end, wanted):
        """Wait for a broadcast; what is broadcast before the welcome is lost."""
        while time.monotonic() < end:
            try:
                if wanted(await self.get_iopub_msg(timeout=1)):
                    return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before it was ready.") from None
        raise RuntimeError("Kernel was not ready in time.")


class Manager(AsyncKernelManager):
    """Starts this environment's own kernel, whatever kernels the machine or the notebook name.

    The kernel's sockets are encrypted where they can be; without that it warns at each start.
    """

    def __init__(self, **settings):
        super().__init__(**{"transport_encryption": "auto", **settings})
        self.client_factory = Client

    @property
    def kernel_spec(self):
        """The kernel of this interpreter."""
        return KernelSpec(**get_kernel_dict())

    async def _async_pre_start_kernel(self, *, env=os.environ, **settings):
        """Have no kernel find modules in the folder it runs in, nor hear what the user tells Python elsewhere."""
        env = {**forking.settled(env), "PYTHONSAFEPATH": "1"}
        return await super()._async_pre_start_kernel(env=env, **settings)

    async def _async_interrupt_kernel(self):
        """Leave out the interrupt before an idle kernel's end, which it reports as an error."""

    async def _async_wait(self, pollinterval=0.005):
        """Ask often whether a kernel has ended, not ten times a second."""
        await super()._async_wait(min(pollinterval, 0.005))
