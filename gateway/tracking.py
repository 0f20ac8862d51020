"""Public, unsigned routes of tracking links: `/o/` opens, `/l/` clicks, `/u/` unsubscribes, `/r/` takes a provider's receipts.

The tokens are made and judged by delivery; fetches are gathered and recorded in batches. A HEAD never counts, a GET on
an unsubscribe link never acts: link scanners fetch every URL (channels spec §8, RFC 8058).
"""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from urllib.parse import quote

from counterpoint.delivery.v1 import sending_pb2, sending_pb2_grpc

from gateway.bodies import Incoming
from gateway.errors import MethodNotAllowed
from gateway.replies import Headers, Reply
from gateway.request import Request
from kit import caller
from kit.errors import Forbidden, NotFound, Unavailable
from kit.rpc import Peers
from kit.rpc.coalesce import Coalescer

PREFIXES = ("/o/", "/l/", "/u/", "/r/")
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

_FORM_LIMIT = 64 * 1024
_FORM_TIMEOUT_S = 10.0
_TOKEN_LIMIT = 8192
_AGENT_LIMIT = 512
_VERBS = {"o": "GET, HEAD", "l": "GET, HEAD", "u": "GET, HEAD, POST", "r": "POST"}
_NO_STORE: Headers = [(b"cache-control", b"no-store, max-age=0"), (b"x-robots-tag", b"noindex")]
_PAGE_HEADERS: Headers = [
    *_NO_STORE,
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]-._"

Record = Coalescer[sending_pb2.TrackItem, sending_pb2.TrackResult]


class Tracking:
    """Answers fetches of tracking links."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._record: Record = Coalescer(self._call, max_items=500, max_bytes=1 << 20, linger=0.005)

    async def _call(self, items: list[sending_pb2.TrackItem]) -> Sequence[sending_pb2.TrackResult | Exception]:
        caller.set_current(caller.Caller(principal="gateway"))
        stub = self._peers.stub("delivery", sending_pb2_grpc.SendingServiceStub)
        return list((await stub.Track(sending_pb2.TrackRequest(items=items))).results)

    async def answer(self, request: Request, incoming: Incoming) -> Reply:
        """The reply to any path under PREFIXES. Raises MethodNotAllowed, NotFound, Unavailable."""
        kind, token = request.path[1], request.path[3:]
        if request.method not in _VERBS[kind].split(", "):
            raise MethodNotAllowed(_VERBS[kind])
        if not token or len(token) > _TOKEN_LIMIT or "/" in token:
            raise NotFound("Resource not found")
        if kind == "o":
            return await self._open(request, token)
        if kind == "l":
            return await self._click(request, token)
        if kind == "r":
            return await self._receipt(request, token, await incoming.read(_FORM_LIMIT, _FORM_TIMEOUT_S))
        if request.method == "POST":
            await incoming.read(_FORM_LIMIT, _FORM_TIMEOUT_S)
            return await self._unsubscribe(request, token)
        return await self._unsubscribe_page(request, token)

    async def _track(self, kind: str, token: str, request: Request) -> sending_pb2.TrackResult:
        agent = request.headers.get("user-agent", "")[:_AGENT_LIMIT]
        item = sending_pb2.TrackItem(kind=kind, token=token, user_agent=agent, ip_address=request.source)
        return await self._record.submit(item, len(token) + len(agent) + 64)

    async def _open(self, request: Request, token: str) -> Reply:
        if request.method == "GET":
            try:
                await self._track("open", token, request)
            except Unavailable:
                # A mail must not show a broken image because a service restarts; this open is not counted.
                pass
        return Reply(200, PIXEL, list(_NO_STORE), content_type=b"image/gif")

    async def _click(self, request: Request, token: str) -> Reply:
        if request.method == "HEAD":
            # Where a link goes is only known by recording the click, and a HEAD must not count.
            return Reply(200, b"", list(_NO_STORE), content_type=b"text/html; charset=utf-8")
        result = await self._track("click", token, request)
        if not result.known or not result.location:
            return _page(404, "Link not found", "This link is not valid or has expired.")
        location = quote(result.location, safe=_URL_SAFE).encode()
        return Reply(302, b"", [*_NO_STORE, (b"location", location)], content_type=b"text/html; charset=utf-8")

    async def _receipt(self, request: Request, token: str, body: bytes) -> Reply:
        """A callback that delivery finds signed by the provider."""
        caller.set_current(caller.Caller(principal="gateway"))
        stub = self._peers.stub("delivery", sending_pb2_grpc.SendingServiceStub)
        told = sending_pb2.TakeReceiptRequest(token=token, body=body, signature=request.headers.get("x-twilio-signature", ""))
        if not (await stub.TakeReceipt(told)).known:
            raise Forbidden("not signed by the provider")
        return Reply(204, b"", list(_NO_STORE))

    async def _unsubscribe_page(self, request: Request, token: str) -> Reply:
        if request.method == "HEAD":
            return Reply(200, b"", list(_PAGE_HEADERS), content_type=b"text/html; charset=utf-8")
        if not (await self._track("unsubscribe_page", token, request)).known:
            return _page(404, "Link not found", "This link is not valid or has expired.")
        form = '<form method="post"><button type="submit">Unsubscribe</button></form>'
        return _page(200, "Unsubscribe", "Press the button to stop receiving these messages.", form)

    async def _unsubscribe(self, request: Request, token: str) -> Reply:
        if not (await self._track("unsubscribe", token, request)).known:
            return _page(404, "Link not found", "This link is not valid or has expired.")
        return _page(200, "You are unsubscribed", "You will not receive these messages any more.")


def _page(status: int, title: str, sentence: str, form: str = "") -> Reply:
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{html.escape(title)}</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:32em;margin:15vh auto;padding:0 1em}"
        "button{font:inherit;padding:.5em 1.5em}</style></head>"
        f"<body><h1>{html.escape(title)}</h1><p>{html.escape(sentence)}</p>{form}</body></html>"
    )
    error = "NotFoundException" if status == 404 else ""
    return Reply(status, body.encode(), list(_PAGE_HEADERS), content_type=b"text/html; charset=utf-8", error=error)
