"""`make demo`: starts the suite, builds the sample project, runs its campaign into the outbox, checks its own numbers and keeps serving.

WAIT=0 in the environment stops when done. Exit code 1 if a number is off.
"""

import configparser
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samples.cdnow import check, project, readers
from samples.cdnow.history import Customer, History, read

START_SECONDS = 90


class Demo:
    """One run of the demo against a suite that it starts itself."""

    def __init__(self, data: Path, address: str) -> None:
        self.data = data
        self.url = f"http://{address}"
        self.began = time.monotonic()
        self.table = check.Table()

    # --- the suite -----------------------------------------------------------------------------------------------------------

    @contextmanager
    def suite(self) -> Iterator[subprocess.Popen[bytes]]:
        """The suite as a child, stopped in order at the end."""
        if self._answers():
            raise SystemExit(f"Something already answers at {self.url}: stop it, or give the demo another address: COUNTERPOINT_HTTP=127.0.0.1:9090 make demo")
        # The suite's own choice for its folder: root's PostgreSQL has a user who must get through it.
        self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.getuid() == 0 else 0o700)
        # Thousands of mails to invented people: into the outbox, whatever mail server is configured.
        environ = {**os.environ, "COUNTERPOINT_EMAIL_URL": "outbox:", "COUNTERPOINT_EMAIL_URL_FILE": ""}
        with os.fdopen(os.open(self.data / "demo.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
            process = subprocess.Popen([sys.executable, "-m", "launcher.cli", "up"], env=environ, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                self._await_start(process)
                yield process
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _await_start(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise SystemExit(f"Counterpoint did not start:\n{(self.data / 'demo.log').read_text(errors='replace')[-2000:]}")
            if self._answers():
                return
            time.sleep(0.2)
        raise SystemExit(f"Counterpoint was not ready within {START_SECONDS} s; its log is {self.data / 'demo.log'}")

    def _answers(self) -> bool:
        """Whether a whole suite is ready there."""
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{self.url}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def client(self) -> Any:
        """boto3, pointed here."""
        import boto3
        from botocore.config import Config

        key, secret = self._credentials()
        config = Config(retries={"mode": "standard", "max_attempts": 5}, max_pool_connections=16, proxies={})
        return boto3.client("pinpoint", endpoint_url=self.url, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret, config=config)

    def _credentials(self) -> tuple[str, str]:
        file = configparser.ConfigParser()
        file.read(self.data / "credentials")
        return file["counterpoint"]["aws_access_key_id"], file["counterpoint"]["aws_secret_access_key"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One signed call of our own API under /counterpoint/v1."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        content = json.dumps(body).encode() if body is not None else None
        request = AWSRequest(method, f"{self.url}/counterpoint/v1{path}", data=content, headers={"Content-Type": "application/json"} if content else {})
        SigV4Auth(Credentials(*self._credentials()), "mobiletargeting", "us-east-1").add_auth(request)
        prepared = request.prepare()
        with urllib.request.urlopen(urllib.request.Request(prepared.url, content, dict(prepared.headers), method=method), timeout=30) as reply:
            return json.load(reply)

    # --- the work ------------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Everything between start and table."""
        history = read(datetime.now(UTC).date())
        pinpoint = self.client()
        app = project.create(pinpoint)
        self.call("PUT", f"/apps/{app}/retention", {"Days": 730})
        with _step("customers") as progress:
            job = project.load_customers(pinpoint, app, history, self.data / "objects" / "cdnow", progress)
        with _step("purchases") as progress:
            accepted = project.load_purchases(pinpoint, app, history, progress)
        segments = project.create_segments(pinpoint, app, history)
        with _step("campaign") as progress:
            campaign, activity = project.run_campaign(pinpoint, app, segments["Lapsed, more than $100 spent"], progress)
        found = readers.mails(self.data / "outbox", app)
        with _step("readers (simulated)") as progress:
            opens, clicks = readers.read(found, history.customers, progress)
        self._compare_audience(app, history, job, accepted, segments)
        self._compare_campaign(pinpoint, app, campaign, activity, history, len(found), opens, clicks)
        self._explain(app, campaign, history)
        self.summary = (app, campaign, found[0] if found else None)

    def _compare_audience(self, app: str, history: History, job: dict[str, Any], accepted: int, segments: dict[str, str]) -> None:
        line = self.table.line
        without_address = sum(customer.address is None for customer in history.customers.values())
        line("rows imported", check.CUSTOMERS - without_address, job["TotalProcessed"] - job.get("TotalFailures", 0))
        line("customers", check.CUSTOMERS, self._size(app, ""))
        line("purchases accepted", check.PURCHASES, accepted)
        revenue = _until(lambda: self._revenue(app), lambda found: found == (check.PURCHASES, check.REVENUE))
        line("purchases counted", check.PURCHASES, revenue[0])
        line("revenue in dollars", check.REVENUE, revenue[1])
        for (name, segment), size in zip(segments.items(), (check.RECENT, check.LAPSED), strict=True):
            line(name, size, self._size(app, segment))

    def _size(self, app: str, segment: str) -> int:
        return int(self.call("POST", f"/apps/{app}/segments/estimate", {"SegmentId": segment} if segment else {}).get("Total", 0))

    def _revenue(self, app: str) -> tuple[int, float]:
        totals = self.call("GET", f"/apps/{app}/charts/revenue").get("Totals", {})
        return int(totals.get("Purchases", 0)), round(totals.get("USD.Revenue", 0.0), 2)

    def _compare_campaign(
        self, pinpoint: Any, app: str, campaign: str, activity: dict[str, Any], history: History, files: int, opens: int, clicks: int
    ) -> None:
        plan = check.expected(history)
        (run,) = self.call("GET", f"/apps/{app}/campaigns/{campaign}/runs")["Runs"]
        check.compare_run(self.table, plan, history, run, activity, files)
        wanted = {
            "attempted": len(plan.sent),
            "opens": sum(customer.opens for customer in plan.sent),
            "clicks": sum(customer.clicks for customer in plan.sent),
        }
        self.table.line("links opened (simulated)", wanted["opens"], opens)
        self.table.line("links clicked (simulated)", wanted["clicks"], clicks)
        figures = _until(lambda: project.figures(pinpoint, app, campaign), lambda found: found == wanted)
        for name, count in wanted.items():
            self.table.line(f"KPI: {name}", count, int(figures[name]))

    def _explain(self, app: str, campaign: str, history: History) -> None:
        plan = check.expected(history)
        quiet = next(c for c in history.lapsed if c.in_quiet_time and not c.opted_out and not c.inactive)
        for customer, book, reason in ((plan.sent[0], "sent", ""), (quiet, "not_sent", "QUIET_TIME")):
            answer = self._explained(app, campaign, customer)
            self.table.line(
                f"explain {customer.endpoint_id}", f"{book} {reason}".strip(), f"{answer.get('Book')} {answer.get('Reason', '') if reason else ''}".strip()
            )
            print(f"  why: {answer.get('Summary', '')}")

    def _explained(self, app: str, campaign: str, customer: Customer) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("GET", f"/apps/{app}/explain?endpoint={customer.endpoint_id}&campaign={campaign}")
        return answer


@contextmanager
def _step(name: str) -> Iterator[Callable[[str], None]]:
    """Shows progress on one line, where there is a terminal, and what the step took."""
    began = time.monotonic()
    last = ""

    def progress(text: str) -> None:
        nonlocal last
        last = text
        if sys.stdout.isatty():
            print(f"\r  {name:<22} {text:<34}", end="", flush=True)

    yield progress
    end = "\r" if sys.stdout.isatty() else ""
    print(f"{end}  {name:<22} {last:<34} {time.monotonic() - began:6.1f} s", flush=True)


def _until(probe: Callable[[], Any], good: Callable[[Any], bool], seconds: float = 60) -> Any:
    """Figures arrive a moment later: asks until they are right or the time is over, and gives the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if good(found) or time.monotonic() > deadline:
            return found
        time.sleep(0.3)


def main() -> int:
    """Runs the demo and answers the exit code."""
    data = Path(os.environ.get("COUNTERPOINT_DATA", "data"))
    demo = Demo(data, os.environ.get("COUNTERPOINT_HTTP", "127.0.0.1:8080"))
    print("Counterpoint starts: five services, the gateway and four embedded servers.", flush=True)
    with demo.suite() as process:
        print(f"  ready at {demo.url} after {time.monotonic() - demo.began:.1f} s", flush=True)
        demo.run()
        app, campaign, mail = demo.summary
        print(demo.table)
        if mail:
            print(f"\n  One of the mails: to {mail.address}, {mail.subject!r}; all of them lie below {data / 'outbox' / app}")
        print(f"  Opens and clicks are simulated. The demo took {time.monotonic() - demo.began:.0f} s.", flush=True)
        if not demo.table.good:
            print("  A number is off.", file=sys.stderr)
            return 1
        if os.environ.get("WAIT", "1") != "0":
            print(f"\n  Still serving at {demo.url}; Ctrl-C stops. Try:\n")
            print(f"    AWS_SHARED_CREDENTIALS_FILE={data / 'credentials'} AWS_PROFILE=counterpoint AWS_DEFAULT_REGION=us-east-1 \\")
            print(f"      aws pinpoint get-campaign --endpoint-url {demo.url} --application-id {app} --campaign-id {campaign}\n", flush=True)
            _wait(process)
    return 0


def _wait(process: subprocess.Popen[bytes]) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        process.wait()
    except KeyboardInterrupt:
        print("\n  Stopping.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
