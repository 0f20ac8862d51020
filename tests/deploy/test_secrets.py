"""Secrets are named, never written down: every reference meets what `k8s/secrets.sh` makes or what the README says an operator adds."""

from __future__ import annotations

import base64
import configparser
import re
import subprocess
import sys
import tempfile
from functools import cache
from urllib.parse import urlsplit

import pytest
import yaml
from cryptography import x509

from launcher.registry import GATEWAY, SERVICES, python_environment
from tests.deploy.rendering import ROOT, Manifest, containers, everything, is_ours, of, pods

# Optional, the operator's own: k8s/README.md lists them.
OWN = {("counterpoint-providers", "email-url"), ("counterpoint-providers", "sms-url")}
OWN |= {("counterpoint-objects", "access-key-id"), ("counterpoint-objects", "secret-access-key")}


@cache
def made(**environ: str) -> dict[str, dict[str, bytes]]:
    """What k8s/secrets.sh prints, by secret and key."""
    printed = subprocess.run([ROOT / "k8s/secrets.sh"], env={"PATH": "/usr/bin:/bin", **environ}, capture_output=True, check=True).stdout
    return {item["metadata"]["name"]: _content(item) for item in yaml.safe_load_all(printed) if item["kind"] == "Secret"}


@cache
def certificates() -> dict[str, dict[str, bytes]]:
    """What k8s/certificates.sh prints with an authority of its own."""
    with tempfile.TemporaryDirectory(prefix="cp-certs-") as folder:
        environ = python_environment({"PATH": "/usr/bin:/bin", "COUNTERPOINT": f"{sys.executable} -m launcher.cli"})
        done = subprocess.run([ROOT / "k8s/certificates.sh", f"{folder}/certs"], env=environ, capture_output=True, check=True)
    return {item["metadata"]["name"]: _content(item) for item in yaml.safe_load_all(done.stdout) if item is not None}


def _content(secret: Manifest) -> dict[str, bytes]:
    plain = {key: value.encode() for key, value in secret.get("stringData", {}).items()}
    return plain | {key: base64.b64decode(value) for key, value in secret.get("data", {}).items()}


def references(*, dev: bool = False) -> set[tuple[str, str, bool]]:
    """(secret, key, optional) of every environment entry and every mounted file that is named by an environment entry."""
    found = set()
    for folder, _, container in containers():
        if (folder == "overlays/dev") != dev:
            continue
        for entry in container.get("env", []):
            reference = entry.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                found.add((reference["name"], reference["key"], reference.get("optional", False)))
    for where, _, pod in pods():
        if (where == "overlays/dev") != dev:
            continue
        volumes = {volume["name"]: volume["secret"]["secretName"] for volume in pod["spec"].get("volumes", []) if "secret" in volume}
        for container in pod["spec"]["containers"]:
            mounts = {mount["mountPath"]: volumes[mount["name"]] for mount in container.get("volumeMounts", []) if mount["name"] in volumes}
            for entry in container.get("env", []):
                folder, _, file = entry.get("value", "").rpartition("/")
                if folder in mounts:
                    found.add((mounts[folder], file, False))
    return found


def test_every_secret_that_is_needed_is_made_and_none_is_made_for_nothing() -> None:
    needed = {(name, key) for name, key, optional in references() if not optional}
    assert needed == {(name, key) for name, content in (made() | certificates()).items() for key in content}


def test_dev_has_the_secrets_it_needs_and_a_token_instead_of_certificates() -> None:
    has = {(name, key) for name, item in of("overlays/dev", "Secret").items() for key in item["data"]}
    assert {(name, key) for name, key, optional in references(dev=True) if not optional} == has
    assert ("counterpoint-rpc", "token") in has and not any("certificate" in name for name, _ in has)


def test_what_is_optional_is_listed_for_the_operator() -> None:
    assert {(name, key) for name, key, optional in references() if optional} == OWN
    readme = (ROOT / "k8s/README.md").read_text()
    assert all(f"`{name}`" in readme and f"`{key}`" in readme for name, key in OWN)


def test_secrets_are_new_each_time_and_of_the_right_form() -> None:
    first, again = made(), made(AGAIN="1")
    for name, key in (("counterpoint-master", "master.key"), ("nats", "password"), ("postgres", "segments-password")):
        assert first[name][key] != again[name][key]
    assert len(first["counterpoint-master"]["master.key"]) == 32
    profile = configparser.ConfigParser()
    profile.read_string(first["counterpoint-root"]["credentials"].decode())
    assert re.fullmatch(r"CPAK[A-Z2-7]{16}", profile["counterpoint"]["aws_access_key_id"])
    assert len(profile["counterpoint"]["aws_secret_access_key"]) == 40


@pytest.mark.parametrize("owner", [*SERVICES, GATEWAY])
def test_addresses_hold_the_passwords_of_the_servers_and_a_login_of_their_own(owner: str) -> None:
    secrets, services = made(), of("overlays/single", "Service")
    database = urlsplit(secrets[f"counterpoint-{owner}"]["database-url"].decode())
    assert (database.scheme, database.username, database.path) == ("postgresql+asyncpg", owner, "/counterpoint")
    assert database.password == secrets["postgres"][f"{owner}-password"].decode()
    for key, server in (("bus-url", "nats"), ("cache-url", "valkey"), ("columns-url", "clickhouse")):
        if key in secrets[f"counterpoint-{owner}"]:
            url = urlsplit(secrets[f"counterpoint-{owner}"][key].decode())
            assert url.password == secrets[server]["password"].decode()
            assert (url.hostname, url.port) == (server, services[server]["spec"]["ports"][0]["port"])


def test_servers_of_your_own_are_named_by_the_environment() -> None:
    secrets = made(POSTGRES="pg.example.com:5432", DATABASE_OPTIONS="?ssl=require", SCHEMES="tls", CLICKHOUSE="ch.example.com:8443")
    assert secrets["counterpoint-segments"]["database-url"].endswith(b"@pg.example.com:5432/counterpoint?ssl=require")
    assert secrets["counterpoint-segments"]["columns-url"].startswith(b"https://counterpoint:")
    assert secrets["counterpoint-delivery"]["cache-url"].startswith(b"rediss://:")
    assert secrets["counterpoint-gateway"]["bus-url"].startswith(b"tls://counterpoint:")


def test_no_secret_is_written_into_a_manifest_but_those_of_dev() -> None:
    for folder, item in everything():
        if folder != "overlays/dev":
            assert item["kind"] != "Secret", folder


def test_only_the_gateway_and_jobs_that_sign_hold_the_root_key() -> None:
    holders = {
        item["metadata"]["name"]
        for _, item, pod in pods()
        if any(volume.get("secret", {}).get("secretName") == "counterpoint-root" for volume in pod["spec"].get("volumes", []))
    }
    assert holders == {"gateway", "erase", "retention"}


@pytest.mark.parametrize("owner", [*SERVICES, GATEWAY])
def test_certificates_are_of_one_authority_and_name_their_service(owner: str) -> None:
    content = certificates()[f"counterpoint-certificate-{owner}"]
    assert content["ca.crt"] == certificates()["counterpoint-certificate-gateway"]["ca.crt"]
    certificate = x509.load_pem_x509_certificate(content["tls.crt"])
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(content["ca.crt"]))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [f"spiffe://counterpoint/service/{owner}"]


def _volumes(item: Manifest) -> list[Manifest]:
    return list(item["spec"]["template"]["spec"]["volumes"])


def test_every_service_holds_the_secret_of_its_own_database_and_no_other() -> None:
    for _, item, container in containers():
        if item["kind"] == "Deployment" and is_ours(container):
            named = {entry["valueFrom"]["secretKeyRef"]["name"] for entry in container["env"] if "valueFrom" in entry}
            owner = item["metadata"]["name"].partition("-")[0]
            mounted = {volume["secret"]["secretName"] for volume in _volumes(item) if "secret" in volume}
            assert {name for name in mounted if "certificate" in name} <= {f"counterpoint-certificate-{owner}"}
            assert {name for name in named if name.removeprefix("counterpoint-") in (*SERVICES, GATEWAY)} == {f"counterpoint-{owner}"}
