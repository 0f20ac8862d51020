"""Holds every raw answer to botocore's own model of Pinpoint.

    from tests.contract.strict import strict

    pinpoint = strict(suite.boto3())        # the fixture `pinpoint` of tests/contract is one
    pinpoint.get_apps()                     # AssertionError naming each fault, if the answer has one

botocore itself forgives much: it drops nulls, ignores unknown members, and parses a wrapped body to nothing. Other SDKs do not. So a
strict client looks at the bytes before they are parsed (api-conventions spec §2, §3, §5.1, §12). What is held:

- every answer: `x-amzn-RequestId` (a UUID), `Date`, `Content-Type: application/json` with a body, none with 204;
- a success: the modelled status; every member known, none null, required ones present, types, 32-bit integers, legal enum values,
  times in ISO form, no empty `NextToken`;
- an error: `x-amzn-ErrorType` with a modelled class at its modelled status, or one of the few names the model does not have;
  `Message` and `RequestID` and nothing else; no trace of code in the text.

`faults(operation_model, status, headers, body)` does the same for an answer got by other means.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape, StructureShape

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
_STAMPS = {"CreationDate", "LastModifiedDate", "CompletionDate"}
# Required by the model, absent in the original's own answers: a figure without groups (analytics spec §1.2).
_MAY_BE_ABSENT = {("ResultRow", "GroupedBys")}
_CODE_IN_TEXT = re.compile(r"Traceback|File \"|asyncpg|sqlalchemy|grpc\.|clickhouse|0x[0-9a-f]{6}", re.IGNORECASE)

# Names the model does not have: refused before the service proper (lower-case `message`), and our own.
AT_THE_DOOR = {
    "MissingAuthenticationTokenException": 403,
    "UnrecognizedClientException": 403,
    "InvalidSignatureException": 403,
    "ExpiredTokenException": 403,
    "IncompleteSignatureException": 400,
}
OWN = {"NotImplementedException": 501, "ServiceUnavailableException": 503}


def strict(client: Any) -> Any:
    """The same client; from now on an answer with a fault raises AssertionError out of the call that got it."""
    client.meta.events.register("before-parse.pinpoint", _judge, unique_id="strict")
    return client


def _judge(operation_model: OperationModel, response_dict: dict[str, Any], **_: Any) -> None:
    found = faults(operation_model, response_dict["status_code"], response_dict["headers"], response_dict["body"])
    if found:
        shown = response_dict["body"][:2000].decode(errors="replace")
        raise AssertionError(f"{operation_model.name} answered {response_dict['status_code']} with faults:\n  " + "\n  ".join(found) + f"\n{shown}")


def faults(operation: OperationModel, status: int, headers: Mapping[str, str], body: bytes) -> list[str]:
    """Every fault of one answer, in words; empty when there is none."""
    lower = {name.lower(): text for name, text in headers.items()}
    judged = _success(operation, status, body) if status < 300 else _error(operation, status, lower, body)
    return [*_headers(lower, body), *judged]


@cache
def model() -> ServiceModel:
    """botocore's model of Pinpoint."""
    return ServiceModel(Loader().load_service_model("pinpoint", "service-2"), "pinpoint")


def _headers(lower: Mapping[str, str], body: bytes) -> Iterator[str]:
    if not UUID.fullmatch(lower.get("x-amzn-requestid", "")):
        yield "x-amzn-RequestId is no UUID"
    if "date" not in lower:
        yield "there is no Date"
    if body and lower.get("content-type", "").partition(";")[0] != "application/json":
        yield f"Content-Type is {lower.get('content-type')!r}"


def _success(operation: OperationModel, status: int, body: bytes) -> Iterator[str]:
    modelled = operation.http.get("responseCode", 200)
    if status != modelled:
        yield f"the modelled status is {modelled}"
    if status == 204 or operation.output_shape is None:
        if body:
            yield "a body where the model has none"
        return
    shape = operation.output_shape
    payload = shape.serialization.get("payload")
    content = _parsed(body)
    if content is None:
        yield "the body is no JSON"
        return
    yield from _value(shape.members[payload] if payload else shape, content, payload or "body")


def _error(operation: OperationModel, status: int, lower: Mapping[str, str], body: bytes) -> Iterator[str]:
    code = lower.get("x-amzn-errortype", "")
    content = _parsed(body)
    if not isinstance(content, dict):
        yield "the body of the error is no JSON object"
        return
    if code in AT_THE_DOOR:
        names, wanted = {"message"}, AT_THE_DOOR[code]
    else:
        names, wanted = {"Message", "RequestID"}, OWN.get(code) or _modelled_status(operation, code)
    if wanted is None:
        yield f"x-amzn-ErrorType {code!r} is nobody's"
    elif status != wanted:
        yield f"{code} belongs to {wanted}"
    if set(content) != names:
        yield f"the error has the members {sorted(content)}, not {sorted(names)}"
    if "RequestID" in names and content.get("RequestID") != lower.get("x-amzn-requestid"):
        yield "RequestID is not x-amzn-RequestId"
    text = content.get("Message") or content.get("message")
    if not isinstance(text, str) or not text.strip():
        yield "the error says nothing"
    elif _CODE_IN_TEXT.search(text):
        yield f"the text shows what is inside: {text}"


def _modelled_status(operation: OperationModel, code: str) -> int | None:
    for shape in operation.service_model.error_shapes:
        if shape.name == code:
            found: int = shape.metadata["error"]["httpStatusCode"]
            return found
    return None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse, object_pairs_hook=_once)
    except ValueError:
        return None


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def _value(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if value is None:
        yield f"{path} is null"
        return
    check = _CHECKS.get(shape.type_name)
    if check is None:
        yield f"{path}: the test does not know the type {shape.type_name}"
        return
    yield from check(shape, value, path)


def _structure(shape: StructureShape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is no object"
        return
    members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    for name in value:
        if name not in members:
            yield f"{path}.{name} is not in the model"
    for name in shape.required_members:
        wire = shape.members[name].serialization.get("name", name)
        if wire not in value and (shape.name, name) not in _MAY_BE_ABSENT:
            yield f"{path}.{wire} is required and absent"
    for name, member in members.items():
        if name in value:
            yield from _value(member, value[name], f"{path}.{name}")
            yield from _by_name(name, value[name], f"{path}.{name}")


def _by_name(name: str, value: Any, path: str) -> Iterator[str]:
    if name in _STAMPS and not (isinstance(value, str) and _MILLISECONDS.fullmatch(value)):
        yield f"{path} is no time with milliseconds: {value!r}"
    if name == "NextToken" and value == "":
        yield f"{path} is empty"


def _list(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} is no list"
        return
    for number, item in enumerate(value):
        yield from _value(shape.member, item, f"{path}[{number}]")


def _map(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is no map"
        return
    for key, item in value.items():
        yield from _value(shape.key, key, f"{path} key")
        yield from _value(shape.value, item, f"{path}[{key!r}]")


def _string(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{path} is no text: {value!r}"
    elif shape.enum and value not in shape.enum:
        yield f"{path} is none of the legal values: {value!r}"


def _integer(shape: Shape, value: Any, path: str) -> Iterator[str]:
    bits = 31 if shape.type_name == "integer" else 63
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**bits) <= value < 2**bits:
        yield f"{path} is no {shape.type_name}: {value!r}"


def _number(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        yield f"{path} is no number: {value!r}"


def _boolean(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{path} is neither true nor false: {value!r}"


def _timestamp(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not (isinstance(value, str) and _INSTANT.fullmatch(value)):
        yield f"{path} is no ISO time: {value!r}"


def _blob(shape: Shape, value: Any, path: str) -> Iterator[str]:
    try:
        base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        yield f"{path} is no base64"


_CHECKS: dict[str, Any] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "double": _number,
    "float": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "blob": _blob,
}
