"""What must hold of a run after any death: books, receiver and figures say the same, and nobody got two."""

from __future__ import annotations

from typing import Any

from kit.testing import eventually
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop

# Recipients of a window, and sending loops of a delivery process (COUNTERPOINT_SEND_WORKERS).
WINDOW = 200
WORKERS = 2


def assert_sent_once(shop: Shop, campaign: str, run: dict[str, Any], receiver: Receiver, mark: int, size: int) -> dict[str, int]:
    """An ended run to `size` endpoints that should all get mail. `mark`: the receiver's count before it. Returns the books."""
    books = {name: int(run["Books"].get(name, 0)) for name in ("Produced", "Targeted", "Queued", "Sent", "Unknown")}
    assert run["State"] == "COMPLETED"
    assert (books["Produced"], books["Targeted"], books["Queued"]) == (size, size, 0), run
    assert books["Sent"] + books["Unknown"] == size, run
    got = receiver.recipients(mark)
    wanted = {shop.address(number) for number in range(size)}
    mine = {address: count for address, count in got.items() if address in wanted}
    assert [address for address, count in mine.items() if count > 1] == []
    # Everybody booked as sent got it; of those in doubt any number.
    assert books["Sent"] <= len(mine) <= books["Sent"] + books["Unknown"]
    # What was on its way to the figures when everything died comes again after the bus has waited for its reader.
    for kpi in ("attempted-deliveries", "successful-deliveries"):
        eventually(lambda kpi=kpi: shop.kpi(campaign, kpi) == books["Sent"], 45, every=0.2)
    activity = shop.pinpoint.get_campaign_activities(ApplicationId=shop.app, CampaignId=campaign)["ActivitiesResponse"]["Item"][0]
    assert (activity["TotalEndpointCount"], activity["SuccessfulEndpointCount"]) == (books["Targeted"], books["Sent"])
    return books
