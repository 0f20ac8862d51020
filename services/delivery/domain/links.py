"""Links that know their recipient: open pixel, click redirect, unsubscribe, and the abuse header.

A token is sealed with AES-SIV under a key derived from the suite's master key, so it is opaque (an endpoint id may
itself be an address), cannot be forged or altered, and is the same whenever the same message is rendered again.
Its purpose is bound as associated data: a pixel's token unsubscribes nobody.

`<public>/o/<recipient>`             open
`<public>/u/<recipient>`             unsubscribe
`<public>/l/<recipient>.<target>`    click; the target URL is sealed in the second half, bound to the run

The halves are made apart because they cost differently: the recipient's once per message and purpose (about 2 µs),
the target's once per run for a constant link (kept in `RunLinks`) and once per message for one with variables.
Nothing is stored: a redirect goes only where the sealed half says, so there is no open redirect and no table to lose.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from binascii import b2a_base64
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

OPEN: Final = "o"
CLICK: Final = "l"
UNSUBSCRIBE: Final = "u"
REPORT: Final = "r"
LONGEST: Final = 8192
"""Longest token that is looked at, in characters."""
CACHED_TARGETS: Final = 512
"""Most link targets a run keeps ready; the constant ones come first, so links with variables do not push them out."""

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Ref:
    """Whom a token speaks of. `run_id` is `direct` for direct messages; ids that do not apply are empty.

    `sent_ms`: product time of the sending in Unix milliseconds. `kind`: what the token was made for.
    `url` and `unsubscribe` are set for clicks only; the latter marks a link tagged `unsubscribeLinkTag`.
    """

    app_id: str
    run_id: str
    endpoint_id: str
    message_id: str
    sent_ms: int
    campaign_id: str = ""
    treatment_id: str = ""
    journey_id: str = ""
    activity_id: str = ""
    kind: str = ""
    url: str = ""
    unsubscribe: bool = False


class LinkSigner:
    """Makes and reads tokens. `key`: 32 or more secret bytes (`sealer.derive("delivery.links")`); `public`: base URL."""

    def __init__(self, key: bytes, public: str) -> None:
        if len(key) < 32:
            raise ValueError("the key of links needs 32 bytes")
        self.public = public.rstrip("/")
        self._seal = AESSIV(hashlib.blake2b(b"links", key=key[:64], digest_size=64).digest())

    def run(
        self,
        app_id: str,
        run_id: str,
        campaign_id: str = "",
        treatment_id: str = "",
        journey_id: str = "",
        activity_id: str = "",
    ) -> RunLinks:
        """The links of one run (or of one app's direct messages): what all its recipients share is prepared here."""
        shared = (app_id, run_id, campaign_id, treatment_id, journey_id, activity_id)
        return RunLinks(self.public, self._seal, shared)

    def open(self, ref: Ref) -> str:
        """URL of the open pixel. For many recipients use `run(...)`."""
        return self._of(ref).open(ref.endpoint_id, ref.message_id, ref.sent_ms)

    def click(self, ref: Ref, url: str, unsubscribe: bool = False) -> str:
        """URL that counts a click and leads to `url`."""
        return self._of(ref).click(ref.endpoint_id, ref.message_id, ref.sent_ms, url, unsubscribe)

    def unsubscribe(self, ref: Ref) -> str:
        """URL of the recipient's unsubscribe page."""
        return self._of(ref).unsubscribe(ref.endpoint_id, ref.message_id, ref.sent_ms)

    def report(self, ref: Ref) -> str:
        """The value of `X-Counterpoint-Message`: a bare token."""
        return self._of(ref).report(ref.endpoint_id, ref.message_id, ref.sent_ms)

    def _of(self, ref: Ref) -> RunLinks:
        return self.run(ref.app_id, ref.run_id, ref.campaign_id, ref.treatment_id, ref.journey_id, ref.activity_id)

    def read(self, kind: str, token: str) -> Ref | None:
        """What a token of that purpose says, or None for anything that we did not make for it."""
        if len(token) > LONGEST:
            return None
        try:
            head, dot, tail = token.partition(".")
            if bool(dot) != (kind == CLICK):
                return None
            fields, sent_ms = _unpack(self._seal.decrypt(_bytes(head), [kind.encode()]))
            app, run, campaign, treatment, journey, activity, endpoint, message = fields
            url, flag = "", False
            if kind == CLICK:
                body = self._seal.decrypt(_bytes(tail), [_scope(app, run)])
                flag, url = body[:1] == b"\x01", body[1:].decode()
        except (InvalidTag, Base64Error, ValueError, IndexError):
            return None
        return Ref(app, run, endpoint, message, sent_ms, campaign, treatment, journey, activity, kind, url, flag)


class RunLinks:
    """Makes the links of one run. Not for many threads at once."""

    __slots__ = ("_body", "_cache", "_click", "_open", "_scope", "_seal", "_shared", "_unsubscribe", "_who")

    def __init__(self, public: str, seal: AESSIV, shared: tuple[str, ...]) -> None:
        self._seal = seal
        self._shared = bytes((_VERSION,)) + b"".join(map(_pack, shared))
        self._scope = _scope(shared[0], shared[1])
        self._open, self._click, self._unsubscribe = (f"{public}/{kind}/" for kind in (OPEN, CLICK, UNSUBSCRIBE))
        self._cache: dict[tuple[str, bool], str] = {}
        self._who = ("", "", -1)
        self._body = b""

    def open(self, endpoint_id: str, message_id: str, sent_ms: int) -> str:
        return self._open + self._recipient(b"o", endpoint_id, message_id, sent_ms)

    def unsubscribe(self, endpoint_id: str, message_id: str, sent_ms: int) -> str:
        return self._unsubscribe + self._recipient(b"u", endpoint_id, message_id, sent_ms)

    def report(self, endpoint_id: str, message_id: str, sent_ms: int) -> str:
        return self._recipient(b"r", endpoint_id, message_id, sent_ms)

    def click(self, endpoint_id: str, message_id: str, sent_ms: int, url: str, unsubscribe: bool = False) -> str:
        return self.click_base(endpoint_id, message_id, sent_ms) + self.target(url, unsubscribe)

    def click_base(self, endpoint_id: str, message_id: str, sent_ms: int) -> str:
        """All of a recipient's click links begin with this; append `target(url)` for each."""
        return self._click + self._recipient(b"l", endpoint_id, message_id, sent_ms) + "."

    def target(self, url: str, unsubscribe: bool = False) -> str:
        """The half of a click link that holds where it leads; ValueError unless it is an http or https URL."""
        key = (url, unsubscribe)
        made = self._cache.get(key)
        if made is None:
            if not url[:8].lower().startswith(("http://", "https://")):
                raise ValueError("only http and https links are tracked")
            made = _text(self._seal.encrypt((b"\x01" if unsubscribe else b"\x00") + url.encode(), [self._scope]))
            if len(self._cache) < CACHED_TARGETS:
                self._cache[key] = made
        return made

    def _recipient(self, kind: bytes, endpoint_id: str, message_id: str, sent_ms: int) -> str:
        # All links of a message carry the same body: it is packed for the first of them.
        who = (endpoint_id, message_id, sent_ms)
        if who != self._who:
            self._body = self._shared + _pack(endpoint_id) + _pack(message_id) + sent_ms.to_bytes(6, "big")
            self._who = who
        return _text(self._seal.encrypt(self._body, [kind]))


def _scope(app_id: str, run_id: str) -> bytes:
    """What a target is bound to: a link of one run cannot be joined to a recipient of another."""
    return b"url\x00" + app_id.encode() + b"\x00" + run_id.encode()


_HEX: Final = frozenset("0123456789abcdef")


def _pack(text: str) -> bytes:
    """A field: two bytes of length and the text; 32 digits of lower-case hex become 16 bytes (length 0xFFFF)."""
    if len(text) == 32 and _HEX.issuperset(text):
        return b"\xff\xff" + bytes.fromhex(text)
    raw = text.encode()
    return len(raw).to_bytes(2, "big") + raw


def _unpack(body: bytes) -> tuple[list[str], int]:
    """The eight fields and the time; ValueError or IndexError when it is not what `_recipient` wrote."""
    if body[0] != _VERSION:
        raise ValueError("unknown version")
    fields, at = [], 1
    for _ in range(8):
        size, at = int.from_bytes(body[at : at + 2], "big"), at + 2
        if size == 0xFFFF:
            fields.append(body[at : at + 16].hex())
            at += 16
        else:
            fields.append(body[at : at + size].decode())
            at += size
    return fields, int.from_bytes(body[at:], "big")


_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def _text(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    """Strictly the form that `_text` writes: no padding, no foreign characters, no second spelling."""
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(raw) != text:
        raise ValueError("not canonical")
    return raw
