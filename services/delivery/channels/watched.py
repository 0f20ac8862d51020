"""A provider that is watched: what it answers is counted, how long it takes is noted, its trace goes on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from kit.telemetry import CLIENT, names, span
from services.delivery.channels.provider import Outbound, Outcome, Provider


class Watched:
    """Hands everything on to `provider`, the way out of `channel`."""

    def __init__(self, channel: str, provider: Provider) -> None:
        self._channel = channel
        self._provider = provider

    @property
    def name(self) -> str:
        return self._provider.name

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        began, channel, kind = time.perf_counter(), self._channel, self.name
        try:
            with span(f"hand over {channel}", CLIENT, provider=kind, messages=len(batch), run=batch[0].run if batch else ""):
                answers = await self._provider.send(batch)
        finally:
            names.PROVIDER_SECONDS.observe(time.perf_counter() - began, channel, kind)
        for status, count in Counter(answer.status for answer in answers).items():
            names.PROVIDER_MESSAGES.add(count, channel, kind, status)
        return answers

    async def close(self) -> None:
        await self._provider.close()
