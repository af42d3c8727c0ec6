"""How a notebook's kernel is started and awaited: quietly, and without waiting for nothing."""

import time
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager


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
        while time.monotonic() < end:
            asked = self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                while True:
                    told = await self.get_iopub_msg(timeout=1)
                    idle = told["content"].get("execution_state") == "idle"
                    if idle and told["parent_header"].get("msg_id") == asked:
                        return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before it was ready.") from None
        raise RuntimeError(f"Kernel was not ready within {timeout} seconds.")


class Manager(AsyncKernelManager):
    """Encrypts the kernel's sockets where it can; without it the kernel warns at each start."""

    def __init__(self, **settings):
        super().__init__(**{"transport_encryption": "auto", **settings})
        self.client_factory = Client

    async def _async_interrupt_kernel(self):
        """Leave out the interrupt before an idle kernel's end, which it reports as an error."""
