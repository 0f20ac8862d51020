"""An internal caller by stub: counts a segment, sends one mail, follows the facts of a campaign's run.

    COUNTERPOINT_GRPC=127.0.0.1:15051 make run                   # in one terminal
    .venv/bin/python samples/grpc_client.py APP SEGMENT ADDRESS  # in another; then start a campaign of the app

It uses only the contracts (`gen/`), gRPC and NATS: what it needs to know comes from `counterpoint services --json`. Ends when a run ends.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import grpc
import nats
from counterpoint.delivery.v1 import delivery_events_pb2 as facts
from counterpoint.delivery.v1 import delivery_pb2, delivery_pb2_grpc
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from nats.aio.msg import Msg

ACCOUNT = "000000000000"


def main(app: str, segment: str, address: str) -> None:
    where = json.loads(subprocess.check_output([Path(sys.executable).with_name("counterpoint"), "services", "--json"]))
    if where["token_file"] is None:
        sys.exit("The suite runs without COUNTERPOINT_GRPC: its RPCs are not open to others.")
    token, bus = (Path(where[name]).read_text().strip() for name in ("token_file", "bus_file"))
    # The last address is the loopback port; the first a socket that only the suite's own user can open.
    addresses = {service["name"]: service["addresses"][-1] for service in where["services"]}
    # The token says that we may call; the rest says for whom we act.
    caller = (("cp-token", token), ("cp-account", ACCOUNT), ("cp-principal", f"arn:aws:iam::{ACCOUNT}:user/grpc-client"))

    with grpc.insecure_channel(addresses["segments"]) as channel:
        audience = audience_pb2_grpc.AudienceServiceStub(channel)
        counted = audience.CountSegment(audience_pb2.CountSegmentRequest(app_id=app, segment_id=segment), metadata=caller, timeout=60)
    print(f"segment: {counted.total} endpoints, {counted.eligible} of them can be reached", flush=True)

    message = delivery_pb2.MessageRequest()
    message.addresses[address].channel_type = "EMAIL"
    mail = message.message_configuration.email_message.simple_email
    mail.subject.data, mail.text_part.data = "Hello from a stub", "No HTTP was needed for this mail."
    with grpc.insecure_channel(addresses["delivery"]) as channel:
        delivery = delivery_pb2_grpc.DeliveryServiceStub(channel)
        request = delivery_pb2.SendMessagesRequest(application_id=app, message_request=message)
        answer = delivery.SendMessages(request, metadata=caller, timeout=30)
    print(f"message: {answer.message_response.result[address].delivery_status}", flush=True)

    asyncio.run(follow(app, bus))


async def follow(app: str, bus: str) -> None:
    """Prints the facts of the app's runs as they come, until one run has ended."""
    link = await nats.connect(bus)
    runs = await link.subscribe(f"cp.evt.delivery.v1.run.*.{app}")
    outcomes = await link.subscribe(f"cp.evt.delivery.v1.outcome.recorded.{app}", cb=show_outcomes)
    await link.flush()
    print("following: start a campaign of the app", flush=True)
    async for fact in runs.messages:
        if ".run.started." in fact.subject:
            started = facts.RunStarted.FromString(fact.data)
            print(f"run {started.activity_id} started: {started.produced} endpoints", flush=True)
        else:
            ended = facts.RunEnded.FromString(fact.data)
            print(f"run {ended.activity_id} ended: {ended.state}, {ended.result}", flush=True)
            break
    # Facts of different subjects may overtake each other.
    await asyncio.sleep(1)
    await outcomes.drain()
    await link.close()


async def show_outcomes(fact: Msg) -> None:
    """One line per outcome of a campaign; a fact carries a window of them. The mail sent above has an outcome too, but no campaign."""
    for outcome in facts.OutcomesRecorded.FromString(fact.data).outcomes:
        if outcome.campaign_id:
            print(f"  {outcome.kind}: {outcome.endpoint_id} {outcome.book} {outcome.reason}".rstrip(), flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
