"""Links that know their recipient: open pixel, click redirect, unsubscribe, and the abuse header.

A token is opaque (an endpoint id may itself be an address), cannot be forged or altered, is the same whenever the same
message is rendered again, and serves one purpose: a pixel's token unsubscribes nobody.

`<public>/o/<recipient>`             open
`<public>/u/<recipient>`             unsubscribe
`<public>/l/<recipient>.<target>`    click; the target URL is sealed in the second half, bound to the run

All tokens of a message share what says whom it is about, sealed once, and end each in the tag of its purpose. Over that
body a keyed hash of 60 bytes is taken: its first 12 are the nonce under which AES-GCM seals the body (so that equal bodies
give equal tokens and different ones never share a nonce), the others are four tags of 12 bytes. Reading opens the body and
takes the hash again. One hash, one cipher call and one base64 a message, whatever the number of its links.
The target's half is sealed by AES-SIV, once a run for a constant link (kept in `RunLinks`), once a message for one with
variables. Nothing is stored: a redirect goes only where the sealed half says, so there is no open redirect and no table to
lose. Tokens of the form before (AES-SIV with the purpose as associated data) are read for ever: they are in sent mail.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from binascii import b2a_base64
from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

from services.delivery.domain.ids import message_id as derived_id

OPEN: Final = "o"
CLICK: Final = "l"
UNSUBSCRIBE: Final = "u"
REPORT: Final = "r"
BARE: Final = "@"
"""How the activity of a message to a bare address begins; the hash of the address follows, in hex."""
LONGEST: Final = 8192
"""Longest token that is looked at, in characters."""
CACHED_TARGETS: Final = 512
"""Most link targets a run keeps ready; the constant ones come first, so links with variables do not push them out."""

_PURPOSES: Final = (OPEN, CLICK, UNSUBSCRIBE, REPORT)
_NONCE: Final = 12
_TAG: Final = 12
_TAG_TEXT: Final = 16
_OLD: Final = 1
_NAMED: Final = 2
_DERIVED: Final = 3
"""First byte of a body: 1 the old form; 2 holds the message's id; 3 leaves it to be derived from run and endpoint."""


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


class Made(NamedTuple):
    """The links of one message: URLs of pixel and unsubscribe page, what its click links begin with (append
    `RunLinks.target(url)`), and the bare token of `X-Counterpoint-Message`."""

    open: str
    click: str
    unsubscribe: str
    report: str


class _Keys:
    """The ciphers of the suite's links, made once."""

    __slots__ = ("_hash", "gcm", "siv")

    def __init__(self, key: bytes) -> None:
        self.siv = AESSIV(hashlib.blake2b(b"links", key=key[:64], digest_size=64).digest())
        self.gcm = AESGCM(hashlib.blake2b(b"links/2", key=key[:64], digest_size=32).digest())
        self._hash = hashlib.blake2b(key=hashlib.blake2b(b"links/2/tags", key=key[:64], digest_size=64).digest())

    def digest(self, body: bytes) -> bytes:
        """Nonce and the tags of the purposes, in the order of `_PURPOSES`."""
        hashed = self._hash.copy()
        hashed.update(body)
        return hashed.digest()[: _NONCE + len(_PURPOSES) * _TAG]

    def opened(self, kind: str, raw: bytes) -> bytes:
        """The body of a recipient's half made for that purpose, old form or new. Raises InvalidTag."""
        nonce, sealed, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
        try:
            body = self.gcm.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            return self.siv.decrypt(raw, [kind.encode()])
        digest, at = self.digest(body), _NONCE + _PURPOSES.index(kind) * _TAG
        if not hmac.compare_digest(digest[:_NONCE] + digest[at : at + _TAG], nonce + tag):
            raise InvalidTag
        return body


class LinkSigner:
    """Makes and reads tokens. `key`: 32 or more secret bytes (`sealer.derive("delivery.links")`); `public`: base URL."""

    def __init__(self, key: bytes, public: str) -> None:
        if len(key) < 32:
            raise ValueError("the key of links needs 32 bytes")
        self.public = public.rstrip("/")
        self._keys = _Keys(key)

    def run(
        self,
        app_id: str,
        run_id: str,
        campaign_id: str = "",
        treatment_id: str = "",
        journey_id: str = "",
        activity_id: str = "",
        derived: bool = False,
    ) -> RunLinks:
        """The links of one run (or of one app's direct messages): what all its recipients share is prepared here.

        `derived`: every message's id is `ids.message_id(run_id, endpoint_id)`, so that the links need not hold it.
        """
        shared = (app_id, run_id, campaign_id, treatment_id, journey_id, activity_id)
        return RunLinks(self.public, self._keys, shared, derived)

    def open(self, ref: Ref) -> str:
        """URL of the open pixel. For many recipients use `run(...)`."""
        return self._made(ref).open

    def click(self, ref: Ref, url: str, unsubscribe: bool = False) -> str:
        """URL that counts a click and leads to `url`."""
        return self._made(ref).click + self._of(ref).target(url, unsubscribe)

    def unsubscribe(self, ref: Ref) -> str:
        """URL of the recipient's unsubscribe page."""
        return self._made(ref).unsubscribe

    def report(self, ref: Ref) -> str:
        """The value of `X-Counterpoint-Message`: a bare token."""
        return self._made(ref).report

    def _made(self, ref: Ref) -> Made:
        return self._of(ref).message(ref.endpoint_id, ref.message_id, ref.sent_ms)

    def _of(self, ref: Ref) -> RunLinks:
        return self.run(ref.app_id, ref.run_id, ref.campaign_id, ref.treatment_id, ref.journey_id, ref.activity_id)

    def read(self, kind: str, token: str) -> Ref | None:
        """What a token of that purpose says, or None for anything that we did not make for it."""
        if len(token) > LONGEST or kind not in _PURPOSES:
            return None
        try:
            head, dot, tail = token.partition(".")
            if bool(dot) != (kind == CLICK):
                return None
            fields, sent_ms = _unpack(self._keys.opened(kind, _bytes(head)))
            app, run, campaign, treatment, journey, activity, endpoint, message = fields
            url, flag = "", False
            if kind == CLICK:
                body = self._keys.siv.decrypt(_bytes(tail), [_scope(app, run)])
                flag, url = body[:1] == b"\x01", body[1:].decode()
        except (InvalidTag, Base64Error, ValueError, IndexError):
            return None
        return Ref(app, run, endpoint, message, sent_ms, campaign, treatment, journey, activity, kind, url, flag)


class RunLinks:
    """Makes the links of one run. Not for many threads at once."""

    __slots__ = ("_cache", "_click", "_derived", "_digest", "_open", "_scope", "_seal", "_shared", "_siv", "_unsubscribe")

    def __init__(self, public: str, keys: _Keys, shared: tuple[str, ...], derived: bool) -> None:
        self._digest, self._seal, self._siv = keys.digest, keys.gcm.encrypt, keys.siv
        self._derived = derived
        self._shared = bytes((_DERIVED if derived else _NAMED,)) + b"".join(map(_pack, shared))
        self._scope = _scope(shared[0], shared[1])
        self._open, self._click, self._unsubscribe = (f"{public}/{kind}/" for kind in (OPEN, CLICK, UNSUBSCRIBE))
        self._cache: dict[tuple[str, bool], str] = {}

    def message(self, endpoint_id: str, message_id: str, sent_ms: int) -> Made:
        """All links of one message."""
        named = b"" if self._derived else _pack(message_id)
        body = self._shared + _pack(endpoint_id) + named + sent_ms.to_bytes(6, "big")
        # Whole groups of base64, so that the tags begin at a character of their own.
        body += b"\x00\x00"[: (2 - len(body)) % 3]
        digest = self._digest(body)
        nonce = digest[:_NONCE]
        text = _text(nonce + self._seal(nonce, body, None) + digest[_NONCE:])
        head, tags = text[: -4 * _TAG_TEXT], text[-4 * _TAG_TEXT :]
        return Made(
            self._open + head + tags[:16],
            f"{self._click}{head}{tags[16:32]}.",
            self._unsubscribe + head + tags[32:48],
            head + tags[48:],
        )

    def report(self, endpoint_id: str, message_id: str, sent_ms: int) -> str:
        """The token of `X-Counterpoint-Message` alone, for mail without links of ours."""
        return self.message(endpoint_id, message_id, sent_ms).report

    def target(self, url: str, unsubscribe: bool = False) -> str:
        """The half of a click link that holds where it leads; ValueError unless it is an http or https URL."""
        key = (url, unsubscribe)
        made = self._cache.get(key)
        if made is None:
            if not url[:8].lower().startswith(("http://", "https://")):
                raise ValueError("only http and https links are tracked")
            made = _text(self._siv.encrypt((b"\x01" if unsubscribe else b"\x00") + url.encode(), [self._scope]))
            if len(self._cache) < CACHED_TARGETS:
                self._cache[key] = made
        return made


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
    """The eight fields and the time; ValueError or IndexError when it is not what `RunLinks.message` wrote."""
    if body[0] not in (_OLD, _NAMED, _DERIVED):
        raise ValueError("unknown version")
    fields, at = [], 1
    for _ in range(7 if body[0] == _DERIVED else 8):
        size, at = int.from_bytes(body[at : at + 2], "big"), at + 2
        if size == 0xFFFF:
            fields.append(body[at : at + 16].hex())
            at += 16
        else:
            fields.append(body[at : at + size].decode())
            at += size
    if body[0] == _DERIVED:
        fields.append(derived_id(fields[1], fields[6]))
    return fields, int.from_bytes(body[at : at + 6], "big")


_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def _text(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    """Strictly the form that `_text` writes: no padding, no foreign characters, no second spelling."""
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(raw) != text:
        raise ValueError("not canonical")
    return raw
