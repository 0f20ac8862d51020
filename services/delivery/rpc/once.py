"""The memory of direct sends: a call repeated within 24 hours is answered, not sent again (channels spec §2 rule 10)."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from kit import caller, ids
from kit.errors import Unavailable
from services.delivery.deps import Deps
from services.delivery.jobs.direct import Request
from services.delivery.store import direct as memory

_LEASE_SECONDS = 60.0
_JOIN_SECONDS = 55.0
Send = Callable[[], Awaitable[Any]]


async def once(
    deps: Deps, operation: str, request: Any, context: Request, shape: Any, work: Send, doubt: Callable[[], Any]
) -> Any:
    """Does the work at most once per (principal, operation, invocation id, body) in 24 hours (rule 10)."""
    await deps.standstill.check(deps.db)
    who = caller.current()
    if not who.invocation_id:
        return await work()
    body_hash = who.body_hash or hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
    parts = (who.account, who.principal, operation, request.application_id, who.invocation_id, body_hash)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    owner = ids.new_id()
    async with deps.db.begin() as conn:
        mine = await memory.begin(conn, key, request.application_id, owner, time.time() + _LEASE_SECONDS, time.time())
    if not mine:
        joined = await _joined(deps, key, owner)
        if joined is None:
            return doubt()
        if joined:
            return shape.FromString(joined)
    try:
        answer = await work()
    except Exception:
        # A call that handed nothing over may be repeated; any other stays in memory as in doubt.
        if not context.handed:
            async with deps.db.begin() as conn:
                await memory.forget(conn, key)
        raise
    async with deps.db.begin() as conn:
        await memory.answer(conn, key, answer.SerializeToString())
    return answer


async def _joined(deps: Deps, key: str, owner: str) -> bytes | None:
    """The stored answer of the call with this key, waited for while it runs; None when it is in doubt; b"" when the
    caller may send again."""
    end = time.monotonic() + _JOIN_SECONDS
    while True:
        async with deps.db.connect() as conn:
            call = await memory.find(conn, key)
        if call is None:
            async with deps.db.begin() as conn:
                if await memory.begin(conn, key, "", owner, time.time() + _LEASE_SECONDS, time.time()):
                    return b""
        elif call.answer is not None:
            return call.answer
        elif call.lease_until < time.time():
            if caller.current().on_unknown != "retry":
                return None
            async with deps.db.begin() as conn:
                if await memory.take_over(conn, key, call.owner, owner, time.time() + _LEASE_SECONDS):
                    return b""
        if time.monotonic() > end:
            raise Unavailable("the first call is still running", retry_after=5)
        await asyncio.sleep(0.05)
