"""The bench row `render`: a compiled e-mail template against the same e-mail written by hand in Python.

The e-mail has six variables, one condition and one helper. Both sides escape alike and refuse missing values; the limit is
half the speed of the hand-written one.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from services.delivery.domain.template import Context, Place, compile, time_limit

LIMIT = 0.5
SOURCE = """<html><body>
<h1>Hello {{User.UserAttributes.FirstName.[0]}} {{User.UserAttributes.LastName.[0]}}</h1>
<p>Your order {{Attributes.OrderNumber.[0]}} will reach you in {{Location.City}}.</p>
{{#if Attributes.Member.[0]}}<p>Thank you for being a member, {{upper User.UserAttributes.FirstName.[0]}}.</p>{{/if}}
<p>Sent to {{Address}}, customer {{User.UserId}}.</p>
</body></html>
"""
ENDPOINT = {
    "Id": "e1",
    "Address": "reader@example.org",
    "Attributes": {"OrderNumber": ["4711"], "Member": ["yes"]},
    "Location": {"City": "Sankt Pölten"},
    "User": {"UserId": "c-17", "UserAttributes": {"FirstName": ["Anna"], "LastName": ["O'Neill"]}},
}


def by_hand() -> Callable[[dict], str]:  # type: ignore[type-arg]
    """The e-mail as a Python programmer would write it."""

    def escape(text: str) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        return text.replace("'", "&#x27;").replace("`", "&#x60;").replace("=", "&#x3D;")

    def first(values: object) -> str:
        if not isinstance(values, list) or not values:
            raise LookupError("a value is missing")
        return str(values[0])

    def needed(value: object) -> str:
        if value is None:
            raise LookupError("a value is missing")
        return str(value)

    def render(endpoint: dict) -> str:  # type: ignore[type-arg]
        attributes = endpoint.get("Attributes", {})
        user = endpoint.get("User", {})
        about = user.get("UserAttributes", {})
        name = first(about.get("FirstName"))
        thanks = ""
        if attributes.get("Member"):
            thanks = f"<p>Thank you for being a member, {escape(name.upper())}.</p>"
        return (
            "<html><body>\n"
            f"<h1>Hello {escape(name)} {escape(first(about.get('LastName')))}</h1>\n"
            f"<p>Your order {escape(first(attributes.get('OrderNumber')))} will reach you in "
            f"{escape(needed(endpoint.get('Location', {}).get('City')))}.</p>\n"
            f"{thanks}\n"
            f"<p>Sent to {escape(needed(endpoint.get('Address')))}, customer {escape(needed(user.get('UserId')))}.</p>\n"
            "</body></html>\n"
        )

    return render


def compiled() -> Callable[[dict], str]:  # type: ignore[type-arg]
    """The same e-mail by the engine, context and deadline included, as a sending worker calls it."""
    template = compile(SOURCE, Place.HTML, 600_000)
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def render(endpoint: dict) -> str:  # type: ignore[type-arg]
        deadline = time_limit(time.monotonic)
        return template.render(Context(endpoint), on_missing="template", now=now, new_uuid=uuid.uuid4, deadline=deadline)

    return render


def _per_second(render: Callable[[dict], str], seconds: float) -> float:  # type: ignore[type-arg]
    """Calls a second of this process's own time, so that a busy machine does not count."""
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(100):
            render(ENDPOINT)
        count += 100
    return count / spent


def row(seconds: float = 3.0) -> dict[str, object]:
    """Figure: e-mails rendered a second on one core. Limit: hand-written ones. Many short turns alternate; medians count."""
    engine, hand = compiled(), by_hand()
    same = engine(ENDPOINT) == hand(ENDPOINT)
    turn = max(0.01, seconds / 40)
    pairs = [(_per_second(engine, turn), _per_second(hand, turn)) for _ in range(20)]
    ratio = median(a / b for a, b in pairs)
    return {
        "name": "render",
        "figure": round(median(a for a, _ in pairs)),
        "unit": "e-mails/s",
        "limit": round(median(b for _, b in pairs)),
        "ratio": round(ratio, 3),
        "check": same and ratio >= LIMIT,
    }


if __name__ == "__main__":
    print(row(3.0))
