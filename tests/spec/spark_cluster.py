"""A Spark standalone cluster on 127.0.0.1: a master and a worker as processes, ended with whoever asked for them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
STARTS_WITHIN = 120
DEFAULTS = """
spark.driver.memory              1g
spark.executor.memory            1g
spark.executor.cores             2
spark.sql.shuffle.partitions     2
spark.sql.codegen.wholeStage     false
spark.sql.adaptive.enabled       false
spark.ui.enabled                 false
"""
"""Small registers are planned for longer than they are counted: nothing is compiled for them or planned anew."""


def lacking() -> str:
    """Why there can be no Spark here; empty where there can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed: python3 environment.py test"
    java = shutil.which("java")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr if java else ""
    return "" if 'version "' in said and int(said.split('"')[1].split(".")[0]) >= 17 else "no Java 17 on the PATH"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def settings(folder: Path) -> dict[str, str]:
    """Variables of the environment that drivers, servers and daemons of these tests find their settings by."""
    import pyspark  # noqa: PLC0415 - an optional extra

    (folder / "conf").mkdir(exist_ok=True)
    (folder / "conf" / "spark-defaults.conf").write_text(DEFAULTS)
    return {
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "512m",
    }


@contextmanager
def master(folder: Path) -> Iterator[str]:
    """The address of a master without workers."""
    port = free_port()
    where = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    with _running(folder, "master", "spark-class", MASTER, *where):
        _wait_for(port, folder / "master.log")
        yield f"spark://127.0.0.1:{port}"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a master with one worker."""
    with master(folder) as address:
        where = ["--host", "127.0.0.1", "--webui-port", "0", "--work-dir", str(folder / "work")]
        with _running(folder, "worker", "spark-class", WORKER, "--cores", "2", "--memory", "1g", *where, address):
            yield address


@contextmanager
def connect_server(folder: Path, of: str) -> Iterator[str]:
    """The address of a server of Spark Connect in front of a cluster."""
    port = free_port()
    where = {"spark.connect.grpc.binding.address": "127.0.0.1", "spark.connect.grpc.binding.port": str(port)}
    named = [part for name, value in where.items() for part in ("--conf", f"{name}={value}")]
    with _running(folder, "server", "spark-submit", "--class", SERVER, "--master", of, *named):
        _wait_for(port, folder / "server.log")
        yield f"sc://127.0.0.1:{port}"


@contextmanager
def _running(folder: Path, name: str, program: str, *arguments: str) -> Iterator[None]:
    """A program of Spark with all that it starts, in a process group of its own that is ended whole."""
    environment = os.environ | settings(folder)
    command = [f"{environment['SPARK_HOME']}/bin/{program}", *arguments]
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield
        finally:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, sign)
                    process.wait(20)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"nothing answers at port {port}:\n{log.read_text()[-2000:]}")
