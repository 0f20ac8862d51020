"""Valkey or Redis through redis-py asyncio: rates, caps, caches. Holds what may be lost; what must not be lost is rebuilt from PostgreSQL."""

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from redis.commands.core import AsyncScript


class Cache:
    """One pool. URLs: `unix:///path.sock?password=…`, `redis://:password@host:port/0`."""

    def __init__(self, url: str) -> None:
        from redis.asyncio import Redis

        self.client: Redis = Redis.from_url(url, decode_responses=False, socket_timeout=5, socket_connect_timeout=2)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.client.aclose()

    def script(self, lua: str) -> "AsyncScript":
        """A script sent once and called by its hash."""
        return self.client.register_script(lua)

    async def run_id(self) -> str:
        """Identity of the server process: another one means that memory may be lost."""
        info: dict[str, Any] = await self.client.info("server")
        return str(info["run_id"])
