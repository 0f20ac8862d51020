"""What the RPC functions and jobs of delivery work with; built once by service.py."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoint.segments.v1.audience_pb2_grpc import AudienceServiceStub
from counterpoint.segments.v1.segments_pb2_grpc import SegmentsServiceStub

from kit.cache import Cache
from kit.clock import Clock
from kit.db import Database, Relay
from kit.egress import Egress
from kit.paging import Pages
from kit.seal import Sealer
from services.delivery.channels.functions import Functions
from services.delivery.channels.provider import Provider
from services.delivery.config import DeliveryConfig
from services.delivery.domain.links import LinkSigner
from services.delivery.domain.prices import Prices
from services.delivery.domain.reports import ReturnPath
from services.delivery.jobs.pace import Pace
from services.delivery.jobs.standstill import Standstill
from services.delivery.store.caps import CapCounters
from services.delivery.store.pacing import Pacing

if TYPE_CHECKING:
    from services.delivery.rpc.apps import Apps


@dataclass(slots=True)
class Deps:
    """Connections, keys and providers.

    `providers`: by channel (EMAIL, SMS, CUSTOM). `returns`: None without a domain for bounces. `sms_token`: of the
    operator, by which its callbacks are signed; "" when it has none. `wake`: there may be a window to work on; `starting`: a run to
    freeze; `queued`: a direct send to make.
    """

    config: DeliveryConfig
    clock: Clock
    db: Database
    relay: Relay
    cache: Cache
    audience: AudienceServiceStub
    segments: SegmentsServiceStub
    providers: dict[str, Provider]
    sealer: Sealer
    links: LinkSigner
    returns: ReturnPath | None
    pages: Pages
    caps: CapCounters
    pacing: Pacing
    pace: Pace
    egress: Egress
    functions: Functions
    data: Path
    prices: Prices
    apps: "Apps"
    sms_token: str = field(default="", repr=False)
    standstill: Standstill = field(default_factory=Standstill)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    starting: asyncio.Event = field(default_factory=asyncio.Event)
    queued: asyncio.Event = field(default_factory=asyncio.Event)
