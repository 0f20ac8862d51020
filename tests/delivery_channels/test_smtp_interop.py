"""The SMTP provider against a server we did not write (aiosmtpd)."""

from __future__ import annotations

import asyncio
import email
import email.policy
import time
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.delivery.channels.provider import EmailPayload, Outbound
from services.delivery.channels.smtp import SmtpProvider
from services.delivery.channels.smtp_settings import parse_smtp_url
from services.delivery.domain.mime import Filling, MimeTemplate


class Mailbox:
    """Keeps what arrives and refuses one recipient."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.kept.append((envelope.rcpt_tos[0], envelope.original_content or b""))
        return "250 OK"


def login(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=isinstance(data, LoginPassword) and (data.login, data.password) == (b"shop", b"geheim"))


async def test_rendered_mail_reaches_a_foreign_server_as_it_was() -> None:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(box, authenticator=login, auth_require_tls=False, auth_required=True, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    layout = MimeTemplate.from_parts("Zoë <zoe@shop.example>", "Tue, 24 Nov 2026 19:39:48 +0000", "0f" * 12)
    batch = []
    for number in range(40):
        to = f"gone{number}@x.example" if number % 10 == 9 else f"r{number}@x.example"
        mime = layout.render(Filling(f"m{number}", to, "Grüße", text=".\n..x\nhello", html="<p>schön</p>"))
        batch.append(Outbound(f"m{number}", "EMAIL", to, EmailPayload(mime, layout.envelope_from)))
    sender = SmtpProvider(parse_smtp_url(f"smtp://shop:geheim@127.0.0.1:{port}"), time.monotonic)
    try:
        outcomes = await sender.send(batch)
    finally:
        await sender.close()
        server.close()
    assert [found.status for found in outcomes] == [("PERMANENT_FAILURE" if n % 10 == 9 else "SUCCESSFUL") for n in range(40)]
    arrived = dict(box.kept)
    assert len(arrived) == len(box.kept) == 36
    for item in batch:
        if item.address in arrived and isinstance(item.payload, EmailPayload):
            assert arrived[item.address] == item.payload.mime
    message = email.message_from_bytes(arrived["r0@x.example"], policy=email.policy.default)
    assert message["Subject"] == "Grüße"
