"""Every key the gateway reads, once. Shared keys (bus, cache, peers, data folder) are read by `kit.service`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from kit.config import ConfigError, setting
from kit.reach import is_loopback
from kit.tls import check_certificate

ROOT_ACCOUNT = "000000000000"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfig:
    """The gateway's configuration; `kit.config.section(GatewayConfig, environ)` builds it."""

    http: str = setting("COUNTERPOINT_HTTP", "127.0.0.1:8080", "Address of the HTTP API, host:port.")
    tls_cert: str = setting("COUNTERPOINT_TLS_CERT", "", "PEM file with the certificate chain; with the key: HTTPS.")
    tls_key: str = setting("COUNTERPOINT_TLS_KEY", "", "PEM file with the private key.")
    behind_tls: bool = setting(
        "COUNTERPOINT_BEHIND_TLS", False, "True when a proxy in front ends TLS: allows plain HTTP off loopback."
    )
    trusted_proxies: str = setting(
        "COUNTERPOINT_TRUSTED_PROXIES", "", "Comma list of addresses or CIDR whose forwarded headers count."
    )
    data: str = setting("COUNTERPOINT_DATA", "./data", "Data folder.")
    root_credentials: str = setting(
        "COUNTERPOINT_ROOT_CREDENTIALS", "", "Credentials file of the root key; default <data>/credentials."
    )
    database_url: str = setting("COUNTERPOINT_DATABASE_URL", doc="The gateway's own database.", secret=True)
    bus_url: str = setting("COUNTERPOINT_BUS_URL", doc="NATS.", secret=True)
    cache_url: str = setting("COUNTERPOINT_CACHE_URL", "", "Valkey, for request rates; empty: no rates.", secret=True)
    key_file: str = setting("COUNTERPOINT_KEY_FILE", doc="File with the 32-byte master key.")
    region: str = setting("COUNTERPOINT_REGION", "us-east-1", "Home region, used in policies.")
    regions: str = setting("COUNTERPOINT_REGIONS", "*", "Comma list of regions a signature may name, or *.")
    quotas: str = setting("COUNTERPOINT_QUOTAS", "counterpoint", "counterpoint, pinpoint-2023 or pinpoint-2026.")
    clock_skew: int = setting("COUNTERPOINT_CLOCK_SKEW_SECONDS", 300, "Allowed clock difference, 300 to 900 seconds.")
    allow_presigned: bool = setting(
        "COUNTERPOINT_ALLOW_PRESIGNED", False, "Presigned requests for every operation, not only PutEvents."
    )
    allow_unsigned_payload: bool = setting(
        "COUNTERPOINT_ALLOW_UNSIGNED_PAYLOAD", False, "Accept UNSIGNED-PAYLOAD over TLS."
    )
    cors_origins: str = setting("COUNTERPOINT_CORS_ORIGINS", "*", "Comma list of browser origins, or *.")
    services: str = setting("COUNTERPOINT_SERVICES", "", "Comma list of services that run; empty: all.")
    body_timeout: int = setting("COUNTERPOINT_BODY_TIMEOUT_SECONDS", 30, "Longest time a body may take to arrive.")

    def check(self) -> None:
        """Refuse combinations that would be unsafe or meaningless; ConfigError in one sentence."""
        host, _ = self.address()
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ConfigError("COUNTERPOINT_TLS_CERT and COUNTERPOINT_TLS_KEY must be set together")
        check_certificate(self.tls_cert, self.tls_key)
        if not (is_loopback(host) or self.tls_cert or self.behind_tls):
            raise ConfigError(
                f"plain HTTP on {host} is refused: set COUNTERPOINT_TLS_CERT and COUNTERPOINT_TLS_KEY, "
                "or COUNTERPOINT_BEHIND_TLS=1 when a proxy in front ends TLS"
            )
        if not 300 <= self.clock_skew <= 900:
            raise ConfigError("COUNTERPOINT_CLOCK_SKEW_SECONDS must lie between 300 and 900")
        self.proxies()

    def address(self) -> tuple[str, int]:
        """Host and port of COUNTERPOINT_HTTP."""
        host, colon, port = self.http.rpartition(":")
        if not colon or not port.isdigit() or int(port) > 65535:
            raise ConfigError("COUNTERPOINT_HTTP must be host:port")
        return host.strip("[]") or "127.0.0.1", int(port)

    def credentials_file(self) -> Path:
        """Where the root key is read from."""
        return Path(self.root_credentials) if self.root_credentials else Path(self.data) / "credentials"

    def proxies(self) -> tuple[Network, ...]:
        """Networks whose forwarded headers are believed."""
        try:
            return tuple(ipaddress.ip_network(item, strict=False) for item in _items(self.trusted_proxies))
        except ValueError as error:
            raise ConfigError(f"COUNTERPOINT_TRUSTED_PROXIES: {error}") from None

    def allowed_regions(self) -> frozenset[str]:
        """Regions a signature may name; empty means any."""
        return frozenset() if self.regions.strip() in ("", "*") else frozenset(_items(self.regions))

    def origins(self) -> frozenset[str]:
        """Browser origins allowed; empty means any."""
        return frozenset() if self.cors_origins.strip() in ("", "*") else frozenset(_items(self.cors_origins))

    def running_services(self) -> tuple[str, ...]:
        """The services this deployment has."""
        return tuple(_items(self.services)) or ("segments", "campaigns", "journeys", "delivery", "analytics")


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]
