"""Erasure: no person is known here, only apps with all they have."""

from __future__ import annotations

from typing import Any

from counterpoint.erasure.v1 import erasure_pb2 as pb
from counterpoint.erasure.v1.erasure_pb2_grpc import ErasureServiceServicer
from sqlalchemy import text

from kit.db import Database
from services.campaigns.store import campaigns


class Eraser(ErasureServiceServicer):
    """The RPCs."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def FindSubject(self, request: pb.FindSubjectRequest, context: Any) -> pb.FindSubjectResponse:
        return pb.FindSubjectResponse(subject=request.subject)

    async def Erase(self, request: pb.EraseRequest, context: Any) -> pb.EraseResponse:
        answer = pb.EraseResponse()
        for app_id in request.subject.app_ids if request.subject.kind in ("account", "app") else ():
            async with self._db.begin() as conn:
                count = (await conn.execute(text("SELECT count(*) FROM campaigns WHERE app_id = :app"), {"app": app_id})).scalar_one()
                if not request.dry_run:
                    await campaigns.delete_app(conn, app_id)
            if count:
                answer.lines.add(store="rows", what="campaigns", count=count)
        return answer
