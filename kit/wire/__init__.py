"""The one transcoder: JSON objects to contract messages and back, checked against the contracts' field rules.

`decode` and `encode` turn one message, `decode_operation` and `encode_operation` one HTTP call. Everything is read from
descriptors once per message type and kept; nothing here knows a noun. The rules are `counterpoint.options.v1.FieldRule`,
their wire side api-conventions spec §2-3.
"""

from kit.wire.decoding import decode
from kit.wire.encoding import encode
from kit.wire.operations import decode_operation, encode_operation, unwrap
from kit.wire.presence import clear, given

__all__ = ["clear", "decode", "decode_operation", "encode", "encode_operation", "given", "unwrap"]
