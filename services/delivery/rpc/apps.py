"""Whether an app exists and whose it is, asked of segments at most every thirty seconds per app."""

import time

from counterpoint.segments.v1.audience_pb2 import ResolveAppRequest

from services.delivery.deps import Deps

_KEPT_SECONDS = 30.0
_MOST = 10_000


class Apps:
    """app id → account."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, float]] = {}

    async def account_of(self, deps: Deps, app_id: str) -> str:
        """The app's account. Raises NotFound "Application not found"."""
        known = self._known.get(app_id)
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        answer = await deps.audience.ResolveApp(ResolveAppRequest(app_id=app_id))
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[app_id] = (answer.account_id, time.monotonic() + _KEPT_SECONDS)
        return str(answer.account_id)

    def forget(self, app_id: str) -> None:
        """The app was deleted."""
        self._known.pop(app_id, None)
