"""One replica for test_balancing.py: a real server of `kit.rpc` at the address it is given, whose one RPC answers that address."""

import asyncio
import signal
import sys
from typing import Any

import grpc

from kit.rpc.server import RpcServer

METHOD = "/tests.deploy.Replica/Who"


def add(address: str, server: Any) -> None:
    """The servicer's part of `RpcServer`, without a generated contract."""

    async def who(request: bytes, context: Any) -> bytes:
        return address.encode()

    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("tests.deploy.Replica", {"Who": grpc.unary_unary_rpc_method_handler(who)})])


async def ready() -> bool:
    return True


async def main(address: str) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    server = RpcServer([address], "", [(address, add, "tests.deploy.Replica")], ready)
    await server.start()
    print("serves", flush=True)
    await stopping.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
