"""An e-mail campaign for the rows `fanout` and `fanout-smtp`: endpoints by an import job, a template with tracked links, and the run's own account of it."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.processor import micros_each, seconds_by_process
from bench.running import Running

PATIENCE_SECONDS = 170
LOOK_SECONDS = 0.2
_TIERS = ("", "gold", "silver")
HTML = (
    "<html><body><h1>Hello {{User.UserId}}</h1><p>Your last order was on {{Attributes.LastPurchase}}. {{#if"
    " Attributes.Tier}}You are {{Attributes.Tier}}.{{/if}}</p>"
    '<p><a href="https://shop.example/sale?c={{User.UserId}}">Sale</a> <a href="https://shop.example/">Shop</a></p></body></html>'
)
TEXT = "Hello {{User.UserId}}, your last order was on {{Attributes.LastPurchase}}. https://shop.example/sale"


@dataclass(frozen=True, slots=True)
class Sent:
    """One campaign. Seconds: from its creation to the end of its run, and until the audience was frozen. `whole`: every
    endpoint is in the books, as sent. `processor`: seconds by process."""

    size: int
    took: float
    freezing: float
    whole: bool
    processor: Counter[str]

    @property
    def micros(self) -> str:
        """Processor time a message and process."""
        return micros_each(Counter(), self.processor, self.size)


class Shop:
    """An app with an e-mail channel, a template, and a segment of all its endpoints and one of half of them."""

    def __init__(self, running: Running, size: int) -> None:
        self._running = running
        self._client = client = running.client()
        self.app = app = client.create_app(CreateApplicationRequest={"Name": "fanout"})["ApplicationResponse"]["Id"]
        channel = {
            "FromAddress": "shop@shop.example",
            "Identity": "arn:aws:ses:us-east-1:000000000000:identity/shop.example",
            "Enabled": True,
        }
        client.update_email_channel(ApplicationId=app, EmailChannelRequest=channel)
        template = {"Subject": "Come back, {{User.UserId}}", "HtmlPart": HTML, "TextPart": TEXT}
        client.create_email_template(TemplateName="fanout", EmailTemplateRequest=template)
        self.size = size
        self.everybody = self._import(size)

    def half(self) -> str:
        """A segment of every other endpoint."""
        even = {"Attributes": {"Side": {"AttributeType": "INCLUSIVE", "Values": ["even"]}}}
        group = {"SourceSegments": [{"Id": self.everybody}], "SourceType": "ALL", "Dimensions": [even], "Type": "ALL"}
        request = {"Name": "half", "SegmentGroups": {"Groups": [group], "Include": "ALL"}}
        return str(self._client.create_segment(ApplicationId=self.app, WriteSegmentRequest=request)["SegmentResponse"]["Id"])

    def send(self, segment: str, size: int) -> Sent:
        """Runs a campaign to a segment of `size` endpoints."""
        before, began = seconds_by_process(self._running.process.pid), time.monotonic()
        request = {
            "Name": "fanout",
            "SegmentId": segment,
            "Schedule": {"StartTime": "IMMEDIATE"},
            "TemplateConfiguration": {"EmailTemplate": {"Name": "fanout"}},
        }
        made = self._client.create_campaign(ApplicationId=self.app, WriteCampaignRequest=request)
        activity = self._ended(made["CampaignResponse"]["Id"])
        took = time.monotonic() - began
        used = seconds_by_process(self._running.process.pid)
        used.subtract(before)
        span = (_instant(activity["End"]) - _instant(activity["Start"])).total_seconds()
        whole = (
            int(activity["ExecutionMetrics"]["ENDPOINT_PRODUCED"]) == size
            and activity["TotalEndpointCount"] == size
            and activity["SuccessfulEndpointCount"] == size
        )
        return Sent(size, took, took - span, whole, used)

    def _import(self, size: int) -> str:
        """The segment of all endpoints, loaded by an import job."""
        folder = self._running.data / "objects" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "endpoints.csv").open("w") as file:
            file.write("Id,ChannelType,Address,User.UserId,Attributes.LastPurchase,Attributes.Tier,Attributes.Side\n")
            file.writelines(
                f"customer-{n:07d},EMAIL,customer{n}@example.org,{n:07d},2026-0{n % 9 + 1}-1{n % 10},{_TIERS[n % 3]},{'odd' if n % 2 else 'even'}\n"
                for n in range(size)
            )
        request = {
            "Format": "CSV",
            "S3Url": "s3://bench/endpoints.csv",
            "RoleArn": "arn:aws:iam::000000000000:role/bench",
            "DefineSegment": True,
            "SegmentName": "all",
        }
        job = self._client.create_import_job(ApplicationId=self.app, ImportJobRequest=request)["ImportJobResponse"]
        end = time.monotonic() + PATIENCE_SECONDS
        while job["JobStatus"] not in ("COMPLETED", "FAILED"):
            if time.monotonic() > end:
                raise RuntimeError("the import did not end")
            time.sleep(LOOK_SECONDS)
            job = self._client.get_import_job(ApplicationId=self.app, JobId=job["Id"])["ImportJobResponse"]
        if job["JobStatus"] != "COMPLETED" or job.get("CompletedPieces", 0) == 0:
            raise RuntimeError(f"the import failed: {job}")
        return str(job["Definition"]["SegmentId"])

    def _ended(self, campaign: str) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = self._client.get_campaign_activities(ApplicationId=self.app, CampaignId=campaign)["ActivitiesResponse"]["Item"]
            if found and found[0]["State"] == "COMPLETED":
                return dict(found[0])
            time.sleep(LOOK_SECONDS)
        raise RuntimeError("the run did not end")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
