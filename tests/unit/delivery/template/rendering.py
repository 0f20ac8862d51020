"""Shared by the template tests: renders a source in one call."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

from services.delivery.domain.template import Context, Place, compile, time_limit

NOW = datetime(2026, 11, 24, 12, 30, 5, 7000, tzinfo=UTC)
UUID_TEXT = "6f0bd9fb-57a5-4a3d-9dd5-5a9a2f0bb9a1"


def render(
    source: str,
    document: dict | None = None,
    *,
    place: Place = Place.TEXT,
    limit: int = 10_000,
    substitutions: tuple = (),
    defaults: dict | None = None,
    on_missing: str = "template",
    seconds: float = 1.0,
    context: Context | None = None,
) -> str:
    template = compile(source, place, limit)
    context = context or Context(document or {}, substitutions, defaults or {})
    return template.render(
        context,
        on_missing=on_missing,
        now=NOW,
        new_uuid=lambda: UUID(UUID_TEXT),
        deadline=time_limit(time.monotonic, seconds),
    )
