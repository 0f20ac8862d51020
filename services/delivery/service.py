"""The wiring of delivery, top to bottom in order of use."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from counterpoint.delivery.v1 import delivery_pb2_grpc, restores_pb2_grpc, sending_pb2_grpc
from counterpoint.erasure.v1.erasure_pb2_grpc import add_ErasureServiceServicer_to_server
from counterpoint.segments.v1.audience_pb2_grpc import AudienceServiceStub
from counterpoint.segments.v1.segments_pb2_grpc import SegmentsServiceStub
from sqlalchemy import text

from kit import ids
from kit.bus import Bus, subjects
from kit.config import ConfigError, section
from kit.db import Relay
from kit.db.reseal import reseal_for_ever
from kit.egress import Egress, EgressPolicy
from kit.errors import CounterpointError
from kit.paging import Pages
from kit.rpc.server import Servicer
from kit.service import Context, Service, iterate
from services.delivery.channels.factory import callback_token, email_provider, real, sms_provider
from services.delivery.channels.functions import Functions
from services.delivery.channels.provider import Outbound, Provider
from services.delivery.channels.watched import Watched
from services.delivery.channels.webhook import WebhookProvider
from services.delivery.config import DeliveryConfig
from services.delivery.deps import Deps
from services.delivery.domain.links import LinkSigner
from services.delivery.domain.prices import Prices
from services.delivery.domain.reports import ReturnPath
from services.delivery.events.apps import app_deleted
from services.delivery.jobs import queued
from services.delivery.jobs.active import ActiveRuns
from services.delivery.jobs.capgate import CapGate
from services.delivery.jobs.freezing import Freezer
from services.delivery.jobs.loaded import LoadedRuns
from services.delivery.jobs.pace import Pace
from services.delivery.jobs.sweeping import sweep
from services.delivery.jobs.worker import Worker
from services.delivery.rpc import bounces, push, reports
from services.delivery.rpc.apps import Apps
from services.delivery.rpc.erasure import Eraser
from services.delivery.rpc.restores import Restores
from services.delivery.rpc.servicer import Delivery, Sending
from services.delivery.store import levels
from services.delivery.store.caps import CapCounters
from services.delivery.store.migrations import MIGRATIONS
from services.delivery.store.pacing import Pacing

# New objects between two looks for garbage in cycles: a window makes ten thousand and hardly a cycle.
_YOUNG = 100_000
# Facts of several windows travel together.
_GATHER_SECONDS = 0.1
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@asynccontextmanager
async def open_service(ctx: Context) -> AsyncIterator[Service]:
    """Opens connections and providers and starts the parts: `calls` answers, freezes audiences and follows the bus,
    `sending` works on windows and sweeps after dead workers."""
    gc.set_threshold(_YOUNG, 20, 100)
    config = section(DeliveryConfig, ctx.environ)
    _check_public(config)
    _check_countries(config)
    _check_listing(config)
    db = await ctx.database(pool_size=8, migrations=MIGRATIONS)
    ctx.on_scrape(levels.of(db, ctx.clock))
    bus = await ctx.bus()
    cache = await ctx.cache()
    pacing = Pacing(cache)
    links = LinkSigner(ctx.sealer.derive("links"), config.links_base)
    returns = ReturnPath(ctx.sealer.derive("return path"), config.bounce_domain) if config.bounce_domain else None
    egress = Egress(EgressPolicy.parse(config.egress_allow))
    ctx.stack.push_async_callback(egress.close)
    functions = _functions(ctx, config)
    providers = _providers(ctx, config, egress, links, functions)
    for provider in providers.values():
        ctx.stack.push_async_callback(provider.close)
    deps = Deps(
        config=config,
        clock=ctx.clock,
        db=db,
        relay=Relay(db, bus, gather=_GATHER_SECONDS if ctx.runs("sending") else 0.0),
        cache=cache,
        audience=ctx.peers.stub("segments", AudienceServiceStub),
        segments=ctx.peers.stub("segments", SegmentsServiceStub),
        providers=providers,
        sealer=ctx.sealer,
        links=links,
        returns=returns,
        pages=Pages(ctx.sealer.derive("pages")),
        caps=CapCounters(cache),
        pacing=pacing,
        pace=Pace(config, pacing),
        egress=egress,
        functions=functions,
        data=ctx.data,
        prices=_prices(config),
        apps=Apps(),
        sms_token=callback_token(config.sms_url),
    )
    ctx.tasks.start(deps.relay.run, "outbox relay")
    if ctx.runs("sending"):
        _send(ctx, deps)
    servicers: list[Servicer] = []
    if ctx.runs("calls"):
        ctx.tasks.start(Freezer(deps).run, "freezing")
        ctx.tasks.start(lambda: reseal_for_ever(db, ctx.sealer, [push.SEALED]), "sealing anew")
        apps = bus.subscribe(subjects.DELIVERY_APPS, app_deleted(deps))
        await apps.start()
        ctx.stack.push_async_callback(apps.stop)
        if config.bounce_listen:
            await bounces.listen(ctx, deps)
        servicers = _servicers(deps, bus, _outboxes(config, ctx.data))

    async def ready() -> bool:
        async with db.connect() as conn:
            await conn.execute(text("SELECT 1"))
        return bool(bus.connection.is_connected)

    yield Service(servicers, ready)


def _outboxes(config: DeliveryConfig, data: Path) -> frozenset[Path]:
    """Where messages lie as files, or have lain."""
    named = (url.partition(":") for url in (config.email_url, config.sms_url))
    return frozenset({data / "outbox"} | {Path(folder) for scheme, _, folder in named if scheme.lower() == "outbox" and folder.strip("/")})


def _servicers(deps: Deps, bus: Bus, outboxes: frozenset[Path]) -> list[Servicer]:
    # What is not built is left to the generated base, which answers UNIMPLEMENTED.
    public = Delivery(deps)  # type: ignore[abstract]
    return [
        (public, delivery_pb2_grpc.add_DeliveryServiceServicer_to_server, "counterpoint.delivery.v1.DeliveryService"),
        (Sending(deps), sending_pb2_grpc.add_SendingServiceServicer_to_server, "counterpoint.delivery.v1.SendingService"),
        (Restores(deps), restores_pb2_grpc.add_RestoresServiceServicer_to_server, "counterpoint.delivery.v1.RestoresService"),
        (Eraser(deps, bus, outboxes), add_ErasureServiceServicer_to_server, "counterpoint.erasure.v1.ErasureService"),
    ]


def _send(ctx: Context, deps: Deps) -> None:
    """The workers and their sweep."""
    active, loaded, gate = ActiveRuns(deps), LoadedRuns(deps), CapGate(deps)
    ctx.tasks.start(lambda: iterate(max(0.5, deps.config.lease_seconds / 10), lambda: sweep(deps, loaded)), "sweep")
    # Also where it is switched off: what was queued before goes out.
    owner = ids.new_id()
    ctx.tasks.start(lambda: iterate(queued.IDLE_SECONDS, lambda: queued.step(deps, owner), deps.queued), "queued sends")
    for number in range(deps.config.workers):
        ctx.tasks.start(Worker(deps, active, loaded, gate).run, f"worker {number}")


def _prices(config: DeliveryConfig) -> Prices:
    """What COUNTERPOINT_SMS_PRICES says. Raises ConfigError."""
    try:
        return Prices.parse(Path(config.sms_prices).read_text()) if config.sms_prices else Prices()
    except OSError as error:
        raise ConfigError(f"COUNTERPOINT_SMS_PRICES names {config.sms_prices}, which cannot be read ({error.strerror}): correct it") from None
    except (CounterpointError, UnicodeDecodeError) as error:
        raise ConfigError(f"COUNTERPOINT_SMS_PRICES: {getattr(error, 'message', 'is not text')}") from None


def _functions(ctx: Context, config: DeliveryConfig) -> Functions:
    """What COUNTERPOINT_FUNCTIONS maps. Raises ConfigError."""
    try:
        functions = Functions.read(config.functions)
    except CounterpointError as error:
        raise ConfigError(error.message) from None
    ctx.stack.push_async_callback(functions.close)
    return functions


def _providers(ctx: Context, config: DeliveryConfig, egress: Egress, links: LinkSigner, functions: Functions) -> dict[str, Provider]:
    """The way out of every channel that has an engine. Raises ConfigError in words that quote no URL."""


    def callback(item: Outbound) -> str:
        return reports.callback(links, config.public_url, item, ctx.clock.now_ms())

    try:
        ways: dict[str, Provider] = {
            "EMAIL": email_provider(config.email_url, ctx.data),
            "SMS": sms_provider(config.sms_url, ctx.data, status_callback=callback),
            "CUSTOM": WebhookProvider(egress, lambda app_id: ctx.sealer.derive(f"webhook/{app_id}"), ctx.clock, functions=functions),
        }
        return {channel: Watched(channel, way) for channel, way in ways.items()}
    except CounterpointError as error:
        raise ConfigError(error.message) from None


def _check_countries(config: DeliveryConfig) -> None:
    """A country that is misspelt must not let anybody in or keep anybody out."""
    for name in config.otp_allowed:
        if len(name) != 2 or not (name.isascii() and name.isalpha()):
            raise ConfigError("COUNTERPOINT_OTP_COUNTRIES must be a comma list of two-letter countries")


def _check_listing(config: DeliveryConfig) -> None:
    """A word that is misspelt must not switch anything off."""
    if config.listing - {"OPT_OUT", "HARD_BOUNCE", "COMPLAINT", "NONE"}:
        raise ConfigError("COUNTERPOINT_SUPPRESS must be a comma list of HARD_BOUNCE and COMPLAINT, or none")


def _check_public(config: DeliveryConfig) -> None:
    """With a real e-mail provider the links in mail must be https, loopback excepted (channels spec §8)."""
    url = urlsplit(config.links_base)
    if real(config.email_url) and url.scheme != "https" and url.hostname not in _LOOPBACK:
        raise ConfigError("COUNTERPOINT_PUBLIC_URL must be an https URL, because e-mail leaves this machine")
