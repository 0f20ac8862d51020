"""ClickHouse over HTTP: every table of our databases in Native form, a partition, or a slice of one, at a time.

The live index of endpoints is left out: it is made from the rows, which are the truth, at the first start after a restore.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from launcher import registry
from launcher.backup.archive import Reader, Writer
from launcher.failure import Refused

Say = Callable[[str], None]
_SLICE_ROWS = 500_000
_TIMEOUT = 180.0
_CREATE = re.compile(r"\ACREATE TABLE ")


class Server:
    """One ClickHouse."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        port = parts.port or (8443 if parts.scheme == "https" else 8123)
        self._url = f"{parts.scheme}://{parts.hostname}:{port}/"
        login = f"{unquote(parts.username or 'default')}:{unquote(parts.password or '')}"
        self._login = "Basic " + b64encode(login.encode()).decode()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(self, sql: str, body: bytes = b"") -> bytes:
        """The answer's bytes. Raises Refused."""
        query = {"wait_end_of_query": "1"} | ({"query": sql} if body else {})
        request = urllib.request.Request(self._url + "?" + urlencode(query), body or sql.encode(), {"Authorization": self._login}, method="POST")  # noqa: S310
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as reply:
                content: bytes = reply.read()
                return content
        except urllib.error.HTTPError as error:
            raise Refused(f"The columns refused a statement: {error.read(400).decode(errors='replace').strip()}") from None
        except OSError as error:
            raise Refused(f"The columns do not answer ({getattr(error, 'reason', error)}).") from None

    def rows(self, sql: str) -> list[list[Any]]:
        """Rows of a SELECT; numbers of 64 bits come as text."""
        return [json.loads(line) for line in self.send(sql + " FORMAT JSONCompactEachRow").splitlines()]


def tables(server: Server) -> list[tuple[str, str, str, str]]:
    """(database, table, DDL, sorting key) of every table worth keeping."""
    ours = ", ".join(f"'{name}'" for name in registry.SERVICES)
    found = server.rows(
        f"SELECT database, name, create_table_query, sorting_key FROM system.tables WHERE database IN ({ours}) AND engine LIKE '%MergeTree'"
        " AND NOT (database = 'segments' AND startsWith(name, 'idx_')) ORDER BY database, name"
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def save(writer: Writer, server: Server, say: Say) -> dict[str, Any]:
    """Every table; what the manifest says of them."""
    found: dict[str, Any] = {}
    for database, name, ddl, key in tables(server):
        columns = _columns(server, database, name)
        whole = f"`{database}`.`{name}`"
        listed = ", ".join(f"`{column}`" for column in columns)
        parts: list[str] = []
        total = 0
        for partition, count in server.rows(f"SELECT _partition_id, count() FROM {whole} GROUP BY _partition_id ORDER BY _partition_id"):
            total += int(count)
            slices = -(-int(count) // _SLICE_ROWS)
            for number in range(slices):
                slice_ = f" AND cityHash64({key}) % {slices} = {number}" if slices > 1 else ""
                parts.append(f"columns/{database}.{name}/{len(parts):05d}")
                with writer.part(parts[-1]) as part:
                    part.write(server.send(f"SELECT {listed} FROM {whole} WHERE _partition_id = '{partition}'{slice_} FORMAT Native"))
        found[f"{database}.{name}"] = {"ddl": ddl, "columns": columns, "rows": total, "parts": parts}
        say(f"{database}.{name}: {total} rows")
    return found


def _columns(server: Server, database: str, name: str) -> list[str]:
    """Those that are stored; what is computed or only passes through an insert is not."""
    rows = server.rows(
        f"SELECT name FROM system.columns WHERE database = '{database}' AND table = '{name}' AND default_kind IN ('', 'DEFAULT') ORDER BY position"
    )
    return [row[0] for row in rows]


def check_empty(server: Server) -> None:
    """Raises Refused when a table of the target holds rows."""
    for database, name, *_ in tables(server):
        if int(server.rows(f"SELECT count() FROM (SELECT 1 FROM `{database}`.`{name}` LIMIT 1)")[0][0]):
            raise Refused(f"The suite is not empty ({database}.{name} in the columns holds rows): restore into a new data folder, or empty the columns.")


def load(reader: Reader, server: Server, say: Say) -> None:
    """Make the tables as they were, and fill them. The live index is dropped, so that it is built anew from the rows."""
    for database, name in server.rows("SELECT database, name FROM system.tables WHERE database = 'segments' AND startsWith(name, 'idx_')"):
        server.send(f"DROP TABLE `{database}`.`{name}`")
    for whole, table in reader.manifest["columns"].items():
        database, name = whole.split(".", 1)
        server.send(f"CREATE DATABASE IF NOT EXISTS `{database}`")
        server.send(_CREATE.sub("CREATE TABLE IF NOT EXISTS ", table["ddl"]))
        listed = ", ".join(f"`{column}`" for column in table["columns"])
        for part in table["parts"]:
            _insert(server, f"INSERT INTO `{database}`.`{name}` ({listed}) FORMAT Native", list(reader.read(part)))
        say(f"{whole}: {table['rows']} rows")


def _insert(server: Server, head: str, pieces: Sequence[bytes]) -> None:
    content = b"".join(pieces)
    if content:
        server.send(head, content)
