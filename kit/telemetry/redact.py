"""Takes out of a text what must not be kept: secrets, addresses, the user part of URLs.

The second line of defence. The first is that nobody logs such things: log lines name ids of ours, and of an exception that is not ours only its first
line is shown, without what it quotes.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

MASK = "***"
_LONGEST = 300
_NAMES = r"passwor[dt]|secret(?!s\b)\w*|(?:cp-)?token|authorization|(?:x-amz-)?signature"
_RULES = (
    # scheme://user:password@host
    (re.compile(r"\b([a-z][a-z0-9+.-]*://)[^\s/@'\"]+@", re.IGNORECASE), rf"\1{MASK}@"),
    (re.compile(rf"\b({_NAMES})(['\"]?\s*[=:]\s*['\"]?)[^\s&,;'\"]+", re.IGNORECASE), rf"\1\2{MASK}"),
    # somebody@example.com, also percent-encoded
    (re.compile(r"[\w.+%~-]*[\w+~-](?:@|%40)[\w-]+(?:\.[\w-]+)+"), MASK),
    # +4915112345678
    (re.compile(r"(?:\+|%2B)\d{7,15}\b"), MASK),
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_HARMLESS = re.compile(r"['\"][A-Za-z_.]{0,40}['\"]\Z")


class Redactor:
    """`secrets`: texts that are masked wherever they stand; shorter ones than six characters are left alone, they would mask too much."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, text: str) -> str:
        """The text, masked."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern, instead in _RULES:
            text = pattern.sub(instead, text)
        return text

    def error(self, error: BaseException) -> str:
        """An exception's own words: one line, masked, and nothing of what it quotes unless that is a plain name."""
        first = str(error).strip().partition("\n")[0][:_LONGEST]
        return self.text(_QUOTED.sub(lambda found: found[0] if _HARMLESS.match(found[0]) else "'…'", first))


def secrets_of(environ: Mapping[str, str]) -> list[str]:
    """The secrets among the product's settings: passwords and users of URLs, the token between services, keys of AWS."""
    found: list[str] = []
    for name, value in environ.items():
        if name.startswith("COUNTERPOINT_") and "://" in value:
            found += _of_url(value)
        elif name in ("COUNTERPOINT_RPC_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "COUNTERPOINT_COLUMNS_PASSWORD"):
            found.append(value)
    return found


def _of_url(value: str) -> list[str]:
    try:
        parts = urlsplit(value)
    except ValueError:
        return []
    password = parts.password or ""
    asked = re.findall(r"(?:^|&)password=([^&]+)", parts.query)
    return [text for raw in (password, *asked) for text in (raw, unquote(raw)) if text]
