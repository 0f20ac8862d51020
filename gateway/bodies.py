"""Reading a request body: size while it arrives, nesting before it is parsed, UTF-8 only, JSON by msgspec.

Limits before work (design §9): nothing here allocates more than the limit, and no recursion depends on the input.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import msgspec

from kit.errors import Invalid, TooLarge, Unavailable

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_decoder = msgspec.json.Decoder()
_BRACES = bytes.maketrans(b"[]", b"{}")
_NOT_BRACKETS = bytes(value for value in range(256) if value not in b"{}[]")
_CHARSET = re.compile(r'charset\s*=\s*"?([^";\s]+)', re.IGNORECASE)
_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")


class ClientGone(Exception):
    """The client closed the connection before its request was whole."""


def check_charset(headers: Mapping[str, str]) -> None:
    """Refuse any declared charset but UTF-8; the media type itself is not enforced (api-conventions spec §5.4)."""
    content_type = headers.get("content-type", "")
    if "charset" in content_type.lower():
        found = _CHARSET.search(content_type)
        if found is None or found.group(1).lower() not in _UTF8:
            raise Invalid("Content-Type: the charset must be UTF-8")


def check_declared_size(headers: Mapping[str, str], limit: int) -> None:
    """Refuse by Content-Length before a byte is read. Raises TooLarge, Invalid."""
    declared = headers.get("content-length")
    if declared is None:
        return
    if not declared.isascii() or not declared.isdigit():
        raise Invalid("Content-Length: must be a number")
    if int(declared) > limit:
        raise _too_large(limit)


class Incoming:
    """The body of one request as it arrives. `more`: some of it may still be on its way."""

    __slots__ = ("_receive", "more")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.more = True

    async def read(self, limit: int, timeout_s: float) -> bytes:
        """The whole body. Raises TooLarge as soon as it passes `limit`, Unavailable when it does not come in time."""
        body = await self._next(timeout_s)
        if not self.more and len(body) <= limit:
            return body
        chunks, size = [body], len(body)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while size <= limit and self.more:
            chunks.append(await self._next(deadline - loop.time()))
            size += len(chunks[-1])
        if size > limit:
            raise _too_large(limit)
        return b"".join(chunks)

    async def drain(self, limit: int, timeout_s: float) -> None:
        """Throw the rest away, within bounds, so that a client that sends first and listens later hears the answer."""
        loop = asyncio.get_running_loop()
        deadline, size = loop.time() + timeout_s, 0
        with contextlib.suppress(Unavailable, ClientGone):
            while self.more and size < limit:
                size += len(await self._next(deadline - loop.time()))

    async def _next(self, timeout_s: float) -> bytes:
        message = await within(timeout_s, self._receive)
        if message["type"] == "http.disconnect":
            raise ClientGone
        self.more = bool(message.get("more_body"))
        body: bytes = message.get("body", b"")
        return body


async def within(timeout_s: float, receive: Receive) -> MutableMapping[str, Any]:
    """The next message. Raises Unavailable when it does not come in time. `asyncio.timeout` does the same at four times the cost, for every request."""
    task = asyncio.current_task()
    assert task is not None
    late = False

    def expire() -> None:
        nonlocal late
        late = True
        task.cancel()

    timer = asyncio.get_running_loop().call_later(max(0.0, timeout_s), expire)
    try:
        return await receive()
    except asyncio.CancelledError:
        if late and task.uncancel() == 0:
            raise Unavailable("The request body did not arrive in time") from None
        raise
    finally:
        timer.cancel()


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"Request body is larger than {limit} bytes")


def check_depth(body: bytes, deepest: int) -> None:
    """Refuse JSON nested deeper than `deepest`, in time linear in the body. Raises Invalid.

    Strings are cut out, everything but brackets is dropped, then innermost pairs are removed, one level a pass. Text
    that is not JSON may pass: the parser judges it.
    """
    if body.count(b"{") + body.count(b"[") <= deepest:
        return
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in body else body
    brackets = b"".join(unescaped.split(b'"')[::2]).translate(_BRACES, _NOT_BRACKETS)
    for _ in range(deepest):
        shorter = brackets.replace(b"{}", b"")
        if len(shorter) == len(brackets):
            break
        brackets = shorter
    if b"{}" in brackets or brackets.count(b"{") > deepest:
        raise Invalid(f"Request body is nested deeper than {deepest} levels")


def decode(body: bytes) -> Any:
    """Parse JSON; an empty body is `{}`. Raises Invalid for anything that is not JSON in UTF-8."""
    if not body or body.isspace():
        return {}
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid("Request body is not valid JSON") from None


def unwrap(value: Any, payload: str) -> Any:
    """Accept a body wrapped once in its payload member's name (hand-written callers copy the CLI's form)."""
    if isinstance(value, dict) and len(value) == 1 and payload in value and isinstance(value[payload], dict):
        return value[payload]
    return value
