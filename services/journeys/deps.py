"""What the functions of this service work with; built once in service.py."""

from __future__ import annotations

from dataclasses import dataclass

from kit.clock import Clock
from kit.db import Database
from kit.paging import Pages
from kit.rpc.client import Peers


@dataclass(frozen=True, slots=True)
class Deps:
    """`most_activities`: activities a journey may hold, by quota profile."""

    db: Database
    peers: Peers
    clock: Clock
    pages: Pages
    most_activities: int
