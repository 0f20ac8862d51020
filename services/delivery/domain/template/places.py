"""Where a text will stand, and how values are escaped there (templates spec §4)."""

from __future__ import annotations

from enum import Enum

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_NO_CONTROLS = dict.fromkeys([*_CONTROLS, 0x2028, 0x2029])
_NO_CONTROLS_BUT_LINES = {code: None for code in _CONTROLS if chr(code) not in "\t\n\r"}
_JSON = {code: f"\\u{code:04x}" for code in [*range(0x20), 0x7F]} | {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord("\b"): "\\b",
    ord("\f"): "\\f",
}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PERCENT = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]
_NO_APP_URL = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})
_SCHEME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-.")


class Place(Enum):
    """HTML: HtmlPart, HtmlBody. TEXT: TextPart, SMS, push title and body, voice. HEADER: subject and header values.
    JSON: RawContent, JsonBody. URL: url and media fields."""

    HTML = "html"
    TEXT = "text"
    HEADER = "header"
    JSON = "json"
    URL = "url"


def html(text: str) -> str:
    """As Handlebars escapes."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    if "'" in text:
        text = text.replace("'", "&#x27;")
    if "`" in text:
        text = text.replace("`", "&#x60;")
    if "=" in text:
        text = text.replace("=", "&#x3D;")
    return text


def attribute(text: str) -> str:
    """A URL as the value of an HTML attribute."""
    if not ("&" in text or "<" in text or ">" in text or '"' in text or "'" in text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;")


def plain_text(text: str) -> str:
    """Without control characters; line breaks and tabs stay."""
    return text if text.isprintable() else text.translate(_NO_CONTROLS_BUT_LINES)


def header(text: str) -> str:
    """Without any control character or line separator, so that no header can be smuggled in."""
    return text if text.isprintable() else text.translate(_NO_CONTROLS)


def json_string(text: str) -> str:
    """The inside of a JSON string."""
    return text.translate(_JSON)


def query_component(text: str) -> str:
    """Percent-encoded UTF-8; only RFC 3986's unreserved characters stay."""
    return "".join([_PERCENT[byte] for byte in text.encode("utf-8", "replace")])


def is_url(text: str) -> bool:
    """http(s) or an app's own scheme with `://`; never one that runs or reads something in place."""
    scheme, colon, rest = text.partition("://")
    scheme = scheme.lower()
    return bool(colon and rest and scheme) and scheme[0].isalpha() and _SCHEME_CHARACTERS.issuperset(scheme) and scheme not in _NO_APP_URL


def html_unescape(text: str) -> str:
    """The characters behind the references that occur in an href: &amp; &lt; &gt; &quot; &apos; and numeric ones."""
    start = text.find("&")
    if start < 0:
        return text
    pieces: list[str] = []
    pos = 0
    while start >= 0:
        end = text.find(";", start, start + 10)
        character = _reference(text[start + 1 : end]) if end > 0 else None
        if character is not None:
            pieces += (text[pos:start], character)
            pos = end + 1
        start = text.find("&", start + 1)
    pieces.append(text[pos:])
    return "".join(pieces)


_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _reference(name: str) -> str | None:
    if name in _NAMED:
        return _NAMED[name]
    if not name.startswith("#") or not name.isascii():
        return None
    digits, base = (name[2:], 16) if name[1:2] in ("x", "X") else (name[1:], 10)
    if not digits.isalnum():
        return None
    try:
        code = int(digits, base)
    except ValueError:
        return None
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else None
