"""What the RPCs work with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kit import caller
from kit.clock import Clock
from kit.errors import NotFound
from kit.paging import Pages
from services.segments.config import SegmentsConfig
from services.segments.store.apps import UNKNOWN, App, AppStore
from services.segments.store.audience import Audiences
from services.segments.store.dropped import DroppedItems
from services.segments.store.endpoints import EndpointStore
from services.segments.store.gathering import Gathering
from services.segments.store.jobs import JobStore
from services.segments.store.recommenders import RecommenderStore
from services.segments.store.registry import Registry
from services.segments.store.segments import SegmentStore


@dataclass(slots=True)
class Deps:
    """Stores and settings. `writes`: how the RPCs write endpoints. `committed()` wakes the index and the relay, `job_waits()` the job runner."""

    config: SegmentsConfig
    clock: Clock
    pages: Pages
    apps: AppStore
    endpoints: EndpointStore
    writes: Gathering
    registry: Registry
    segments: SegmentStore
    audiences: Audiences
    jobs: JobStore
    recommenders: RecommenderStore
    dropped: DroppedItems
    committed: Callable[[], None]
    job_waits: Callable[[], None]
    app_gone: Callable[[], None]
    purge_waits: Callable[[], None]
    _accounts: dict[str, str] = field(default_factory=dict)

    async def app(self, app_id: str) -> App:
        """The app of the caller's account. Raises NotFound."""
        return await self.apps.get(app_id, caller.current().account)

    async def own(self, app_id: str) -> None:
        """Checks the account alone, from memory where possible: an app never changes hands, and writes see for themselves that it is not deleted."""
        account = self._accounts.get(app_id)
        if account is None:
            account = (await self.apps.get(app_id)).account_id
            if len(self._accounts) > 10_000:
                self._accounts.clear()
            self._accounts[app_id] = account
        if account != caller.current().account:
            raise NotFound(UNKNOWN)
