"""How jupyter_client reaches the warm parent: a kernel provisioner that asks it for a process."""

import asyncio
import os

from jupyter_client.provisioning import LocalProvisioner

from warmkernels import forking


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
