"""Recommender configurations of an account: the document whole, beside the columns that are queried."""

from dataclasses import dataclass
from typing import Any

from counterpoint.segments.v1.segments_pb2 import CreateRecommenderConfiguration

from kit.db import Database
from kit.errors import Invalid, NotFound
from services.segments.store.tx import reading, transaction

NOT_FOUND = "Recommender configuration not found"
_COLUMNS = "account_id, recommender_id, document, created_us, modified_us"


@dataclass(frozen=True, slots=True)
class Recommender:
    """One configuration; `document` as it was written last."""

    account_id: str
    recommender_id: str
    document: CreateRecommenderConfiguration
    created_us: int
    modified_us: int


def _recommender(row: Any) -> Recommender:
    document = CreateRecommenderConfiguration.FromString(row["document"])
    return Recommender(row["account_id"], row["recommender_id"], document, row["created_us"], row["modified_us"])


def _found(row: Any) -> Recommender:
    if row is None:
        raise NotFound(NOT_FOUND)
    return _recommender(row)


class RecommenderStore:
    """Reads and writes; one of another account is not found."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(self, made: Recommender, at_most: int) -> None:
        """Stores a new one. Raises Invalid when the account has `at_most` already."""
        async with transaction(self._db) as tx:
            await tx.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recommenders:{made.account_id}")
            count = await tx.fetchval("SELECT count(*) FROM recommenders WHERE account_id = $1", made.account_id)
            if count >= at_most:
                raise Invalid(f"Quota recommenders-per-account reached: limit {at_most}, in use {count}", "QUOTA")
            await tx.execute(
                f"INSERT INTO recommenders ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5)",
                made.account_id,
                made.recommender_id,
                made.document.SerializeToString(),
                made.created_us,
                made.modified_us,
            )

    async def get(self, account_id: str, recommender_id: str) -> Recommender:
        """One. Raises NotFound."""
        async with reading(self._db) as tx:
            sql = f"SELECT {_COLUMNS} FROM recommenders WHERE account_id = $1 AND recommender_id = $2"
            return _found(await tx.fetchrow(sql, account_id, recommender_id))

    async def replace(self, account_id: str, recommender_id: str, document: CreateRecommenderConfiguration, now_us: int) -> Recommender:
        """The configuration with its new document. Raises NotFound."""
        sql = f"UPDATE recommenders SET document = $3, modified_us = $4 WHERE account_id = $1 AND recommender_id = $2 RETURNING {_COLUMNS}"
        async with reading(self._db) as tx:
            return _found(await tx.fetchrow(sql, account_id, recommender_id, document.SerializeToString(), now_us))

    async def delete(self, account_id: str, recommender_id: str) -> Recommender:
        """The configuration as it was. Raises NotFound."""
        async with reading(self._db) as tx:
            sql = f"DELETE FROM recommenders WHERE account_id = $1 AND recommender_id = $2 RETURNING {_COLUMNS}"
            return _found(await tx.fetchrow(sql, account_id, recommender_id))

    async def page(self, account_id: str, limit: int, after: tuple[int, str] | None) -> list[Recommender]:
        """Those of an account, newest first."""
        at, id = after or (2**62, "")
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                f"SELECT {_COLUMNS} FROM recommenders WHERE account_id = $1 AND (created_us, recommender_id) < ($2, $3)"
                " ORDER BY created_us DESC, recommender_id DESC LIMIT $4",
                account_id,
                at,
                id,
                limit,
            )
        return [_recommender(row) for row in rows]
