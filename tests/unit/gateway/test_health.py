"""Health names what is down."""

from __future__ import annotations

import json

from gateway.health import Health


class Peers:
    """Services by whether they are well."""

    def __init__(self, **well: bool) -> None:
        self.well = well

    async def healthy(self, service: str) -> bool:
        return self.well[service]


async def good() -> bool:
    return True


async def broken() -> bool:
    raise ConnectionError


async def test_ready_when_everything_is() -> None:
    reply = await Health(Peers(segments=True, delivery=True), ("segments", "delivery"), {"gateway": good}).healthz()  # type: ignore[arg-type]
    assert (reply.status, json.loads(reply.body)["status"]) == (200, "ready")


async def test_the_names_of_what_is_not_ready() -> None:
    reply = await Health(Peers(segments=True, delivery=False), ("segments", "delivery"), {"gateway": broken}).healthz()  # type: ignore[arg-type]
    assert (reply.status, json.loads(reply.body)["not_ready"]) == (503, ["gateway", "delivery"])
