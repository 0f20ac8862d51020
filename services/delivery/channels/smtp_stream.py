"""Many messages over one open SMTP connection.

With PIPELINING and CHUNKING (RFC 2920, 3030) messages follow one another without waiting: BDAT counts its bytes, so a
refused recipient cannot turn content into commands. A RSET stands before each message, or a refused one would leave
its transaction open and spoil the next. Without CHUNKING, MAIL, RCPT and DATA go as one group, and the next group goes
along with the end of the content: one round trip a message. Without PIPELINING, command by command.

What a lost connection leaves is told apart: not begun → back to the queue; begun but refused → that refusal;
content handed over and unanswered → UNKNOWN_FAILURE, and never sent again from here.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, cast

from services.delivery.channels.provider import REJECTED, EmailPayload, Outbound, Outcome, accepted, in_doubt, refused, temporary
from services.delivery.channels.smtp_answers import DATA, MAIL, RCPT, outcome_of
from services.delivery.channels.smtp_wire import ConnectionLost, SmtpWire
from services.delivery.domain.addresses import valid_email

WINDOW: Final = 64
"""Most messages handed over and unanswered on one connection: so many are in doubt when it dies."""
WINDOW_BYTES: Final = 1024 * 1024
_STAGES: Final = ("", MAIL, RCPT, DATA)
_RESET: Final = "RSET"
_CONTENT: Final = "content"
_EMPTY: Final = "empty content"
_NOT_ASCII_DOTS: Final = re.compile(rb"(?m)^\.")


_valid_sender = lru_cache(1024)(valid_email)


@dataclass(slots=True)
class Work:
    """The messages of one `send`, shared by the connections that work on it. `outcomes` fills in any order."""

    batch: Sequence[Outbound]
    final: bool
    todo: deque[int] = field(default_factory=deque)
    outcomes: list[Outcome | None] = field(default_factory=list)
    again: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.todo = deque(range(len(self.batch)))
        self.outcomes = [None] * len(self.batch)

    def put_back(self, index: int, progress: bool) -> bool:
        """Queue a message that was surely not taken for another connection; False when it had its chance.

        After `progress` on the connection it may go again without end; without any, once.
        """
        if not progress:
            if index in self.again:
                return False
            self.again.add(index)
        self.todo.appendleft(index)
        return True

    def taken(self, index: int) -> None:
        self.outcomes[index] = accepted(self.batch[index].message_id, delivered=self.final)

    def fail_rest(self, outcome: Outcome) -> None:
        """Give all that nobody will begin the same answer."""
        while self.todo:
            self.outcomes[self.todo.popleft()] = Outcome(outcome.status, outcome.code, outcome.message, retry_after=outcome.retry_after, alarm=outcome.alarm)


@dataclass(slots=True)
class _Flight:
    """A message under way: which reply comes next (0 RSET, 1 MAIL, 2 RCPT, 3 content), and its first refusal."""

    index: int
    size: int
    stage: int
    refusal: tuple[str, int, str] | None = None


def envelope(wire: SmtpWire, item: Outbound) -> tuple[bytes, bytes] | Outcome:
    """MAIL and RCPT lines for a message, or why this server cannot get it."""
    payload = cast(EmailPayload, item.payload)
    if not valid_email(item.address):
        return refused("Invalid e-mail address", 400)
    if payload.sender and not _valid_sender(payload.sender):
        return refused("Invalid sender address", 400)
    mime = payload.mime
    if not payload.clean and not mime.count(b"\n") == mime.count(b"\r\n") == mime.count(b"\r"):
        # Servers differ on bare line ends, and the difference smuggles messages: "\n.\n" ends the content for some.
        return refused("Message has bare line ends", 400, REJECTED)
    options = ""
    if not (item.address.isascii() and payload.sender.isascii()):
        if "SMTPUTF8" not in wire.features:
            return refused("SMTP server takes no internationalised addresses", 400, REJECTED)
        options = " SMTPUTF8"
    if not mime.isascii() and "8BITMIME" in wire.features:
        options += " BODY=8BITMIME"
    limit = wire.features.get("SIZE", "")
    if limit.isdigit() and 0 < int(limit) < len(mime):
        return refused("Message is larger than the SMTP server takes", 413, REJECTED)
    return f"MAIL FROM:<{payload.sender}>{options}\r\n".encode(), f"RCPT TO:<{item.address}>\r\n".encode()


def stuffed(mime: bytes) -> bytes:
    """The content for DATA: lines that begin with a dot get another, and it ends with the line that is one."""
    if b"\n." in mime or mime.startswith(b"."):
        mime = _NOT_ASCII_DOTS.sub(b"..", mime)
    return mime + (b".\r\n" if mime.endswith(b"\r\n") else b"\r\n.\r\n")


async def stream(wire: SmtpWire, work: Work, timeout: float, chunking: bool = True) -> int:
    """Send from `work` until it is empty or the connection is no more. Returns how many messages were answered."""
    if chunking and "PIPELINING" in wire.features and "CHUNKING" in wire.features:
        return await _Chunked(wire, work, timeout).run()
    return await _Grouped(wire, work, timeout, "PIPELINING" in wire.features).run()


class _Chunked:
    """Back to back with BDAT: up to `WINDOW` messages under way."""

    def __init__(self, wire: SmtpWire, work: Work, timeout: float) -> None:
        self._wire, self._work, self._timeout = wire, work, timeout
        self._flights: deque[_Flight] = deque()
        self._bytes = 0
        self._answered = 0
        self._leaving = False
        self._first = True
        self._progress: asyncio.Future[None] | None = None

    async def run(self) -> int:
        wire = self._wire
        wire.on_reply, wire.on_lost = self._on_reply, self._wake
        try:
            while wire.usable:
                if not self._leaving:
                    self._feed()
                if not self._flights:
                    break
                await self._wait()
        finally:
            wire.on_reply = wire.on_lost = None
            if self._flights or self._leaving:
                wire.abort()
            self._settle_lost()
        return self._answered

    def _feed(self) -> None:
        """Write as many messages as fit into the window, in one piece."""
        out: list[bytes] = []
        work, flights = self._work, self._flights
        while work.todo and len(flights) < WINDOW and self._bytes < WINDOW_BYTES:
            index = work.todo.popleft()
            item = work.batch[index]
            lines = envelope(self._wire, item)
            if isinstance(lines, Outcome):
                work.outcomes[index] = lines
                continue
            mime = cast(EmailPayload, item.payload).mime
            if not self._first:
                out.append(b"RSET\r\n")
            out += (*lines, b"BDAT %d LAST\r\n" % len(mime), mime)
            flights.append(_Flight(index, len(mime), 1 if self._first else 0))
            self._first = False
            self._bytes += len(mime)
            item.handed = True
        if out:
            self._wire.write(b"".join(out))

    def _on_reply(self, code: int, text: bytes) -> None:
        if code == 421:
            self._leaving = True
        if not self._flights:
            self._leaving = True
            self._wake()
            return
        flight = self._flights[0]
        if flight.stage < 3:
            if code >= 300 and flight.refusal is None and flight.stage:
                flight.refusal = (_STAGES[flight.stage], code, text.decode("utf-8", "replace"))
            flight.stage += 1
            return
        self._flights.popleft()
        self._bytes -= flight.size
        self._answered += 1
        if flight.refusal is not None:
            self._refused(flight.index, flight.refusal)
        elif 200 <= code < 300:
            self._work.taken(flight.index)
        else:
            self._refused(flight.index, (DATA, code, text.decode("utf-8", "replace")))
        if len(self._flights) <= WINDOW // 2:
            self._wake()

    def _refused(self, index: int, refusal: tuple[str, int, str]) -> None:
        # 421 speaks of the connection: after good work on it, it is the server's limit per connection.
        if refusal[1] == 421 and self._answered > 1 and self._work.put_back(index, True):
            return
        self._work.outcomes[index] = outcome_of(*refusal)

    def _settle_lost(self) -> None:
        for flight in reversed(self._flights):
            if flight.refusal is not None and flight.refusal[1] != 421:
                self._work.outcomes[flight.index] = outcome_of(*flight.refusal)
            elif self._leaving:
                if not self._work.put_back(flight.index, self._answered > 0):
                    self._work.outcomes[flight.index] = temporary("SMTP server closed the connection")
            else:
                self._work.outcomes[flight.index] = in_doubt(self._wire.fault)
        self._flights.clear()

    async def _wait(self) -> None:
        """Until there is room again or the connection ended; silence for `timeout` seconds ends it."""
        before = self._answered
        self._progress = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._timeout):
                await self._progress
        except TimeoutError:
            if self._answered == before:
                self._wire.fault = "SMTP server did not answer in time"
                self._wire.lost = True
                self._wire.abort()
        finally:
            self._progress = None

    def _wake(self) -> None:
        if self._progress is not None and not self._progress.done():
            self._progress.set_result(None)


class _Grouped:
    """With DATA: content only after the server's 354. Replies are worked on as they come; nothing is awaited in between."""

    def __init__(self, wire: SmtpWire, work: Work, timeout: float, pipelining: bool) -> None:
        self._wire, self._work, self._timeout, self._pipelining = wire, work, timeout, pipelining
        self._answered = 0
        self._reset = False
        self._over = False
        self._refusal: tuple[str, int, str] | None = None
        self._begun: int | None = None
        self._content_of: int | None = None
        # The replies that are due, and without pipelining the commands that are not sent yet.
        self._due: deque[str] = deque()
        self._unsent: deque[tuple[str, bytes]] = deque()
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> int:
        wire = self._wire
        wire.on_reply, wire.on_lost = self._on_reply, self._leave
        try:
            if wire.usable:
                self._begin(b"")
            while self._due and wire.usable and not self._over:
                await self._wait()
        except ConnectionLost:
            pass
        finally:
            wire.on_reply = wire.on_lost = None
            self._settle_lost()
        return self._answered

    async def _wait(self) -> None:
        """Until all is done or the connection ended; silence for `timeout` seconds ends it."""
        before = self._answered
        try:
            async with asyncio.timeout(self._timeout):
                await asyncio.shield(self._ended)
        except TimeoutError:
            if self._answered == before:
                self._wire.fault = "SMTP server did not answer in time"
                self._wire.lost = True
                self._wire.abort()

    def _leave(self) -> None:
        self._over = True
        if not self._ended.done():
            self._ended.set_result(None)

    def _begin(self, content: bytes) -> None:
        """Write the end of one message, and with it the envelope of the next when there is one."""
        group = self._next_group()
        if content:
            self._due.append(_CONTENT)
        if self._pipelining:
            self._due += [stage for stage, _ in group]
            content += b"".join([line for _, line in group])
        else:
            self._unsent = deque(group)
        if content:
            self._wire.write(content)
        elif self._unsent:
            self._next_command()
        if not self._due:
            self._leave()

    def _next_command(self) -> None:
        stage, line = self._unsent.popleft()
        self._due.append(stage)
        self._wire.write(line)

    def _next_group(self) -> list[tuple[str, bytes]]:
        work = self._work
        self._begun = self._refusal = None
        while work.todo:
            index = work.todo.popleft()
            lines = envelope(self._wire, work.batch[index])
            if isinstance(lines, Outcome):
                work.outcomes[index] = lines
                continue
            self._begun = index
            group = [(MAIL, lines[0]), (RCPT, lines[1]), (DATA, b"DATA\r\n")]
            return [(_RESET, b"RSET\r\n"), *group] if self._reset else group
        return []

    def _on_reply(self, code: int, text: bytes) -> None:
        if self._over:
            return
        try:
            self._take(code, text)
        except ConnectionLost:
            self._leave()

    def _take(self, code: int, text: bytes) -> None:
        stage = self._due.popleft() if self._due else ""
        if stage == _CONTENT:
            self._content_answered(code, text)
        elif stage == _EMPTY:
            self._refused()
        elif stage == DATA or (stage in (MAIL, RCPT) and code >= 400):
            self._refuse_or_go(stage, code, text)
        elif not stage:
            self._wire.abort()
            self._leave()
        if self._unsent and not self._due and not self._over:
            self._next_command()

    def _refuse_or_go(self, stage: str, code: int, text: bytes) -> None:
        """The last reply of an envelope, or a refusal within it."""
        go = stage == DATA and code == 354
        if self._refusal is None and not go:
            self._refusal = (stage, code, text.decode("utf-8", "replace"))
        if stage != DATA and self._pipelining:
            return
        self._unsent.clear()
        self._reset = self._refusal is not None
        if self._refusal is None:
            self._content()
        elif go:
            # The server wants content although nobody is to get it: an empty one, whatever it says.
            self._due.append(_EMPTY)
            self._wire.write(b".\r\n")
        else:
            self._refused()

    def _refused(self) -> None:
        index, refusal = cast(int, self._begun), cast(tuple[str, int, str], self._refusal)
        self._begun = None
        self._answered += 1
        if refusal[1] != 421:
            self._work.outcomes[index] = outcome_of(*refusal)
            self._begin(b"")
            return
        if self._answered == 1 or not self._work.put_back(index, True):
            self._work.outcomes[index] = outcome_of(*refusal)
        self._wire.abort()
        self._leave()

    def _content(self) -> None:
        index = self._content_of = cast(int, self._begun)
        item = self._work.batch[index]
        item.handed = True
        self._begin(stuffed(cast(EmailPayload, item.payload).mime))

    def _content_answered(self, code: int, text: bytes) -> None:
        index, self._content_of = cast(int, self._content_of), None
        self._answered += 1
        if 200 <= code < 300:
            self._work.taken(index)
        else:
            self._work.outcomes[index] = outcome_of(DATA, code, text.decode("utf-8", "replace"))
        if code == 421:
            self._wire.abort()
            self._leave()
        elif not self._due and not self._unsent:
            self._leave()

    def _settle_lost(self) -> None:
        if self._begun is not None:
            if not self._work.put_back(self._begun, self._answered > 0):
                self._work.outcomes[self._begun] = temporary(self._wire.fault)
            self._begun = None
            self._wire.abort()
        if self._content_of is not None:
            self._work.outcomes[self._content_of] = in_doubt(self._wire.fault)
            self._content_of = None
            self._wire.abort()
