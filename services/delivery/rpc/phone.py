"""PhoneNumberValidate (channels spec §7)."""

import asyncio
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes

from services.delivery.deps import Deps
from services.delivery.domain.phone import look_up


async def validate(deps: Deps, request: Any) -> Any:
    """What the number plans know of a number. Raises Invalid when it is none."""
    body = request.number_validate_request
    # The first call loads the plans, which takes half a second.
    members = await asyncio.to_thread(look_up, body.phone_number, body.iso_country_code)
    return shapes.PhoneNumberValidateResponse(number_validate_response=shapes.NumberValidateResponse(**members))
