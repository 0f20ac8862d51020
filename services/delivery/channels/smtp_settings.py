"""How an SMTP submission server is named: `smtp://user:password@host:587?connections=4` and `smtps://…:465`.

| query | meaning |
| --- | --- |
| `tls` | `auto` (default: STARTTLS when offered; needed for a password, loopback excepted), `required`, `none` |
| `ca` | file with the certificate authority to trust instead of the system's |
| `connections` | most connections kept at once, default 4 |
| `timeout` | seconds without any answer before a connection is given up, default 60 |
| `final` | `true`: the relay is the mailbox itself, so that taken is delivered |
| `chunking` | `false`: use DATA although the server offers CHUNKING (some middle boxes offer what they cannot) |
| `helo` | the name we greet with, default `localhost` |
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from kit.errors import Invalid

_OPTIONS = {"tls", "ca", "connections", "timeout", "final", "helo", "chunking"}


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """One submission server. Neither user nor password shows in a representation."""

    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    tls: str = "auto"
    ca: str = ""
    connections: int = 4
    timeout: float = 60.0
    final: bool = False
    helo: str = "localhost"
    chunking: bool = True

    @property
    def loopback(self) -> bool:
        """Whether the password would not leave this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def context(self) -> ssl.SSLContext:
        """The TLS set-up: certificates and names are always checked."""
        return ssl.create_default_context(cafile=self.ca or None)


def parse_smtp_url(url: str) -> SmtpSettings:
    """Read an SMTP URL. Invalid (which never quotes the URL) when something in it is wrong."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError
        unknown = set(options) - _OPTIONS
        if unknown or options.get("tls", "auto") not in ("auto", "required", "none"):
            raise ValueError
        settings = SmtpSettings(
            host=parts.hostname,
            port=parts.port or (465 if parts.scheme == "smtps" else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            implicit_tls=parts.scheme == "smtps",
            tls=options.get("tls", "auto"),
            ca=options.get("ca", ""),
            connections=int(options.get("connections", "4")),
            timeout=float(options.get("timeout", "60")),
            final=options.get("final", "false") == "true",
            helo=options.get("helo", "localhost"),
            chunking=options.get("chunking", "true") == "true",
        )
        if not 1 <= settings.connections <= 100 or settings.timeout <= 0:
            raise ValueError
        if not settings.helo.isprintable() or " " in settings.helo:
            raise ValueError
    except ValueError:
        raise Invalid("not a valid SMTP URL: smtp[s]://user:password@host:port?" + "&".join(sorted(_OPTIONS))) from None
    return settings
