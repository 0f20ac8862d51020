"""The process: it starts, stops on SIGTERM, and says in one sentence why it cannot start."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kit.testing import eventually
from tests.gateway.conftest import KEY, SECRET, Running
from tests.gateway.fakes import OURS
from tests.gateway.signing import send, signed

ROOT = Path(__file__).parents[2]


def start(gateway: Running, address: str, **more: str) -> subprocess.Popen[str]:
    environ = {**gateway.environ, "COUNTERPOINT_HTTP": address, "PYTHONPATH": f"{ROOT}:{ROOT}/gen", **more}
    code = "import sys; from gateway.main import run; sys.exit(run())"
    return subprocess.Popen([sys.executable, "-c", code], env=environ, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_it_starts_and_stops_on_sigterm(gateway: Running) -> None:
    port = free_port()
    with start(gateway, f"127.0.0.1:{port}") as process:
        eventually(lambda: send(f"http://127.0.0.1:{port}", "GET", "/livez").status == 200, timeout=20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_taken_port_is_one_clear_sentence(gateway: Running) -> None:
    with start(gateway, f"127.0.0.1:{gateway.port}") as process:
        _, text = process.communicate(timeout=20)
    assert process.returncode == 2
    assert text.strip().endswith("Address already in use; set COUNTERPOINT_HTTP")


def test_plain_http_off_loopback_is_refused(gateway: Running) -> None:
    with start(gateway, "0.0.0.0:8080") as process:
        _, text = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "plain HTTP on 0.0.0.0 is refused" in text


def test_the_profile_s_rates_hold_on_the_wire(gateway: Running) -> None:
    """UpdateEndpointsBatch in the profile of 2026: two a second."""
    port = free_port()
    url, target = f"http://127.0.0.1:{port}", f"/v1/apps/{OURS}/endpoints"
    with start(gateway, f"127.0.0.1:{port}", COUNTERPOINT_QUOTAS="pinpoint-2026") as process:
        eventually(lambda: send(url, "GET", "/livez").status == 200, timeout=20)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: signed(url, (KEY, SECRET), "PUT", target, b'{"Item":[{"Id":"a"}]}'), range(16)))
        other = signed(url, (KEY, SECRET), "GET", "/v1/apps")
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert {answer.status for answer in answers} == {202, 429}
    refused = next(answer for answer in answers if answer.status == 429)
    assert (refused.error, refused.json["Message"], refused.headers["retry-after"]) == ("TooManyRequestsException", "Too many requests", "1")
    assert other.status == 200
