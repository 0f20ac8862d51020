"""Signed calls of the gateway's HTTP API, for the command line: one request, one answer, an error as one sentence."""

from __future__ import annotations

import configparser
import json
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from launcher.failure import Refused

_SERVICE = "mobiletargeting"
_TIMEOUT = 60.0


@dataclass(frozen=True)
class Client:
    """`url` without a slash at the end; `key` and `secret` sign."""

    url: str
    key: str
    secret: str
    region: str

    def call(self, method: str, path: str, body: Any = None, query: Mapping[str, str] | None = None, timeout: float = _TIMEOUT) -> Any:
        """The answer's JSON; None when it is empty. Raises Refused with the API's own message."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        address = self.url + path + ("?" + urlencode(query) if query else "")
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if content is not None else {}
        request = AWSRequest(method, address, data=content, headers=headers)
        SigV4Auth(Credentials(self.key, self.secret), _SERVICE, self.region).add_auth(request)
        prepared = urllib.request.Request(address, content, dict(request.prepare().headers), method=method)  # noqa: S310 (our own address)
        try:
            with opener(self.url).open(prepared, timeout=timeout) as reply:
                text = reply.read()
        except urllib.error.HTTPError as error:
            raise Refused(_message(error)) from None
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise Refused(f"{self.url} does not answer ({reason}): is the suite running?") from None
        return json.loads(text) if text.strip() else None


def connect(environ: Mapping[str, str]) -> Client:
    """A client for COUNTERPOINT_URL or the running suite of COUNTERPOINT_DATA, with its root key or the key of the usual AWS environment."""
    region = environ.get("COUNTERPOINT_REGION", "us-east-1")
    folder = Path(environ.get("COUNTERPOINT_DATA", "./data"))
    url = environ.get("COUNTERPOINT_URL", "").rstrip("/") or _running(folder)
    key, secret = credentials(Path(environ.get("COUNTERPOINT_ROOT_CREDENTIALS") or folder / "credentials"))
    return Client(url, key, secret, region)


def _running(folder: Path) -> str:
    """The address of the suite that runs on a data folder. Raises Refused when there is none."""
    state = folder / "run" / "suite.json"
    if not state.exists():
        raise Refused(f"No suite is running on {folder.absolute()}: start it with `counterpoint up`, or set COUNTERPOINT_DATA, or COUNTERPOINT_URL.")
    return str(json.loads(state.read_text())["http"])


def credentials(path: Path) -> tuple[str, str]:
    """Key id and secret of the profile `counterpoint`, or of AWS_ACCESS_KEY_ID where that is set."""
    if os.environ.get("AWS_ACCESS_KEY_ID") and os.environ.get("AWS_SECRET_ACCESS_KEY"):
        return os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    parser = configparser.ConfigParser()
    try:
        with open(path) as file:
            parser.read_file(file)
        profile = parser["counterpoint"]
        return profile["aws_access_key_id"], profile["aws_secret_access_key"]
    except (OSError, KeyError, configparser.Error):
        raise Refused(f"{path} holds no key for the profile counterpoint.") from None


def opener(url: str) -> urllib.request.OpenerDirector:
    """No proxy stands between us and our own gateway; its certificate is the operator's own on loopback."""
    context = ssl.create_default_context()
    if url.startswith(("https://127.", "https://localhost", "https://[::1]")):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))


def _message(error: urllib.error.HTTPError) -> str:
    try:
        said = json.loads(error.read())
        return f"{said.get('Message') or said.get('message') or error.reason} (HTTP {error.code})"
    except (ValueError, AttributeError):
        return f"{error.reason} (HTTP {error.code})"
