"""What the functions of this service work with; built once in service.py."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from kit.clock import Clock
from kit.db import Database
from kit.paging import Pages
from kit.rpc.client import Peers
from services.campaigns.domain.quotas import Quotas


@dataclass(frozen=True, slots=True)
class Deps:
    """The events are set after a commit that made work for a loop, so that it looks at once: `due` for the planner,
    `planned` for the starter, `stops` for the stopper.
    """

    db: Database
    peers: Peers
    clock: Clock
    pages: Pages
    quotas: Quotas
    due: asyncio.Event = field(default_factory=asyncio.Event)
    planned: asyncio.Event = field(default_factory=asyncio.Event)
    stops: asyncio.Event = field(default_factory=asyncio.Event)
