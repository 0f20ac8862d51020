"""The object store of imports and exports: a folder, or an S3-compatible server (endpoints spec 3.4).

`s3://bucket/key` is `<data>/objects/bucket/key` without COUNTERPOINT_S3_ENDPOINT; `..`, absolute keys and links that lead outside are refused.
"""

import asyncio
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kit.errors import Forbidden, Invalid, NotFound

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object: its URL and size in bytes."""

    url: str
    size: int


class ObjectStore(Protocol):
    """What imports and exports need. Every call names the role and the account it acts for."""

    async def find(self, prefix: str, role: str, account: str) -> list[ObjectInfo]:
        """The object itself, or all objects below a prefix, sorted by URL. Raises NotFound when there is none, Forbidden for a role without access."""
        ...

    def read(self, url: str, role: str, account: str) -> AsyncIterator[bytes]:
        """The bytes in chunks of about 1 MB."""
        ...

    async def write(self, url: str, content: bytes, role: str, account: str) -> None:
        """Stores an object whole; a reader never sees half of it."""
        ...


def split(url: str) -> tuple[str, str]:
    """(bucket, key) of an `s3://` URL. Raises Invalid for any other form or a way out of the bucket."""
    if not url.startswith("s3://"):
        raise Invalid("S3Url: must have the form s3://bucket/key")
    bucket, _, key = url.removeprefix("s3://").partition("/")
    if not bucket or bucket.startswith(".") or any(part in ("..", ".") for part in key.split("/")) or "\\" in url or "\0" in url or key.startswith("/"):
        raise Invalid("S3Url: must have the form s3://bucket/key")
    return bucket, key


def open_store(data: Path, endpoint: str, roles_file: str) -> ObjectStore:
    """The store the configuration names."""
    roles = Roles(tomllib.loads(Path(roles_file).read_text())) if roles_file else None
    return S3Store(endpoint, roles) if endpoint else FolderStore(data / "objects", roles)


class Roles:
    """COUNTERPOINT_ROLES: per account, role ARN to credentials profile and allowed buckets.

    ["000000000000"."arn:aws:iam::000000000000:role/import"]
    profile = "default"
    buckets = ["audience"]
    """

    def __init__(self, table: dict[str, Any]) -> None:
        self._table = table

    def profile(self, role: str, account: str, bucket: str) -> str:
        """The credentials profile. Raises Forbidden for a role or bucket that is not listed."""
        entry = self._table.get(account, {}).get(role)
        if entry is None:
            raise Forbidden("the role is not listed for this account")
        if bucket not in entry.get("buckets", []):
            raise Forbidden("the role may not use this bucket")
        return str(entry.get("profile", "default"))


class FolderStore:
    """Objects as files."""

    def __init__(self, root: Path, roles: Roles | None) -> None:
        self._root = root
        self._roles = roles

    def _path(self, url: str, role: str, account: str) -> Path:
        bucket, key = split(url)
        if self._roles:
            self._roles.profile(role, account, bucket)
        root = self._root.resolve()
        path = (root / bucket / key).resolve()
        if not path.is_relative_to(root):
            raise Invalid("S3Url: leads out of the object store")
        return path

    async def find(self, prefix: str, role: str, account: str) -> list[ObjectInfo]:
        path = self._path(prefix, role, account)
        return await asyncio.to_thread(self._find, prefix, path)

    def _find(self, prefix: str, path: Path) -> list[ObjectInfo]:
        if path.is_file() and not prefix.endswith("/"):
            return [ObjectInfo(prefix, path.stat().st_size)]
        bucket, key = split(prefix)
        base = self._root.resolve()
        found = []
        for file in (base / bucket).rglob("*"):
            name = file.relative_to(base / bucket).as_posix()
            if name.startswith(key) and file.is_file() and file.resolve().is_relative_to(base):
                found.append(ObjectInfo(f"s3://{bucket}/{name}", file.stat().st_size))
        if not found:
            raise NotFound(f"no object at {prefix}")
        return sorted(found, key=lambda info: info.url)

    async def read(self, url: str, role: str, account: str) -> AsyncIterator[bytes]:
        path = self._path(url, role, account)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except OSError:
            raise NotFound(f"no object at {url}") from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def write(self, url: str, content: bytes, role: str, account: str) -> None:
        await asyncio.to_thread(self._write, self._path(url, role, account), content)

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)


class S3Store:
    """An S3-compatible server through boto3, in threads; credentials from the usual AWS environment or the role's profile."""

    def __init__(self, endpoint: str, roles: Roles | None) -> None:
        self._endpoint = endpoint
        self._roles = roles
        self._clients: dict[str | None, Any] = {}

    def _client(self, bucket: str, role: str, account: str) -> Any:
        profile = self._roles.profile(role, account, bucket) if self._roles else None
        if profile not in self._clients:
            import boto3
            from botocore.config import Config

            session = boto3.session.Session(profile_name=profile)
            config = Config(s3={"addressing_style": "path"}, retries={"mode": "standard"}, proxies={})
            self._clients[profile] = session.client("s3", endpoint_url=self._endpoint, region_name=session.region_name or "us-east-1", config=config)
        return self._clients[profile]

    async def find(self, prefix: str, role: str, account: str) -> list[ObjectInfo]:
        bucket, key = split(prefix)
        return await asyncio.to_thread(self._find, bucket, key, role, account)

    def _find(self, bucket: str, key: str, role: str, account: str) -> list[ObjectInfo]:
        client = self._client(bucket, role, account)
        found: list[ObjectInfo] = []
        with _translated(f"s3://{bucket}/{key}"):
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key):
                found.extend(ObjectInfo(f"s3://{bucket}/{item['Key']}", item["Size"]) for item in page.get("Contents", []))
        exact = [info for info in found if info.url == f"s3://{bucket}/{key}"]
        if not found:
            raise NotFound(f"no object at s3://{bucket}/{key}")
        return exact or found

    async def read(self, url: str, role: str, account: str) -> AsyncIterator[bytes]:
        bucket, key = split(url)

        def start() -> Any:
            with _translated(url):
                return self._client(bucket, role, account).get_object(Bucket=bucket, Key=key)["Body"]

        body = await asyncio.to_thread(start)
        while chunk := await asyncio.to_thread(body.read, CHUNK):
            yield chunk

    async def write(self, url: str, content: bytes, role: str, account: str) -> None:
        bucket, key = split(url)

        def put() -> None:
            with _translated(url):
                self._client(bucket, role, account).put_object(Bucket=bucket, Key=key, Body=content)

        await asyncio.to_thread(put)


class _translated:
    """Turns botocore's refusals into kit errors without its text, which may name credentials."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        from botocore.exceptions import ClientError

        if isinstance(error, ClientError):
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in ("404", "NoSuchKey", "NoSuchBucket"):
                raise NotFound(f"no object at {self._url}") from None
            raise Forbidden(f"the object store refused {self._url}: {code}") from None
