"""A suite of its own for a bench row: fresh data folder, free port, gone afterwards."""

import configparser
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Running:
    """A running suite."""

    host: str
    port: int
    data: Path
    access_key: str
    secret_key: str
    process: subprocess.Popen[bytes]
    # From the start of the process to the first healthy answer.
    start_seconds: float

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def client(self) -> Any:
        """boto3's pinpoint client."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "pinpoint",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(proxies={}, retries={"mode": "standard"}),
        )

    def resident_mb(self) -> float:
        """Resident memory of the launcher and everything it started, pages that several share counted once (PSS)."""
        import psutil

        root = psutil.Process(self.process.pid)
        total = 0
        for process in [root, *root.children(recursive=True)]:
            try:
                total += process.memory_full_info().pss
            except psutil.NoSuchProcess:
                continue
        return total / 1e6


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int, patience: float = 15) -> None:
    """Returns when somebody takes connections on the port. Raises OSError when nobody does in time."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@contextmanager
def suite(environ: Mapping[str, str] | None = None, data: Path | None = None) -> Iterator[Running]:
    """Starts the suite and stops it at the end. With `data` an existing folder is used and kept."""
    folder = data or Path(tempfile.mkdtemp(prefix="cp-bench-"))
    if data is None:
        folder.chmod(0o711)
    port = free_port()
    env = {**os.environ, "COUNTERPOINT_DATA": str(folder), "COUNTERPOINT_HTTP": f"127.0.0.1:{port}", **(environ or {})}
    began = time.monotonic()
    with (folder / "bench.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "launcher.cli", "up"], env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _await(process, f"http://127.0.0.1:{port}/healthz", folder)
            taken = time.monotonic() - began
            file = configparser.ConfigParser()
            file.read(folder / "credentials")
            section = file["counterpoint"]
            yield Running("127.0.0.1", port, folder, section["aws_access_key_id"], section["aws_secret_access_key"], process, taken)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if data is None:
                shutil.rmtree(folder, ignore_errors=True)


def _await(process: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"the suite did not start:\n{(folder / 'bench.log').read_text(errors='replace')[-2000:]}")
