"""Charts over raw events (analytics spec 8.4, 8.5). Each identity counts once (FINAL); what clients report in the name of the service is left out."""

from kit.columns import Columns

# (series, day, value name → value)
Rows = list[tuple[str, str, dict[str, float]]]

_REVENUE = """
SELECT if(attributes['_currency'] = '', 'USD', attributes['_currency']) AS currency, toString(day),
    sum(metrics['_item_price'] * if(mapContains(metrics, '_quantity'), metrics['_quantity'], 1)), count(),
    sum(if(mapContains(metrics, '_quantity'), metrics['_quantity'], 1)), uniqExact(if(user_id = '', endpoint_id, user_id))
FROM events FINAL
WHERE app_id = {app:String} AND event_type = '_monetization.purchase' AND event_ms >= {from:Int64} AND event_ms <= {to:Int64}
GROUP BY currency, day ORDER BY day, currency
"""
_EVENTS = """
SELECT event_type, toString(day), count(), uniqExact(endpoint_id)
FROM events FINAL
WHERE app_id = {app:String} AND event_ms >= {from:Int64} AND event_ms <= {to:Int64} AND client_reported = 0 AND ({type:String} = '' OR
event_type = {type:String})
GROUP BY event_type, day ORDER BY day, event_type
"""


async def revenue(columns: Columns, app_id: str, from_ms: int, to_ms: int) -> Rows:
    """Per currency and day: Revenue, Purchases, Units, PayingUsers."""
    names = ("Revenue", "Purchases", "Units", "PayingUsers")
    return _named(names, await columns.query(_REVENUE, {"app": app_id, "from": from_ms, "to": to_ms}))


async def events(columns: Columns, app_id: str, from_ms: int, to_ms: int, event_type: str) -> Rows:
    """Per event type and day: Events, Endpoints."""
    return _named(("Events", "Endpoints"), await columns.query(_EVENTS, {"app": app_id, "from": from_ms, "to": to_ms, "type": event_type}))


def _named(names: tuple[str, ...], found: list[tuple[object, ...]]) -> Rows:
    return [(str(row[0]), str(row[1]), dict(zip(names, (float(str(value)) for value in row[2:]), strict=True))) for row in found]
