"""The gateway's configuration: what it refuses, whom it believes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.config import GatewayConfig
from gateway.cors import Cors
from gateway.quotas import ROWS, Rates
from gateway.request import read_request
from kit.config import ConfigError, section
from tests.unit.kit.test_tls import issued

NEEDED = {"COUNTERPOINT_DATABASE_URL": "x", "COUNTERPOINT_BUS_URL": "x", "COUNTERPOINT_KEY_FILE": "x"}


def config(**more: str) -> GatewayConfig:
    made = section(GatewayConfig, {**NEEDED, **{f"COUNTERPOINT_{name}": value for name, value in more.items()}})
    made.check()
    return made


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "localhost:1", "[::1]:8080", "127.9.9.9:80"])
def test_plain_http_is_for_loopback(address: str) -> None:
    config(HTTP=address)


@pytest.mark.parametrize("address", ["0.0.0.0:8080", "10.0.0.1:80", "[::]:8080", "example.org:80"])
def test_off_loopback_tls_is_needed(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="plain HTTP"):
        config(HTTP=address)
    config(HTTP=address, BEHIND_TLS="1")
    now = datetime.now(UTC)
    cert, key = issued(tmp_path, now - timedelta(1), now + timedelta(1))
    config(HTTP=address, TLS_CERT=cert, TLS_KEY=key)


@pytest.mark.parametrize(
    "bad",
    [
        {"HTTP": "8080"},
        {"HTTP": "127.0.0.1:x"},
        {"TLS_CERT": "c"},
        {"CLOCK_SKEW_SECONDS": "100"},
        {"CLOCK_SKEW_SECONDS": "901"},
        {"TRUSTED_PROXIES": "nonsense"},
        {"ALLOW_PRESIGNED": "maybe"},
    ],
)
def test_settings_that_make_no_sense_are_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        config(**bad)


def scope(client: str, **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"method": "GET", "path": "/", "raw_path": b"/", "scheme": "http", "client": (client, 1), "headers": pairs}


@pytest.mark.parametrize(
    ("client", "headers", "source", "secure"),
    [
        ("203.0.113.9", {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "https"}, "203.0.113.9", False),
        ("10.0.0.1", {}, "10.0.0.1", False),
        ("10.0.0.1", {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "https"}, "1.2.3.4", True),
        ("10.0.0.1", {"x_forwarded_for": "6.6.6.6, 1.2.3.4, 10.0.0.2"}, "1.2.3.4", False),
        ("10.0.0.1", {"forwarded": 'for="[2001:db8::1]";proto=https'}, "2001:db8::1", True),
        ("10.0.0.1", {"x_forwarded_for": "<script>"}, "10.0.0.1", False),
    ],
)
def test_forwarded_headers_count_only_from_trusted_proxies(
    client: str, headers: dict[str, str], source: str, secure: bool
) -> None:
    request = read_request(scope(client, **headers), config(TRUSTED_PROXIES="10.0.0.0/8").proxies())
    assert (request.source, request.secure) == (source, secure)


def test_without_trusted_proxies_nobody_is_believed() -> None:
    request = read_request(scope("127.0.0.1", x_forwarded_for="1.2.3.4", x_forwarded_proto="https"), config().proxies())
    assert (request.source, request.secure) == ("127.0.0.1", False)


def test_configured_origins_are_echoed_and_others_get_none() -> None:
    cors = Cors(config(CORS_ORIGINS="https://a.example, https://b.example").origins())
    assert dict(cors.headers({"origin": "https://b.example"}))[b"access-control-allow-origin"] == b"https://b.example"
    assert b"access-control-allow-origin" not in dict(cors.headers({"origin": "https://c.example"}))


@pytest.mark.parametrize(
    ("profile", "operation", "rate"),
    [
        ("counterpoint", "CreateCampaign", 100),
        ("pinpoint-2023", "CreateCampaign", 25),
        ("pinpoint-2026", "UpdateEndpointsBatch", 2),
        ("counterpoint", "PutEvents", 7000),
        ("pinpoint-2026", "PutEvents", 15),
        ("counterpoint", "PhoneNumberValidate", 200),
        ("counterpoint", "GetApps", 300),
        ("counterpoint", "CreateInAppTemplate", 300),
    ],
)
def test_rates_are_those_of_the_profile(profile: str, operation: str, rate: int) -> None:
    assert Rates(profile).rate(operation) == rate


def test_every_row_names_operations_that_exist() -> None:
    from gateway.routes import OPERATIONS

    known = {route.operation for route in OPERATIONS}
    assert all(name in known for row in ROWS for name in row.operations)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="COUNTERPOINT_QUOTAS"):
        Rates("mine")
