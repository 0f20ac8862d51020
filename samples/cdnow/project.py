"""Builds the sample project through the public API, with boto3, as any application would."""

import csv
import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from samples.cdnow.history import Customer, History, import_lines

TAG = {"sample": "cdnow"}
T = TypeVar("T")
Progress = Callable[[str], None]
QUIET_TIME = {"Start": "00:00", "End": "06:00"}

SUBJECT = "We miss you, customer {{User.UserId}}"
HTML = """<html><body style="font-family: sans-serif; max-width: 36em">
<h1>Hello, customer {{User.UserId}}</h1>
<p>Your last order was on {{dateFormat Attributes.LastPurchase.[0] outputFormat="long"}}. A lot of new music has come in since.</p>
{{#gte Metrics.Orders 5}}<p>Thank you for {{Metrics.Orders}} orders: your next one ships free.</p>{{else}}<p>Your next order ships at half price.</p>{{/gte}}
<p><a href="https://shop.example.com/welcome-back?customer={{User.UserId}}">Have a look</a></p>
</body></html>"""
TEXT = """Hello, customer {{User.UserId}}

Your last order was on {{dateFormat Attributes.LastPurchase.[0] outputFormat="long"}}.
Have a look: https://shop.example.com/welcome-back?customer={{User.UserId}}
"""


def find(pinpoint: Any) -> list[str]:
    """Ids of earlier sample projects, by tag."""
    found, page = [], pinpoint.get_apps(PageSize="1000")["ApplicationsResponse"]
    while True:
        found += [app["Id"] for app in page["Item"] if app.get("tags", {}).get("sample") == TAG["sample"]]
        if "NextToken" not in page:
            return found
        page = pinpoint.get_apps(PageSize="1000", Token=page["NextToken"])["ApplicationsResponse"]


def create(pinpoint: Any) -> str:
    """A fresh project with its e-mail channel and the template; answers the app id."""
    for old in find(pinpoint):
        pinpoint.delete_app(ApplicationId=old)
    app: str = pinpoint.create_app(CreateApplicationRequest={"Name": "CDNOW win-back", "tags": TAG})["ApplicationResponse"]["Id"]
    pinpoint.update_email_channel(
        ApplicationId=app,
        EmailChannelRequest={"FromAddress": "CDNOW <shop@example.com>", "Identity": "arn:aws:ses:us-east-1:000000000000:identity/example.com", "Enabled": True},
    )
    template = {"Subject": SUBJECT, "HtmlPart": HTML, "TextPart": TEXT, "TemplateDescription": "Brings customers back"}
    try:
        pinpoint.create_email_template(TemplateName="cdnow-win-back", EmailTemplateRequest=template)
    except pinpoint.exceptions.BadRequestException:
        pinpoint.update_email_template(TemplateName="cdnow-win-back", EmailTemplateRequest=template)
    return app


def night_zone(now: datetime) -> str:
    """A time zone in which it is now between two and three in the morning."""
    ahead = (2 - now.astimezone(UTC).hour + 24) % 24
    return f"Etc/GMT-{ahead}" if ahead <= 14 else f"Etc/GMT+{24 - ahead}"


def load_customers(pinpoint: Any, app: str, history: History, objects: Path, progress: Progress) -> dict[str, Any]:
    """Imports the customers by a job, then writes what an import cannot say; answers the finished job."""
    text = io.StringIO()
    csv.writer(text).writerows(import_lines(history, night_zone(datetime.now(UTC))))
    objects.mkdir(parents=True, exist_ok=True)
    (objects / "customers.csv").write_text(text.getvalue())
    request = {
        "Format": "CSV",
        "S3Url": "s3://cdnow/customers.csv",
        "RoleArn": "arn:aws:iam::000000000000:role/import",
        "RegisterEndpoints": True,
        "DefineSegment": False,
    }
    job = pinpoint.create_import_job(ApplicationId=app, ImportJobRequest=request)["ImportJobResponse"]
    while job["JobStatus"] not in ("COMPLETED", "FAILED"):
        time.sleep(0.3)
        job = pinpoint.get_import_job(ApplicationId=app, JobId=job["Id"])["ImportJobResponse"]
        progress(f"{job.get('TotalProcessed', 0):,} rows")
    rest = [_by_api(c) for c in history.customers.values() if c.inactive or c.address is None]
    for hundred in _hundreds(rest):
        pinpoint.update_endpoints_batch(ApplicationId=app, EndpointBatchRequest={"Item": hundred})
    result: dict[str, Any] = job
    return result


def _by_api(customer: Customer) -> dict[str, Any]:
    if customer.inactive:
        return {"Id": customer.endpoint_id, "EndpointStatus": "INACTIVE"}
    return {
        "Id": customer.endpoint_id,
        "ChannelType": "EMAIL",
        "Attributes": {"LastPurchase": [f"{customer.last_purchase}T00:00:00Z"]},
        "Metrics": {"TotalSpent": float(customer.spent), "Orders": customer.orders},
        "User": {"UserId": customer.id},
    }


def load_purchases(pinpoint: Any, app: str, history: History, progress: Progress) -> int:
    """Sends every purchase as an event, a hundred a call, oldest first; answers how many were accepted."""
    ordered = sorted(history.purchases, key=lambda purchase: (purchase.day, purchase.number))

    def send(hundred: list[Any]) -> int:
        items: dict[str, Any] = {}
        for customer, purchases in groupby(sorted(hundred, key=lambda p: p.customer), key=lambda p: p.customer):
            items[f"cdnow-{customer}"] = {"Endpoint": {}, "Events": {str(p.number): _event(p) for p in purchases}}
        results = pinpoint.put_events(ApplicationId=app, EventsRequest={"BatchItem": items})["EventsResponse"]["Results"]
        return sum(answer["StatusCode"] == 202 for item in results.values() for answer in item["EventsItemResponse"].values())

    accepted = 0
    with ThreadPoolExecutor(4) as pool:
        for count in pool.map(send, _hundreds(ordered)):
            accepted += count
            progress(f"{accepted:,} events")
    return accepted


def _event(purchase: Any) -> dict[str, Any]:
    return {
        "EventType": "_monetization.purchase",
        "Timestamp": f"{purchase.day}T00:00:00Z",
        "Attributes": {"_currency": "USD", "_transaction_id": str(purchase.number)},
        "Metrics": {"_item_price": float(purchase.dollars) / purchase.cds, "_quantity": purchase.cds},
    }


def create_segments(pinpoint: Any, app: str, history: History) -> dict[str, str]:
    """The two segments; answers their ids by name."""
    border = history.border.strftime("%Y-%m-%dT%H:%M:%SZ")
    dimensions = {
        "Bought in the last 90 days": {"Attributes": {"LastPurchase": {"AttributeType": "AFTER", "Values": [border]}}},
        "Lapsed, more than $100 spent": {
            "Attributes": {"LastPurchase": {"AttributeType": "BEFORE", "Values": [border]}},
            "Metrics": {"TotalSpent": {"ComparisonOperator": "GREATER_THAN", "Value": 100}},
        },
    }
    return {
        name: pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": name, "Dimensions": dims})["SegmentResponse"]["Id"]
        for name, dims in dimensions.items()
    }


def run_campaign(pinpoint: Any, app: str, segment: str, progress: Progress) -> tuple[str, dict[str, Any]]:
    """Launches the win-back campaign and waits until its run is over; answers (campaign id, activity)."""
    request = {
        "Name": "Win-back",
        "SegmentId": segment,
        "TemplateConfiguration": {"EmailTemplate": {"Name": "cdnow-win-back"}},
        "MessageConfiguration": {"EmailMessage": {"FromAddress": "CDNOW <shop@example.com>"}},
        "Schedule": {"StartTime": "IMMEDIATE", "Frequency": "ONCE", "QuietTime": QUIET_TIME},
    }
    campaign = pinpoint.create_campaign(ApplicationId=app, WriteCampaignRequest=request)["CampaignResponse"]["Id"]
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        items = pinpoint.get_campaign_activities(ApplicationId=app, CampaignId=campaign)["ActivitiesResponse"]["Item"]
        if items:
            progress(f"{items[0].get('SuccessfulEndpointCount', 0):,} mails")
            if items[0]["State"] in ("COMPLETED", "CANCELLED"):
                return campaign, items[0]
        time.sleep(0.3)
    raise SystemExit("the campaign did not finish within two minutes")


def figures(pinpoint: Any, app: str, campaign: str) -> dict[str, float]:
    """Opens, clicks and deliveries of the campaign as its KPIs give them."""
    names = {
        "attempted": "attempted-deliveries-grouped-by-campaign-activity",
        "opens": "direct-email-opens-grouped-by-campaign-activity",
        "clicks": "clicks-grouped-by-campaign-activity",
    }
    found = {}
    for key, name in names.items():
        answer = pinpoint.get_campaign_date_range_kpi(ApplicationId=app, CampaignId=campaign, KpiName=name)
        rows = answer["CampaignDateRangeKpiResponse"]["KpiResult"]["Rows"]
        found[key] = sum(float(json.loads(row["Values"][0]["Value"])) for row in rows)
    return found


def _hundreds(items: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == 100:
            yield batch
            batch = []
    if batch:
        yield batch
