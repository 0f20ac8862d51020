"""The ASGI application: checks the password, reads the request, runs it, answers as ClickHouse does."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from launcher.columns.engine import Engine, EngineError
from launcher.columns.request import BadRequest, Statement, read

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST_BODY = 1 << 30


class App:
    """One engine over HTTP for one login."""

    def __init__(self, engine: Engine, user: str, password: str) -> None:
        self._engine = engine
        self._user = user
        self._password = password
        self._sweeper: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._engine.open()
                self._sweeper = asyncio.create_task(self._sweep())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._sweeper is not None:
                    self._sweeper.cancel()
                await self._engine.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(5)
            with suppress(Exception):  # tidying up must not end the tidying
                await self._engine.give_back_memory()

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query_string = scope["query_string"].decode("latin-1")
        if scope["path"] == "/ping":
            return await _answer(send, 200, b"Ok.\n")
        if not self._known(headers, query_string):
            return await _fail(send, 403, 516, "Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)")
        body = await _body(receive)
        if body is None:
            return await _fail(send, 413, 307, "Code: 307. DB::Exception: The request is too large. (TOO_MANY_BYTES)")
        try:
            statement = read(query_string, headers, body)
            del body
            result, rows = await self._engine.execute(statement)
        except BadRequest as error:
            return await _fail(send, 500, EngineError(str(error)).code, str(error))
        except EngineError as error:
            return await _fail(send, 500, error.code, str(error))
        await _answer(send, 200, result, _headers(statement, rows))

    def _known(self, headers: dict[str, str], query_string: str) -> bool:
        """Whether the request names our login, in any of the three places the protocol has for it."""
        user, password = headers.get("x-clickhouse-user"), headers.get("x-clickhouse-key", "")
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            with suppress(ValueError):
                user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        elif user is None and "password=" in query_string:
            arguments = dict(parse_qsl(query_string))
            user, password = arguments.get("user"), arguments.get("password", "")
        right = hmac.compare_digest(password.encode(), self._password.encode())
        return right and hmac.compare_digest((user or "").encode(), self._user.encode())


def _headers(statement: Statement, rows: int) -> dict[str, str]:
    return {
        "X-ClickHouse-Format": statement.format,
        "X-ClickHouse-Timezone": "UTC",
        "X-ClickHouse-Query-Id": statement.query_id or str(uuid.uuid4()),
        "X-ClickHouse-Summary": json.dumps({"read_rows": str(rows)}),
    }


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None once it is larger than allowed."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > LARGEST_BODY:
            return None
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _answer(send: Send, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    pairs = {"Content-Type": "text/plain; charset=UTF-8", "Content-Length": str(len(body)), **(headers or {})}
    await send({"type": "http.response.start", "status": status, "headers": [(k.encode(), v.encode("latin-1", "replace")) for k, v in pairs.items()]})
    await send({"type": "http.response.body", "body": body})


async def _fail(send: Send, status: int, code: int, text: str) -> None:
    await _answer(send, status, text.encode(errors="surrogateescape") + b"\n", {"X-ClickHouse-Exception-Code": str(code)})
