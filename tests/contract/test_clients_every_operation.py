"""All 122 operations, called by unmodified boto3 with the least that the model demands (api-conventions spec §12.1).

Each answers as the model says: a result of its shape, or a modelled error, or 501 with a proper body. None answers 500.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape

from tests.contract.strict import model
from tests.fixtures.suite import ROOT

NAMES = sorted(model().operation_names, key=lambda name: (name == "DeleteApp", name))


@pytest.fixture(scope="module")
def app(new_app: Any) -> str:
    return str(new_app("every operation", email=False))


def least(operation: OperationModel, app: str) -> dict[str, Any]:
    """The smallest request botocore lets through."""
    if operation.input_shape is None:
        return {}
    return {name: _member(name, operation.input_shape.members[name], app) for name in operation.input_shape.required_members}


def _member(name: str, shape: Shape, app: str) -> Any:
    if name == "ApplicationId":
        return app
    if name == "Channel":
        return "SMS"
    if name == "ResourceArn":
        return f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{app}"
    return _value(shape, app)


def _value(shape: Any, app: str) -> Any:
    match shape.type_name:
        case "structure":
            return {name: _member(name, shape.members[name], app) for name in shape.required_members}
        case "list":
            return [_value(shape.member, app)]
        case "map":
            return {}
        case "string":
            return shape.enum[0] if shape.enum else "1"
        case "boolean":
            return True
        case "timestamp":
            return "2026-01-01T00:00:00Z"
        case _:
            return 1


# Built, but not for every request: what is missing is named in the answer.
PARTLY = {"UpdateJourneyState"}
DOCUMENTED = re.compile(r"^\| (\w+) \| `.*` \| [\w ]+ \| (built|501) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def documented() -> dict[str, str]:
    """`built` or `501` by operation, as docs/reference/operations.md says."""
    return dict(DOCUMENTED.findall((ROOT / "docs" / "reference" / "operations.md").read_text()))


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_answers_as_the_model_and_the_documents_say(pinpoint: Any, app: str, documented: dict[str, str], name: str) -> None:
    operation = model().operation_model(name)
    try:
        answer = getattr(pinpoint, xform_name(name))(**least(operation, app))
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        code = error.response["Error"]["Code"]
        assert status in (400, 404, 501), (code, error.response)
        assert status == 501 or type(error) is getattr(pinpoint.exceptions, code)
        assert name in PARTLY or (status == 501) == (documented[name] == "501")
    else:
        assert answer["ResponseMetadata"]["RequestId"]
        assert documented[name] == "built"


def test_there_are_122_of_them() -> None:
    assert len(NAMES) == 122
