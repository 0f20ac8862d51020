"""A token tells whom it is about, only for its purpose, and only when we made it."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.delivery.domain.ids import message_id
from services.delivery.domain.links import CLICK, OPEN, REPORT, UNSUBSCRIBE, LinkSigner, Ref

KEY = bytes(range(32))
SIGNER = LinkSigner(KEY, "https://track.example/")
REF = Ref("a" * 32, "b" * 32, "reader@example.org", "c" * 32, 1_795_549_188_123, "d" * 32, "0", "", "act")
WORDS = st.text(st.characters(codec="utf-8"), max_size=100)


def token(url: str) -> str:
    return url.rsplit("/", 1)[1]


@settings(deadline=None)
@given(st.builds(Ref, WORDS, WORDS, WORDS, WORDS, st.integers(0, 2**48 - 1), WORDS, WORDS, WORDS, WORDS), st.booleans())
def test_what_goes_into_a_token_comes_out(ref: Ref, flag: bool) -> None:
    read = SIGNER.read(CLICK, token(SIGNER.click(ref, "https://shop.example/ä?x=1", flag)))
    assert read is not None
    assert (read.url, read.unsubscribe, read.kind) == ("https://shop.example/ä?x=1", flag, CLICK)
    assert Ref(*(getattr(read, name) for name in list(Ref.__slots__)[:9])) == ref


def test_the_urls_have_their_forms() -> None:
    assert SIGNER.open(REF).startswith("https://track.example/o/")
    assert SIGNER.unsubscribe(REF).startswith("https://track.example/u/")
    assert SIGNER.click(REF, "http://x.example").startswith("https://track.example/l/")
    assert "/" not in SIGNER.report(REF)


def test_a_token_of_one_purpose_serves_no_other() -> None:
    made = {OPEN: SIGNER.open(REF), UNSUBSCRIBE: SIGNER.unsubscribe(REF), CLICK: SIGNER.click(REF, "https://x.example"), REPORT: "/" + SIGNER.report(REF)}
    for kind, url in made.items():
        for other in made:
            assert (SIGNER.read(other, token(url)) is not None) is (kind == other)


def test_neither_address_nor_target_can_be_read_from_a_link() -> None:
    link = token(SIGNER.click(REF, "https://shop.example/?email=reader@example.org"))
    for half in link.split("."):
        raw = urlsafe_b64decode(half + "=" * (-len(half) % 4))
        assert b"reader" not in raw and b"shop" not in raw


def test_a_changed_token_is_nothing() -> None:
    good = token(SIGNER.click(REF, "https://shop.example/"))
    for at in range(len(good)):
        other = "A" if good[at] != "A" else "B"
        assert SIGNER.read(CLICK, good[:at] + other + good[at + 1 :]) is None


@pytest.mark.parametrize("junk", ["", ".", "a.b", "ä", "=" * 10, "x" * 9000, "https://evil.example", "A" * 60, "A" * 60 + "." + "A" * 60, "%00"])
def test_junk_is_nothing(junk: str) -> None:
    for kind in (OPEN, CLICK, UNSUBSCRIBE, REPORT):
        assert SIGNER.read(kind, junk) is None


def test_another_key_reads_nothing() -> None:
    assert LinkSigner(bytes(32), "https://x.example").read(OPEN, token(SIGNER.open(REF))) is None


def test_a_target_of_another_run_cannot_be_joined_on() -> None:
    other = Ref("a" * 32, "e" * 32, "ep", "m", 1)
    here, there = token(SIGNER.click(REF, "https://shop.example/")), token(SIGNER.click(other, "https://else.example/"))
    assert SIGNER.read(CLICK, here.split(".")[0] + "." + there.split(".")[1]) is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:a@b.example", "//evil.example", "/x", ""])
def test_only_web_links_become_redirects(url: str) -> None:
    with pytest.raises(ValueError):
        SIGNER.click(REF, url)


def test_a_message_rendered_again_has_the_same_links() -> None:
    run, again = SIGNER.run("app", "run"), SIGNER.run("app", "run")
    assert run.message("ep", "m", 5) == again.message("ep", "m", 5)
    assert run.target("https://x.example") == again.target("https://x.example")


@settings(deadline=None)
@given(WORDS, WORDS, st.integers(0, 2**48 - 1))
def test_an_id_that_is_made_from_run_and_endpoint_need_not_travel(run_id: str, endpoint_id: str, sent_ms: int) -> None:
    named = message_id(run_id, endpoint_id)
    short = SIGNER.run("app", run_id, derived=True).message(endpoint_id, named, sent_ms)
    long = SIGNER.run("app", run_id).message(endpoint_id, named, sent_ms)
    for kind, url, longer in ((OPEN, short.open, long.open), (UNSUBSCRIBE, short.unsubscribe, long.unsubscribe)):
        assert SIGNER.read(kind, token(url)) == SIGNER.read(kind, token(longer)) is not None
        assert len(url) < len(longer)


def test_tags_of_one_message_cannot_be_exchanged_with_those_of_another() -> None:
    run = SIGNER.run("app", "run")
    one, two = run.message("ep1", "m", 5).report, run.message("ep2", "m", 5).report
    assert SIGNER.read(REPORT, one[:-16] + two[-16:]) is None


# Made by the version before: they stand in mail that was sent.
OLD_OPEN = (
    "GDqx11oRVf3cPUfCO2K3aD-qN2Sv2ePcCTAiuO8e4bVGQr2s51UufYjAo5nGPDuE2O6XRCWMDocJZdOHQQWlV_INYHPBRdmIis0Vd49BDg5kWD"
    "USjYYK01pr8XlK1o62Z3CYTaWRB4Kv_hI9ZhRiBw-pBAfTP2W-mO5CEdQ"
)
OLD_CLICK = (
    "hYzQtykEw3B027B09DfuGtC9tKh-O1S5PTWpd0uSOm-aBArKMTZXzXMRQUF3fSwOewDaxMNwGykRJko6fiz63x7U0ud4swz__nbHF5u2P3DFIl"
    "lQBWWeb6KJb-VWOy_ESgkaW1foc3ZlMPmVEk3EAMB2PsFd-422Rm2rOzI.ImRQ1-k9MzL0XyFo1uvJsGjFRI3A8pVjywuyI9qVDp-17rflkVVF"
    "eNKG"
)
OLD_UNSUBSCRIBE = (
    "5JioNaOIykTyhpfjZD6Ttl8F42dussHPTqGRwzbg8X5XZS2AvesjXR5ALqj_YWJ_Tp-M32Y_eKNkYNFHnNcCg5NmUZRmM2JFiEt7Etfq_pKKD0"
    "VXbJY5gmG42oQRYqAzNR9M6SL2-aZeClA2KGw4mlg3Vt2wFZVPzTyiXUE"
)
OLD_REPORT = (
    "O2MRXTOQzl_Mx1TpPQxDheOCDCpU5GJgbiP1yDhxFlc7R2wh_TLPKWMloQ0dTcz6paQqxzCX3lo853uSGWvyXONFPyoXc8c19hxarOFgsakKGu"
    "JNbc9IVyRQjkpD_R-RAoz6gZuSygKZd3YzlGhim7R-3_1h0fMOrjh4_YE"
)


@pytest.mark.parametrize(("kind", "old"), [(OPEN, OLD_OPEN), (UNSUBSCRIBE, OLD_UNSUBSCRIBE), (CLICK, OLD_CLICK), (REPORT, OLD_REPORT)])
def test_links_in_mail_that_was_sent_before_still_work(kind: str, old: str) -> None:
    url = "https://shop.example/?a=1" if kind == CLICK else ""
    assert SIGNER.read(kind, old) == replace(REF, kind=kind, url=url)
    for other in {OPEN, UNSUBSCRIBE, CLICK, REPORT} - {kind}:
        assert SIGNER.read(other, old) is None
