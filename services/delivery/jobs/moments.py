"""What a rendering gets from outside: the instant, ids, and a second of machine time at most."""

import time
from datetime import datetime
from uuid import uuid4

from services.delivery.domain.content import Moment
from services.delivery.domain.template import time_limit


def moment(now: datetime) -> Moment:
    """For one message; its time starts now."""
    return Moment(now, uuid4, time_limit(time.monotonic))
