"""Functions as targets: Lambda names and ARNs that the operator maps to HTTP URLs (COUNTERPOINT_FUNCTIONS, design §4).

A TOML file, one function a line: a name or an ARN, and where its server listens.

    welcome = "http://127.0.0.1:9000/welcome"
    "arn:aws:lambda:us-east-1:123456789012:function:audience" = "https://functions.example.org/audience"

The URLs come from the operator, so they may be private or plain http; users choose among the names only.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kit.egress import Egress, EgressPolicy
from kit.errors import Invalid

_FORM: Final = re.compile(r"^(?:(?P<scope>(?:arn:[\w-]+:lambda:[\w-]+:)?\d{12}):function:|function:)?(?P<name>[A-Za-z0-9_-]{1,64})(?::(?P<version>[$\w-]+))?\Z")


class Functions:
    """The mapping and the client that calls it; `close()` at the end."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = dict(urls)
        names = Counter(_name(key) for key in urls)
        self._by_name = {_name(key): url for key, url in urls.items() if names[_name(key)] == 1}
        hosts = (urlsplit(url) for url in urls.values())
        policy = EgressPolicy(frozenset(((host.hostname or "").rstrip("."), host.port or (443 if host.scheme == "https" else 80)) for host in hosts))
        self.egress = Egress(policy)

    @classmethod
    def read(cls, path: str) -> Functions:
        """Reads the file; "" means none. Raises Invalid, which says what to correct."""
        if not path:
            return cls({})
        try:
            found = tomllib.loads(Path(path).read_text())
        except OSError as error:
            raise Invalid(f"COUNTERPOINT_FUNCTIONS names {path}, which cannot be read ({error.strerror}): correct it") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise Invalid(f"COUNTERPOINT_FUNCTIONS: {path} is not TOML") from None
        for key, url in found.items():
            if not _FORM.match(key):
                raise Invalid(f"COUNTERPOINT_FUNCTIONS: {key!r} is neither the name nor the ARN of a function")
            if not isinstance(url, str) or not _is_url(url):
                raise Invalid(f"COUNTERPOINT_FUNCTIONS: {key!r} must lead to an http:// or https:// URL")
        return cls(found)

    def find(self, given: str) -> str | None:
        """The URL for a name, a partial or a whole ARN, with a version or without; None when nothing is mapped.

        An ARN never finds a function that the file maps by another ARN.
        """
        form = _FORM.match(given)
        if form is None:
            return None
        whole = given.removesuffix(":" + form["version"]) if form["version"] else given
        for candidate in (given, whole, form["name"]):
            if candidate in self._urls:
                return self._urls[candidate]
        return None if form["scope"] else self._by_name.get(form["name"])

    async def close(self) -> None:
        await self.egress.close()


def is_function(uri: str) -> bool:
    """Whether a target is a function rather than a URL."""
    return not uri.startswith(("http://", "https://"))


def _name(key: str) -> str:
    form = _FORM.match(key)
    return form["name"] if form else key


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and (parts.port or 1) > 0
    except ValueError:
        return False
