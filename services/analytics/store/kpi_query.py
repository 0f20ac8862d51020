"""The one query behind every KPI: all base counts of a range, by group.

Definitions: analytics spec 1.3. Opens and clicks count every fetch; a rate counts an opened message once; opens fall on the day their message was sent,
everything else on the day it happened. That a push was opened is told by the app alone, in an event (analytics spec 3): it falls on the day it arrived.
"""

from collections.abc import Mapping

from kit.columns import Columns

_FAMILY = {
    "campaign": "campaign_id != ''",
    "journey": "journey_id != ''",
    "email": "campaign_id = '' AND journey_id = '' AND channel = 'EMAIL'",
    "sms": "campaign_id = '' AND journey_id = '' AND channel = 'SMS'",
}
_GROUP = {
    "": "''",
    "date": "formatDateTime(toDateTime(intDiv(counted_ms, 1000), 'UTC'), '%Y-%m-%d')",
    "campaign": "campaign_id",
    "activity": "activity_id",
    "journey_activity": "journey_activity_id",
    "country": "country",
    "record_status": "if(kind IN ('failed'), status, '')",
}
# A send that the provider took. campaign.send speaks the campaign's status words, message.send the direct ones.
_SENT = "((kind = 'campaign.send' AND status = 'SUCCESS') OR (kind = 'message.send' AND status IN ('SUCCESS', 'SUCCESSFUL')))"
_WHO = "if(endpoint_id = '', toString(address_hash), endpoint_id)"
_PUSH = "channel IN ('GCM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'ADM', 'BAIDU', 'PUSH')"

_COUNTS = {
    "any": "countIf(kind != 'push.open')",
    "sent": f"countIf({_SENT})",
    "email_sent": f"countIf({_SENT} AND channel = 'EMAIL')",
    "sms_sent": f"countIf({_SENT} AND channel = 'SMS')",
    "other_sent": f"countIf({_SENT} AND channel NOT IN ('EMAIL', 'SMS'))",
    "push_sent": f"countIf({_SENT} AND {_PUSH})",
    "hard": "countIf(kind = 'hardbounce')",
    "soft": "countIf(kind = 'softbounce')",
    "rejected": "countIf(kind = 'rejected')",
    "complaints": "countIf(kind = 'complaint')",
    "unsubscribes": "countIf(kind = 'unsubscribe')",
    "opens": "countIf(kind = 'open')",
    "clicks": "countIf(kind = 'click')",
    "opened_messages": "uniqExactIf(message_id, kind = 'open')",
    "unique_opens": f"uniqExactIf({_WHO}, kind = 'open')",
    "unique_clicks": f"uniqExactIf({_WHO}, kind = 'click')",
    "push_opens": "countIf(kind = 'push.open')",
    "push_opened_messages": "uniqExactIf(message_id, kind = 'push.open')",
    "unique_delivered": f"uniqExactIf({_WHO}, ({_SENT} AND channel != 'SMS' AND bounced = 0) OR (kind = 'delivered' AND channel = 'SMS'))",
    "sms_delivered": "countIf(kind = 'delivered' AND channel = 'SMS')",
    "sms_delivered_parts": "sumIf(parts, kind = 'delivered' AND channel = 'SMS')",
    "sms_parts": f"sumIf(parts, {_SENT} AND channel = 'SMS')",
    "sms_failed": "countIf(kind = 'failed' AND channel = 'SMS')",
    # Told with the message or, in records of the original, with the carrier's receipt; never with both.
    "price": "sumIf(price, channel = 'SMS')",
}

_READ = (
    "kind, campaign_id, activity_id, journey_activity_id, endpoint_id, address_hash, channel, message_id, status, country, parts, price, counted_ms, bounced"
)
# One push of a run to an endpoint is one message.
_PUSH_OPENS = """
    UNION ALL
    SELECT 'push.open', attributes['campaign_id'] AS campaign, attributes['campaign_activity_id'] AS activity, '', endpoint_id, 0, 'PUSH',
        concat(endpoint_id, '/', activity), '', '', 0, 0, arrival_ms, 0
    FROM events FINAL
    WHERE app_id = {app:String} AND event_type = '_campaign.opened_notification' AND campaign != '' AND ({campaign:String} = '' OR campaign = {campaign:String})
"""


async def base_counts(
    columns: Columns, app_id: str, family: str, group: str, from_ms: int, to_ms: int, campaign_id: str = "", journey_id: str = ""
) -> dict[str, Mapping[str, float]]:
    """Group value → base counts over [from_ms, to_ms). `campaign_id` or `journey_id` narrow the scope."""
    scope = ["app_id = {app:String}", _FAMILY[family]]
    if campaign_id:
        scope.append("campaign_id = {campaign:String}")
    if journey_id:
        scope.append("journey_id = {journey:String}")
    where = " AND ".join(scope)
    sql = f"""
SELECT {_GROUP[group]} AS g, {", ".join(_COUNTS.values())}
FROM (
    SELECT {_READ}
    FROM (
        SELECT *, if(kind = 'open', sent_ms, at_ms) AS counted_ms,
            message_id IN (SELECT message_id FROM outcomes WHERE {where} AND kind = 'hardbounce') AS bounced
        FROM outcomes FINAL
        WHERE {where}
    ){_PUSH_OPENS if family == "campaign" else ""}
)
WHERE counted_ms >= {{from:Int64}} AND counted_ms < {{to:Int64}}
GROUP BY g
"""
    parameters = {"app": app_id, "campaign": campaign_id, "journey": journey_id, "from": from_ms, "to": to_ms}
    found = await columns.query(sql, parameters)
    return {str(row[0]): dict(zip(_COUNTS, (float(value) for value in row[1:]), strict=True)) for row in found}
