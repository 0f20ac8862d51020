"""Callers that go on and on: PutEvents and UpdateEndpoint from some threads, every answer noted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kit.testing import eventually
from tests.fixtures.shop import Shop

EVENTS_PER_CALL = 5
# Between the calls of a caller, and before one is sent again.
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that was not answered with 202. `status` 0: there was no answer. `at`: monotonic seconds."""

    at: float
    operation: str
    status: int
    words: str
    retry_after: str


@dataclass
class Stream:
    """Context manager: `threads` callers of each kind. An item that was refused is sent again, the same, until it is taken.

    So at the end everything sent was acknowledged once, and must be there once.
    """

    shop: Shop
    event_type: str = "visit"
    threads: int = 2
    # Begins the ids, where an app sees more than one stream.
    prefix: str = ""
    endpoints: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    # Monotonic seconds of every acknowledgement.
    times: list[float] = field(default_factory=list)

    def __enter__(self) -> Self:
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=16, connect_timeout=5, read_timeout=40)
        self._client = self.shop.suite.boto3(config=config)
        self._moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._over = threading.Event()
        self._patient = threading.Event()
        steps = [(step, number) for step in (self._event, self._endpoint) for number in range(self.threads)]
        self._workers = [threading.Thread(target=self._call, args=given, daemon=True) for given in steps]
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._patient.set()
        self.finish()

    @property
    def acknowledged(self) -> int:
        """Calls answered with 202."""
        return len(self.times)

    def finish(self) -> None:
        """Stops after the calls under way are taken."""
        self._over.set()
        for worker in self._workers:
            worker.join(60)

    def abandon(self) -> None:
        """Stops at once: what is refused stays refused."""
        self._patient.set()
        self.finish()

    def goes_on(self, calls: int = 40, timeout: float = 30) -> float:
        """Waits until so many further calls are acknowledged; the seconds it took."""
        began, seen = time.monotonic(), self.acknowledged
        eventually(lambda: self.acknowledged >= seen + calls, timeout)
        return time.monotonic() - began

    def _call(self, step: Callable[[str], None], worker: int) -> None:
        number = 0
        while not self._over.is_set():
            name = f"{self.prefix}{worker}-{number}"
            while not self._tried(step, name):
                if self._patient.wait(_PAUSE):
                    return
            number += 1
            self._over.wait(_PAUSE)

    def _tried(self, step: Callable[[str], None], name: str) -> bool:
        try:
            step(name)
        except ClientError as error:
            meta = error.response["ResponseMetadata"]
            words = f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
            self._failed(error.operation_name, meta["HTTPStatusCode"], words, meta["HTTPHeaders"].get("retry-after", ""))
            return False
        except BotoCoreError as error:
            self._failed(step.__name__, 0, f"{type(error).__name__}: {error}", "")
            return False
        self.times.append(time.monotonic())
        return True

    def _failed(self, operation: str, status: int, words: str, retry_after: str) -> None:
        self.failures.append(Failure(time.monotonic(), operation, status, words, retry_after))

    def _event(self, name: str) -> None:
        ids = [f"{name}-{n}" for n in range(EVENTS_PER_CALL)]
        # An event sent again is the same one only with the same time (events spec 1.5).
        body = {event: {"EventType": self.event_type, "Timestamp": self._moment} for event in ids}
        request = {"BatchItem": {f"visitor-{name}": {"Endpoint": {}, "Events": body}}}
        answer = self._client.put_events(ApplicationId=self.shop.app, EventsRequest=request)
        items = answer["EventsResponse"]["Results"][f"visitor-{name}"]["EventsItemResponse"]
        assert all(items[event]["StatusCode"] == 202 for event in ids), items
        self.events += ids

    def _endpoint(self, name: str) -> None:
        request = {"ChannelType": "EMAIL", "Address": f"s{name}.{self.shop.app[:8]}@example.com", "Attributes": {"Name": [name]}}
        self._client.update_endpoint(ApplicationId=self.shop.app, EndpointId=f"s{name}", EndpointRequest=request)
        self.endpoints.append(name)


def assert_all_there(stream: Stream, timeout: float = 45) -> None:
    """Everything that was acknowledged can be read back: every endpoint as written, every event once."""
    shop = stream.shop
    client = shop.suite.boto3()
    for name in stream.endpoints:
        found = client.get_endpoint(ApplicationId=shop.app, EndpointId=f"s{name}")["EndpointResponse"]
        assert found["Attributes"] == {"Name": [name]}
    wanted = len(stream.events)
    found_events: list[int] = []

    def counted() -> bool:
        found_events.append(shop.events(stream.event_type))
        return found_events[-1] >= wanted

    eventually(counted, timeout, every=0.2)
    assert found_events[-1] == wanted


def unfriendly(failures: list[Failure]) -> list[Failure]:
    """Failures that are no 503 with Retry-After: what a caller must never see while something in the house is away."""
    return [failure for failure in failures if failure.status != 503 or not failure.retry_after]
