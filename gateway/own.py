"""The gateway's own operations under /counterpoint/v1: access keys, the audit trail, and those of `gateway.operator` and `gateway.erasures`.

Rows like those of `gateway.routes`, answered here instead of by a service.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from gateway.auth.keys import Keys, Principal
from gateway.erasures import Erasures
from gateway.operator import Operator
from gateway.replies import Reply, json_reply
from gateway.routes import Route
from gateway.store import audit as audit_store
from kit import paging
from kit.db import Database
from kit.errors import Invalid
from kit.times import parse_iso

SERVICE = "gateway"

Handler = Callable[[Principal, dict[str, str], dict[str, str], Any], Awaitable[Reply]]
"""(who, path parameters, query, JSON body) -> reply."""


def _row(operation: str, method: str, path: str, status: int, resource: str) -> Route:
    return Route(
        operation=operation,
        method=method,
        path=f"/counterpoint/v1/{path}",
        status=status,
        service=SERVICE,
        api="",
        rpc="",
        action=f"counterpoint:{operation}",
        resource=resource,
        extension=True,
    )


ROUTES = (
    _row("CreateAccessKey", "POST", "keys", 201, "keys"),
    _row("ListAccessKeys", "GET", "keys", 200, "keys"),
    _row("DisableAccessKey", "POST", "keys/{key-id}/disable", 200, "keys/{key-id}"),
    _row("EnableAccessKey", "POST", "keys/{key-id}/enable", 200, "keys/{key-id}"),
    _row("DeleteAccessKey", "DELETE", "keys/{key-id}", 200, "keys/{key-id}"),
    _row("ListAuditRecords", "GET", "audit", 200, "audit"),
    _row("StartErasure", "POST", "erasures", 201, "erasures"),
    _row("VerifyErasure", "POST", "erasures/verify", 200, "erasures"),
    _row("ContinueErasure", "POST", "erasures/{erasure-id}", 200, "erasures/{erasure-id}"),
    _row("GetErasure", "GET", "erasures/{erasure-id}", 200, "erasures/{erasure-id}"),
    _row("GetRestore", "GET", "restore", 200, "restore"),
    _row("ReleaseRestore", "POST", "restore/release", 200, "restore"),
)


class Own:
    """Answers the rows of ROUTES. Query and body member `AccountId` name another account (the root key only)."""

    def __init__(self, keys: Keys, db: Database, flush_audit: Callable[[], Awaitable[None]], operator: Operator, erasures: Erasures) -> None:
        self._keys = keys
        self._db = db
        self._flush_audit = flush_audit
        self._handlers: dict[str, Handler] = {
            "CreateAccessKey": self._create_key,
            "ListAccessKeys": self._list_keys,
            "DisableAccessKey": self._change_key("Inactive"),
            "EnableAccessKey": self._change_key("Active"),
            "DeleteAccessKey": self._change_key("Deleted"),
            "ListAuditRecords": self._list_audit,
            "StartErasure": erasures.start,
            "VerifyErasure": erasures.verify,
            "ContinueErasure": erasures.step,
            "GetErasure": erasures.get,
            "GetRestore": operator.get_restore,
            "ReleaseRestore": operator.release_restore,
        }

    async def answer(
        self, route: Route, by: Principal, params: dict[str, str], query: dict[str, str], body: Any
    ) -> Reply:
        """The reply to one of ROUTES."""
        return await self._handlers[route.operation](by, params, query, body)

    async def _create_key(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        if not isinstance(body, dict):
            raise Invalid("Request body must be an object")
        account, name = _text(body, "AccountId") or query.get("AccountId", ""), _text(body, "Name")
        return json_reply(201, await self._keys.create(by, account, name))

    async def _list_keys(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        return json_reply(200, {"Item": await self._keys.listed(by, query.get("AccountId", ""))})

    def _change_key(self, status: str) -> Handler:
        async def change(by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
            account = query.get("AccountId", "")
            return json_reply(200, await self._keys.set_status(by, account, params["key-id"], status))

        return change

    async def _list_audit(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        await self._flush_audit()
        since = _instant(query, "start-time", datetime(1970, 1, 1, tzinfo=UTC))
        until = _instant(query, "end-time", datetime(9999, 1, 1, tzinfo=UTC))
        size = paging.page_size(query.get("page-size"))
        name = query.get("event-name", "")
        records = await audit_store.page(self._db, by.account, since, until, name, size)
        return json_reply(200, {"Item": [msgspec.Raw(text.encode()) for text in records]})


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(f"{name}: must be a string")
    return value


def _instant(query: dict[str, str], name: str, default: datetime) -> datetime:
    text = query.get(name)
    if not text:
        return default
    try:
        return parse_iso(text)
    except ValueError:
        raise Invalid(f"{name}: must be an ISO 8601 time") from None
