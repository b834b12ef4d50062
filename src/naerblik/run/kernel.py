"""Kernels that are forked from a process that has imported everything: start-up is paid once.

A kernel is a copy of the process that executes the notebook, made before that process does anything with it: no report
sees what another one did, as long as each is executed by a process of its own (naerblik.run.execute). What a copy must
not have is a thread, which would be cut off in the middle of what it does: then no kernel starts. Everything else, and
what a notebook shows, is as with a kernel that is started anew.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type

from naerblik.run.workers import end_with_parent

NAME = "naerblik"
"""Of these kernels, as the entry points of the project say (pyproject.toml)."""
LAUNCHER = "ipykernel_launcher"
SILENCE_SECONDS = 0.02
"""A copied kernel that has answered and then tells nothing for so long is waiting for its first cell."""


class Told(AsyncZMQSocketChannel):
    """What a kernel tells, without listening for a fifth of a second whether a new one tells anything more."""

    async def get_msg(  # type: ignore[override] # as the class of jupyter_client does itself
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        """The next message. Raises Empty when none comes in the time, or in the shorter one of a copied kernel."""
        return await super().get_msg(timeout if timeout is None else min(timeout, SILENCE_SECONDS))


class Client(AsyncKernelClient):
    """Talks to a copied kernel."""

    iopub_channel_class = Type(Told)


class ForkedKernels(AsyncKernelManager):
    """Starts kernels as ForkedKernel, whatever the installed kernel says of how to start it."""

    client_factory = Type(Client)

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The installed kernel. Raises RuntimeError for one that is not ipykernel: nothing else can be forked."""
        spec = super().kernel_spec
        if spec is not None:
            if LAUNCHER not in spec.argv:
                raise RuntimeError(f"kernel '{self.kernel_name}' is no ipykernel: choose papermill's engine nbclient")
            spec.metadata = spec.metadata | {"kernel_provisioner": {"provisioner_name": NAME}}
        return spec


class ForkedKernel(LocalProvisioner):
    """A kernel in a copy of this process."""

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> KernelConnectionInfo:
        """Forks. Raises RuntimeError where this process has other threads: they would be cut off in the copy."""
        if (running := threads()) > 1:
            raise RuntimeError(
                f"a kernel is copied from a process with one thread, but this one has {running}: "
                "choose papermill's engine nbclient, or start with OPENBLAS_NUM_THREADS=1."
            )
        folder = Path(settings.get("cwd") or Path.cwd())
        arguments = cmd[cmd.index(LAUNCHER) + 1 :]
        process: Any = _Forked(
            get_context("fork").Process(target=_be_kernel, args=(arguments, folder, settings["env"]))
        )
        self.process = process
        end_with_parent()
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Ends the kernel and is done as soon as it is gone, instead of looking for it ten times a second."""
        await super().kill(restart)
        if self.process is not None:
            self.process.wait()


def threads() -> int:
    """The threads of this process, those of libraries too where the system lists them (Linux)."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


class _Forked:
    """A process of multiprocessing with the methods of subprocess.Popen that a provisioner calls."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        process.start()
        self.pid = process.pid
        # Before this process ends it waits for those that it made: one that nobody told to end would keep it for ever.
        Finalize(self, process.kill, exitpriority=0)

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid is not None and self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _be_kernel(arguments: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
    """What the copy does: a session of its own, and the kernel until it is told to end or its parent is gone."""
    os.setsid()
    os.chdir(folder)
    os.environ.update(environment)
    asyncio.set_event_loop(asyncio.new_event_loop())
    kernel = IPKernelApp.instance(parent_handle=os.getppid())
    kernel.initialize(list(arguments))  # type: ignore[no-untyped-call]
    kernel.start()  # type: ignore[no-untyped-call]
