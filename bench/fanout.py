"""`fanout`: an e-mail campaign from a template with tracked links to all endpoints of an app, null provider, every
endpoint accounted for."""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.running import suite

SIZE = int(os.environ.get("FANOUT", "100000"))
PATIENCE_SECONDS = 170
_TIERS = ("", "gold", "silver")
HTML = (
    "<html><body><h1>Hello {{User.UserId}}</h1><p>Your last order was on {{Attributes.LastPurchase}}. {{#if"
    " Attributes.Tier}}You are {{Attributes.Tier}}.{{/if}}</p>"
    '<p><a href="https://shop.example/sale?c={{User.UserId}}">Sale</a> <a href="https://shop.example/">Shop</a></p></body></html>'
)
TEXT = "Hello {{User.UserId}}, your last order was on {{Attributes.LastPurchase}}. https://shop.example/sale"


def row(size: int = SIZE) -> dict[str, Any]:
    """Messages a second from the campaign's creation to the end of its run, freezing included."""
    with suite({"COUNTERPOINT_EMAIL_URL": "null:"}) as running:
        client = running.client()
        app = client.create_app(CreateApplicationRequest={"Name": "fanout"})["ApplicationResponse"]["Id"]
        channel = {
            "FromAddress": "shop@shop.example",
            "Identity": "arn:aws:ses:us-east-1:000000000000:identity/shop.example",
            "Enabled": True,
        }
        client.update_email_channel(ApplicationId=app, EmailChannelRequest=channel)
        template = {"Subject": "Come back, {{User.UserId}}", "HtmlPart": HTML, "TextPart": TEXT}
        client.create_email_template(TemplateName="fanout", EmailTemplateRequest=template)
        segment = _import(client, app, running.data, size)
        began = time.monotonic()
        request = {
            "Name": "fanout",
            "SegmentId": segment,
            "Schedule": {"StartTime": "IMMEDIATE"},
            "TemplateConfiguration": {"EmailTemplate": {"Name": "fanout"}},
        }
        campaign = client.create_campaign(ApplicationId=app, WriteCampaignRequest=request)["CampaignResponse"]["Id"]
        activity = _ended(client, app, campaign)
        took = time.monotonic() - began
    span = (_instant(activity["End"]) - _instant(activity["Start"])).total_seconds()
    metrics = activity["ExecutionMetrics"]
    accounted = (
        int(metrics["ENDPOINT_PRODUCED"]) == size
        and activity["TotalEndpointCount"] == size
        and activity["SuccessfulEndpointCount"] == size
    )
    return {
        "name": "fanout",
        "figure": round(size / took),
        "unit": "accounted messages/s",
        "limit": None,
        "ratio": None,
        "goal": ">= 10,000/s",
        "check": accounted,
        "notes": f"{size:,} endpoints in {took:.1f} s, of which {took - span:.1f} s until the audience"
        f" was frozen; {size / span:,.0f}/s while sending",
    }


def _import(client: Any, app: str, data: Path, size: int) -> str:
    """The segment of all endpoints, loaded by an import job."""
    folder = data / "objects" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "endpoints.csv").open("w") as file:
        file.write("Id,ChannelType,Address,User.UserId,Attributes.LastPurchase,Attributes.Tier\n")
        file.writelines(
            f"customer-{n:07d},EMAIL,customer{n}@example.org,{n:07d},2026-0{n % 9 + 1}-1{n % 10},{_TIERS[n % 3]}\n"
            for n in range(size)
        )
    request = {
        "Format": "CSV",
        "S3Url": "s3://bench/endpoints.csv",
        "RoleArn": "arn:aws:iam::000000000000:role/bench",
        "DefineSegment": True,
        "SegmentName": "all",
    }
    job = client.create_import_job(ApplicationId=app, ImportJobRequest=request)["ImportJobResponse"]
    end = time.monotonic() + PATIENCE_SECONDS
    while job["JobStatus"] not in ("COMPLETED", "FAILED"):
        if time.monotonic() > end:
            raise RuntimeError("the import did not end")
        time.sleep(0.2)
        job = client.get_import_job(ApplicationId=app, JobId=job["Id"])["ImportJobResponse"]
    if job["JobStatus"] != "COMPLETED" or job.get("CompletedPieces", 0) == 0:
        raise RuntimeError(f"the import failed: {job}")
    return str(job["Definition"]["SegmentId"])


def _ended(client: Any, app: str, campaign: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = client.get_campaign_activities(ApplicationId=app, CampaignId=campaign)["ActivitiesResponse"]["Item"]
        if found and found[0]["State"] == "COMPLETED":
            return dict(found[0])
        time.sleep(0.1)
    raise RuntimeError("the run did not end")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
