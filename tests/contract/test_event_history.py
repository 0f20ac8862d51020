"""Event history by plain HTTP: what an export of a campaign held shows in its KPIs, and once only (events spec 1.7)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kit.testing import eventually
from tests.contract.conftest import Call
from tests.fixtures.suite import ROOT, Suite

ROLE = "arn:aws:iam::000000000000:role/import"
RUN = "d" * 32


def _records(at_ms: int, campaign: str) -> list[dict[str, Any]]:
    """Ten sent, nine of them delivered and one bounced, four opened, one clicked twice; and an event of the app for each."""
    run = {"campaign_id": campaign, "campaign_activity_id": RUN, "treatment_id": "0"}
    made = []

    def add(kind: str, number: int, after: int, attributes: dict[str, str], **more: Any) -> None:
        times = {"event_timestamp": at_ms, "arrival_timestamp": at_ms + after, "event_version": "3.1"}
        envelope = {"application": {"app_id": "1" * 32, "sdk": {}}, "client": {"client_id": f"ep-{number}"}, "device": {"platform": {}}, "session": {}}
        made.append({"event_type": kind, **times, **envelope, "attributes": attributes, "awsAccountId": "123456789012", **more})

    for n in range(10):
        mail = {"facets": {"email_channel": {"mail_event": {"mail": {"message_id": f"m-{n}"}}}}}
        add("_campaign.send", n, 1, {**run, "delivery_type": "EMAIL", "campaign_send_status": "SUCCESS"})
        add("_email.send", n, 2, {**run, "feedback": "received"}, **mail)
        add("_email.hardbounce" if n == 0 else "_email.delivered", n, 3, {**run, "feedback": "x"}, **mail)
        if 1 <= n <= 4:
            add("_email.open", n, 4, {**run, "feedback": "opened"}, **mail)
        if n == 1:
            add("_email.click", n, 5, {**run, "feedback": "https://example.org/sale"}, **mail)
            add("_email.click", n, 6, {**run, "feedback": "https://example.org/sale"}, **mail)
        add("level_completed", n, 7, {"level": str(n)}, metrics={"score": 1.5})
    return made


def test_the_history_of_a_campaign_shows_in_its_figures_and_a_second_import_changes_nothing(
    suite: Suite, call: Call, pinpoint: Any, new_app: Callable[..., str]
) -> None:
    app = new_app("history")
    dimensions = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["customer"]}}}
    segment = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": "customers", "Dimensions": dimensions})
    wanted = {
        "Name": "moved",
        "SegmentId": segment["SegmentResponse"]["Id"],
        "Schedule": {"StartTime": (datetime.now(UTC) + timedelta(days=30)).isoformat(), "Frequency": "ONCE"},
        "MessageConfiguration": {"EmailMessage": {"Title": "Sale", "HtmlBody": "<p>now</p>"}},
    }
    campaign = pinpoint.create_campaign(ApplicationId=app, WriteCampaignRequest=wanted)["CampaignResponse"]["Id"]
    folder = suite.data / "objects" / "history" / app
    folder.mkdir(parents=True)
    at = datetime.now(UTC) - timedelta(days=2)
    content = "\n".join(json.dumps(record) for record in _records(int(at.timestamp() * 1000), campaign))
    (folder / "export.ndjson").write_text(content + "\nnonsense\n")
    path = f"/counterpoint/v1/apps/{app}/jobs/import-events"

    def imported() -> Any:
        made = call("POST", path, {"S3Url": f"s3://history/{app}/export.ndjson", "RoleArn": ROLE})
        assert made.status == 201 and made.json["JobStatus"] == "CREATED", made.body

        def ended() -> Any:
            job = call("GET", f"{path}/{made.json['Id']}").json
            return job if job["JobStatus"] in ("COMPLETED", "FAILED") else None

        return eventually(ended, 10)

    def figure(name: str) -> list[float]:
        span = {"StartTime": at - timedelta(days=1), "EndTime": datetime.now(UTC)}
        result = pinpoint.get_campaign_date_range_kpi(ApplicationId=app, CampaignId=campaign, KpiName=name, **span)
        rows = result["CampaignDateRangeKpiResponse"]["KpiResult"]["Rows"]
        return [float(value["Value"]) for row in rows for value in row["Values"]]

    for _ in range(2):
        job = imported()
        assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"], job["TotalExpired"]) == ("COMPLETED", 47, 1, 0)
        assert job["Failures"] == [f"{app}/export.ndjson:47: not valid JSON"] and job["Definition"]["RoleArn"] == ROLE
        assert figure("attempted-deliveries-grouped-by-campaign-activity") == [10.0]
        assert figure("unique-deliveries") == [9.0]
        assert figure("hard-bounce-rate") == [0.1]
        assert figure("direct-email-opens-grouped-by-campaign-activity") == [4.0]
        assert figure("clicks-grouped-by-campaign-activity") == [2.0]
    chart = call("GET", f"/counterpoint/v1/apps/{app}/charts/events").json
    assert sum(point["Values"]["Events"] for point in chart["Points"] if point["Series"] == "level_completed") == 10
    assert call("GET", f"{path}/{'0' * 32}").status == 404
    assert call("POST", path, {"RoleArn": ROLE}).status == 400


def test_our_own_command_takes_a_file_and_leaves_no_copy_of_it(suite: Suite, new_app: Callable[..., str], tmp_path: Path) -> None:
    app, at_ms = new_app("history-cli", email=False), int(datetime.now(UTC).timestamp() * 1000) - 60_000
    source = tmp_path / "export.ndjson"
    source.write_text("\n".join(json.dumps(record) for record in _records(at_ms, "c" * 32)))

    def run(*words: str) -> Any:
        command = [sys.executable, "-m", "launcher.cli", "import", *words, "--app", app, "--json"]
        return subprocess.run(command, env=suite.env, cwd=ROOT, capture_output=True, text=True, check=False)

    done = run("events", str(source))
    assert done.returncode == 0, done.stderr
    job = json.loads(done.stdout)
    assert (job["Type"], job["JobStatus"], job["TotalProcessed"]) == ("IMPORT_EVENTS", "COMPLETED", 46)
    assert list((suite.data / "objects").glob("import-*")) == []
    assert "behind the word events" in run("users", str(source)).stderr
