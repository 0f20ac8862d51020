"""Who may be trusted between services: the configuration of a process's own certificate, and the names that certificates carry.

A name is a URI among the certificate's alternative names: `spiffe://counterpoint/service/segments` for a part of the product,
`spiffe://counterpoint/client/crm` for an internal caller, with one `counterpoint-rpc:segments.v1.AudienceService/ResolveApp` for each
RPC it may call (`/*` for all of a contract).
"""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kit.config import ConfigError, section, setting
from kit.tls import check_certificate, check_issuer, ends_of, stamp_of, uris_of

_log = logging.getLogger("kit.trust")
SERVICE, CLIENT, CALL = "spiffe://counterpoint/service/", "spiffe://counterpoint/client/", "counterpoint-rpc:"
CERT, KEY, CA = "COUNTERPOINT_RPC_CERT", "COUNTERPOINT_RPC_KEY", "COUNTERPOINT_RPC_CA"
# Files are looked at this often, not at every call.
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcConfig:
    """How a process proves who it is to the other services, and who may speak to it."""

    token: str = setting("COUNTERPOINT_RPC_TOKEN", "", "Secret that services share where they have no certificates.", secret=True)
    cert: str = setting(CERT, "", "PEM file with this process's certificate for calls between services; with key and CA: mutual TLS, and no token.")
    key: str = setting(KEY, "", "PEM file with its private key.")
    ca: str = setting(CA, "", "PEM file with the certificates of the authority that vouches for services and internal callers.")
    speakers: str = setting("COUNTERPOINT_RPC_SPEAKERS", "", "Comma list of internal callers whose cp-account and cp-principal are believed.")
    health: str = setting("COUNTERPOINT_HEALTH", "", "Address, host:port, where the health check alone is answered, without TLS: for probes.")


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a certificate names. `own`: a part of the product. `calls`: what an internal caller may call, `segments.v1.AudienceService/ResolveApp` or `…/*`."""

    name: str
    own: bool
    calls: frozenset[str] = frozenset()


def identity_of(uris: Iterable[str]) -> Identity | None:
    """The identity in a certificate's URIs; None when there is none, or more than one."""
    found = list(uris)
    names = [(uri.removeprefix(prefix), prefix) for uri in found for prefix in (SERVICE, CLIENT) if uri.startswith(prefix)]
    if len(names) != 1 or not names[0][0] or "/" in names[0][0]:
        return None
    name, prefix = names[0]
    calls = frozenset(uri.removeprefix(CALL) for uri in found if uri.startswith(CALL))
    return Identity(name, prefix == SERVICE, calls if prefix == CLIENT else frozenset())


@dataclass(frozen=True, slots=True)
class Pems:
    """One state of the three files."""

    cert: bytes
    key: bytes
    ca: bytes


class Certificates:
    """The three files, read again when they change. What cannot serve is refused at the start; later the last good state stays in use."""

    def __init__(self, cert: str, key: str, ca: str) -> None:
        self._paths = (cert, key, ca)
        self._stamp = stamp_of(*self._paths)
        self._pems = self._read()
        self._next = 0.0

    @classmethod
    def of(cls, config: RpcConfig, name: str = "") -> Self | None:
        """None where none are configured. `name`: whose the certificate must be. Raises ConfigError in one sentence."""
        given = {CERT: config.cert, KEY: config.key, CA: config.ca}
        missing = [key for key, path in given.items() if not path]
        if len(missing) == len(given):
            return None
        if missing:
            raise ConfigError(f"{missing[0]} is not set: {CERT}, {KEY} and {CA} belong together")
        made = cls(config.cert, config.key, config.ca)
        found = identity_of(uris_of(config.cert))
        if name and (found is None or found.name != name or not found.own):
            whose = f"that of {found.name}" if found else "nobody's"
            raise ConfigError(f"{CERT} names {config.cert}, which is {whose}: give {name} its own (`counterpoint certs issue {name}`)")
        return made

    def now(self) -> Pems:
        """The state to use now; the same object as long as nothing changed. Raises nothing."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _LOOK_SECONDS
            self._renew()
        return self._pems

    async def measure(self) -> None:
        """Sets the gauge."""
        from kit.telemetry import names

        names.CERTIFICATE_ENDS.set(ends_of(self.now().cert), "rpc")

    def _renew(self) -> None:
        stamp = stamp_of(*self._paths)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._pems = self._read()
        except ConfigError as error:
            _log.warning("renewed certificates are not used: %s", error)
            return
        _log.info("certificates between services were renewed")

    def _read(self) -> Pems:
        cert, key, ca = self._paths
        check_certificate(cert, key, names=(CERT, KEY))
        check_issuer(cert, ca, names=(CERT, CA))
        return Pems(*(Path(path).read_bytes() for path in self._paths))


def speakers_of(config: RpcConfig) -> frozenset[str]:
    """The internal callers of COUNTERPOINT_RPC_SPEAKERS."""
    return frozenset(name.strip() for name in config.speakers.split(",") if name.strip())


def config_of(environ: Mapping[str, str]) -> RpcConfig:
    """The section, from the environment. Raises ConfigError."""
    return section(RpcConfig, environ)
