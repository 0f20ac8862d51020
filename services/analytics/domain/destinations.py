"""Where an event stream may lead: the two forms of ARN (events spec 3.1)."""

import re
from dataclasses import dataclass

from kit.errors import Invalid

KINESIS = "kinesis"
FIREHOSE = "firehose"
_ARN = re.compile(
    r"arn:aws[a-z-]*:(?:(kinesis):([a-z0-9-]+):\d{12}:stream/([A-Za-z0-9_.-]{1,128})"
    r"|(firehose):([a-z0-9-]+):\d{12}:deliverystream/([A-Za-z0-9_.-]{1,64}))"
)


@dataclass(frozen=True, slots=True)
class Destination:
    """One stream. `kind`: kinesis or firehose; `region` and `name` as in its ARN."""

    kind: str
    region: str
    name: str


def destination(arn: str) -> Destination:
    """The stream an ARN names. Raises Invalid for any other form."""
    found = _ARN.fullmatch(arn)
    if found is None:
        raise Invalid("DestinationStreamArn: must be the ARN of a Kinesis stream or of a Firehose delivery stream")
    kind, region, name = found.group(1, 2, 3) if found.group(1) else found.group(4, 5, 6)
    return Destination(kind, region, name)
