"""Turns and pauses in Valkey (design §7, channels spec §11)."""

from __future__ import annotations

from kit import ids
from kit.cache import Cache
from services.delivery.store.pacing import Pacing
from tests.fixtures.servers import Servers

T0 = 1_700_000_000_000.0


async def test_turns_follow_one_another_at_the_rate_whoever_asks(servers: Servers) -> None:
    async with Cache(servers.cache_url) as first, Cache(servers.cache_url) as second:
        one, other, name = Pacing(first), Pacing(second), ids.new_id()
        waits = [await pacing.wait_for(name, 10, 20, T0) for pacing in (one, other, one, other)]
        assert waits == [0.0, 0.5, 1.0, 1.5]
        assert await one.wait_for(name, 10, 20, T0 + 1_500) == 0.5


async def test_who_cannot_wait_books_nothing(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        pacing, name = Pacing(cache), ids.new_id()
        assert await pacing.wait_for(name, 100, 10, T0) == 0.0
        assert await pacing.wait_for(name, 1, 10, T0, longest=9.9) is None
        assert await pacing.wait_for(name, 1, 10, T0, longest=10.0) == 10.0


async def test_a_pause_doubles_while_throttling_goes_on_and_holds_without_a_rate(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        pacing, name, now, pauses = Pacing(cache), ids.new_id(), T0, []
        for _ in range(8):
            pauses.append(await pacing.back_off(name, 0, now))
            assert await pacing.wait_for(name, 5, 0, now) == pauses[-1]
            now += pauses[-1] * 1000
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_the_providers_own_word_counts_and_answers_of_one_throttling_are_one(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        pacing, name = Pacing(cache), ids.new_id()
        assert await pacing.back_off(name, 7, T0) == 7
        assert await pacing.back_off(name, 7, T0 + 2_000) == 5
        assert await pacing.wait_for(name, 1, 0, T0 + 2_000) == 5
        assert await pacing.back_off(name, 0, T0 + 8_000) == 14
