"""Commands of the command line against a running suite."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.fixtures.suite import ROOT, Suite
from tests.fixtures.users import counterpoint


def run(suite: Suite, *arguments: str) -> Any:
    """What a command prints with --json."""
    done = subprocess.run(counterpoint(*arguments, "--json"), env=suite.env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal(suite: Suite, *arguments: str) -> str:
    done = subprocess.run(counterpoint(*arguments), env=suite.env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture
def app(suite: Suite) -> str:
    created: dict[str, Any] = suite.boto3().create_app(CreateApplicationRequest={"Name": "commands"})
    return str(created["ApplicationResponse"]["Id"])


def test_status_says_that_all_is_ready_and_where_things_lie(suite: Suite) -> None:
    status = run(suite, "status")
    assert status["ready"] is True and status["not_ready"] == []
    assert status["address"] == suite.http
    assert Path(status["credentials"]).stat().st_mode & 0o777 == 0o600
    assert Path(status["postgres"]).is_dir()


def test_services_lists_an_address_for_stub_callers_and_where_the_token_is(suite: Suite) -> None:
    listed = run(suite, "services")
    assert {row["name"]: row["addresses"][-1] for row in listed["services"]} == suite.grpc
    assert Path(listed["token_file"]).read_text().strip() == suite.token
    assert all(row["version"] == "v1" and row["tls"] is False for row in listed["services"])


def test_a_key_is_made_works_and_is_taken_away(suite: Suite) -> None:
    key = run(suite, "keys", "create", "--account", "111122223333")
    client = suite.boto3(aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    assert client.get_apps()["ApplicationsResponse"] == {"Item": []}
    listed = run(suite, "keys", "list", "--account", "111122223333")
    assert [row["AccessKeyId"] for row in listed["Item"]] == [key["AccessKeyId"]]
    assert "SecretAccessKey" not in listed["Item"][0]
    run(suite, "keys", "disable", key["AccessKeyId"], "--account", "111122223333")
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client.get_apps()
    run(suite, "keys", "delete", key["AccessKeyId"], "--account", "111122223333")
    assert "Name the key" in refusal(suite, "keys", "delete")


def test_hold_and_release(suite: Suite, app: str) -> None:
    assert [row["ApplicationId"] for row in run(suite, "hold", "--app", app)["Holds"]] == [app]
    assert run(suite, "release", "--app", app).get("Holds", []) == []


def test_retention_is_lowered_only_when_the_deletion_is_confirmed(suite: Suite, app: str) -> None:
    assert run(suite, "retention", "set", "400", "--app", app)["Days"] == 400
    assert "HTTP 4" in refusal(suite, "retention", "set", "30", "--app", app)
    assert run(suite, "retention", "set", "30", "--app", app, "--confirm-deletion")["Days"] == 30


def test_a_file_is_imported_and_exported_again(suite: Suite, app: str, tmp_path: Path) -> None:
    rows = tmp_path / "people.csv"
    rows.write_text("ChannelType,Address,Id\nEMAIL,ada@example.com,ada\nEMAIL,bo@example.com,bo\n")
    job = run(suite, "import", str(rows), "--app", app, "--segment", "people")
    assert (job["JobStatus"], job["TotalProcessed"]) == ("COMPLETED", 2)
    job = run(suite, "export", "s3://out/people", "--app", app)
    assert job["JobStatus"] == "COMPLETED"
    assert list((suite.data / "objects" / "out").rglob("*.gz"))


def test_an_unknown_app_is_said_in_one_line(suite: Suite) -> None:
    assert "HTTP 404" in refusal(suite, "hold", "--app", "0" * 32)


def test_the_clock_of_a_real_suite_does_not_move(suite: Suite) -> None:
    assert "COUNTERPOINT_CLOCK=manual" in refusal(suite, "clock", "advance", "2d")


def test_without_a_suite_the_commands_say_so(suite: Suite, tmp_path: Path) -> None:
    env = suite.env | {"COUNTERPOINT_DATA": str(tmp_path)}
    done = subprocess.run(counterpoint("status"), env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "No suite is running on" in done.stderr
