"""Secrets are named, never written down: every reference meets what `k8s/secrets.sh` makes or what the README says an operator adds."""

from __future__ import annotations

import base64
import configparser
import re
import subprocess
from functools import cache
from urllib.parse import urlsplit

import pytest
import yaml

from launcher.registry import GATEWAY, SERVICES
from tests.deploy.rendering import ROOT, Manifest, containers, everything, is_ours, of, pods

# Optional, the operator's own: k8s/README.md lists them.
OWN = {("counterpoint-providers", "email-url"), ("counterpoint-providers", "sms-url")}
OWN |= {("counterpoint-objects", "access-key-id"), ("counterpoint-objects", "secret-access-key")}


@cache
def made(**environ: str) -> dict[str, dict[str, bytes]]:
    """What k8s/secrets.sh prints, by secret and key."""
    printed = subprocess.run([ROOT / "k8s/secrets.sh"], env={"PATH": "/usr/bin:/bin", **environ}, capture_output=True, check=True).stdout
    return {item["metadata"]["name"]: _content(item) for item in yaml.safe_load_all(printed) if item["kind"] == "Secret"}


def _content(secret: Manifest) -> dict[str, bytes]:
    plain = {key: value.encode() for key, value in secret.get("stringData", {}).items()}
    return plain | {key: base64.b64decode(value) for key, value in secret.get("data", {}).items()}


def references() -> set[tuple[str, str, bool]]:
    """(secret, key, optional) of every environment entry and every mounted file that is named by an environment entry."""
    found = set()
    for _, _, container in containers():
        for entry in container.get("env", []):
            reference = entry.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                found.add((reference["name"], reference["key"], reference.get("optional", False)))
    for _, _, pod in pods():
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
    assert needed == {(name, key) for name, content in made().items() for key in content}


def test_what_is_optional_is_listed_for_the_operator() -> None:
    assert {(name, key) for name, key, optional in references() if optional} == OWN
    readme = (ROOT / "k8s/README.md").read_text()
    assert all(f"`{name}`" in readme and f"`{key}`" in readme for name, key in OWN)


def test_secrets_are_new_each_time_and_of_the_right_form() -> None:
    first, again = made(), made(AGAIN="1")
    for name, key in (("counterpoint-master", "master.key"), ("counterpoint-rpc", "token"), ("nats", "password"), ("postgres", "segments-password")):
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
    assert set(of("overlays/dev", "Secret")) == set(made())


def test_only_the_gateway_and_jobs_that_sign_hold_the_root_key() -> None:
    holders = {
        item["metadata"]["name"]
        for _, item, pod in pods()
        if any(volume.get("secret", {}).get("secretName") == "counterpoint-root" for volume in pod["spec"].get("volumes", []))
    }
    assert holders == {"gateway", "erase", "retention"}


def test_every_service_holds_the_secret_of_its_own_database_and_no_other() -> None:
    for _, item, container in containers():
        if item["kind"] == "Deployment" and is_ours(container):
            named = {entry["valueFrom"]["secretKeyRef"]["name"] for entry in container["env"] if "valueFrom" in entry}
            owner = item["metadata"]["name"].partition("-")[0]
            assert {name for name in named if name.removeprefix("counterpoint-") in (*SERVICES, GATEWAY)} == {f"counterpoint-{owner}"}
