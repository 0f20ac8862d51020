"""Records of event streams, member for member (events spec 3.2, 3.3, 3.5)."""

import json
from typing import Any

import pytest
from counterpoint.analytics.v1.analytics_events_pb2 import ReceivedEvent
from counterpoint.delivery.v1.delivery_events_pb2 import Envelope, Outcome, OutcomesRecorded
from counterpoint.type.v1.type_pb2 import EndpointResponse
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from services.analytics.domain.destinations import Destination, destination
from services.analytics.domain.records import CAMPAIGN_STATUSES, Frame, Record, of_event, of_outcome
from services.analytics.domain.waves import RECORDS, Waves

APP, ACCOUNT = "9f1c" * 8, "123456789012"
STORED = EndpointResponse(
    id="ep-42",
    application_id=APP,
    channel_type="GCM",
    address="tok-abc",
    endpoint_status="ACTIVE",
    opt_out="NONE",
    effective_date="2026-11-24T09:59:00.000Z",
    demographic={"platform": "android", "platform_version": "14", "locale": "en_US", "make": "Google", "model": "Pixel 8", "app_version": "3.0.0"},
    user={"user_id": "u-77"},
)
BARE = Frame(APP, ACCOUNT, {})
KNOWN = Frame(APP, ACCOUNT, {"ep-42": STORED})


def received(event: dict[str, Any], **more: Any) -> ReceivedEvent:
    made: dict[str, Any] = {"endpoint_id": "ep-42", "event_type": "level_completed", "timestamp_ms": 1764000123456, "arrival_ms": 1764000124001} | more
    return ReceivedEvent(event=json.dumps(event).encode(), **made)


def shown(frame: Frame, *args: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(of_event(frame, received(*args, **more)).data)
    return found


def test_an_event_with_everything_fills_the_whole_envelope() -> None:
    event = {
        "AppPackageName": "org.example.shop",
        "AppTitle": "Shop",
        "AppVersionCode": "310",
        "SdkName": "aws-amplify",
        "ClientSdkVersion": "6.0.1",
        "Attributes": {"level": "7"},
        "Metrics": {"score": 812.0},
    }
    session = {"session_id": "s-9", "session_start_ms": 1764000000000, "session_stop_ms": 1764000300000}
    found = shown(KNOWN, event, demographic=b'{"AppVersion":"3.1.0"}', **session)
    snapshot = json.loads(found.pop("client_context")["custom"]["endpoint"])
    assert snapshot["ChannelType"] == "GCM" and snapshot["User"] == {"UserId": "u-77"} and "Address" not in snapshot and "Id" not in snapshot
    assert found == {
        "event_type": "level_completed",
        "event_timestamp": 1764000123456,
        "arrival_timestamp": 1764000124001,
        "event_version": "3.1",
        "application": {
            "app_id": APP,
            "sdk": {"name": "aws-amplify", "version": "6.0.1"},
            "package_name": "org.example.shop",
            "title": "Shop",
            "version_name": "3.1.0",
            "version_code": "310",
        },
        "client": {"client_id": "ep-42"},
        "device": {
            "platform": {"name": "android", "version": "14"},
            "make": "Google",
            "model": "Pixel 8",
            "locale": {"code": "en_US", "country": "US", "language": "en"},
        },
        "session": {"session_id": "s-9", "start_timestamp": 1764000000000, "stop_timestamp": 1764000300000},
        "attributes": {"level": "7"},
        "metrics": {"score": 812.0},
        "awsAccountId": ACCOUNT,
    }


def test_what_is_absent_is_left_out_and_containers_stay_empty() -> None:
    assert shown(BARE, {"EventType": "level_completed", "Attributes": None}) == {
        "event_type": "level_completed",
        "event_timestamp": 1764000123456,
        "arrival_timestamp": 1764000124001,
        "event_version": "3.1",
        "application": {"app_id": APP, "sdk": {}},
        "client": {"client_id": "ep-42"},
        "device": {"platform": {}},
        "session": {},
        "attributes": {},
        "metrics": {},
        "awsAccountId": ACCOUNT,
    }


@pytest.mark.parametrize(
    "code, locale",
    [
        ("en_US", {"code": "en_US", "language": "en", "country": "US"}),
        ("pt-BR", {"code": "pt-BR", "language": "pt", "country": "BR"}),
        ("de", {"code": "de", "language": "de"}),
        ("zh_Hant_TW", {"code": "zh_Hant_TW", "language": "zh", "country": "TW"}),
        ("es-419", {"code": "es-419", "language": "es", "country": "419"}),
    ],
)
def test_a_locale_is_split(code: str, locale: dict[str, str]) -> None:
    assert shown(BARE, {}, demographic=json.dumps({"Locale": code}).encode())["device"]["locale"] == locale


def test_a_service_type_from_a_client_is_marked() -> None:
    assert shown(BARE, {}, event_type="_email.hardbounce", client_reported=True)["client_reported"] is True
    assert "client_reported" not in shown(BARE, {})


def test_the_address_is_shown_only_when_the_operator_wants_it() -> None:
    found = shown(Frame(APP, ACCOUNT, {"ep-42": STORED}, with_address=True), {})
    assert json.loads(found["client_context"]["custom"]["endpoint"])["Address"] == "tok-abc"


def outcome(kind: str, **more: Any) -> Outcome:
    made: dict[str, Any] = {
        "at_ms": 1764000092371,
        "sent_ms": 1764000000000,
        "endpoint_id": "ep-42",
        "channel": "EMAIL",
        "message_id": "m-1",
        "campaign_id": "4f8d",
        "activity_id": "5473",
        "treatment_id": "0",
    } | more
    return Outcome(kind=kind, **made)


def records(frame: Frame, kind: str, batch: OutcomesRecorded | None = None, **more: Any) -> list[dict[str, Any]]:
    return [json.loads(record.data) for record in of_outcome(frame, outcome(kind, **more), batch or OutcomesRecorded())]


def test_a_campaign_push_is_one_campaign_send() -> None:
    (found,) = records(KNOWN, "campaign.send", status="SUCCESS", channel="GCM", at_ms=1764000000052)
    assert json.loads(found.pop("client_context")["custom"]["endpoint"])["OptOut"] == "NONE"
    assert found == {
        "event_type": "_campaign.send",
        "event_timestamp": 1764000000000,
        "arrival_timestamp": 1764000000052,
        "event_version": "3.1",
        "application": {"app_id": APP, "sdk": {}},
        "client": {"client_id": "ep-42"},
        "device": {"platform": {}},
        "session": {},
        "attributes": {
            "campaign_id": "4f8d",
            "campaign_activity_id": "5473",
            "treatment_id": "0",
            "delivery_type": "GCM",
            "campaign_send_status": "SUCCESS",
        },
        "awsAccountId": ACCOUNT,
    }


def test_a_campaign_email_that_was_sent_is_two_records() -> None:
    assert [found["event_type"] for found in records(KNOWN, "campaign.send", status="SUCCESS")] == ["_campaign.send", "_email.send"]


@pytest.mark.parametrize("status", sorted(CAMPAIGN_STATUSES - {"SUCCESS"}))
def test_every_other_status_is_a_campaign_send_alone(status: str) -> None:
    (found,) = records(KNOWN, "campaign.send", status=status)
    assert (found["event_type"], found["attributes"]["campaign_send_status"]) == ("_campaign.send", status)


def test_a_drop_without_a_status_has_no_record() -> None:
    assert records(KNOWN, "campaign.send", status="OPT_OUT") == []


URL = "https://example.org/sale"


@pytest.mark.parametrize(
    "kind, detail, event_type, feedback, part",
    [
        ("delivered", "250 ok", "_email.delivered", "delivered", {"delivery": {"smtp_response": "250 ok", "recipients": []}}),
        ("rejected", "virus", "_email.rejected", "rejected", {"reject": {"reason": "virus"}}),
        ("open", "", "_email.open", "opened", {"open": {"user_agent": "Mozilla"}}),
        ("click", URL, "_email.click", URL, {"click": {"user_agent": "Mozilla", "link": URL}}),
        ("complaint", "", "_email.complaint", "complained", {"complaint": {"complained_recipients": [], "user_agent": "Mozilla"}}),
        ("unsubscribe", "", "_email.unsubscribe", "unsubscribed", {"unsubscribe": {}}),
        ("rendering_failure", "x is missing", "_email.rendering_failure", "rendering_failure", {"rendering_failure": {"error_message": "x is missing"}}),
        (
            "hardbounce",
            "550 no such user",
            "_email.hardbounce",
            "hardbounced",
            {"bounce": {"bounce_type": "Permanent", "bounce_sub_type": "General", "bounced_recipients": []}},
        ),
        (
            "softbounce",
            "452 full",
            "_email.softbounce",
            "softbounced",
            {"bounce": {"bounce_type": "Transient", "bounce_sub_type": "General", "bounced_recipients": []}},
        ),
    ],
)
def test_what_became_of_a_mail_is_one_record_of_its_kind(kind: str, detail: str, event_type: str, feedback: str, part: dict[str, Any]) -> None:
    (found,) = records(KNOWN, kind, detail=detail, user_agent="Mozilla")
    assert found["event_type"] == event_type
    assert found["event_timestamp"] == 1764000000000 and found["arrival_timestamp"] == 1764000092371
    assert found["attributes"] == {"feedback": feedback, "campaign_id": "4f8d", "campaign_activity_id": "5473", "treatment_id": "0"}
    assert found["client_context"] == {"custom": {"legacy_identifier": APP}}
    mail = {"message_id": "m-1", "message_send_timestamp": 1764000000000}
    assert found["facets"] == {"email_channel": {"mail_event": {"mail": mail, **part}}}


def test_a_mail_to_a_bare_address_has_a_client_id_of_its_own_for_all_its_events() -> None:
    direct: dict[str, Any] = {"endpoint_id": "", "campaign_id": "", "activity_id": ""}
    (sent,) = records(BARE, "message.send", status="SUCCESSFUL", trace_id="t-1", **direct)
    (clicked,) = records(BARE, "click", detail=URL, **direct)
    (other,) = records(BARE, "click", detail=URL, **{**direct, "message_id": "m-2"})
    assert sent["client"] == clicked["client"] != other["client"] and len(sent["client"]["client_id"]) == 36
    assert sent["attributes"] == {"feedback": "received", "treatment_id": "0", "trace_id": "t-1"}


def test_a_journey_names_itself() -> None:
    (found,) = records(BARE, "open", campaign_id="", journey_id="j", journey_run_id="r", journey_activity_id="a")
    assert found["attributes"] == {"feedback": "opened", "journey_id": "j", "journey_run_id": "r", "journey_activity_id": "a"}


def test_a_failed_direct_send_is_no_record() -> None:
    assert records(BARE, "message.send", status="PERMANENT_FAILURE", campaign_id="") == []
    assert records(BARE, "message.send", status="PERMANENT_FAILURE", channel="SMS", campaign_id="") == []


TEXT: dict[str, Any] = {"channel": "SMS", "endpoint_id": "", "campaign_id": "", "activity_id": "", "country": "US", "parts": 2, "sent_ms": 5}
SENT_TEXT = Envelope(origin="+12065550142", message_type="TRANSACTIONAL", address="+14255550199")


@pytest.mark.parametrize(
    "kind, status, event_type, record_status",
    [
        ("message.send", "SUCCESSFUL", "_SMS.BUFFERED", "SUCCESSFUL"),
        ("delivered", "", "_SMS.SUCCESS", "DELIVERED"),
        ("failed", "UNREACHABLE", "_SMS.FAILURE", "UNREACHABLE"),
        ("optout", "", "_SMS.OPTOUT", "DELIVERED"),
    ],
)
def test_what_became_of_a_text_message_is_one_record(kind: str, status: str, event_type: str, record_status: str) -> None:
    (found,) = records(BARE, kind, status=status, envelope=SENT_TEXT, trace_id="t-1", price_millicents=645.0, **TEXT)
    named = found["attributes"].pop("sender_request_id")
    assert found["client"]["client_id"] == named and len(named) == 36
    assert found == {
        "event_type": event_type,
        "event_timestamp": 1764000092371,
        "arrival_timestamp": 1764000092371,
        "event_version": "3.1",
        "application": {"app_id": APP, "sdk": {}},
        "client": {"client_id": named},
        "device": {"platform": {}},
        "session": {},
        "attributes": {
            "treatment_id": "0",
            "trace_id": "t-1",
            "record_status": record_status,
            "message_id": "m-1",
            "origination_phone_number": "+12065550142",
            "iso_country_code": "US",
            "number_of_message_parts": "2",
            "message_type": "Transactional",
        },
        "metrics": {"price_in_millicents_usd": 645.0},
        "awsAccountId": ACCOUNT,
    }


def test_a_campaign_text_that_was_sent_is_two_records_and_has_the_runs_envelope() -> None:
    sent, text = records(KNOWN, "campaign.send", OutcomesRecorded(envelope=Envelope(origin="Shop")), status="SUCCESS", channel="SMS")
    assert (sent["event_type"], text["event_type"]) == ("_campaign.send", "_SMS.BUFFERED")
    assert text["attributes"]["origination_phone_number"] == "Shop" and text["attributes"]["campaign_id"] == "4f8d"


def test_the_number_is_shown_only_when_the_operator_wants_it() -> None:
    open_frame = Frame(APP, ACCOUNT, {}, with_address=True)
    (found,) = records(open_frame, "delivered", envelope=SENT_TEXT, **TEXT)
    assert found["attributes"]["destination_phone_number"] == "+14255550199"


def test_a_mail_shows_its_sender_and_a_subject_that_is_everybodys() -> None:
    (found,) = records(KNOWN, "delivered", OutcomesRecorded(envelope=Envelope(from_address="Shop <a@shop.example>", subject="Sale")))
    mail = found["facets"]["email_channel"]["mail_event"]["mail"]
    assert mail["from_address"] == "Shop <a@shop.example>" and mail["destination"] == [] and mail["headers_truncated"] is True
    assert mail["headers"] == [{"name": "From", "value": "Shop <a@shop.example>"}, {"name": "Subject", "value": "Sale"}]
    assert mail["common_headers"] == {"from": "Shop <a@shop.example>", "subject": "Sale", "to": []}


def test_recipients_are_shown_only_when_the_operator_wants_it() -> None:
    mailbox = EndpointResponse(id="ep-42", channel_type="EMAIL", address="ana@example.org")
    (found,) = records(Frame(APP, ACCOUNT, {"ep-42": mailbox}, with_address=True), "hardbounce", detail="550 5.1.1 no such user")
    event = found["facets"]["email_channel"]["mail_event"]
    assert event["mail"]["destination"] == ["ana@example.org"]
    assert event["bounce"]["bounce_sub_type"] == "NoEmail"
    assert event["bounce"]["bounced_recipients"] == [
        {"email_address": "ana@example.org", "action": "failed", "status": "5.1.1", "diagnostic_code": "550 5.1.1 no such user"}
    ]


def test_context_of_a_direct_message_is_attributes_below_ours() -> None:
    (found,) = records(BARE, "open", campaign_id="", context={"order": "88", "feedback": "mine"})
    assert found["attributes"] == {"order": "88", "feedback": "opened", "treatment_id": "0"}


def test_what_a_test_sent_is_marked() -> None:
    for found in records(KNOWN, "campaign.send", OutcomesRecorded(test=True), status="SUCCESS"):
        assert found["attributes"]["test"] == "true"


@pytest.mark.parametrize(
    "arn, found",
    [
        (f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/a_b.c-1", Destination("kinesis", "eu-west-1", "a_b.c-1")),
        (f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/x", Destination("firehose", "us-east-1", "x")),
        (f"arn:aws-cn:kinesis:cn-north-1:{ACCOUNT}:stream/x", Destination("kinesis", "cn-north-1", "x")),
    ],
)
def test_two_forms_of_arn_name_a_stream(arn: str, found: Destination) -> None:
    assert destination(arn) == found


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "x",
        "arn:aws:s3:::bucket",
        "arn:aws:kinesis:us-east-1:1:stream/x",
        f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/",
        f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/a/b",
        f"arn:aws:kinesis:us-east-1:{ACCOUNT}:deliverystream/x",
        f"arn:aws:firehose:us-east-1:{ACCOUNT}:stream/x",
        f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/{'x' * 65}",
        f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/x\n",
    ],
)
def test_any_other_arn_is_refused(arn: str) -> None:
    with pytest.raises(Invalid, match="DestinationStreamArn"):
        destination(arn)


@given(st.lists(st.sampled_from("abcdef"), max_size=60), st.randoms(use_true_random=False))
def test_records_that_fail_at_random_arrive_all_once_and_in_order_of_their_key(keys: list[str], chance: Any) -> None:
    sent = [Record(key, str(number).encode()) for number, key in enumerate(keys)]
    waves, arrived = Waves(sent), []
    while waves:
        wave = waves.next()
        assert len({record.key for record in wave}) == len(wave)
        for record in wave:
            if chance.random() < 0.5:
                waves.done(record)
                arrived.append(record)
    assert sorted(arrived, key=lambda record: int(record.data)) == sent
    for key in set(keys):
        assert [r for r in arrived if r.key == key] == [r for r in sent if r.key == key]


def test_a_wave_holds_what_one_call_takes() -> None:
    assert len(Waves(Record(str(n), b"x") for n in range(RECORDS + 1)).next()) == RECORDS
    assert len(Waves(Record(str(n), b"x" * 1_000_000) for n in range(5)).next()) == 3
    assert len(Waves([Record("a", b"x" * 9_000_000)]).next()) == 1
