"""The bus and the outbox on a real NATS and a real PostgreSQL: at least once, poison set apart, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from sqlalchemy import text

from kit.bus import Bus, Fact, Poison, subjects
from kit.db import Database, Migration, Relay, enqueue, migrate
from kit.db.migrations import NewerSchema
from kit.db.relay import OUTBOX_SQL
from kit.errors import Unavailable
from kit.telemetry import extract, traceparent
from kit.testing import eventually_async
from tests.fixtures.servers import Servers


@asynccontextmanager
async def fresh_bus(servers: Servers) -> AsyncIterator[tuple[Bus, subjects.Durable]]:
    """A bus with the product's streams, and a durable of the test's own on one subject."""
    from nats.js.api import ConsumerConfig

    async with Bus(servers.bus_url) as bus:
        await bus.ensure_streams()
        subject = subjects.of(subjects.RUN_STARTED, uuid4().hex)
        durable = subjects.Durable(f"test-{uuid4().hex[:8]}", "CP_EVT_RUNS", subject, "a test")
        await bus.js.add_consumer(durable.stream, ConsumerConfig(durable_name=durable.name, filter_subject=subject, ack_wait=2))
        yield bus, durable


async def test_streams_and_durables_are_made_once_and_stay(servers: Servers) -> None:
    async with Bus(servers.bus_url) as bus:
        await bus.ensure_streams()
        await bus.ensure_streams()
        for durable in subjects.DURABLES:
            assert (await bus.js.consumer_info(durable.stream, durable.name)).name == durable.name


async def test_what_a_retired_durable_has_not_read_is_read_by_the_one_of_now(servers: Servers) -> None:
    from nats.js.api import ConsumerConfig
    from nats.js.errors import NotFoundError

    async with Bus(servers.bus_url) as bus:
        await bus.ensure_streams()
        # as an earlier version left it: its own durables, a fact waiting
        await bus.js.delete_consumer(subjects.ANALYTICS_EVENTS.stream, subjects.ANALYTICS_EVENTS.name)
        stream, name = subjects.RETIRED[0]
        await bus.js.add_consumer(stream, ConsumerConfig(durable_name=name, filter_subject=subjects.every(subjects.EVENT_RECEIVED)))
        mark = uuid4().hex
        await bus.publish(subjects.of(subjects.EVENT_RECEIVED, mark), b"", mark)
        await bus.ensure_streams()
        with pytest.raises(NotFoundError):
            await bus.js.consumer_info(stream, name)
        got: list[str] = []

        async def handle(facts: list[Fact]) -> None:
            got.extend(fact.app_id for fact in facts)

        consumer = bus.subscribe(subjects.ANALYTICS_EVENTS, handler=handle)
        await consumer.start()
        await eventually_async(lambda: _is(mark in got))
        await consumer.stop()


async def test_what_is_published_is_read_in_order_and_acknowledged(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable):
        got: list[bytes] = []

        async def handle(facts: list[Fact]) -> None:
            got.extend(fact.data for fact in facts)

        for number in range(50):
            await bus.publish(durable.filter, str(number).encode(), uuid4().hex)
        consumer = bus.subscribe(durable, handler=handle)
        await consumer.start()
        await eventually_async(lambda: _is(len(got) == 50))
        await consumer.stop()
        assert got == [str(number).encode() for number in range(50)]
        assert await bus.pending(durable) == 0


async def test_a_fetch_that_brings_nothing_is_no_failure(servers: Servers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from nats.js.client import JetStreamContext

    real, empty = JetStreamContext.PullSubscription.fetch, [[], []]

    async def fetch(self: JetStreamContext.PullSubscription, *args: int, **more: float) -> object:
        return empty.pop() if empty else await real(self, *args, **more)

    monkeypatch.setattr(JetStreamContext.PullSubscription, "fetch", fetch)
    async with fresh_bus(servers) as (bus, durable):
        got: list[bytes] = []

        async def handle(facts: list[Fact]) -> None:
            got.extend(fact.data for fact in facts)

        await bus.publish(durable.filter, b"one", uuid4().hex)
        consumer = bus.subscribe(durable, handler=handle)
        await consumer.start()
        await eventually_async(lambda: _is(got == [b"one"]))
        await consumer.stop()
    assert not empty and "waits" not in caplog.text


async def test_the_same_message_id_is_stored_once(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable):
        for _ in range(3):
            await bus.publish(durable.filter, b"x", f"same-{durable.name}")
        assert await bus.pending(durable) == 1


async def test_a_failing_handler_gets_the_batch_again_until_it_works(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable):
        attempts: list[int] = []

        async def handle(facts: list[Fact]) -> None:
            attempts.append(facts[0].deliveries)
            if len(attempts) == 1:
                raise RuntimeError("not yet")

        await bus.publish(durable.filter, b"x", uuid4().hex)
        consumer = bus.subscribe(durable, handler=handle)
        await consumer.start()
        await eventually_async(lambda: _is(attempts == [1, 2]))
        await consumer.stop()


async def test_poison_goes_to_the_dead_letters_and_the_rest_goes_on(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable):
        got: list[bytes] = []

        async def handle(facts: list[Fact]) -> None:
            if any(fact.data == b"bad" for fact in facts):
                raise Poison("not readable")
            got.extend(fact.data for fact in facts)

        for data in (b"one", b"bad", b"two"):
            await bus.publish(durable.filter, data, uuid4().hex)
        consumer = bus.subscribe(durable, handler=handle)
        await consumer.start()
        await eventually_async(lambda: _is(sorted(got) == [b"one", b"two"]))
        await consumer.stop()
        letter = await bus.js.get_last_msg("CP_DLQ", subjects.dead_letter(durable.name))
        assert letter.data == b"bad"
        assert letter.headers["Cp-Reason"] == "not readable"


async def test_a_full_stream_refuses_and_says_so(servers: Servers) -> None:
    from nats.js.api import DiscardPolicy, StreamConfig

    async with Bus(servers.bus_url) as bus:
        name = f"T_{uuid4().hex[:8]}"
        await bus.js.add_stream(StreamConfig(name=name, subjects=[f"test.{name}"], max_bytes=1000, discard=DiscardPolicy.NEW))
        with pytest.raises(Unavailable):
            for _ in range(10):
                await bus.publish(f"test.{name}", b"x" * 300, uuid4().hex)
        await bus.js.delete_stream(name)


@asynccontextmanager
async def fresh_database(servers: Servers) -> AsyncIterator[Database]:
    async with Database(servers.database_url("delivery")) as db:
        await migrate(db, "delivery", [Migration(1, "outbox", OUTBOX_SQL)])
        yield db


async def test_the_relay_publishes_what_was_committed_and_nothing_else(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable), fresh_database(servers) as db:
        async with db.begin() as conn:
            for number in range(5):
                await enqueue(conn, durable.filter, str(number).encode(), f"{durable.name}-{number}")
        with pytest.raises(RuntimeError):
            async with db.begin() as conn:
                await enqueue(conn, durable.filter, b"never", f"{durable.name}-never")
                raise RuntimeError("rolled back")
        assert await Relay(db, bus).once() == 5
        assert await Relay(db, bus).once() == 0
        assert await bus.pending(durable) == 5


async def test_the_trace_of_a_fact_reaches_its_reader_through_the_outbox(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable), fresh_database(servers) as db:
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        extract({"traceparent": trace})
        async with db.begin() as conn:
            await enqueue(conn, durable.filter, b"x", f"{durable.name}-traced")
        extract({})
        await Relay(db, bus).once()
        seen: list[str] = []

        async def handle(facts: list[Fact]) -> None:
            seen.append(traceparent())

        consumer = bus.subscribe(durable, handler=handle)
        await consumer.start()
        await eventually_async(lambda: _is(seen == [trace]))
        await consumer.stop()


async def test_a_payload_that_is_kept_is_published_without_being_read_back(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable), fresh_database(servers) as db:
        async with db.begin() as conn:
            for number in range(40):
                await enqueue(conn, durable.filter, b"stored", f"{durable.name}-{number}")
        relay = Relay(db, bus)
        for number in range(39):
            relay.hold(f"{durable.name}-{number}", b"kept")
        assert await relay.once() == 40
        seen: list[bytes] = []

        async def handle(facts: list[Fact]) -> None:
            seen.extend(fact.data for fact in facts)

        consumer = bus.subscribe(durable, handle)
        await consumer.start()
        await eventually_async(lambda: _is(len(seen) == 40))
        await consumer.stop()
        # Only the newest are kept.
        assert (seen.count(b"kept"), seen.count(b"stored")) == (32, 8)


async def test_two_relays_share_the_rows(servers: Servers) -> None:
    async with fresh_bus(servers) as (bus, durable), fresh_database(servers) as db:
        async with db.begin() as conn:
            for number in range(40):
                await enqueue(conn, durable.filter, b"x", f"{durable.name}-{number}")
        done = await asyncio.gather(*(Relay(db, bus, batch=10).once() for _ in range(4)))
        while sum(done) < 40:
            done.append(await Relay(db, bus, batch=10).once())
        assert await bus.pending(durable) == 40


async def test_a_rolled_back_relay_leaves_the_rows(servers: Servers) -> None:
    class Full:
        async def publish_many(self, messages: object) -> None:
            raise Unavailable("full")

    async with fresh_database(servers) as db:
        async with db.begin() as conn:
            await enqueue(conn, "cp.x", b"x", "1")
        with pytest.raises(Unavailable):
            await Relay(db, Full()).once()
        async with db.connect() as conn:
            assert (await conn.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 1


async def test_migrations_run_once_each_and_a_newer_schema_is_refused(servers: Servers) -> None:
    async with fresh_database(servers) as db:
        steps = [Migration(1, "outbox", OUTBOX_SQL), Migration(2, "thing", "CREATE TABLE thing (id int); CREATE TABLE other (id int);")]
        assert await migrate(db, "delivery", steps) == 1
        assert await migrate(db, "delivery", steps) == 0
        with pytest.raises(NewerSchema, match="version 2"):
            await migrate(db, "delivery", steps[:1])


async def test_concurrent_migrations_do_not_collide(servers: Servers) -> None:
    async with Database(servers.database_url("delivery")) as db:
        steps = [Migration(1, "outbox", OUTBOX_SQL)]
        assert sorted(await asyncio.gather(*(migrate(db, "delivery", steps) for _ in range(3)))) == [0, 0, 1]


def test_every_durable_reads_a_stream_that_holds_its_subject() -> None:
    by_name = {stream.name: stream for stream in subjects.STREAMS}
    for durable in subjects.DURABLES:
        prefix = durable.filter.removesuffix("*")
        assert any(prefix.startswith(subject.removesuffix(">")) for subject in by_name[durable.stream].subjects)
    assert len({durable.name for durable in subjects.DURABLES}) == len(subjects.DURABLES)


async def _is(value: bool) -> bool:
    return value


@pytest.mark.parametrize("room", [None, 1 << 28, 1 << 30, 64 << 30])
def test_streams_fit_into_the_room_there_is_and_keep_their_proportions(room: int | None) -> None:
    streams = subjects.within(room)
    total = sum(stream.max_bytes for stream in streams)
    assert total <= (room or total)
    shares = [stream.max_bytes / total for stream in streams]
    whole = sum(stream.max_bytes for stream in subjects.STREAMS)
    assert shares == pytest.approx([stream.max_bytes / whole for stream in subjects.STREAMS], rel=1e-6)
