"""A name server that knows one name: what a cluster's DNS says about a headless service, the addresses of the pods that are ready."""

from __future__ import annotations

import socket
import struct
import threading
from types import TracebackType
from typing import Self

_A = 1
_ANSWER = b"\x85\x80"


class NameServer:
    """Context manager; `addresses` may be changed at any time, and every question is answered with what it holds then."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # An empty datagram ends the thread: closing a socket does not wake who reads it.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            query, caller = self._socket.recvfrom(2048)
            if not query:
                return
            self._socket.sendto(self._reply(query), caller)

    def _reply(self, query: bytes) -> bytes:
        """RFC 1035: header, the question again, an A record per address (none for other types). TTL 1 s."""
        end = query.index(b"\0", 12) + 5
        (kind,) = struct.unpack("!H", query[end - 4 : end - 2])
        found = list(self.addresses) if kind == _A else []
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", _A, 1, 1, 4) + socket.inet_aton(address) for address in found)
        return query[:2] + _ANSWER + struct.pack("!HHHH", 1, len(found), 0, 0) + query[12:end] + records
