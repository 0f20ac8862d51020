"""`null:` takes everything and keeps only counts: for benches that measure all but the provider."""

from __future__ import annotations

from collections.abc import Sequence

from services.delivery.channels.provider import Outbound, Outcome, accepted


class NullProvider:
    """Answers SUCCESSFUL and delivered at once. `count` and `size` (bytes of e-mail) tell what passed."""

    name = "null"

    def __init__(self) -> None:
        self.count = 0
        self.size = 0

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        self.count += len(batch)
        for item in batch:
            mime = getattr(item.payload, "mime", None)
            if mime is not None:
                self.size += len(mime)
        return [accepted(item.message_id, delivered=True) for item in batch]

    async def close(self) -> None:
        return None
