"""A text message operator of the Twilio-compatible kind: keeps what it got, misbehaves on demand, sends receipts."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp import web

CLOSE: Final = "CLOSE"
HANG: Final = "HANG"
GARBAGE: Final = "GARBAGE"


@dataclass
class TwilioServer:
    """A running operator: `async with TwilioServer() as operator`, then `operator.url`.

    `rules` maps a pattern of the destination to an answer: (HTTP status, operator's code), or CLOSE, HANG, GARBAGE.
    `messages` holds the forms of what was taken, with their `Sid`.
    """

    sid: str = "AC0123456789"
    token: str = "secret-token"  # noqa: S105
    rules: Mapping[str, tuple[int, int] | str] = field(default_factory=dict)
    messages: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> TwilioServer:
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{sid}/Messages.json", self._take)
        app.router.add_get("/2010-04-01/Accounts/{sid}.json", self._account)
        self._release = asyncio.Event()
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._release.set()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The value for COUNTERPOINT_SMS_URL."""
        return f"twilio+http://{self.sid}:{self.token}@127.0.0.1:{self.port}"

    def _known(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "")
        expected = "Basic " + base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        return hmac.compare_digest(given, expected) and request.match_info["sid"] == self.sid

    async def _account(self, request: web.Request) -> web.StreamResponse:
        known = self._known(request)
        return web.json_response({"sid": self.sid, "status": "active"} if known else {"code": 20003, "status": 401}, status=200 if known else 401)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        form = {name: str(value) for name, value in (await request.post()).items()}
        for pattern, answer in self.rules.items():
            if re.search(pattern, form.get("To", "")):
                return await self._misbehave(request, answer)
        sid = f"SM{len(self.messages):032x}"
        self.messages.append({**form, "Sid": sid})
        return web.json_response({"sid": sid, "status": "queued", "to": form.get("To", "")}, status=201)

    async def _misbehave(self, request: web.Request, answer: tuple[int, int] | str) -> web.StreamResponse:
        if answer == CLOSE:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if answer == HANG:
            await self._release.wait()
            return web.Response()
        if isinstance(answer, str):
            return web.Response(text="<html>what is this", status=200)
        status, code = answer
        headers = {"Retry-After": "7"} if status == 429 else {}
        document = {"code": code, "message": f"error {code}", "status": status}
        return web.json_response(document, status=status, headers=headers)

    async def report(self, message: Mapping[str, str], status: str, error: int = 0) -> int:
        """Send the receipt of a kept message to its StatusCallback, signed. Returns the HTTP status of the answer."""
        url = message["StatusCallback"]
        form = {"MessageSid": message["Sid"], "MessageStatus": status, "To": message["To"]}
        if error:
            form["ErrorCode"] = str(error)
        text = url + "".join(name + value for name, value in sorted(form.items()))
        mark = base64.b64encode(hmac.digest(self.token.encode(), text.encode(), hashlib.sha1)).decode()
        async with (
            aiohttp.ClientSession(trust_env=False) as session,
            session.post(url, data=form, headers={"X-Twilio-Signature": mark}) as answer,
        ):
            return answer.status
