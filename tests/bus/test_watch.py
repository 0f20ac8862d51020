"""How far readers are: seen on the bus itself, whoever reads or does not."""

import time
from uuid import uuid4

import pytest

from kit.bus import Bus, Fact, Poison, subjects, watch
from kit.config import ConfigError
from kit.telemetry import names
from kit.testing import eventually_async
from tests.bus.test_bus import fresh_bus
from tests.fixtures.servers import Servers


async def test_backlog_and_age_of_the_oldest_fact_are_those_of_the_first_that_is_not_acknowledged(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    async with fresh_bus(servers) as (bus, durable):
        monkeypatch.setattr(subjects, "DURABLES", (durable,))
        assert (await watch.look(bus)).readers == (watch.Reader(durable.name, 0, 0.0, 0),)
        before = time.time()
        for number in range(3):
            await bus.publish(durable.filter, str(number).encode(), uuid4().hex)
        await bus.publish(subjects.of(subjects.RUN_ENDED, uuid4().hex), b"another reader's", uuid4().hex)
        (reader,) = (await watch.look(bus)).readers
        assert reader.backlog == 3
        assert 0 < reader.oldest_seconds <= time.time() - before + 1
        await watch.measured(bus)()
        assert names.BUS_BACKLOG.value(durable.name) == 3
        assert (names.BUS_STREAM_LIMIT.value("CP_EVT_RUNS") or 0) > (names.BUS_STREAM_BYTES.value("CP_EVT_RUNS") or 0) > 0


async def test_what_a_reader_cannot_take_is_counted_as_a_dead_letter(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(facts: list[Fact]) -> None:
        raise Poison("unreadable")

    async with fresh_bus(servers) as (bus, durable):
        monkeypatch.setattr(subjects, "DURABLES", (durable,))
        await bus.publish(durable.filter, b"x", uuid4().hex)
        consumer = bus.subscribe(durable, handler=refuse)
        await consumer.start()

        async def dead() -> bool:
            return (await watch.look(bus)).readers == (watch.Reader(durable.name, 0, 0.0, 1),)

        await eventually_async(dead)
        await consumer.stop()
        assert names.BUS_MESSAGES.value(durable.name, "dead") == 1
        assert names.BUS_DELAY.count(durable.name) == names.BUS_HANDLING.count(durable.name) == 1


async def test_a_reader_that_was_not_migrated_does_not_start(servers: Servers) -> None:
    async def handle(facts: list[Fact]) -> None:
        raise AssertionError(facts)

    async with Bus(servers.bus_url) as bus:
        await bus.ensure_streams()
        nobody = subjects.Durable("segments-nobody", "CP_EVT_RUNS", subjects.every(subjects.RUN_ENDED), "nothing")
        with pytest.raises(ConfigError, match=r"no reader segments-nobody, .* run `counterpoint migrate segments`"):
            await bus.subscribe(nobody, handler=handle).start()
