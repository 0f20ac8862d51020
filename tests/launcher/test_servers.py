"""The embedded servers as every other test uses them."""

import nats
import redis.asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.fixtures.servers import Servers


async def test_a_login_sees_its_own_schema_first_and_no_other_database(servers: Servers) -> None:
    engine = create_async_engine(servers.database_url("segments"))
    async with engine.begin() as connection:
        row = (await connection.execute(text("SELECT current_user, current_schema(), current_setting('search_path')"))).one()
        await connection.execute(text("CREATE TABLE thing (n int)"))
    await engine.dispose()
    assert tuple(row) == ("segments", "segments", "segments")


async def test_two_calls_give_two_databases(servers: Servers) -> None:
    for _ in range(2):
        engine = create_async_engine(servers.database_url("campaigns"))
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE same_name (n int)"))
        await engine.dispose()


async def test_the_bus_keeps_acknowledged_messages_over_a_kill(servers: Servers) -> None:
    client = await nats.connect(servers.bus_url)
    stream = client.jetstream()
    await stream.add_stream(name="KEPT", subjects=["kept.>"])
    await stream.publish("kept.one", b"1")
    await client.close()
    servers.kill("nats")
    client = await nats.connect(servers.bus_url)
    info = await client.jetstream().stream_info("KEPT")
    await client.close()
    assert info.state.messages == 1


async def test_the_cache_keeps_its_keys_over_a_kill(servers: Servers) -> None:
    client = redis.asyncio.Redis.from_url(servers.cache_url)
    await client.set("kept", "1")
    await client.execute_command("WAITAOF", 1, 0, 2000)
    await client.aclose()
    servers.kill("valkey")
    client = redis.asyncio.Redis.from_url(servers.cache_url)
    assert await client.get("kept") == b"1"
    await client.aclose()
