"""HTTPS of the gateway itself: SDKs that verify it, versions that are refused, renewal without a restart, what stops the start."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import SSLError

from kit.testing import eventually
from launcher import certs
from tests.gateway.conftest import KEY, SECRET, Running
from tests.gateway.test_process import free_port, start


class Served:
    """A gateway process with a certificate for localhost. `folder`: authority and certificate."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def apps(self, host: str = "localhost") -> int:
        """The status of a signed request of an SDK that trusts our authority alone."""
        config = Config(retries={"total_max_attempts": 1})
        keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1", "verify": str(self.folder / "ca.pem")}
        answer = boto3.client("pinpoint", endpoint_url=f"https://{host}:{self.port}", config=config, **keys).get_apps()
        return int(answer["ResponseMetadata"]["HTTPStatusCode"])

    def greeted(self, version: ssl.TLSVersion) -> tuple[str | None, bytes]:
        """Version and certificate a client gets that speaks just this version."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_verify_locations(self.folder / "ca.pem")
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(("127.0.0.1", self.port), 5) as plain, context.wrap_socket(plain, server_hostname="localhost") as link:
            return link.version(), link.getpeercert(True) or b""


@pytest.fixture(scope="module")
def served(gateway: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    certs.init(folder, 9)
    certs.issue(folder, "gateway", [], ["localhost"], "counterpoint", 1)
    files = {"COUNTERPOINT_TLS_CERT": str(folder / "gateway.pem"), "COUNTERPOINT_TLS_KEY": str(folder / "gateway.key")}
    with start(gateway, f"127.0.0.1:{port}", **files) as process:
        made = Served(folder, port)
        try:
            eventually(lambda: made.apps() == 200, timeout=20)
            yield made
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0


def test_an_sdk_that_verifies_gets_its_answer_and_one_that_knows_another_name_does_not(served: Served) -> None:
    assert served.apps() == 200
    with pytest.raises(SSLError):
        served.apps("127.0.0.1")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_protocol_versions_are_refused(served: Served) -> None:
    assert served.greeted(ssl.TLSVersion.TLSv1_3)[0] == "TLSv1.3"
    assert served.greeted(ssl.TLSVersion.TLSv1_2)[0] == "TLSv1.2"
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, ConnectionResetError), match=r"EOF|ALERT_PROTOCOL_VERSION|reset"):  # the server hangs up
            served.greeted(old)


def test_a_renewed_certificate_is_shown_without_a_restart(served: Served) -> None:
    first = served.greeted(ssl.TLSVersion.TLSv1_3)[1]
    certs.issue(served.folder, "gateway", [], ["localhost"], "counterpoint", 1)
    eventually(lambda: served.greeted(ssl.TLSVersion.TLSv1_3)[1] != first)
    assert served.apps() == 200


def test_a_certificate_that_is_over_or_of_another_key_stops_the_start_with_one_sentence(gateway: Running, tmp_path: Path) -> None:
    certs.init(tmp_path, 9)
    certs.issue(tmp_path, "delivery", [], [], "counterpoint", 1)
    certs.issue(tmp_path, "gateway", [], [], "counterpoint", 0)
    for name, key, sentence in (
        ("gateway.pem", "gateway.key", "the certificate of COUNTERPOINT_TLS_CERT ended on"),
        ("delivery.pem", "gateway.key", "the key of COUNTERPOINT_TLS_KEY does not belong to the certificate of COUNTERPOINT_TLS_CERT"),
    ):
        files = {"COUNTERPOINT_TLS_CERT": str(tmp_path / name), "COUNTERPOINT_TLS_KEY": str(tmp_path / key)}
        with start(gateway, "127.0.0.1:0", **files) as process:
            _, said = process.communicate(timeout=20)
        assert process.returncode == 2
        assert said.startswith(f"counterpoint gateway: {sentence}") and said.count("\n") == 1
