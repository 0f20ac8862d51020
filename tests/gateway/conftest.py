"""A whole gateway process inside the test: uvicorn, real PostgreSQL, NATS and Valkey, and services that are fakes."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from counterpoint.analytics.v1 import ingest_pb2_grpc
from counterpoint.campaigns.v1 import campaigns_pb2_grpc
from counterpoint.delivery.v1 import delivery_pb2_grpc, sending_pb2_grpc
from counterpoint.segments.v1 import audience_pb2_grpc, segments_pb2_grpc

from gateway.config import GatewayConfig
from gateway.main import listen, open_gateway, web_server
from gateway.store.migrations import MIGRATIONS
from kit.config import section
from kit.db import Database, migrate
from kit.rpc import RpcServer
from kit.testing import eventually
from tests.fixtures.servers import Servers
from tests.gateway import fakes
from tests.gateway.signing import send

KEY, SECRET = "CPAKROOTROOTROOTROOT", "root/secret+key"


@dataclass
class Running:
    """A gateway that listens on `url`, and the fakes behind it."""

    folder: Path
    environ: dict[str, str]
    segments: fakes.Segments = field(default_factory=fakes.Segments)
    audience: fakes.Audience = field(default_factory=fakes.Audience)
    ingest: fakes.Ingest = field(default_factory=fakes.Ingest)
    campaigns: fakes.Campaigns = field(default_factory=fakes.Campaigns)
    delivery: fakes.Delivery = field(default_factory=fakes.Delivery)
    sending: fakes.Sending = field(default_factory=fakes.Sending)
    port: int = 0
    loop: Any = None
    stop: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def boto3(self, key: str = KEY, secret: str = SECRET, **settings: Any) -> Any:
        """An unmodified Pinpoint client; no retries unless asked for."""
        settings.setdefault("retries", {"total_max_attempts": 1})
        return boto3.client(
            "pinpoint",
            endpoint_url=self.url,
            region_name=settings.pop("region", "us-east-1"),
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(**settings),
        )

    def servicers(self) -> list[Any]:
        return [
            (self.segments, segments_pb2_grpc.add_SegmentsServiceServicer_to_server, "segments"),
            (self.audience, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "audience"),
            (self.ingest, ingest_pb2_grpc.add_IngestServiceServicer_to_server, "ingest"),
            (self.campaigns, campaigns_pb2_grpc.add_CampaignsServiceServicer_to_server, "campaigns"),
            (self.delivery, delivery_pb2_grpc.add_DeliveryServiceServicer_to_server, "delivery"),
            (self.sending, sending_pb2_grpc.add_SendingServiceServicer_to_server, "sending"),
        ]

    async def serve(self) -> None:
        """Fake services and the gateway, until `stop`."""
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        config = section(GatewayConfig, self.environ)
        async with Database(self.environ["COUNTERPOINT_DATABASE_URL"]) as database:
            await migrate(database, "gateway", MIGRATIONS)

        async def ready() -> bool:
            return True

        async with AsyncExitStack() as stack:
            peer = RpcServer([f"unix:{self.folder}/peer.sock"], "rpc-token", self.servicers(), ready)
            await peer.start()
            stack.push_async_callback(peer.stop, 0.1)
            app = await stack.enter_async_context(open_gateway(config, self.environ))
            server = web_server(app, config)
            listener = listen(config)
            self.port = listener.getsockname()[1]
            await server.run_until(self.stop, listener)


@pytest.fixture(scope="session")
def gateway(servers: Servers) -> Iterator[Running]:
    """One gateway for the session; peers `segments`, `campaigns`, `delivery`, `analytics` exist, `journeys` does not."""
    with tempfile.TemporaryDirectory(prefix="cp-gw-") as name:
        folder = Path(name)
        (folder / "key").write_bytes(secrets.token_bytes(32))
        (folder / "credentials").write_text(
            f"[counterpoint]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
        )
        peer = f"unix:{folder}/peer.sock"
        names = ("segments", "campaigns", "delivery", "analytics")
        running = Running(
            folder,
            {
                "COUNTERPOINT_DATA": name,
                "COUNTERPOINT_HTTP": "127.0.0.1:0",
                "COUNTERPOINT_DATABASE_URL": servers.database_url("gateway"),
                "COUNTERPOINT_BUS_URL": servers.bus_url,
                "COUNTERPOINT_CACHE_URL": servers.cache_url,
                "COUNTERPOINT_KEY_FILE": f"{folder}/key",
                "COUNTERPOINT_PEERS": ";".join(f"{service}={peer}" for service in names),
                "COUNTERPOINT_RPC_TOKEN": "rpc-token",
                "COUNTERPOINT_SERVICES": ",".join(names),
            },
        )
        thread = threading.Thread(target=lambda: asyncio.run(running.serve()), daemon=True)
        thread.start()
        eventually(lambda: running.port and send(running.url, "GET", "/livez").status == 200, timeout=20)
        yield running
        running.loop.call_soon_threadsafe(running.stop.set)
        thread.join(10)
