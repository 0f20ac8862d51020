"""What the coalescing clients hand on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from counterpoint.segments.v1 import audience_pb2, segments_pb2

from gateway.hot import Hot
from kit import caller
from kit.rpc import Peers


class Recording(Hot):
    """Takes every endpoint."""

    def __init__(self) -> None:
        super().__init__(Peers.from_env({}))
        self.sent: list[audience_pb2.EndpointUpsert] = []

    async def _upsert(self, items: list[audience_pb2.EndpointUpsert]) -> Sequence[audience_pb2.EndpointUpsertResult]:
        self.sent += items
        return [audience_pb2.EndpointUpsertResult(status_code=202) for _ in items]


def test_a_gathered_write_with_a_client_key_says_so_with_its_endpoint() -> None:
    """segments refuses what such a key may not do (endpoints spec 1.1)."""

    async def write() -> list[bool]:
        hot = Recording()
        for client_key in (True, False):
            caller.set_current(caller.Caller(client_key=client_key))
            await hot.update_endpoint(segments_pb2.UpdateEndpointRequest(application_id="a", endpoint_id="e"))
        return [item.client_key for item in hot.sent]

    assert asyncio.run(write()) == [True, False]
