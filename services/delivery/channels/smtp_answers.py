"""What an SMTP answer means for a message: the table of channels spec §8.1.

The stage matters: a 550 to MAIL FROM speaks of the sender, to RCPT TO of the recipient, after the data of the content.
"""

from __future__ import annotations

import re
from typing import Final

from services.delivery.channels.provider import HARD_BOUNCE, PERMANENT_FAILURE, REJECTED, SOFT_BOUNCE, THROTTLED, Outcome, refused, temporary

MAIL: Final = "MAIL"
RCPT: Final = "RCPT"
DATA: Final = "DATA"

_ENHANCED: Final = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})\b")
_RATE: Final = re.compile(r"\b(rate|too many|throttl|quota|limit)", re.IGNORECASE)
_SIZE: Final = re.compile(r"\b(size|too (large|big))\b", re.IGNORECASE)
_BAD_SENDER: Final = frozenset({"7", "8"})
"""X.1.7 and X.1.8 speak of the sender's address, not of the recipient's."""


def outcome_of(stage: str, code: int, text: str) -> Outcome:
    """The outcome of a message that was answered `code text` (4xx or 5xx) at that stage."""
    found = _ENHANCED.match(text)
    _, subject, detail = found.groups() if found else ("", "", "")
    shown = f"{code} {text}".replace("\n", " ")[:400]
    if code < 500:
        return _deferred(code, subject, text, shown)
    if code in (530, 534, 535, 538):
        return Outcome(PERMANENT_FAILURE, 401, shown, alarm=True)
    if (subject, detail) == ("2", "2") or (code == 552 and not subject and stage == RCPT):
        return _soft(shown)
    if (subject, detail) == ("3", "4") or (code == 552 and not subject and (stage == MAIL or _SIZE.search(text))):
        return refused(shown, 413, REJECTED)
    if code == 552 and not subject:
        return _soft(shown)
    if stage == MAIL or subject == "7":
        return refused(shown, 403, REJECTED)
    if subject == "1" and detail not in _BAD_SENDER:
        return _hard(shown)
    if code in (550, 551, 553) and not subject and stage == RCPT:
        return _hard(shown)
    return refused(shown, 400 if 500 <= code <= 504 else 403, REJECTED)


def _deferred(code: int, subject: str, text: str, shown: str) -> Outcome:
    if code == 454 or (subject == "7" and _RATE.search(text)):
        return Outcome(THROTTLED, 429, shown)
    return _soft(shown)


def _soft(shown: str) -> Outcome:
    answer = temporary(shown)
    answer.event = SOFT_BOUNCE
    return answer


def _hard(shown: str) -> Outcome:
    answer = refused(shown, 400, HARD_BOUNCE)
    answer.suppress = True
    return answer
