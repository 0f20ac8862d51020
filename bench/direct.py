"""`direct`: signed SendMessages to one SMS address into the outbox: latency of one caller alone, and throughput of 32."""

import json
from typing import Any

from bench.http_load import Load, drive, signed
from bench.running import Running, suite

ALONE = 1000
TOGETHER = 6000
CALLERS = 32


def row() -> dict[str, Any]:
    """p50 of one caller in milliseconds; checked: every answer 200, and every message in the outbox."""
    with suite() as running:
        client = running.client()
        app = client.create_app(CreateApplicationRequest={"Name": "bench"})["ApplicationResponse"]["Id"]
        client.update_sms_channel(ApplicationId=app, SMSChannelRequest={"Enabled": True})
        drive(running.host, running.port, _requests(running, app, 0, 50), connections=1)
        alone = drive(running.host, running.port, _requests(running, app, 1, ALONE), connections=1)
        together = drive(running.host, running.port, _requests(running, app, 2, TOGETHER), connections=CALLERS, seconds=60)
        written = sum(1 for _ in (running.data / "outbox").rglob("*.json"))
    sent = [alone, together]
    wanted = 50 + sum(sum(load.statuses.values()) for load in sent)
    return {
        "name": "direct",
        "figure": round(_percentile(alone, 0.5), 2),
        "unit": "ms, median of one caller",
        "limit": None,
        "ratio": None,
        "goal": "p50 <= 15 ms, p99 <= 60 ms",
        "check": all(set(load.statuses) == {200} for load in sent) and written == wanted,
        "notes": f"alone p99 {_percentile(alone, 0.99):.1f} ms; {CALLERS} callers {together.per_second:.0f} messages/s, "
        f"p50 {_percentile(together, 0.5):.1f} ms, p99 {_percentile(together, 0.99):.1f} ms; {written} messages in the outbox",
    }


def _requests(running: Running, app: str, series: int, count: int) -> list[bytes]:
    return [_request(running, app, f"+1415{series}{number:06}") for number in range(count)]


def _request(running: Running, app: str, number: str) -> bytes:
    sms = {"Body": "Your table is ready", "MessageType": "TRANSACTIONAL"}
    message = {"Addresses": {number: {"ChannelType": "SMS"}}, "MessageConfiguration": {"SMSMessage": sms}}
    path = f"/v1/apps/{app}/messages"
    return signed("POST", running.host, running.port, path, json.dumps(message).encode(), running.access_key, running.secret_key)


def _percentile(load: Load, share: float) -> float:
    """Milliseconds below which this share of the answers came."""
    ordered = sorted(load.latencies)
    return ordered[int(len(ordered) * share)] * 1000
