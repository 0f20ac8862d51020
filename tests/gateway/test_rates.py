"""Request rates: the script on a real Valkey, sharing between gateways, failing open (quotas spec §0-1)."""

from __future__ import annotations

import asyncio

import pytest

from gateway.quotas import Rates
from gateway.rates import Limiter, valkey
from kit.cache import Cache
from kit.errors import Throttled
from kit.ids import new_id
from tests.fixtures.servers import Servers
from tests.gateway.conftest import Running


class Time:
    """Milliseconds that the test moves."""

    def __init__(self) -> None:
        self.ms = 1_700_000_000_000

    def __call__(self) -> int:
        return self.ms


async def admitted(limiter: Limiter, account: str, operation: str, times: int) -> int:
    """How many of so many requests at once pass."""
    results = await asyncio.gather(*(limiter.admit(account, operation) for _ in range(times)), return_exceptions=True)
    assert all(result is None or isinstance(result, Throttled) for result in results)
    return sum(result is None for result in results)


async def test_burst_equals_rate_and_refills_with_time(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        time, account = Time(), new_id()
        limiter = Limiter(Rates("pinpoint-2023"), valkey(cache), time)
        assert await admitted(limiter, account, "CreateSegment", 40) == 25
        assert await admitted(limiter, account, "CreateSegment", 5) == 0
        time.ms += 200
        assert await admitted(limiter, account, "CreateSegment", 40) == 5
        time.ms += 60_000
        assert await admitted(limiter, account, "CreateSegment", 40) == 25


async def test_operations_and_accounts_do_not_share_a_bucket(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        account = new_id()
        limiter = Limiter(Rates("pinpoint-2023"), valkey(cache), Time())
        assert await admitted(limiter, account, "CreateSegment", 30) == 25
        assert await admitted(limiter, account, "CreateCampaign", 30) == 25
        assert await admitted(limiter, new_id(), "CreateSegment", 30) == 25


async def test_gateways_share_one_bucket(servers: Servers) -> None:
    async with Cache(servers.cache_url) as one, Cache(servers.cache_url) as two:
        time, account = Time(), new_id()
        limiters = [Limiter(Rates("pinpoint-2023"), valkey(cache), time) for cache in (one, two)]
        counts = await asyncio.gather(*(admitted(limiter, account, "DeleteSegment", 20) for limiter in limiters))
        assert sum(counts) == 25


async def test_an_advance_of_tokens_never_exceeds_the_rate(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        limiter, account = Limiter(Rates("counterpoint"), valkey(cache), Time()), new_id()
        passed = 0
        for _ in range(13):
            passed += await admitted(limiter, account, "DeleteEndpoint", 100)
        assert passed == 1000


async def test_who_is_refused_hears_how_long_to_wait(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        limiter, account = Limiter(Rates("pinpoint-2026"), valkey(cache), Time()), new_id()
        await admitted(limiter, account, "UpdateEndpointsBatch", 2)
        with pytest.raises(Throttled) as refused:
            await limiter.admit(account, "UpdateEndpointsBatch")
        assert refused.value.retry_after == pytest.approx(0.5)
        assert refused.value.message == "Too many requests"


async def test_without_valkey_every_request_passes() -> None:
    asked = 0

    async def away(key: str, rate: int, now_ms: int, wanted: int) -> tuple[int, int]:
        nonlocal asked
        asked += 1
        raise ConnectionError

    limiter = Limiter(Rates("pinpoint-2026"), away)
    assert await admitted(limiter, "1", "PutEvents", 100) == 100
    assert await admitted(limiter, "1", "PutEvents", 100) == 100
    assert asked == 1


async def test_a_slow_valkey_delays_nobody_for_long() -> None:
    async def slow(key: str, rate: int, now_ms: int, wanted: int) -> tuple[int, int]:
        await asyncio.Event().wait()
        return 0, 0

    limiter = Limiter(Rates("pinpoint-2026"), slow)
    async with asyncio.timeout(2):
        await limiter.admit("1", "PutEvents")
        await limiter.admit("1", "PutEvents")


def test_a_throttled_call_is_429_with_retry_after(gateway: Running) -> None:
    client = gateway.boto3()
    with pytest.raises(client.exceptions.TooManyRequestsException) as refused:
        client.create_app(CreateApplicationRequest={"Name": "Throttled"})
    assert refused.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "7"
