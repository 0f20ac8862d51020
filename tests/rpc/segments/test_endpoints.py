"""Endpoints, users and apps through the service."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from counterpoint.segments.v1 import audience_pb2, segments_pb2
from counterpoint.segments.v1.segments_events_pb2 import EndpointsDeleted, EndpointsUpdated
from counterpoint.type.v1 import type_pb2

from kit.bus import subjects
from kit.errors import Forbidden, Invalid, NotFound
from kit.telemetry import names
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import Rig, endpoint, lists, segments_service


async def _facts(rig: Rig, subject: str, count: int) -> list[bytes]:
    subscription = await rig.bus.js.subscribe(subjects.of(subject, rig.app), ordered_consumer=True)
    return [(await subscription.next_msg(timeout=10)).data for _ in range(count)]


async def test_endpoints_and_users_live_and_go(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("a/b:+ c", address="a@x.org", channel_type="EMAIL", user={"user_id": "u/1", "user_attributes": {"Plan": ["free"]}})
        await rig.put("e2", address="+1", channel_type="SMS", user={"user_id": "u/1", "user_attributes": {"Plan": ["pro"], "Age": ["7"]}})
        first = await rig.get("a/b:+ c")
        assert {name: list(entry.values) for name, entry in first.user.user_attributes.items()} == {"Plan": ["pro"], "Age": ["7"]}
        assert await rig.count(dimensions={"user_attributes": {"Plan": type_pb2.AttributeDimension(values=["pro"])}}) == 2
        listed = await rig.api.ListUserEndpoints(segments_pb2.ListUserEndpointsRequest(application_id=rig.app, user_id="u/1"))
        assert [one.id for one in listed.endpoints_response.item] == ["a/b:+ c", "e2"]
        gone = await rig.delete("e2")
        assert gone.user.user_attributes["Plan"].values[:] == ["pro"]
        assert (await rig.get("a/b:+ c")).user.user_attributes["Age"].values[:] == ["7"]
        await rig.delete("a/b:+ c")
        # the last endpoint took the attributes along
        await rig.put("e3", user={"user_id": "u/1"})
        assert not (await rig.get("e3")).user.user_attributes
        removed = await rig.api.DeleteUserEndpoints(segments_pb2.DeleteUserEndpointsRequest(application_id=rig.app, user_id="u/1"))
        assert [one.id for one in removed.endpoints_response.item] == ["e3"]
        assert await rig.count() == 0
        for call in (
            rig.get("e3"),
            rig.delete("e3"),
            rig.api.ListUserEndpoints(segments_pb2.ListUserEndpointsRequest(application_id=rig.app, user_id="u/1")),
            rig.api.DeleteUserEndpoints(segments_pb2.DeleteUserEndpointsRequest(application_id=rig.app, user_id="u/1")),
        ):
            with pytest.raises(NotFound, match="Resource not found"):
                await call


async def test_a_recreated_endpoint_is_newer_than_its_tombstone_and_keeps_its_cohort(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e1", attributes={"A": ["1"]})
        cohort = (await rig.get("e1")).cohort_id
        await rig.delete("e1")
        await rig.put("e1", metrics={"m": 1.0})
        again = await rig.get("e1")
        assert again.cohort_id == cohort and not again.attributes
        assert await rig.members() == ["e1"]


async def test_a_batch_writes_the_good_items_and_names_the_bad_ones(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        good = {"id": "g", "address": "a", "channel_type": "EMAIL"}
        bad = [{"address": "no id"}, {"id": "x", "channel_type": "FAX"}, {"id": "y", "attributes": lists({"A": ["v" * 101]})}]
        request = segments_pb2.UpdateEndpointsBatchRequest(application_id=rig.app, endpoint_batch_request={"item": [*bad, good, good]})
        call = rig.api.UpdateEndpointsBatch(request)
        answer = await call
        assert answer.message_body.message == "Accepted"
        warning = dict(await call.trailing_metadata())["cp-warning"]
        assert warning.startswith("item 0: Id: is required; item 1: ChannelType") and "item 2: Attributes.A" in warning
        assert await rig.members() == ["g"]
        for items in ([], [good] * 101):
            with pytest.raises(Invalid):
                await rig.api.UpdateEndpointsBatch(segments_pb2.UpdateEndpointsBatchRequest(application_id=rig.app, endpoint_batch_request={"item": items}))


async def test_dropped_items_are_counted_by_reason_and_explained(servers: Servers) -> None:
    async with segments_service(servers, COUNTERPOINT_ENDPOINTS_PER_USER="10") as rig:
        for number in range(10):
            await rig.put(f"s{number}", channel_type="SMS", address=f"+{number}", user={"user_id": "full"})
        items: list[Any] = [
            {"address": "no id"},
            {"id": "fax", "channel_type": "FAX"},
            {"id": "long", "attributes": lists({"A": ["v" * 101]})},
            {"id": "large", "address": "x" * 4096, "attributes": lists({f"n{n}": ["ä" * 100] * 10 for n in range(10)})},
            {"id": "sixteenth", "channel_type": "SMS", "user": {"user_id": "full"}},
            {"id": "names", "metrics": {f"m{n}": 1.0 for n in range(251)}},
            {"id": "good", "channel_type": "CUSTOM", "address": "x"},
        ]
        expected = {"MISSING_ID": 1, "INVALID_VALUE": 2, "RECORD_SIZE": 1, "ENDPOINTS_PER_USER": 1, "ATTRIBUTE_NAMES": 1, "NOT_ALLOWED": 2}
        before = {reason: names.ITEMS_DROPPED.value(reason) for reason in expected}
        batch = {"item": [segments_pb2.EndpointBatchItem(**item) for item in items]}
        await rig.api.UpdateEndpointsBatch(segments_pb2.UpdateEndpointsBatchRequest(application_id=rig.app, endpoint_batch_request=batch))
        theirs = {"item": [{"id": "mail", "channel_type": "EMAIL", "address": "a@x"}, {"id": "fax", "channel_type": "EMAIL", "address": "b@x"}]}
        request = segments_pb2.UpdateEndpointsBatchRequest(application_id=rig.app, endpoint_batch_request=theirs)
        await rig.api.UpdateEndpointsBatch(request, metadata=(("cp-client-key", "1"),))
        told = await rig.audience.GetDroppedItems(audience_pb2.GetDroppedItemsRequest(app_id=rig.app))
        assert {one.reason: one.count for one in told.counts} == expected
        assert {reason: names.ITEMS_DROPPED.value(reason) - before[reason] for reason in expected} == expected
        assert {one.endpoint_id for one in told.items} == {"fax", "long", "large", "sixteenth", "names", "mail"}
        (newest,) = (await rig.audience.GetDroppedItems(audience_pb2.GetDroppedItemsRequest(app_id=rig.app, endpoint_id="fax"))).items
        assert (newest.reason, newest.message) == ("NOT_ALLOWED", "A client key may not set an e-mail or phone address")
        explained = await rig.audience.EvaluateMember(audience_pb2.EvaluateMemberRequest(app_id=rig.app, endpoint_id="sixteenth"))
        assert not explained.endpoint_exists and explained.dropped.message == "Exceeded maximum endpoint per user count: 10"
        written = await rig.audience.EvaluateMember(audience_pb2.EvaluateMemberRequest(app_id=rig.app, endpoint_id="good"))
        assert written.endpoint_exists and not written.HasField("dropped")


async def test_many_upserts_answer_item_by_item(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        items = [
            audience_pb2.EndpointUpsert(app_id=rig.app, endpoint_id="e1", endpoint=endpoint(address="a")),
            audience_pb2.EndpointUpsert(app_id="f" * 32, endpoint_id="e1"),
            audience_pb2.EndpointUpsert(app_id=rig.app, endpoint_id="bare"),
            audience_pb2.EndpointUpsert(app_id=rig.app, endpoint_id="bare"),
            audience_pb2.EndpointUpsert(app_id=rig.app, endpoint_id="k", endpoint=endpoint(address="a@x", channel_type="EMAIL"), client_key=True),
        ]
        results = (await rig.audience.UpsertEndpoints(audience_pb2.UpsertEndpointsRequest(items=items))).results
        assert [(r.status_code, r.created) for r in results] == [(202, True), (404, False), (202, True), (202, False), (403, False)]
        assert results[1].message == "Application not found"
        found = await rig.audience.BatchGetEndpoints(audience_pb2.BatchGetEndpointsRequest(app_id=rig.app, endpoint_ids=["bare", "none", "e1"]))
        assert [one.id for one in found.endpoints] == ["bare", "e1"]


async def test_concurrent_writes_of_the_same_keys_all_arrive(servers: Servers) -> None:
    async with segments_service(servers) as rig:

        async def write(number: int) -> Any:
            user = {"user_id": f"u{number % 4}"}
            return await rig.put(f"e{number % 3}", address=f"t{number % 2}", channel_type="GCM", attributes={f"n{number}": ["x"]}, user=user)

        await asyncio.gather(*(write(number) for number in range(60)))
        names = {name for number in range(3) for name in (await rig.get(f"e{number}")).attributes}
        assert names == {f"n{number}" for number in range(60)}
        assert await rig.count() == 3


async def test_an_endpoint_made_by_two_writes_at_once_has_both(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for number in range(20):
            one = rig.put(f"e{number}", address=f"a{number}", channel_type="GCM", attributes={"one": ["x"]}, user={"user_id": f"u{number}"})
            other = rig.put(f"e{number}", metrics={"other": 1.0}, user={"user_id": f"v{number}"})
            await asyncio.gather(one, other)
            found = await rig.get(f"e{number}")
            assert "one" in found.attributes and "other" in found.metrics and found.address == f"a{number}"


async def test_the_251st_name_is_refused_and_a_removed_one_makes_room(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for start in range(0, 250, 50):
            await rig.put("e1", attributes={f"n{i}": ["v"] for i in range(start, start + 50)})
        with pytest.raises(Invalid, match="Too many custom attributes"):
            await rig.put("e1", metrics={"one_more": 1.0})
        request = segments_pb2.RemoveAttributesRequest(
            application_id=rig.app, attribute_type="endpoint-custom-attributes", update_attributes_request={"blacklist": ["n24*", "literal"]}
        )
        removed = (await rig.api.RemoveAttributes(request)).attributes_resource
        assert list(removed.attributes) == ["n24", *(f"n{i}" for i in range(240, 250))]
        await rig.put("e1", metrics={"one_more": 1.0}, attributes={"n240": ["new"], "literal": ["x"]})
        stored = await rig.get("e1")
        assert stored.attributes["n240"].values[:] == ["v"] and "literal" not in stored.attributes and stored.metrics["one_more"] == 1.0
        with pytest.raises(Invalid):
            await rig.api.RemoveAttributes(segments_pb2.RemoveAttributesRequest(application_id=rig.app, attribute_type="other"))


async def test_writes_and_deletions_are_told_on_the_bus(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e1", attributes={"Plan": ["free"]}, opt_out="NONE")
        await rig.put("e1", attributes={"Plan": ["pro"]}, opt_out="ALL")
        await rig.delete("e1")
        first, second = [EndpointsUpdated.FromString(data) for data in await _facts(rig, subjects.ENDPOINT_UPDATED, 2)]
        assert first.changes[0].created and not first.changes[0].values
        assert [(v.name, v.old, v.new) for v in second.changes[0].values] == [("OptOut", "NONE", "ALL"), ("Attributes.Plan", "free", "pro")]
        assert second.changes[0].version > first.changes[0].version
        deleted = EndpointsDeleted.FromString((await _facts(rig, subjects.ENDPOINT_DELETED, 1))[0])
        assert list(deleted.endpoint_ids) == ["e1"]


async def test_apps_are_listed_newest_first_page_by_page_with_tags(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        made = [rig.app, *[await rig.new_app(f"n{i}", env="test") for i in range(4)]]
        seen: list[str] = []
        token = None
        while True:
            page = (await rig.api.ListApps(segments_pb2.ListAppsRequest(page_size="2", token=token))).applications_response
            seen += [app.id for app in page.item]
            token = page.next_token if page.HasField("next_token") else None
            if token is None:
                break
        assert seen == made[::-1]
        with pytest.raises(Invalid, match="Invalid NextToken"):
            await rig.api.ListApps(segments_pb2.ListAppsRequest(token="forged"))
        arn = (await rig.api.GetApp(segments_pb2.GetAppRequest(application_id=made[-1]))).application_response.arn
        await rig.api.TagResource(segments_pb2.TagResourceRequest(resource_arn=arn, tags_model={"tags": {"team": "x"}}))
        await rig.api.UntagResource(segments_pb2.UntagResourceRequest(resource_arn=arn, tag_keys=["env"]))
        tags = (await rig.api.ListTagsForResource(segments_pb2.ListTagsForResourceRequest(resource_arn=arn))).tags_model.tags
        assert dict(tags) == {"team": "x"}
        with pytest.raises(Invalid):
            await rig.api.TagResource(segments_pb2.TagResourceRequest(resource_arn=arn, tags_model={"tags": {"aws:x": "y"}}))


async def test_the_sixteenth_endpoint_is_refused_with_pinpoints_words(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for number in range(15):
            await rig.put(f"e{number}", address=f"a{number}", channel_type="EMAIL", user={"user_id": "u"})
        with pytest.raises(Invalid, match=r"^Exceeded maximum endpoint per user count: 15$"):
            await rig.put("e15", address="a15", channel_type="EMAIL", user={"user_id": "u"})
        with pytest.raises(NotFound):
            await rig.get("e15")


async def test_another_accounts_app_is_not_found(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        call = rig.api.GetApp(segments_pb2.GetAppRequest(application_id=rig.app), metadata=(("cp-account", "111111111111"),))
        with pytest.raises(NotFound, match="Application not found"):
            await call


async def test_a_client_key_is_refused_what_it_may_not_do(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        request = segments_pb2.UpdateEndpointRequest(application_id=rig.app, endpoint_id="e", endpoint_request=endpoint(address="a@x", channel_type="EMAIL"))
        with pytest.raises(Forbidden):
            await rig.api.UpdateEndpoint(request, metadata=(("cp-client-key", "1"),))
        custom = endpoint(address="a@x", channel_type="CUSTOM")
        await rig.api.UpdateEndpoint(
            segments_pb2.UpdateEndpointRequest(application_id=rig.app, endpoint_id="e", endpoint_request=custom), metadata=(("cp-client-key", "1"),)
        )
        # not in two steps either
        request.endpoint_request.ClearField("address")
        with pytest.raises(Forbidden):
            await rig.api.UpdateEndpoint(request, metadata=(("cp-client-key", "1"),))
