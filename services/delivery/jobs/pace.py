"""The pace of providers: a rate per provider account and channel, and a pause when the provider throttles (design §7,
channels spec §11). Shared by all replicas; a provider that is no real one has none.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from redis.exceptions import RedisError

from services.delivery.channels import provider
from services.delivery.channels.factory import real
from services.delivery.channels.provider import Outcome
from services.delivery.config import DeliveryConfig
from services.delivery.store.pacing import Pacing

_log = logging.getLogger("delivery.pace")


class Pace:
    """Rates and names of the buckets by channel."""

    def __init__(self, config: DeliveryConfig, pacing: Pacing) -> None:
        self._pacing = pacing
        urls = {"EMAIL": (config.email_url, config.email_rate), "SMS": (config.sms_url, config.sms_rate)}
        self._rates = {channel: rate for channel, (url, rate) in urls.items() if real(url)}
        # The URL names the account; a digest of it says nothing about its password.
        self._names = {channel: f"{channel}:{blake2b(url.encode(), digest_size=8).hexdigest()}" for channel, (url, _) in urls.items()}

    def rates(self, channels: Iterable[str]) -> dict[str, int]:
        """Messages per second of the channels that have a provider to spare; 0: as fast as it takes them."""
        return {channel: self._rates[channel] for channel in channels if channel in self._rates}

    async def turn(self, channel: str, count: int, longest: float = 1e9) -> float | None:
        """Seconds until `count` messages may go, which are booked; None when that is longer than `longest`.

        Raises RedisError."""
        return await self._pacing.wait_for(self._names[channel], count, self._rates[channel], time.time() * 1000, longest)

    async def pauses(self, channels: Iterable[str]) -> bool:
        """Whether some provider among the channels asked us to wait, or is booked for more than a second."""
        for channel in self.rates(channels):
            if await self._pacing.wait_for(self._names[channel], 0, 0, time.time() * 1000, 1.0) is None:
                return True
        return False

    async def answered(self, channel: str, outcomes: Sequence[Outcome]) -> None:
        """Heeds throttling among the answers of a provider."""
        if channel not in self._rates:
            return
        throttled = [outcome.retry_after or 0.0 for outcome in outcomes if outcome.status == provider.THROTTLED]
        if not throttled:
            return
        try:
            wait = await self._pacing.back_off(self._names[channel], max(throttled), time.time() * 1000)
        except RedisError as error:
            _log.warning("a pause could not be told to the other workers: %s", type(error).__name__)
        else:
            _log.warning("the provider for %s throttles us: nothing goes to it for %.1f s", channel, wait)
