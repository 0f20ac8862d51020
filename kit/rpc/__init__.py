"""gRPC between the services: server and client with the same rules everywhere."""

from kit.rpc.client import Peers
from kit.rpc.server import RpcServer

__all__ = ["Peers", "RpcServer"]
