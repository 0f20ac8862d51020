"""`counterpoint certs`: an authority in a folder, certificates for services and internal callers, keys that only their owner reads."""

from __future__ import annotations

import json
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from launcher import certs, cli
from launcher.failure import Refused
from tests.fixtures.suite import ROOT
from tests.fixtures.users import counterpoint


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a command prints with --json."""
    assert cli.main(["certs", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_authority_and_what_it_issues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--folder", str(tmp_path / "certs")]
    assert said(capsys, "init", *folder)["name"] == "ca"
    assert said(capsys, "issue", "segments", *folder)["certificate"].endswith("certs/segments.pem")
    rpcs = ["--allow", "/counterpoint.segments.v1.AudienceService/CountSegment", "--allow", "analytics.v1.ChartsService"]
    allowed = said(capsys, "issue", "crm", *rpcs, *folder)
    assert allowed["allow"] == ["segments.v1.AudienceService/CountSegment", "analytics.v1.ChartsService/*"]
    shown = {entry["name"]: entry for entry in said(capsys, "show", *folder)["certificates"]}
    assert shown["crm"]["allow"] == sorted(allowed["allow"]) and shown.keys() == {"ca", "crm", "segments"}
    assert (shown["segments"]["days_left"], shown["ca"]["days_left"]) == (29, 1824)
    for path in (tmp_path / "certs").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.suffix == ".key" else 0o644), path
    assert stat.S_IMODE((tmp_path / "certs").stat().st_mode) == 0o700


def test_what_a_certificate_is_good_for(tmp_path: Path) -> None:
    certs.init(tmp_path, 1)
    certs.issue(tmp_path, "segments", [], ["rpc.example.com"], "elsewhere", 30)
    certs.issue(tmp_path, "crm", ["analytics.v1.ChartsService"], [], "elsewhere", 30)
    service, client = (x509.load_pem_x509_certificate((tmp_path / f"{name}.pem").read_bytes()) for name in ("segments", "crm"))
    hosts = service.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    assert hosts == ["segments", "segments.elsewhere", "segments.elsewhere.svc", "segments.elsewhere.svc.cluster.local", "rpc.example.com"]
    purposes = [len(list(found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)) for found in (service, client)]
    assert purposes == [2, 1]  # an internal caller serves nobody
    assert service.not_valid_after_utc - datetime.now(UTC) < timedelta(31)


@pytest.mark.parametrize(
    ("name", "allow", "sentence"),
    [
        ("segments", ["analytics.v1.ChartsService"], "segments is a part of the product, whose calls are fixed: leave --allow away."),
        ("crm", [], "crm is no part of the product: say with --allow which RPCs it may call"),
        ("crm", ["AudienceService/CountSegment"], "There is no RPC AudienceService/CountSegment; the nearest is segments.v1.AudienceService/CountSegment."),
        ("Crm/..", ["analytics.v1.ChartsService"], "Crm/.. cannot be a name"),
    ],
)
def test_what_is_not_issued(tmp_path: Path, name: str, allow: list[str], sentence: str) -> None:
    certs.init(tmp_path, 1)
    with pytest.raises(Refused) as refused:
        certs.issue(tmp_path, name, allow, [], "counterpoint", 1)
    assert sentence in str(refused.value)


def test_an_authority_is_needed_and_is_not_replaced(tmp_path: Path) -> None:
    done = subprocess.run(counterpoint("certs", "issue", "segments", "--folder", str(tmp_path / "none")), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "holds no authority: make one with `counterpoint certs init" in done.stderr
    certs.init(tmp_path, 1)
    with pytest.raises(Refused, match="holds an authority already"):
        certs.init(tmp_path, 1)
