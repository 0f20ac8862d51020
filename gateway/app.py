"""The ASGI application: what happens to a request, top to bottom, in one visible order.

request id → CORS → raw path → form of the signature → body (size) → signature → app's account → rate → JSON (depth) →
RPC → errors → headers. No middleware tower: `Gateway._api`, `_serve` and `_perform` are the list.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gateway import bodies, quotas, tracking
from gateway.apps import Apps
from gateway.audit import NOT_RECORDED, Audit, Call
from gateway.auth import sigv4
from gateway.auth.keys import Keys, Principal
from gateway.calls import Calls, Operation
from gateway.config import Network
from gateway.cors import Cors, preflight
from gateway.errors import MethodNotAllowed, reply_for
from gateway.health import Health, livez
from gateway.idempotency import OPERATIONS as IDEMPOTENT
from gateway.idempotency import Idempotency
from gateway.own import SERVICE as OWN
from gateway.own import Own
from gateway.rates import Limiter
from gateway.replies import Headers, Reply
from gateway.request import Request, read_request
from gateway.router import Match, Router
from gateway.store.answers import Key
from kit import caller
from kit.errors import Invalid, NotFound, TooLarge
from kit.telemetry import SERVER, begin, names, span

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = bodies.Receive

_API = ("/v1/", "/counterpoint/v1/")
_APP_PARAMETERS = ("application-id", "app_id")
_BODY_NOT_RECORDED = frozenset({"UpdateEndpoint", "UpdateEndpointsBatch", "StartErasure", "VerifyErasure"})
_DRAIN_LIMIT = 64 * quotas.MEBIBYTE
_DRAIN_S = 10.0
_INVOCATION = re.compile(r"[\w.:-]{1,128}\Z", re.ASCII)
_APP_ID = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of; wired by hand in `gateway.main`."""

    router: Router
    keys: Keys
    apps: Apps
    limiter: Limiter
    calls: Calls
    idempotency: Idempotency
    audit: Audit
    own: Own
    tracking: tracking.Tracking
    health: Health
    cors: Cors
    signatures: sigv4.Rules
    allow_presigned: bool = False
    proxies: tuple[Network, ...] = ()
    body_timeout_s: float = 30.0


@dataclass(frozen=True, slots=True)
class _Signed:
    """A request whose sender is proved."""

    match: Match
    principal: Principal
    form: sigv4.Form
    query: sigv4.Pairs
    body: bytes
    body_sha256: str


class Gateway:
    """The application."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """One ASGI connection; only HTTP is served."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served")
        began = time.perf_counter()
        request = read_request(scope, self._parts.proxies)
        begin(request.headers.get("traceparent", ""), request.id)
        incoming = bodies.Incoming(receive)
        try:
            reply = await self._answer(request, incoming)
        except bodies.ClientGone:
            return
        names.HTTP_REQUESTS.add(1, request.operation, str(reply.status))
        names.HTTP_SECONDS.observe(time.perf_counter() - began, request.operation)
        await _write(send, request, reply, self._parts.cors)

    async def _answer(self, request: Request, incoming: bodies.Incoming) -> Reply:
        path = request.path
        try:
            if path.startswith(_API):
                return await self._api(request, incoming)
            return await self._public(request, path, incoming)
        except bodies.ClientGone:
            raise
        except Exception as error:
            if isinstance(error, TooLarge):
                await incoming.drain(_DRAIN_LIMIT, _DRAIN_S)
            return reply_for(error, request.id)

    async def _public(self, request: Request, path: str, incoming: bodies.Incoming) -> Reply:
        """Unsigned routes."""
        if path.startswith(tracking.PREFIXES):
            request.operation = "Tracking"
            with span("Tracking", SERVER):
                return await self._parts.tracking.answer(request, incoming)
        if path not in ("/healthz", "/livez"):
            raise NotFound("Resource not found")
        request.operation = path[1:]
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed("GET, HEAD")
        return livez() if path == "/livez" else await self._parts.health.healthz()

    async def _api(self, request: Request, incoming: bodies.Incoming) -> Reply:
        """A signed operation, checked in the order of api-conventions spec §5.4."""
        if request.method == "OPTIONS":
            return preflight()
        match = self._route(request)
        request.operation = match.route.operation
        query = _query(request)
        form = self._form(request, match, query)
        principal = await self._parts.keys.find(form.key_id)
        limit = quotas.body_limit(match.route.operation)
        bodies.check_declared_size(request.headers, limit)
        body = await incoming.read(limit, self._parts.body_timeout_s)
        digest = hashlib.sha256(body).hexdigest() if body else sigv4.EMPTY_SHA256
        sigv4.check(form, principal.secret, request.method, request.raw_path, query, request.headers, digest)
        return await self._serve(request, _Signed(match, principal, form, query, body, digest))

    def _route(self, request: Request) -> Match:
        try:
            return self._parts.router.match(request.method, request.path)
        except NotFound:
            if "authorization" not in request.headers and b"X-Amz-Signature" not in request.raw_query:
                raise sigv4.missing_token() from None
            raise

    def _form(self, request: Request, match: Match, query: sigv4.Pairs) -> sigv4.Form:
        now = datetime.now(UTC)
        form = sigv4.read_form(request.headers, query, now, self._parts.signatures, request.secure)
        if form.presigned and not self._parts.allow_presigned and match.route.operation != "PutEvents":
            raise sigv4.invalid("Query string authentication is not allowed for this operation.")
        return form

    async def _serve(self, request: Request, signed: _Signed) -> Reply:
        """Set the caller, perform, turn what was raised into an answer, record it."""
        operation = signed.match.route.operation
        caller.set_current(_caller(request, signed))
        try:
            with span(operation, SERVER, request=request.id):
                reply = await self._perform(request, signed)
        except Exception as error:
            reply = reply_for(error, request.id, operation)
        if operation not in NOT_RECORDED:
            await self._parts.audit.add(self._record(request, signed, reply))
        return reply

    async def _perform(self, request: Request, signed: _Signed) -> Reply:
        parts, params = self._parts, signed.match.params
        route = signed.match.route.for_params(params)
        account = signed.principal.account
        if "resource-arn" in params:
            _check_arn(params["resource-arn"], account)
        app_id = app_of(params)
        if app_id:
            await parts.apps.check(app_id, account)
        await parts.limiter.admit(account, route.operation)
        if route.method in ("POST", "PUT"):
            bodies.check_charset(request.headers)
            if route.operation != "PutEvents":
                # Events go on as they came; the typed decoder behind bounds its own depth.
                bodies.check_depth(signed.body, quotas.MAX_JSON_DEPTH)
        if route.service == OWN:
            value = bodies.decode(signed.body) if route.method == "POST" else {}
            return await parts.own.answer(route, signed.principal, params, dict(signed.query), value)
        operation = Operation(route, params, signed.query, signed.body)
        invocation_id = caller.current().invocation_id
        if route.operation in IDEMPOTENT and invocation_id:
            key = Key(signed.principal.arn, f"{route.operation} {app_id}", invocation_id, signed.body_sha256)
            return await parts.idempotency.once(key, lambda: parts.calls.answer(operation))
        reply = await parts.calls.answer(operation)
        if route.operation == "DeleteApp":
            parts.apps.forget(app_id)
        return reply

    def _record(self, request: Request, signed: _Signed, reply: Reply) -> Call:
        route, principal = signed.match.route, signed.principal
        app_id = app_of(signed.match.params)
        return Call(
            at=self._parts.audit.now(),
            operation=route.operation,
            read_only=route.method == "GET",
            account=principal.account,
            principal=principal.arn,
            key_id=principal.key_id,
            region=signed.form.region,
            source=request.source,
            user_agent=request.headers.get("user-agent", ""),
            request_id=request.id,
            app_id=app_id if _APP_ID.match(app_id) else "",
            parameters=_parameters(signed),
            body=b"" if route.operation in _BODY_NOT_RECORDED or route.method == "GET" else signed.body,
            answer=b"" if reply.error or route.method == "GET" else reply.body,
            error_code=reply.error,
            error_message=reply.message,
        )


def app_of(params: dict[str, str]) -> str:
    """The app a request is about: of the path, or of the ARN in it; "" for none."""
    for name in _APP_PARAMETERS:
        if name in params:
            return params[name]
    resource = params.get("resource-arn", "").split(":", 5)[-1].split("/")
    return resource[1] if len(resource) > 1 and resource[0] == "apps" else ""


def _query(request: Request) -> sigv4.Pairs:
    try:
        return sigv4.parse_query(request.raw_query)
    except UnicodeDecodeError:
        raise Invalid("The query string is not UTF-8") from None


def _check_arn(arn: str, account: str) -> None:
    """An ARN is resolved by account and resource part, whatever region it names; a foreign one is not found."""
    if arn.split(":", 5)[4] != account:
        raise NotFound("Resource not found")


def _caller(request: Request, signed: _Signed) -> caller.Caller:
    invocation_id = request.headers.get("amz-sdk-invocation-id", "")
    return caller.Caller(
        account=signed.principal.account,
        principal=signed.principal.arn,
        region=signed.form.region,
        request_id=request.id,
        invocation_id=invocation_id if _INVOCATION.match(invocation_id) else "",
        body_hash=signed.body_sha256,
        on_unknown="retry" if request.headers.get("x-counterpoint-on-unknown") == "retry" else "",
    )


def _parameters(signed: _Signed) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(signed.match.params)
    for name, value in signed.query:
        if name.startswith("X-Amz-"):
            continue
        if name in parameters and name in ("tagKeys",):
            parameters[name] = [*parameters[name], value]
        else:
            parameters[name] = [value] if name == "tagKeys" else value
    return parameters


async def _write(send: Send, request: Request, reply: Reply, cors: Cors) -> None:
    headers: Headers = [(b"x-amzn-requestid", request.id.encode())]
    if reply.status != 204:
        headers.append((b"content-type", reply.content_type))
        headers.append((b"content-length", str(len(reply.body)).encode()))
    if reply.error:
        headers.append((b"x-amzn-errortype", reply.error.encode()))
    headers += cors.headers(request.headers)
    headers += reply.headers
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
