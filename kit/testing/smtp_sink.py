"""An SMTP server that swallows mail: for tests (it keeps mail and misbehaves on demand) and for benches (it counts).

Speaks EHLO, HELO, STARTTLS, AUTH PLAIN and LOGIN, MAIL, RCPT, DATA, BDAT, RSET, NOOP, QUIT, with PIPELINING, CHUNKING,
8BITMIME, SMTPUTF8 and SIZE when told so. Not a mail server: it delivers nothing and trusts nobody but the test.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, cast

CLOSE: Final = "CLOSE"
HANG: Final = "HANG"
GARBAGE: Final = "GARBAGE"


class Rule(NamedTuple):
    """What happens to recipients that match `pattern` at `stage` (`MAIL`, `RCPT`, or `DATA` for the end of content).

    `answer` is a reply line such as `550 5.1.1 no such user`, or one of CLOSE, HANG, GARBAGE. At `MAIL` the pattern
    is held against the sender.
    """

    pattern: str
    stage: str
    answer: str


class Kept(NamedTuple):
    """One message as it arrived: envelope, and content without dot stuffing."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class SmtpSink:
    """A running sink: `async with SmtpSink(...) as sink`, then `sink.port`.

    `keep`: hold messages in `messages` (else only `count` and `size`); `auth`: the (user, password) that must log in;
    `per_connection`: messages taken before a connection is closed with 421; `greeting`: the first line sent.
    `sample`: keep one message in so many, whatever `keep` says; the command KEEP writes them into `folder`.
    """

    keep: bool = True
    pipelining: bool = True
    chunking: bool = True
    size: int = 0
    utf8: bool = True
    rules: list[Rule] = field(default_factory=list)
    auth: tuple[str, str] | None = None
    auth_methods: str = "PLAIN LOGIN"
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    per_connection: int = 0
    sample: int = 0
    folder: Path | None = None
    greeting: str = "220 sink ESMTP"
    port: int = 0
    host: str = "127.0.0.1"
    messages: list[Kept] = field(default_factory=list)
    count: int = 0
    bytes: int = 0
    connections: int = 0
    commands: list[str] = field(default_factory=list)

    async def __aenter__(self) -> SmtpSink:
        loop = asyncio.get_running_loop()
        context = self.tls if self.implicit_tls else None
        self._live: set[_Session] = set()
        self._compiled = [(re.compile(rule.pattern), rule.stage, rule.answer) for rule in self.rules]
        self._server = await loop.create_server(lambda: _Session(self), self.host, self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.drop_all()
        await asyncio.sleep(0)

    def drop_all(self) -> None:
        """Cut every connection, as a crash would."""
        for session in list(self._live):
            session.cut()

    def write_down(self) -> None:
        """What was kept, as files in `folder`."""
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        for number, kept in enumerate(self.messages):
            (self.folder / f"{number}.eml").write_bytes(kept.content)

    def rule_for(self, stage: str, address: str) -> str | None:
        for pattern, at, answer in self._compiled:
            if at == stage and pattern.search(address):
                return answer
        return None


class _Session(asyncio.Protocol):
    """One connection. Replies of one read leave in one write."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        self._buffer = b""
        self._out: list[bytes] = []
        self._sender: str | None = None
        self._recipient: str | None = None
        self._in_data = False
        self._want = 0
        self._taken = 0
        self._hanging = False
        self._upgrading = False
        self._login: list[str] | None = None
        self._trusted = sink.auth is None
        self._secure = sink.implicit_tls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._sink._live.add(self)
        if not self._secure or self._sink.implicit_tls:
            self._sink.connections += 1
            self._transport.write(self._sink.greeting.encode() + b"\r\n")
        if not self._sink.greeting.startswith("220"):
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._sink._live.discard(self)

    def cut(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._hanging:
            return
        if self._upgrading:
            # The client may speak before our side of the handshake has returned the new transport.
            self._buffer += data
            return
        buffer = self._buffer + data if self._buffer else data
        at = self._consume(buffer)
        self._buffer = buffer[at:]
        self._flush()

    def _flush(self) -> None:
        if self._out:
            self._transport.write(b"".join(self._out))
            self._out = []

    def _consume(self, buffer: bytes) -> int:
        """Work through what is there; returns how much was understood."""
        at, size = 0, len(buffer)
        while at < size and not self._hanging and not self._transport.is_closing():
            if self._want:
                if size - at < self._want:
                    break
                content, at, self._want = buffer[at : at + self._want], at + self._want, 0
                self._end(content)
                continue
            if self._in_data:
                end = 0 if buffer.startswith(b".\r\n", at) else buffer.find(b"\r\n.\r\n", at)
                if end < 0:
                    break
                content = b"" if end == 0 else buffer[at : end + 2].replace(b"\r\n..", b"\r\n.")
                at = at + 3 if end == 0 else end + 5
                self._in_data = False
                self._end(content[1:] if content.startswith(b"..") else content)
                continue
            end = buffer.find(b"\r\n", at)
            if end < 0:
                break
            line, at = buffer[at:end], end + 2
            self._command(line)
        return at

    def _command(self, line: bytes) -> None:
        out = self._out
        verb = line[:4].upper()
        if self._login is not None:
            self._login_line(line)
        elif verb == b"MAIL":
            self._mail(line)
        elif verb == b"RCPT":
            self._rcpt(line)
        elif verb == b"BDAT":
            self._want = int(line.split()[1])
        elif verb == b"DATA":
            if self._recipient is None:
                out.append(b"503 5.5.1 no valid recipient\r\n")
            else:
                self._in_data = True
                out.append(b"354 go on\r\n")
        elif verb == b"RSET":
            self._sender = self._recipient = None
            out.append(b"250 2.0.0 ok\r\n")
        else:
            self._rare(verb, line)

    def _mail(self, line: bytes) -> None:
        if not self._trusted:
            self._out.append(b"530 5.7.0 authentication required\r\n")
        elif self._sender is not None:
            self._out.append(b"503 5.5.1 nested MAIL\r\n")
        elif self._sink.per_connection and self._taken >= self._sink.per_connection:
            self._out.append(b"421 4.7.0 too many messages on this connection\r\n")
            self._flush()
            self._transport.close()
        else:
            sender = line[line.index(b"<") + 1 : line.index(b">")].decode()
            answer = self._sink.rule_for("MAIL", sender) if self._sink.rules else None
            if answer is not None:
                self._act(answer)
            else:
                self._sender = sender
                self._out.append(b"250 2.1.0 ok\r\n")

    def _rcpt(self, line: bytes) -> None:
        if self._sender is None:
            self._out.append(b"503 5.5.1 MAIL first\r\n")
            return
        recipient = line[line.index(b"<") + 1 : line.index(b">")].decode()
        answer = self._sink.rule_for("RCPT", recipient) if self._sink.rules else None
        if answer is not None:
            self._act(answer)
        else:
            self._recipient = recipient
            self._out.append(b"250 2.1.5 ok\r\n")

    def _end(self, content: bytes) -> None:
        """All of a message's content is here."""
        sink, sender, recipient = self._sink, self._sender, self._recipient
        if sender is None or recipient is None:
            self._out.append(b"503 5.5.1 no valid recipient\r\n")
            return
        self._sender = self._recipient = None
        answer = sink.rule_for("DATA", recipient) if sink.rules else None
        if answer is not None:
            self._act(answer)
            return
        self._taken += 1
        sink.count += 1
        sink.bytes += len(content)
        if sink.keep or (sink.sample and sink.count % sink.sample == 0):
            sink.messages.append(Kept(sender, recipient, content))
        self._out.append(b"250 2.0.0 queued\r\n")

    def _act(self, answer: str) -> None:
        if answer == HANG:
            self._hanging = True
        elif answer == CLOSE:
            self._flush()
            self._transport.close()
        elif answer == GARBAGE:
            self._out.append(b"\xff\xfewhat is this\r\n")
        else:
            self._out.append(answer.encode() + b"\r\n")
            if answer.startswith("421"):
                self._flush()
                self._transport.close()

    def _rare(self, verb: bytes, line: bytes) -> None:
        self._sink.commands.append(verb.decode("latin-1"))
        if verb == b"EHLO":
            self._ehlo()
        elif verb in (b"HELO", b"NOOP"):
            self._out.append(b"250 ok\r\n")
        elif verb == b"STAT":
            self._out.append(b"250 %d %d\r\n" % (self._sink.count, self._sink.bytes))
        elif verb == b"KEEP" and self._sink.folder is not None:
            self._sink.write_down()
            self._out.append(b"250 written\r\n")
        elif verb == b"AUTH":
            self._auth(line)
        elif verb == b"STAR" and self._sink.tls is not None and not self._secure:
            self._out.append(b"220 go\r\n")
            self._flush()
            self._transport.pause_reading()
            asyncio.get_running_loop().create_task(self._start_tls(self._sink.tls))
        elif verb == b"QUIT":
            self._out.append(b"221 bye\r\n")
            self._flush()
            self._transport.close()
        else:
            self._out.append(b"502 5.5.2 what?\r\n")

    async def _start_tls(self, context: ssl.SSLContext) -> None:
        self._secure = self._upgrading = True
        try:
            secured = await asyncio.get_running_loop().start_tls(self._transport, self, context, server_side=True)
        except (OSError, ssl.SSLError):
            return
        self._upgrading = False
        if secured is not None:
            self._transport = secured
            self.data_received(b"")

    def _ehlo(self) -> None:
        sink = self._sink
        offers = ["sink"]
        offers += ["PIPELINING"] if sink.pipelining else []
        offers += ["CHUNKING"] if sink.chunking else []
        offers += ["8BITMIME"]
        offers += ["SMTPUTF8"] if sink.utf8 else []
        offers += [f"SIZE {sink.size}"] if sink.size else []
        offers += ["STARTTLS"] if sink.tls is not None and not self._secure else []
        offers += ["AUTH " + sink.auth_methods] if sink.auth is not None else []
        lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
        self._out.append(("\r\n".join(lines) + "\r\n").encode())

    def _auth(self, line: bytes) -> None:
        words = line.decode().split()
        if words[1].upper() == "PLAIN":
            _, user, password = b64decode(words[2]).decode().split("\0")
            self._judge(user, password)
        else:
            self._login = []
            self._out.append(b"334 VXNlcm5hbWU6\r\n")

    def _login_line(self, line: bytes) -> None:
        answers = cast(list[str], self._login)
        answers.append(b64decode(line).decode())
        if len(answers) == 1:
            self._out.append(b"334 UGFzc3dvcmQ6\r\n")
            return
        self._login = None
        self._judge(answers[0], answers[1])

    def _judge(self, user: str, password: str) -> None:
        self._trusted = (user, password) == self._sink.auth
        self._out.append(b"235 2.7.0 welcome\r\n" if self._trusted else b"535 5.7.8 no: " + password.encode() + b"\r\n")


async def _main() -> None:
    """`python -m kit.testing.smtp_sink [folder [sample]]`: a sink in a process of its own.

    Prints its port, runs until its input ends, and leaves one message in `sample` (default 1,000) in the folder.
    The command `STAT` answers `250 <messages> <bytes>`.
    """
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sample = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    async with SmtpSink(keep=False, sample=sample if folder is not None else 0, folder=folder) as sink:
        sys.stdout.write(f"{sink.port}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        if folder is not None:
            sink.write_down()


if __name__ == "__main__":
    asyncio.run(_main())
