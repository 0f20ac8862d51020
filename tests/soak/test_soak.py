"""Hours of ordinary use with a process killed now and then: `make soak SECONDS=3600`. Not part of `make test`.

Everything the API accepted must be there at the end, and the suite must not have grown.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.fixtures.suite import Suite

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
KILL_EVERY = 15.0
LARGEST_MB = 1500
_LOST = (BotoCoreError, ClientError)


class Use:
    """What one caller does, and what it was told: endpoints accepted, messages sent."""

    def __init__(self, pinpoint: Any) -> None:
        self._pinpoint = pinpoint
        self.app: str = pinpoint.create_app(CreateApplicationRequest={"Name": "soak"})["ApplicationResponse"]["Id"]
        pinpoint.update_email_channel(
            ApplicationId=self.app,
            EmailChannelRequest={"FromAddress": "soak@example.com", "Identity": "arn:aws:ses:us-east-1:000000000000:identity/example.com"},
        )
        self.accepted: set[str] = set()
        self.sent = 0
        self.refused = 0

    def step(self, number: int) -> None:
        """One round; what fails while something is down is counted, not hidden."""
        ids = [f"e{number}-{row}" for row in range(100)]
        items = [{"Id": name, "ChannelType": "EMAIL", "Address": f"{name}@example.com", "Attributes": {"round": [str(number)]}} for name in ids]
        if self._try(self._pinpoint.update_endpoints_batch, EndpointBatchRequest={"Item": items}):
            self.accepted.update(ids)
        event = {"EventType": "seen", "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        self._try(self._pinpoint.put_events, EventsRequest={"BatchItem": {ids[0]: {"Endpoint": {}, "Events": {f"v{number}": event}}}})
        body = {"SimpleEmail": {"Subject": {"Data": f"round {number}"}, "TextPart": {"Data": "hello"}}}
        request = {"Addresses": {f"direct{number}@example.com": {"ChannelType": "EMAIL"}}, "MessageConfiguration": {"EmailMessage": body}}
        if self._try(self._pinpoint.send_messages, MessageRequest=request):
            self.sent += 1

    def missing(self, sample: int = 200) -> list[str]:
        """Accepted endpoints that cannot be read back."""
        asked = random.sample(sorted(self.accepted), min(sample, len(self.accepted)))
        return [name for name in asked if not self._try(self._pinpoint.get_endpoint, EndpointId=name)]

    def _try(self, call: Any, **arguments: Any) -> bool:
        try:
            call(ApplicationId=self.app, **arguments)
        except _LOST:
            self.refused += 1
            return False
        return True


def megabytes(suite: Suite) -> int:
    """Resident memory of the suite's processes, shared pages counted once per process that shares them."""
    total = 0
    for pid in suite.pids().values():
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total >> 10


def test_nothing_accepted_is_lost_however_often_a_process_dies() -> None:
    with Suite() as suite:
        use = Use(suite.boto3(config=Config(retries={"total_max_attempts": 4, "mode": "standard"}, read_timeout=20)))
        ends = time.monotonic() + SECONDS
        kill_at = time.monotonic() + KILL_EVERY
        number = 0
        while time.monotonic() < ends:
            use.step(number)
            number += 1
            if time.monotonic() > kill_at:
                suite.kill_child(random.choice(sorted(suite.pids())))
                kill_at = time.monotonic() + KILL_EVERY
        suite.wait_ready()
        mails = len(list((suite.data / "outbox").rglob("*.eml")))
        print(f"{number} rounds, {len(use.accepted)} endpoints, {use.sent} messages, {mails} mails, {use.refused} calls refused, {megabytes(suite)} MB")
        assert use.missing() == []
        assert use.sent <= mails <= number
        assert megabytes(suite) < LARGEST_MB
