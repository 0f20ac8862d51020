"""What cannot start says so in one clear sentence, with an exit code other than 0."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from launcher import data, registry
from launcher.failure import Refused
from tests.fixtures.suite import ROOT
from tests.fixtures.users import as_user, counterpoint


def refused(folder: Path, user: bool = False, **environ: str) -> str:
    """What `counterpoint up` says when it does not start."""
    outside = {name: text for name, text in os.environ.items() if not name.startswith("COUNTERPOINT_")}
    environment = registry.python_environment(outside | {"COUNTERPOINT_DATA": str(folder), "COUNTERPOINT_HTTP": "127.0.0.1:0", **environ})
    argv = as_user(counterpoint("up")) if user else counterpoint("up")
    done = subprocess.run(argv, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("counterpoint: ") and done.stderr.endswith(".\n")
    return done.stderr


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refused(tmp_path / "d", COUNTERPOINT_HTTP=f"127.0.0.1:{taken.getsockname()[1]}")
    assert "is taken by another program" in said and "COUNTERPOINT_HTTP" in said
    assert not (tmp_path / "d").exists()


def test_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir(mode=0o500)
    said = refused(folder, user=True)
    assert "cannot be written" in said and "COUNTERPOINT_DATA" in said


def test_a_read_only_parent(tmp_path: Path) -> None:
    parent = tmp_path / "p"
    parent.mkdir(mode=0o500)
    assert "Cannot create the folder" in refused(parent / "d", user=True)


def test_a_data_folder_of_a_newer_version(tmp_path: Path) -> None:
    data.open_folder(tmp_path / "d").close()
    (tmp_path / "d" / "version").write_text("99\n")
    assert "newer Counterpoint (format 99" in refused(tmp_path / "d")


def test_a_data_folder_in_use(tmp_path: Path) -> None:
    folder = data.open_folder(tmp_path / "d")
    said = refused(tmp_path / "d")
    folder.close()
    assert f"in use by the Counterpoint with process number {os.getpid()}" in said


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    assert "not a data folder of Counterpoint" in refused(tmp_path)


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "d").touch()
    assert "it is not a folder" in refused(tmp_path / "d")


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = data.shutil.disk_usage(tmp_path)._replace(free=10 << 20)
    monkeypatch.setattr(data.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Refused, match=r"Only 10 MB are free in .* make room or set COUNTERPOINT_DATA"):
        data.open_folder(tmp_path / "d")


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("COUNTERPOINT_EMIAL_URL", "outbox:", "the nearest is COUNTERPOINT_EMAIL_URL"),
        ("COUNTERPOINT_EMAIL_URL", "ses://eu-west-1", "ses:// is not built yet"),
        ("COUNTERPOINT_SMS_URL", "smpp://id:pass@host:2775", "smpp:// is not built yet"),
        ("COUNTERPOINT_SMS_URL", "eum://eu-west-1", "eum:// is not built yet"),
        ("COUNTERPOINT_VOICE_URL", "ari+http://host", "ari+http:// is not built yet"),
        ("COUNTERPOINT_FCM_URL", "https://fcm.googleapis.com", "push by FCM is not built yet"),
        ("COUNTERPOINT_EMAIL_URL", "pigeon://roof", "must begin with one of"),
        ("COUNTERPOINT_REPLICAS", "many", "must be a whole number"),
        ("COUNTERPOINT_SERVICES", "segments,sgements", "there is no service sgements"),
        ("COUNTERPOINT_GRPC", "0.0.0.0:50051", "must be a loopback address"),
        ("COUNTERPOINT_HTTP", "0.0.0.0:0", "COUNTERPOINT_BEHIND_TLS=1"),
        ("COUNTERPOINT_DATABASE_URL", "postgresql+asyncpg://me@host/db", "must hold {service}"),
    ],
)
def test_configuration_that_cannot_work(tmp_path: Path, key: str, text: str, sentence: str) -> None:
    said = refused(tmp_path / "d", **{key: text})
    assert sentence in said
    assert "pass@" not in said


def test_a_manual_clock_with_a_real_provider(tmp_path: Path) -> None:
    said = refused(tmp_path / "d", COUNTERPOINT_CLOCK="manual", COUNTERPOINT_EMAIL_URL="smtp://user:pass@mail.example:587")
    assert "refused while COUNTERPOINT_EMAIL_URL names a real provider" in said
