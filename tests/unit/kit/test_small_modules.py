"""The small modules of kit: instants, ids, page tokens, sealing, configuration, clocks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import caller, ids, times
from kit.clock import ManualClock, OffsetClock, SystemClock
from kit.config import ConfigError, section, setting
from kit.errors import Invalid
from kit.objects import FolderStore, Roles, split
from kit.paging import Pages, page_size
from kit.seal import Sealer


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("2026-11-24T19:39:48.123456Z", "2026-11-24T19:39:48.123Z"),
        ("2026-11-24T19:39:48Z", "2026-11-24T19:39:48.000Z"),
        ("2026-11-24T19:39:48+02:00", "2026-11-24T17:39:48.000Z"),
        ("2026-11-24T19:39:48", "2026-11-24T19:39:48.000Z"),
        ("2026-11-24", "2026-11-24T00:00:00.000Z"),
    ],
)
def test_instants_are_read_with_any_offset_and_written_in_utc_with_three_digits(text: str, out: str) -> None:
    assert times.format_iso(times.parse_iso(text)) == out


@pytest.mark.parametrize(
    "text", ["", "now", "2026", "20261124", "2026-W48-2", "19:39:48", "2026-11-24 at noon", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+10:00"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        times.parse_iso(text)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_microseconds_survive_exactly(moment: datetime) -> None:
    assert times.from_us(times.to_us(moment)) == moment


@pytest.mark.parametrize(("text", "size"), [(None, 100), ("", 100), ("1", 1), ("1000", 1000), ("5000", 1000)])
def test_page_sizes(text: str | None, size: int) -> None:
    assert page_size(text) == size


@pytest.mark.parametrize("text", ["0", "-1", "abc", "1.5", "²", " 5"])
def test_page_sizes_that_are_none(text: str) -> None:
    with pytest.raises(Invalid):
        page_size(text)


@given(st.lists(st.text() | st.integers(min_value=-(2**53), max_value=2**53), max_size=3), st.text())
def test_a_page_token_gives_back_its_key_to_the_same_question_only(sort_key: list[str | int], filter_text: str) -> None:
    pages = Pages(b"k" * 32)
    token = pages.encode("ListApps", "account", sort_key, filter_text)
    assert pages.decode("ListApps", "account", token, filter_text) == sort_key
    for other in [
        ("ListSegments", "account", token, filter_text),
        ("ListApps", "another", token, filter_text),
        ("ListApps", "account", token, filter_text + "x"),
    ]:
        with pytest.raises(Invalid, match="Invalid NextToken"):
            pages.decode(*other)
    with pytest.raises(Invalid, match="Invalid NextToken"):
        Pages(b"x" * 32).decode("ListApps", "account", token, filter_text)


@given(st.text())
def test_any_text_as_a_token_is_refused_clearly(text: str) -> None:
    with pytest.raises(Invalid, match="Invalid NextToken"):
        Pages(b"k" * 32).decode("ListApps", "account", text)


@given(st.binary(), st.text())
def test_what_is_sealed_opens_only_in_its_own_place(plain: bytes, context: str) -> None:
    sealer = Sealer(b"m" * 32)
    sealed = sealer.seal(plain, context)
    assert sealer.open(sealed, context) == plain
    for wrong in [lambda: sealer.open(sealed, context + "x"), lambda: Sealer(b"n" * 32).open(sealed, context), lambda: sealer.open(sealed[:-1], context)]:
        with pytest.raises(ValueError):
            wrong()


def test_derived_keys_differ_by_label_and_are_stable() -> None:
    sealer = Sealer(b"m" * 32)
    assert sealer.derive("links") == Sealer(b"m" * 32).derive("links") != sealer.derive("pages")


@dataclass(frozen=True, slots=True)
class Example:
    address: str = setting("X_ADDRESS", doc="Where.")
    count: int = setting("X_COUNT", 3)
    on: bool = setting("X_ON", False)
    rate: float = setting("X_RATE", 0.5)


def test_settings_are_typed_and_may_come_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "address"
    secret.write_text("somewhere\n")
    made = section(Example, {"X_ADDRESS_FILE": str(secret), "X_COUNT": "7", "X_ON": "true", "X_RATE": "2"})
    assert made == Example("somewhere", 7, True, 2.0)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "X_ADDRESS is required"),
        ({"X_ADDRESS": "a", "X_COUNT": "many"}, "X_COUNT must be a whole number"),
        ({"X_ADDRESS": "a", "X_ON": "maybe"}, "X_ON must be true or false"),
        ({"X_ADDRESS": "a", "X_RATE": "fast"}, "X_RATE must be a number"),
        ({"X_ADDRESS_FILE": "/does/not/exist"}, "X_ADDRESS_FILE cannot be read"),
    ],
)
def test_a_wrong_setting_is_said_in_one_sentence(environ: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        section(Example, environ)


def test_clocks_agree_on_their_units(tmp_path: Path) -> None:
    manual = ManualClock(datetime(2026, 11, 24, tzinfo=UTC))
    manual.advance(timedelta(days=2))
    assert times.format_iso(manual.now()) == "2026-11-26T00:00:00.000Z"
    assert manual.now_us() == manual.now_ms() * 1000 == times.to_us(manual.now())
    (tmp_path / "clock").write_text("172800")
    ahead = OffsetClock(tmp_path / "clock").now() - SystemClock().now()
    assert timedelta(days=1, hours=23) < ahead < timedelta(days=2, hours=1)


def test_ids_have_their_forms() -> None:
    assert len(ids.new_id()) == 32 and int(ids.new_id(), 16) >= 0
    assert ids.request_id().count("-") == 4


def test_the_caller_survives_metadata() -> None:
    one = caller.Caller("111122223333", "arn:aws:iam::111122223333:user/x", "eu-central-1", "r", "i", "h", "retry", True)
    assert caller.from_metadata(dict(caller.metadata(one))) == one
    assert caller.arn(one, "apps/a") == "arn:aws:mobiletargeting:eu-central-1:111122223333:apps/a"


@pytest.mark.parametrize(
    "url", ["http://bucket/key", "s3://", "s3:///key", "s3://bucket/../key", "s3://bucket//etc/passwd", "s3://../x", "s3://b/a/./c", "s3://b/a\\c"]
)
def test_an_object_url_leads_nowhere_else(url: str) -> None:
    with pytest.raises(Invalid):
        split(url)


async def test_a_link_in_the_object_store_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "objects" / "bucket").mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    (tmp_path / "objects" / "bucket" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(Invalid, match="leads out"):
        await FolderStore(tmp_path / "objects", None).find("s3://bucket/link", "role", "000000000000")


async def test_objects_are_listed_by_prefix_and_read_back(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, None)
    await store.write("s3://bucket/in/b.csv", b"bb", "r", "a")
    await store.write("s3://bucket/in/a.csv", b"a", "r", "a")
    found = await store.find("s3://bucket/in/", "r", "a")
    assert [(info.url, info.size) for info in found] == [("s3://bucket/in/a.csv", 1), ("s3://bucket/in/b.csv", 2)]
    assert b"".join([chunk async for chunk in store.read("s3://bucket/in/b.csv", "r", "a")]) == b"bb"


def test_a_role_opens_only_its_buckets_of_its_account() -> None:
    from kit.errors import Forbidden

    roles = Roles({"000000000000": {"arn:x": {"profile": "p", "buckets": ["one"]}}})
    assert roles.profile("arn:x", "000000000000", "one") == "p"
    for role, account, bucket in [("arn:y", "000000000000", "one"), ("arn:x", "111111111111", "one"), ("arn:x", "000000000000", "two")]:
        with pytest.raises(Forbidden):
            roles.profile(role, account, bucket)
