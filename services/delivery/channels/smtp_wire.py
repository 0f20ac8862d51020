"""The client's side of one SMTP connection: bytes in, replies out, and the set-up up to AUTH.

What is done with an open connection is in `smtp_stream.py`; the pool is in `smtp.py`.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, cast

from services.delivery.channels.provider import PERMANENT_FAILURE, THROTTLED, Outcome, temporary
from services.delivery.channels.smtp_settings import SmtpSettings

LONGEST_REPLY = 64 * 1024


class Reply(NamedTuple):
    """A whole reply: its code, and its lines joined by newlines."""

    code: int
    text: str


class ConnectionLost(Exception):
    """The connection ended or broke the protocol. The text is safe to show."""


class ConnectFailed(Exception):
    """No usable connection. `outcome` holds for every message that waited for it; `auth`: it is our credentials."""

    def __init__(self, outcome: Outcome, auth: bool = False) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome
        self.auth = auth


class SmtpWire(asyncio.Protocol):
    """Splits what arrives into replies. With `on_reply` set they go there at once, otherwise `reply()` awaits them."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.features: dict[str, str] = {}
        self.lost = False
        self.fault = "SMTP connection lost"
        self.on_reply: Callable[[int, bytes], None] | None = None
        self.on_lost: Callable[[], None] | None = None
        self._buffer = b""
        self._lines: list[bytes] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None

    # -- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._wake()
        if self.on_lost is not None:
            self.on_lost()

    def data_received(self, data: bytes) -> None:
        lines = (self._buffer + data).split(b"\n")
        self._buffer = lines.pop()
        if len(self._buffer) > LONGEST_REPLY:
            return self._broken()
        for line in lines:
            mark = line[3:4]
            if not line[:3].isdigit() or (mark not in b" -\r" and mark):
                return self._broken()
            if mark == b"-":
                self._lines.append(line[4:].rstrip())
                if len(self._lines) > 1000:
                    return self._broken()
                continue
            text = line[4:].rstrip()
            if self._lines:
                text = b"\n".join((*self._lines, text))
                self._lines = []
            if self.on_reply is not None:
                self.on_reply(int(line[:3]), text)
            else:
                self._replies.append(Reply(int(line[:3]), text.decode("utf-8", "replace")))
                self._wake()
        return None

    def _broken(self) -> None:
        self.fault = "SMTP server answered outside the protocol"
        self.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- for whoever speaks

    @property
    def unread(self) -> bool:
        """Whether something arrived that nobody awaited."""
        return bool(self._buffer or self._lines or self._replies)

    @property
    def usable(self) -> bool:
        return not self.lost and self.transport is not None and not self.transport.is_closing()

    def write(self, data: bytes) -> None:
        if self.transport is None or self.lost:
            raise ConnectionLost(self.fault)
        self.transport.write(data)

    def abort(self) -> None:
        """End it at once. `connection_lost` follows in the next turn of the loop."""
        if self.transport is not None:
            self.transport.abort()

    async def reply(self, timeout: float) -> Reply:
        """The next reply. ConnectionLost when none comes within `timeout` seconds or the connection ended."""
        while not self._replies:
            if self.lost:
                raise ConnectionLost(self.fault)
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(timeout):
                    await self._waiter
            except TimeoutError:
                self.fault = "SMTP server did not answer in time"
                self.abort()
                raise ConnectionLost(self.fault) from None
            finally:
                self._waiter = None
        return self._replies.popleft()

    async def command(self, line: str, timeout: float) -> Reply:
        """Send one command and await its reply."""
        self.write(line.encode("utf-8") + b"\r\n")
        return await self.reply(timeout)

    async def probe(self, timeout: float) -> bool:
        """Whether an idle connection still works, asked with RSET."""
        try:
            return self.usable and (await self.command("RSET", timeout)).code == 250
        except ConnectionLost:
            return False

    async def quit(self) -> None:
        """Leave politely, within a second."""
        try:
            if self.usable:
                await self.command("QUIT", 1.0)
        except ConnectionLost:
            pass
        finally:
            self.abort()


async def connect(settings: SmtpSettings) -> SmtpWire:
    """Open, greet, secure and log in. ConnectFailed with an outcome for the waiting messages otherwise."""
    loop = asyncio.get_running_loop()
    wire: SmtpWire | None = None
    limit = min(settings.timeout, 30.0)
    try:
        async with asyncio.timeout(limit):
            context = settings.context() if settings.implicit_tls else None
            _, wire = await loop.create_connection(SmtpWire, settings.host, settings.port, ssl=context)
        await _greet(wire, settings, limit)
        return wire
    except ConnectFailed:
        _drop(wire)
        raise
    except ssl.SSLError as fault:
        _drop(wire)
        reason = fault.reason or "handshake failed"
        raise ConnectFailed(Outcome(PERMANENT_FAILURE, 401, f"TLS failure: {reason}", alarm=True), auth=True) from None
    except ConnectionLost as fault:
        _drop(wire)
        raise ConnectFailed(temporary(str(fault))) from None
    except (OSError, TimeoutError):
        _drop(wire)
        raise ConnectFailed(temporary("SMTP server cannot be reached")) from None
    except BaseException:
        _drop(wire)
        raise


def _drop(wire: SmtpWire | None) -> None:
    if wire is not None:
        wire.abort()


async def _greet(wire: SmtpWire, settings: SmtpSettings, limit: float) -> None:
    greeting = await wire.reply(limit)
    if greeting.code != 220:
        raise ConnectFailed(temporary(f"SMTP server refuses connections: {greeting.code}"))
    await _hello(wire, settings, limit)
    secure = settings.implicit_tls
    if not secure and settings.tls != "none" and "STARTTLS" in wire.features:
        await _start_tls(wire, settings, limit)
        await _hello(wire, settings, limit)
        secure = True
    exposed = bool(settings.user) and settings.tls == "auto" and not settings.loopback
    if not secure and (settings.tls == "required" or exposed):
        raise ConnectFailed(Outcome(PERMANENT_FAILURE, 401, "SMTP server offers no TLS", alarm=True), auth=True)
    if settings.user:
        await _log_in(wire, settings, limit)


async def _hello(wire: SmtpWire, settings: SmtpSettings, limit: float) -> None:
    answer = await wire.command("EHLO " + settings.helo, limit)
    if answer.code >= 500:
        answer = await wire.command("HELO " + settings.helo, limit)
    if answer.code != 250:
        raise ConnectFailed(temporary(f"SMTP server refuses our greeting: {answer.code}"))
    offers = (line.partition(" ") for line in answer.text.split("\n")[1:])
    wire.features = {name.upper(): detail.upper() for name, _, detail in offers}


async def _start_tls(wire: SmtpWire, settings: SmtpSettings, limit: float) -> None:
    answer = await wire.command("STARTTLS", limit)
    if answer.code != 220:
        raise ConnectFailed(temporary(f"SMTP server refuses STARTTLS: {answer.code}"))
    if wire.unread or wire.transport is None:
        # Plain text behind the 220 would be taken for part of the secured dialogue.
        outcome = Outcome(PERMANENT_FAILURE, 401, "TLS failure: text before the handshake", alarm=True)
        raise ConnectFailed(outcome, auth=True)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(limit):
        secured = await loop.start_tls(wire.transport, wire, settings.context(), server_hostname=settings.host)
    if secured is None:
        raise ConnectionLost(wire.fault)
    wire.transport = secured


async def _log_in(wire: SmtpWire, settings: SmtpSettings, limit: float) -> None:
    """AUTH PLAIN, else LOGIN. The server's own text is not repeated: it may quote what we sent."""
    offered = set(wire.features.get("AUTH", "").split())
    if "PLAIN" in offered or not offered:
        answer = await wire.command("AUTH PLAIN " + _b64(f"\0{settings.user}\0{settings.password}"), limit)
    elif "LOGIN" in offered:
        answer = await wire.command("AUTH LOGIN", limit)
        for secret in (settings.user, settings.password):
            if answer.code == 334:
                answer = await wire.command(_b64(secret), limit)
    else:
        raise ConnectFailed(Outcome(PERMANENT_FAILURE, 401, "SMTP server offers no known AUTH", alarm=True), auth=True)
    if answer.code == 235:
        return
    shown = f"SMTP authentication failed: {answer.code}"
    if 400 <= answer.code < 500:
        raise ConnectFailed(Outcome(THROTTLED, 429, shown) if answer.code == 454 else temporary(shown))
    raise ConnectFailed(Outcome(PERMANENT_FAILURE, 401, shown, alarm=True), auth=True)


def _b64(text: str) -> str:
    return b64encode(text.encode("utf-8")).decode("ascii")
