"""What a Twilio-compatible operator's answers and receipts mean: the middle column of channels spec §5.1."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from services.delivery.channels.provider import OPT_OUT, PERMANENT_FAILURE, REJECTED, THROTTLED, UNKNOWN_FAILURE, Outcome, refused, temporary

OPTED_OUT_CODE: Final = 21610
_THROTTLED: Final = frozenset({20429, 14107, 30001})
_BAD_NUMBER: Final = frozenset({21211, 21614})
_FORBIDDEN: Final = frozenset({21408, 21606, 21212})
_AUTH: Final = frozenset({20003})
_RECEIPTS: Final = {
    30003: "UNREACHABLE",
    30004: "BLOCKED",
    30005: "INVALID",
    30006: "UNREACHABLE",
    30007: "CARRIER_BLOCKED",
    30008: "UNKNOWN",
    OPTED_OUT_CODE: "OPTED_OUT",
    30001: "RATE_EXCEEDED",
}


def outcome_of(status: int, code: int, text: str, retry_after: float | None) -> Outcome:
    """The outcome of an HTTP answer other than 2xx; `code` is the operator's own (0 when it gave none)."""
    shown = f"{code} {text}"[:400] if code else f"SMS operator answered {status}"
    if code == OPTED_OUT_CODE:
        return Outcome(OPT_OUT, 200, shown, opt_out_list=True)
    if status == 429 or code in _THROTTLED:
        return Outcome(THROTTLED, 429, shown, retry_after=retry_after)
    if status >= 500:
        return temporary(shown, 503, retry_after)
    if status in (401, 403) and (code in _AUTH or not code):
        return Outcome(PERMANENT_FAILURE, status, f"SMS operator refuses our credentials ({status})", alarm=True)
    if code in _FORBIDDEN:
        return refused(shown, 403, REJECTED)
    return refused(shown, 400, REJECTED if code not in _BAD_NUMBER else None)


def taken(document: object) -> tuple[str, Outcome | None]:
    """The operator's id out of a 2xx answer, and an outcome when the message failed all the same."""
    if not isinstance(document, dict) or not isinstance(document.get("sid"), str):
        return "", Outcome(UNKNOWN_FAILURE, 500, "SMS operator's answer cannot be read")
    if document.get("status") in ("failed", "undelivered"):
        code = document.get("error_code")
        return document["sid"], outcome_of(400, code if isinstance(code, int) else 0, "failed at once", None)
    return document["sid"], None


class Receipt(NamedTuple):
    """A status callback: the operator's id, our `record_status`, and the event it makes (None: nothing to tell yet)."""

    provider_id: str
    record_status: str
    event: str | None


def receipt(form: Mapping[str, str]) -> Receipt | None:
    """Read a status callback (channels spec §5.1 "Success map"); None when it is none."""
    sid, status = form.get("MessageSid") or form.get("SmsSid"), form.get("MessageStatus") or form.get("SmsStatus")
    if not sid or not status:
        return None
    if status == "delivered":
        return Receipt(sid, "DELIVERED", "_SMS.SUCCESS")
    if status == "sent":
        return Receipt(sid, "SUCCESSFUL", "_SMS.BUFFERED")
    if status in ("undelivered", "failed"):
        code = form.get("ErrorCode", "")
        return Receipt(sid, _RECEIPTS.get(int(code) if code.isdigit() else 0, "UNKNOWN"), "_SMS.FAILURE")
    return Receipt(sid, "PENDING", None)


def signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """`X-Twilio-Signature` of a callback: HMAC-SHA1 over the full URL and the sorted names and values, in base64."""
    text = url + "".join(name + value for name, value in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode("ascii")


def signed(token: str, url: str, form: Iterable[tuple[str, str]], given: str) -> bool:
    """Whether a callback comes from who knows our token; compared in constant time."""
    return hmac.compare_digest(signature(token, url, form).encode(), given.encode("utf-8", "replace"))
