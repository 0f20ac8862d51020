"""`events-accept`: signed PutEvents of 20 events through gateway and service, durable before 202, against a bare server that decodes the same bodies."""

import json
import multiprocessing
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from bench.http_load import Load, drive, signed
from bench.processor import micros_each, seconds_by_process
from bench.running import Running, free_port, suite

EVENTS = 20
CHANGED_EVERY = 10
ENDPOINTS = 1000


def bodies(count: int) -> list[bytes]:
    """Bodies of about 12.7 kB; one in ten changes its endpoint."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    made = []
    for number in range(count):
        events = {f"{number}-{i}": _event(number, i, stamp) for i in range(EVENTS)}
        endpoint: dict[str, Any] = {}
        if number % CHANGED_EVERY == 0:
            endpoint = {
                "ChannelType": "EMAIL",
                "Address": f"reader{number}@example.org",
                "Attributes": {"plan": ["pro" if number % 20 else "free"]},
                "Metrics": {"visits": number},
            }
        made.append(json.dumps({"BatchItem": {f"bench-{number % ENDPOINTS}": {"Endpoint": endpoint, "Events": events}}}).encode())
    return made


def _event(number: int, i: int, stamp: str) -> dict[str, Any]:
    attributes = {f"attribute_{k}": f"value-{number}-{i}-{k}" + "x" * 8 for k in range(7)}
    return {
        "EventType": "level_completed" if i else "_session.start",
        "Timestamp": stamp,
        "AppPackageName": "org.example.shop",
        "AppTitle": "Shop",
        "AppVersionCode": "310",
        "SdkName": "aws-amplify",
        "ClientSdkVersion": "6.0.1",
        "Attributes": attributes,
        "Metrics": {"score": number * 1.5, "lives": float(i)},
        "Session": {"Id": f"session-{number}", "StartTimestamp": stamp},
    }


def bare(port: int) -> None:
    """The limit: uvicorn, typed decoding of the same body, one answer."""
    import msgspec
    import uvicorn

    from services.analytics.domain.events import Body

    decoder = msgspec.json.Decoder(Body)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        parts, more = [], True
        while more:
            message = await receive()
            parts.append(message["body"])
            more = message.get("more_body", False)
        decoder.decode(b"".join(parts))
        await send({"type": "http.response.start", "status": 202, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, loop="uvloop", http="httptools", lifespan="off")


def limit(requests: list[bytes], seconds: float) -> tuple[Load, float]:
    """Drives the bare server in a process of its own; also the processor time of that process for one body, in µs."""
    import psutil

    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=bare, args=(port,), daemon=True)
    server.start()
    try:
        _listening(port)
        before = psutil.Process(server.pid).cpu_times()
        load = drive("127.0.0.1", port, requests, seconds=seconds)
        after = psutil.Process(server.pid).cpu_times()
        used = after.user + after.system - before.user - before.system
        return load, used / max(1, sum(load.statuses.values())) * 1e6
    finally:
        server.terminate()
        server.join()


def _listening(port: int) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{port}/", b"{}", method="POST")
            with urllib.request.urlopen(request, timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run accepted. `counted`: events in the columns at the end; `seconds`: until they were. Processor time: `used` by process, in words;
    `micros` a body, all processes and the load generator."""

    requests: list[bytes]
    load: Load
    accepted: int
    counted: int
    seconds: float
    used: str
    micros: float

    @property
    def complete(self) -> bool:
        """Whether every answer was 202 and every event of an accepted body was counted, once."""
        return self.accepted == sum(self.load.statuses.values()) and self.counted == self.accepted * EVENTS


def take(seconds: float, count: int, to_the_end: bool, start: Callable[[], AbstractContextManager[Running]] = suite) -> Taken:
    """Sends bodies to a fresh suite and waits until their events are counted. `to_the_end`: the processor time of that is counted too."""
    made = bodies(count)
    with start() as running:
        app = running.client().create_app(CreateApplicationRequest={"Name": "bench"})["ApplicationResponse"]["Id"]
        path = f"/v1/apps/{app}/events"
        requests = [signed("POST", running.host, running.port, path, body, running.access_key, running.secret_key) for body in made]
        _introduce(running, app)
        before, began = seconds_by_process(running.process.pid), time.monotonic()
        load = drive(running.host, running.port, requests, seconds=seconds)
        after = seconds_by_process(running.process.pid)
        accepted = load.statuses[202]
        counted = _stored(running, app, accepted * EVENTS + ENDPOINTS) - ENDPOINTS
        took = time.monotonic() - began
        if to_the_end:
            after = seconds_by_process(running.process.pid)
    count = sum(load.statuses.values())
    micros = ((after - before).total() + load.processor) / max(1, count) * 1e6
    return Taken(requests, load, accepted, counted, took, micros_each(before, after, count), micros)


def row(seconds: float = 10.0, count: int = 24_000) -> dict[str, Any]:
    """Bodies a second; checked: every answer 202, and every accepted event counted in the columns."""
    taken = take(seconds, count, to_the_end=False)
    load = taken.load
    reached, bare_micros = limit(taken.requests, seconds)
    bare_micros += reached.processor / max(1, sum(reached.statuses.values())) * 1e6
    latencies = sorted(load.latencies)
    return {
        "name": "events-accept",
        "figure": round(load.per_second, 1),
        "unit": f"bodies/s of {EVENTS} events ({len(bodies(1)[0]) / 1000:.1f} kB)",
        "limit": round(reached.per_second, 1),
        "ratio": round(load.per_second / reached.per_second, 3),
        "goal": ">= 0.40",
        "check": taken.complete,
        "notes": f"p50 {latencies[len(latencies) // 2] * 1000:.1f} ms, p99 {latencies[int(len(latencies) * 0.99)] * 1000:.1f} ms, "
        f"statuses {dict(load.statuses)}, events counted {taken.counted}; processor µs a body: {taken.used}; "
        f"with the load generator {taken.micros:.0f}, the bare server's {bare_micros:.0f}: {bare_micros / taken.micros:.3f} of it, whatever else runs",
    }


def _introduce(running: Any, app: str) -> None:
    """Every endpoint sends a first event, so that the row measures an audience that exists."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    for first in range(0, ENDPOINTS, 100):
        items = {f"bench-{n}": {"Endpoint": {}, "Events": {"hello": {"EventType": "hello", "Timestamp": stamp}}} for n in range(first, first + 100)}
        running.client().put_events(ApplicationId=app, EventsRequest={"BatchItem": items})


def _stored(running: Any, app: str, wanted: int) -> int:
    request = signed("GET", running.host, running.port, f"/counterpoint/v1/apps/{app}/charts/events", b"", running.access_key, running.secret_key)
    head = request.decode().split("\r\n")[2:]
    headers = dict(line.split(": ", 1) for line in head if ": " in line)
    deadline, found = time.monotonic() + 120, 0
    while time.monotonic() < deadline and found < wanted:
        with urllib.request.urlopen(urllib.request.Request(f"{running.url}/counterpoint/v1/apps/{app}/charts/events", headers=headers), timeout=30) as reply:
            totals = json.load(reply).get("Totals", {})
            found = int(sum(totals.get(f"{kind}.Events", 0) for kind in ("hello", "_session.start", "level_completed")))
        time.sleep(0.5)
    return found
