"""What delivery does when an app is deleted: stop its runs, forget its channels, books and counters."""

import logging

from kit.bus.bus import Fact, Handler
from services.delivery.deps import Deps
from services.delivery.rpc.runs import stop_all
from services.delivery.store import runs

_log = logging.getLogger("delivery.apps")


def app_deleted(deps: Deps) -> Handler:
    """The consumer's handler; doing it twice is doing it once."""

    async def handle(facts: list[Fact]) -> None:
        for fact in facts:
            deps.apps.forget(fact.app_id)
            stopped = await stop_all(deps, fact.app_id, "")
            async with deps.db.begin() as conn:
                await runs.forget_app(conn, fact.app_id)
            _log.info("app %s is gone, %d runs stopped", fact.app_id, stopped)

    return handle
