"""Where a mail server hands bounces and complaints in: as much of SMTP and LMTP as that takes (channels spec §8.1).

Only mail to our return paths and to the abuse address is taken. What a mail says is booked before it is answered for, so
that the server tries again when the books are away; a mail that says nothing is taken and forgotten.
"""

import asyncio
import logging
import re

from kit.config import ConfigError
from kit.errors import CounterpointError
from kit.service import Context
from services.delivery.deps import Deps
from services.delivery.domain.reports import LARGEST
from services.delivery.rpc.reports import take_mail

_log = logging.getLogger("delivery.bounces")
_IDLE_SECONDS = 60.0
_CONNECTIONS = 50
_MOST_RECIPIENTS = 100
_ADDRESS = re.compile(rb"^(?:FROM|TO):\s*<([^<>]*)>", re.IGNORECASE)


async def listen(ctx: Context, deps: Deps) -> None:
    """Listens until the service stops. Raises ConfigError for an address that cannot be had."""
    host, _, port = deps.config.bounce_listen.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigError("COUNTERPOINT_BOUNCE_LISTEN must be host:port")
    slots = asyncio.Semaphore(_CONNECTIONS)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if slots.locked():
            writer.write(b"421 4.3.2 too many connections\r\n")
        else:
            async with slots:
                try:
                    await _Talk(deps, reader, writer).run()
                except (OSError, EOFError, ValueError, TimeoutError, asyncio.LimitOverrunError):
                    pass
        writer.close()

    try:
        server = await asyncio.start_server(serve, host.strip("[]"), int(port), limit=LARGEST)
    except OSError as error:
        raise ConfigError(f"COUNTERPOINT_BOUNCE_LISTEN cannot be listened on: {error.strerror}") from None
    ctx.stack.callback(server.close)


class _Talk:
    """One connection."""

    def __init__(self, deps: Deps, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._deps, self._reader, self._writer = deps, reader, writer
        self._lmtp, self._sender, self._to = False, False, list[str]()

    async def run(self) -> None:
        self._say("220 Counterpoint takes bounces")
        while True:
            line = (await self._line()).strip()
            verb, rest = line[:4].upper(), line[4:].strip()
            if verb == b"QUIT":
                self._say("221 2.0.0 bye")
                return
            await self._answer(verb, rest)

    async def _answer(self, verb: bytes, rest: bytes) -> None:
        if verb in (b"EHLO", b"HELO", b"LHLO"):
            self._lmtp, self._sender, self._to = verb == b"LHLO", False, []
            self._say("250 Counterpoint" if verb == b"HELO" else f"250-Counterpoint\r\n250-SIZE {LARGEST}\r\n250-8BITMIME\r\n250 PIPELINING")
        elif verb == b"MAIL" and _ADDRESS.match(rest):
            self._sender, self._to = True, []
            self._say("250 2.1.0 ok")
        elif verb == b"RCPT" and self._sender:
            self._recipient(rest)
        elif verb == b"DATA" and self._to:
            self._say("354 go on")
            await self._data()
        elif verb == b"RSET":
            self._sender, self._to = False, []
            self._say("250 2.0.0 ok")
        elif verb == b"NOOP":
            self._say("250 2.0.0 ok")
        else:
            self._say("503 5.5.1 not now")

    def _recipient(self, rest: bytes) -> None:
        found = _ADDRESS.match(rest)
        address = found[1].decode("utf-8", "replace") if found else ""
        returns, abuse = self._deps.returns, self._deps.config.abuse_address
        ours = (returns is not None and returns.read([address]) is not None) or (abuse and address.lower() == abuse.lower())
        if not ours:
            self._say("550 5.1.1 no such address here")
        elif len(self._to) >= _MOST_RECIPIENTS:
            self._say("452 4.5.3 too many recipients")
        else:
            self._to.append(address)
            self._say("250 2.1.5 ok")

    async def _data(self) -> None:
        lines, size = [], 0
        while (line := await self._line()) not in (b".\r\n", b".\n"):
            size += len(line)
            # What is too much is read and dropped: a bounce says what it has to say at its beginning.
            if size <= LARGEST:
                lines.append(line[1:] if line.startswith(b".") else line)
        try:
            await take_mail(self._deps, b"".join(lines), self._to)
            said = "250 2.0.0 taken"
        except (CounterpointError, OSError) as error:
            _log.warning("a report could not be booked: %s", type(error).__name__)
            said = "451 4.3.0 try again later"
        for _ in self._to if self._lmtp else self._to[:1]:
            self._say(said)
        self._sender, self._to = False, []

    async def _line(self) -> bytes:
        line = await asyncio.wait_for(self._reader.readline(), _IDLE_SECONDS)
        if not line.endswith(b"\n"):
            raise EOFError
        return line

    def _say(self, text: str) -> None:
        self._writer.write(text.encode() + b"\r\n")
