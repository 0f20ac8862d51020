"""Mails that tell of other mails: bounces (RFC 3464) and complaints (RFC 5965), and the envelope sender they come back to
(channels spec §8.1).

A report is believed for what a seal of ours in it names: the `X-Counterpoint-Message` header of the returned mail, or the
address that the bounce came to. Everything else in it may be anybody's words.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from hashlib import blake2b
from hmac import compare_digest

LARGEST = 1 << 20
"""Bytes of a report that are read; what a bounce returns of a large mail stands at its beginning."""
FAILED, DELIVERED, COMPLAINT = "failed", "delivered", "complaint"
_TOKEN = re.compile(rb"^X-Counterpoint-Message:[ \t]*((?:\r?\n[ \t]+)?[A-Za-z0-9_=-]+(?:\r?\n[ \t]+[A-Za-z0-9_=-]+)*)", re.IGNORECASE | re.MULTILINE)
_CODE = re.compile(r"\b([245]\d\d)\b")
_STATUS = re.compile(r"^([245])\.\d{1,3}\.\d{1,3}")
_MAC = 8


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail says of one recipient of one of ours.

    `kind`: FAILED, DELIVERED or COMPLAINT. `token`: our seal, "" when the original's head did not come along. `code`,
    `text`: as an SMTP answer; a complaint's text is its feedback type. `recipient`: as the report writes it.
    """

    kind: str
    token: str
    recipient: str
    code: int = 0
    text: str = ""


def parse(raw: bytes) -> list[Report]:
    """The reports in a mail; none in a mail that is no report. Delays and relayed copies say nothing final."""
    mail = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    kind = (mail.get_param("report-type") or "") if mail.get_content_type() == "multipart/report" else ""
    seal = _TOKEN.search(raw[:LARGEST])
    token = "".join(seal[1].decode("ascii").split()) if seal else ""
    parts = list(mail.walk())
    if kind == "delivery-status":
        return [report for part in parts if part.get_content_type().endswith("delivery-status") for report in _statuses(part, token)]
    if kind == "feedback-report":
        return [report for part in parts if part.get_content_type() == "message/feedback-report" for report in _feedback(part, token)]
    return []


def recipients(raw: bytes) -> list[str]:
    """Addresses that a mail came to, by its own head: for bounces whose envelope is gone."""
    mail = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    values = [str(value) for name in ("Delivered-To", "X-Original-To", "To") for value in mail.get_all(name, [])]
    return [found for value in values for found in re.findall(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+", value)]


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a status part."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    text = payload if isinstance(payload, str) else ""
    return [message_from_bytes(block.encode("utf-8", "replace")) for block in re.split(r"\r?\n\r?\n", text) if block.strip()]


def _statuses(part: Message, token: str) -> Iterator[Report]:
    for block in _blocks(part):
        action, status = (block.get("Action") or "").strip().lower(), (block.get("Status") or "").strip()
        recipient = _typed(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        if not recipient or action not in (FAILED, DELIVERED):
            continue
        diagnostic = " ".join(_typed(block.get("Diagnostic-Code") or "").split())
        written, graded = _CODE.search(diagnostic), _STATUS.match(status)
        code = int(written[1]) if written else {"4": 450, "5": 550}.get(graded[1] if graded else "5", 250)
        text = diagnostic[written.end() :].strip(" -") if written else diagnostic
        if graded and not _STATUS.match(text):
            text = f"{graded[0]} {text}".strip()
        yield Report(action, token, recipient, code, text[:400])


def _feedback(part: Message, token: str) -> Iterator[Report]:
    for block in _blocks(part):
        feedback = (block.get("Feedback-Type") or "").strip().lower()
        if feedback and feedback != "not-spam":
            yield Report(COMPLAINT, token, (block.get("Original-Rcpt-To") or "").strip().strip("<>"), text=feedback[:40])


def _typed(field: str) -> str:
    """The value of a field that begins with its type, as in `rfc822; a@b.c`."""
    return field.partition(";")[2].strip().strip("<>") if ";" in field else field.strip().strip("<>")


class ReturnPath:
    """Envelope senders that know their mail: `b+<seal>@<domain>`, for bounces that do not return its head.

    The seal names a run and the number of a member, or an app and the hash of a bare address, in at most 60 characters
    whose case no server needs to keep. `key`: 32 or more secret bytes.
    """

    def __init__(self, key: bytes, domain: str) -> None:
        self._key, self._domain = key[:64], domain.lower()

    def member(self, run_id: str, seq: int) -> str:
        """Of the member of a run. `run_id`: 32 digits of hex."""
        return self._sealed(b"\x01" + bytes.fromhex(run_id) + seq.to_bytes(5, "big"))

    def address(self, app_id: str, address_hash: int) -> str:
        """Of a direct message. `app_id`: 32 digits of hex."""
        return self._sealed(b"\x02" + bytes.fromhex(app_id) + address_hash.to_bytes(8, "big"))

    def read(self, addresses: Sequence[str]) -> tuple[str, int, bool] | None:
        """(run, member, True) or (app, address hash, False) out of the first address that is one of ours."""
        for address in addresses:
            local, _, domain = address.rpartition("@")
            if domain.lower() != self._domain or not local.lower().startswith("b+"):
                continue
            text = local[2:].upper()
            try:
                raw = b32decode(text + "=" * (-len(text) % 8))
            except (Base32Error, ValueError):
                continue
            body, mac = raw[:-_MAC], raw[-_MAC:]
            if len(body) > 17 and compare_digest(self._mac(body), mac):
                return body[1:17].hex(), int.from_bytes(body[17:], "big"), body[0] == 1
        return None

    def _sealed(self, body: bytes) -> str:
        text = b32encode(body + self._mac(body)).decode("ascii").rstrip("=").lower()
        return f"b+{text}@{self._domain}"

    def _mac(self, body: bytes) -> bytes:
        return blake2b(body, key=self._key, digest_size=_MAC).digest()
