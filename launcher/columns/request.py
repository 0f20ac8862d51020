"""What one HTTP request asks of the engine: statement, parameters, settings, database and the rows it brings."""

from __future__ import annotations

import email.parser
import email.policy
import gzip
import re
import zlib
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

# Names of the protocol's own query parameters; everything else that is not `param_…` is a setting.
_TRANSPORT = frozenset(
    {
        "query", "database", "session_id", "session_timeout", "session_check", "close_session", "query_id", "quota_key", "role", "user",
        "password", "compress", "decompress", "buffer_size", "wait_end_of_query", "default_format", "stacktrace", "client_protocol_version",
        "enable_http_compression", "send_progress_in_http_headers", "http_headers_progress_interval_ms",
        "cancel_http_readonly_queries_on_client_close",
    }
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}\Z")
_INSERT_WITH_DATA = re.compile(rb"\s*(INSERT\s+INTO\s.+?)\s+FORMAT\s+([A-Za-z0-9_]+)[ \t]*(?:\r?\n|\Z)", re.IGNORECASE | re.DOTALL)
_FORMAT = re.compile(r"\sFORMAT\s+([A-Za-z0-9_]+)\s*(?:;\s*)?(?:\sSETTINGS\s.*)?\Z", re.IGNORECASE | re.DOTALL)
_STATEFUL = re.compile(r"\s*(SET|USE)\s", re.IGNORECASE)
_LONGEST_INSERT_HEAD = 1 << 20


class BadRequest(Exception):
    """The text is ClickHouse's own form, `Code: N. DB::Exception: …`."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"Code: {code}. DB::Exception: {text}")


@dataclass(frozen=True)
class Statement:
    """`native` holds the rows of an INSERT in Native form, whose `sql` then ends before FORMAT; None for everything else."""

    sql: str | bytes
    format: str
    database: str
    query_id: str
    params: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    native: bytes | memoryview | None = None

    @property
    def insert(self) -> str:
        """The head of an INSERT whose rows are `native`."""
        return self.sql if isinstance(self.sql, str) else self.sql.decode()


def read(query_string: str, headers: dict[str, str], body: bytes) -> Statement:
    """Build the statement. `headers` by lower-case name. Raises BadRequest."""
    arguments = dict(parse_qsl(query_string, keep_blank_values=True))
    body = unpacked(body, headers.get("content-encoding", ""))
    if headers.get("content-type", "").startswith("multipart/form-data"):
        arguments.update(_form(headers["content-type"], body))
        body = b""
    params = {name[6:]: value for name, value in arguments.items() if name.startswith("param_")}
    settings = {name: value for name, value in arguments.items() if name not in _TRANSPORT and not name.startswith("param_")}
    for name in settings:
        if not _NAME.match(name):
            raise BadRequest(115, f"Unknown setting '{name[:100]}'. (UNKNOWN_SETTING)")
    sql, native = _statement(arguments.get("query", ""), body)
    text = sql if isinstance(sql, str) else ""
    if _STATEFUL.match(text):
        raise BadRequest(48, "SET and USE are not kept between requests: pass settings and database with the request. (NOT_IMPLEMENTED)")
    named = _FORMAT.search(text[-4096:])
    return Statement(
        sql=sql,
        format=named.group(1) if named else arguments.get("default_format", "TabSeparated"),
        database=arguments.get("database") or headers.get("x-clickhouse-database") or "default",
        query_id=arguments.get("query_id", ""),
        params=params,
        settings=settings,
        native=native,
    )


def _statement(query: str, body: bytes) -> tuple[str | bytes, bytes | memoryview | None]:
    """Statement and Native rows from the `query` parameter and the body, which the protocol simply joins."""
    head = query.encode() + b"\n" if query else body[:_LONGEST_INSERT_HEAD]
    found = _INSERT_WITH_DATA.match(head)
    if found is None:
        return (query + "\n" if query else "") + body.decode(errors="surrogateescape"), None
    rows = memoryview(body) if query else memoryview(body)[found.end() :]
    if found.group(2).lower() == b"native":
        return found.group(1).decode(), rows
    # Other formats go inline; as bytes, since their rows need not be text.
    return found.group(0).rstrip() + b"\n" + bytes(rows), None


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its Content-Encoding: identity, gzip, deflate or lz4 frames."""
    try:
        match encoding.lower():
            case "" | "identity":
                return body
            case "gzip":
                return gzip.decompress(body)
            case "deflate":
                return zlib.decompress(body)
            case "lz4":
                return _lz4(body)
    except (OSError, EOFError, zlib.error, RuntimeError) as error:
        raise BadRequest(432, f"Cannot decompress the request: {error}. (CANNOT_DECOMPRESS)") from None
    raise BadRequest(89, f"Unknown compression method: {encoding[:20]}. (UNKNOWN_COMPRESSION_METHOD)")


def _lz4(body: bytes) -> bytes:
    """The client sends one frame after the other, a block of rows in each."""
    import lz4.frame

    pieces = []
    while body:
        frame = lz4.frame.LZ4FrameDecompressor()
        pieces.append(frame.decompress(body))
        if not frame.eof:
            raise EOFError("an lz4 frame is cut off")
        body = frame.unused_data or b""
    return b"".join(pieces)


def _form(content_type: str, body: bytes) -> dict[str, str]:
    """Fields of a multipart form: the client's way to send long parameters."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    found: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if part.get_filename() is not None:
            raise BadRequest(48, "External tables are not supported. (NOT_IMPLEMENTED)")
        if isinstance(name, str) and isinstance(payload, bytes):
            found[name] = payload.decode(errors="surrogateescape")
    return found
