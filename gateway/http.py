"""Limits before the application sees a request: how large its head may be, how long it may take to arrive."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 with a bounded request head; without it one client could fill the memory, or hold a
    connection open for ever by sending nothing."""

    HEAD_BYTES = 64 * 1024
    HEAD_S = 30.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected: its first head must come in time."""
        super().connection_made(transport)
        self._in_head = True
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = self.loop.call_later(self.HEAD_S, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._cancel_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes; what belongs to a head that is not whole yet is counted."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("Request head is too large")

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.HEAD_S, self._too_slow)

    def on_headers_complete(self) -> Any:
        """The head is whole."""
        self._in_head = False
        self._cancel_deadline()
        return super().on_headers_complete()

    def _too_slow(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
