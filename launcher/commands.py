"""Commands that speak to a running suite over its HTTP API: keys, holds, explain, retention, import and export.

Each is a function of (client, arguments) that returns what `--json` prints; `launcher.cli` shows it to people.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from launcher.client import Client
from launcher.failure import Refused

_ROOT = "/counterpoint/v1"
_DONE = ("COMPLETED", "FAILED")


def keys(client: Client, arguments: argparse.Namespace) -> Any:
    """Create, list, disable or delete access keys of an account."""
    query = {"AccountId": arguments.account} if arguments.account else {}
    match arguments.action:
        case "create":
            return client.call("POST", f"{_ROOT}/keys", {**query, **({"Name": arguments.name} if arguments.name else {})})
        case "list":
            return client.call("GET", f"{_ROOT}/keys", query=query)
        case "disable":
            return client.call("POST", f"{_ROOT}/keys/{arguments.key_id}/disable", query=query)
        case _:
            return client.call("DELETE", f"{_ROOT}/keys/{arguments.key_id}", query=query)


def hold(client: Client, arguments: argparse.Namespace) -> Any:
    """Stop or resume new windows of an app, one of its campaigns, or one channel in it."""
    campaign = f"/campaigns/{arguments.campaign}" if arguments.campaign else ""
    body = {"Channel": arguments.channel} if arguments.channel else {}
    return client.call("POST", f"{_ROOT}/apps/{arguments.app}{campaign}/{arguments.command}", body)


def release(client: Client, arguments: argparse.Namespace) -> Any:
    """Resume an app, a campaign or a channel; or a restored suite, with a word about what it missed."""
    if arguments.app:
        if arguments.drop_missed or arguments.run_missed:
            raise Refused("--drop-missed and --run-missed are for the whole of a restored suite: leave --app away.")
        return hold(client, arguments)
    if not (arguments.drop_missed or arguments.run_missed):
        raise Refused("Name the --app; or, for a suite that was restored, say --drop-missed or --run-missed (`counterpoint status` lists the runs).")
    return client.call("POST", f"{_ROOT}/restore/release", {"Missed": "DROP" if arguments.drop_missed else "RUN"})


def erase(client: Client, arguments: argparse.Namespace) -> Any:
    """What `launcher.erase` does."""
    from launcher.erase import erase as run

    return run(client, arguments)


def explain(client: Client, arguments: argparse.Namespace) -> Any:
    """Why one endpoint did or did not get a campaign."""
    query = {"endpoint": arguments.endpoint, "campaign": arguments.campaign}
    return client.call("GET", f"{_ROOT}/apps/{arguments.app}/explain", query=query | ({"run": arguments.run_id} if arguments.run_id else {}))


def retention(client: Client, arguments: argparse.Namespace) -> Any:
    """How many days the events of an app are kept."""
    body = {"Days": arguments.days, **({"ConfirmDeletion": True} if arguments.confirm_deletion else {})}
    return client.call("PUT", f"{_ROOT}/apps/{arguments.app}/retention", body)


def import_file(client: Client, arguments: argparse.Namespace) -> Any:
    """Import endpoints from a CSV or JSON-lines file, or event history, or either from an s3:// URL; waits for the job."""
    *what, source = arguments.source
    if what not in ([], ["events"]):
        raise Refused("Import takes one file or s3:// URL, behind the word events for event history.")
    begun, ended = (_history_begun, _history_ended) if what else (_import_begun, _import_ended)
    if source.startswith("s3://"):
        return _judged(ended(client, arguments.app, begun(client, arguments, source)))
    folder, url = _staged(Path(source), Path(arguments.data))
    try:
        job_id = begun(client, arguments, url)
    except Refused:
        shutil.rmtree(folder)
        raise
    job = ended(client, arguments.app, job_id)
    # People's data: nobody needs the copy any more.
    shutil.rmtree(folder)
    return _judged(job)


def _history_begun(client: Client, arguments: argparse.Namespace, url: str) -> str:
    """The id of a new import of event history."""
    body = {"S3Url": url, "RoleArn": arguments.role}
    return str(client.call("POST", f"{_ROOT}/apps/{arguments.app}/jobs/import-events", body)["Id"])


def _history_ended(client: Client, app: str, job_id: str) -> Any:
    return _ended(lambda: client.call("GET", f"{_ROOT}/apps/{app}/jobs/import-events/{job_id}"))


def _import_begun(client: Client, arguments: argparse.Namespace, url: str) -> str:
    """The id of a new job for one URL."""
    plain = url.removesuffix(".gz").lower()
    body = {
        "Format": arguments.format or ("CSV" if plain.endswith(".csv") else "JSON"),
        "S3Url": url,
        "RoleArn": arguments.role,
        "DefineSegment": bool(arguments.segment),
        "RegisterEndpoints": True,
        **({"SegmentName": arguments.segment} if arguments.segment else {}),
    }
    return str(client.call("POST", f"/v1/apps/{arguments.app}/jobs/import", body)["Id"])


def _import_ended(client: Client, app: str, job_id: str) -> Any:
    return _ended(lambda: client.call("GET", f"/v1/apps/{app}/jobs/import/{job_id}"))


def export_file(client: Client, arguments: argparse.Namespace) -> Any:
    """Export the endpoints of an app, or of one segment, below an s3:// prefix; waits for the job."""
    body = {"S3UrlPrefix": arguments.target, "RoleArn": arguments.role, **({"SegmentId": arguments.segment} if arguments.segment else {})}
    job = client.call("POST", f"/v1/apps/{arguments.app}/jobs/export", body)
    return _judged(_ended(lambda: client.call("GET", f"/v1/apps/{arguments.app}/jobs/export/{job['Id']}")))


def _staged(source: Path, data: Path) -> tuple[Path, str]:
    """A local file copied to where the folder store keeps objects; the folder made for it and the copy's s3:// URL."""
    if not source.is_file():
        raise Refused(f"{source} is not a file.")
    bucket = f"import-{uuid.uuid4().hex[:8]}"
    folder = data / "objects" / bucket
    folder.mkdir(parents=True, mode=0o700)
    shutil.copyfile(source, folder / source.name)
    return folder, f"s3://{bucket}/{source.name}"


def _ended(read: Callable[[], Any]) -> Any:
    """Ask until the job is done, with its progress on stderr where somebody watches."""
    while True:
        job = read()
        if job["JobStatus"] in _DONE:
            _progress(job, end="\n")
            return job
        _progress(job, end="")
        time.sleep(0.5)


def _judged(job: Any) -> Any:
    """The job, unless it failed."""
    if job["JobStatus"] == "FAILED":
        faults = "; ".join(job.get("Failures", [])[:3])
        raise Refused(f"The job {job['Id']} failed: {faults or 'no reason was given'}.")
    return job


def _progress(job: Any, end: str) -> None:
    if sys.stderr.isatty():
        counts = f"{job.get('TotalProcessed', 0)} rows, {job.get('TotalFailures', 0)} refused"
        print(f"\r{job['JobStatus'].lower()}: {counts}   ", end=end, file=sys.stderr, flush=True)
