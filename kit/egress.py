"""Outgoing HTTP to addresses that users name: webhooks, hooks, recommenders, `token_uri`s (design §9).

Every address a name resolves to is checked, and the connection goes to exactly the checked address; Host and TLS name
stay those of the URL. Refused: private, loopback, link-local, CGNAT, multicast, reserved, IPv4-mapped and NAT64
addresses, unless `COUNTERPOINT_EGRESS_ALLOW` names the host and port or the network. Plain `http://` goes to allowed
hosts only. No redirect is followed, no proxy variable read. Endpoints from the configuration do not come through here.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from kit.errors import Forbidden, Invalid, TooLarge, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LARGEST_BODY: Final = 6 * 1024 * 1024
_MORE_REFUSED: Final = tuple(
    map(
        ipaddress.ip_network,
        # CGNAT, benchmarking, 6to4 relays; IPv4 in IPv6: mapped, compatible, NAT64 (both), 6to4, Teredo; site-local.
        ("100.64.0.0/10", "198.18.0.0/15", "192.88.99.0/24", "0.0.0.0/8", "::ffff:0:0/96", "::/96",
         "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10"),
    )
)  # fmt: skip


class EgressRefused(Forbidden):
    """The target is one we do not call."""

    default_reason = "EGRESS_REFUSED"


class _RefusedAddress(OSError):
    """What the resolver raises: the connector lets only OSError pass."""


def public(address: Address) -> bool:
    """Whether an address belongs to the open Internet."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _MORE_REFUSED if network.version == address.version)


@dataclass(frozen=True, slots=True)
class EgressPolicy:
    """What is allowed although it is private or plain: named hosts with their port, and networks."""

    hosts: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> EgressPolicy:
        """Read `COUNTERPOINT_EGRESS_ALLOW`: a comma list of `host:port` and CIDR. Invalid names the wrong entry."""
        hosts: set[tuple[str, int]] = set()
        networks: list[Network] = []
        for entry in filter(None, map(str.strip, text.split(","))):
            try:
                if "/" in entry:
                    networks.append(ipaddress.ip_network(entry))
                    continue
                host, colon, port = entry.rpartition(":")
                if not colon or not host or not 0 < int(port) < 65536:
                    raise ValueError
                hosts.add((host.strip("[]").lower().rstrip("."), int(port)))
            except ValueError:
                raise Invalid(f"COUNTERPOINT_EGRESS_ALLOW: {entry!r} is neither host:port nor a network") from None
        return cls(frozenset(hosts), tuple(networks))

    def named(self, host: str, port: int) -> bool:
        """Whether the list names this host and port."""
        return (host.lower().rstrip("."), port) in self.hosts

    def within(self, address: Address) -> bool:
        """Whether the list holds a network with this address."""
        return any(address in network for network in self.networks if network.version == address.version)

    def permits(self, host: str, port: int, address: str, plain: bool) -> bool:
        """Whether a connection to `address`, found for `host`, may be made; `plain`: without TLS."""
        if self.named(host, port):
            return True
        found = ipaddress.ip_address(address.partition("%")[0])
        return self.within(found) or (not plain and public(found))


class _GuardedResolver(AbstractResolver):
    """Resolves by the system and refuses a name as a whole when any of its addresses is refused."""

    def __init__(self, policy: EgressPolicy, plain: bool) -> None:
        self._policy, self._plain = policy, plain

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        answers = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        found: list[ResolveResult] = []
        for kind, _, protocol, _, address in answers:
            literal = str(address[0])
            if not self._policy.permits(host, port, literal, self._plain):
                raise _RefusedAddress("refused address")
            found.append(ResolveResult(hostname=host, host=literal, port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST))
        return found

    async def close(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, read whole. A redirect is an answer like any other. Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class EgressTimeout(Unavailable):
    """No whole answer in time; the request may have been received."""

    default_reason = "EGRESS_TIMEOUT"


class Egress:
    """The guarded client. One per process; `close()` at the end."""

    def __init__(self, policy: EgressPolicy, connections: int = 100) -> None:
        self.policy = policy
        self._connections = connections
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    def check(self, url: str) -> URL:
        """The form of a URL and, where it names an address itself, that address. EgressRefused or Invalid.

        To be asked when a URL is stored; a request asks again and checks what the name resolves to.
        """
        try:
            target = URL(url)
            host, port = target.host, target.port
        except ValueError:
            raise Invalid("not a valid URL") from None
        if target.scheme not in ("http", "https") or not host or not port or target.user or target.password:
            raise Invalid("not a valid URL")
        plain = target.scheme == "http"
        try:
            literal = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            # A name: plain http needs the name in the list, or networks in which its addresses must then lie.
            if plain and not self.policy.named(host, port) and not self.policy.networks:
                raise EgressRefused("http:// is not allowed for this host") from None
            return target
        # The connector never asks a resolver about literal addresses, so this check is the one that counts for them.
        if not self.policy.permits(host, port, str(literal), plain):
            raise EgressRefused("this address is not allowed")
        return target

    async def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 15.0,
        largest: int = LARGEST_BODY,
    ) -> Answer:
        """One request. EgressRefused, EgressTimeout, TooLarge (answer over `largest` bytes), Unavailable."""
        target = self.check(url)
        session = self._session(target.scheme == "http")
        limit = aiohttp.ClientTimeout(total=timeout)
        try:
            async with session.request(method, target, data=body, headers=dict(headers or {}), timeout=limit, allow_redirects=False) as answer:
                read = await _read(answer, largest)
                return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, read)
        except TimeoutError:
            raise EgressTimeout("no answer in time") from None
        except (aiohttp.ClientError, OSError, UnicodeError) as fault:
            if _refused(fault):
                raise EgressRefused("this address is not allowed") from None
            raise Unavailable("no connection", "EGRESS_FAILED") from None

    def _session(self, plain: bool) -> aiohttp.ClientSession:
        session = self._sessions.get(plain)
        if session is None:
            options: dict[str, Any] = {"resolver": _GuardedResolver(self.policy, plain), "limit": self._connections}
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(use_dns_cache=False, **options),
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                headers={"User-Agent": "Counterpoint", "Accept-Encoding": "identity"},
            )
            self._sessions[plain] = session
        return session

    async def close(self) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


async def _read(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    """The body, given up as soon as it is too large: what a peer sends must not fill our memory."""
    parts, size = [], 0
    async for part in answer.content.iter_chunked(65536):
        size += len(part)
        if size > largest:
            raise TooLarge(f"answer is larger than {largest} bytes")
        parts.append(part)
    return b"".join(parts)


def _refused(fault: BaseException) -> bool:
    """Whether our resolver's refusal lies behind what aiohttp raised."""
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, _RefusedAddress) or isinstance(getattr(seen, "os_error", None), _RefusedAddress):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
