"""`moto`: CreateApp and GetApp, signed as boto3 signs them, against moto's server in the same run."""

import json
import socket
import subprocess
import sys
from http.client import HTTPResponse
from typing import Any

from bench.http_load import Load, drive, signed
from bench.running import free_port, listening, suite

# Half of them make an app; either half stays within what an account may call at once (quotas spec).
CALLS = 600
CALLERS = 8


def row(calls: int = CALLS) -> dict[str, Any]:
    """Calls a second, every second one a CreateApp; checked: every answer is a success and every app can be listed."""
    with suite() as running:
        keys = (running.access_key, running.secret_key)
        ours = drive(running.host, running.port, _requests(running.host, running.port, calls, *keys), CALLERS, 60)
        apps = _apps(running.client()) - 1
    theirs = _moto(calls)
    return {
        "name": "moto",
        "figure": round(ours.per_second, 1),
        "unit": "CreateApp and GetApp calls/s",
        "limit": round(theirs.per_second, 1),
        "ratio": round(ours.per_second / theirs.per_second, 3),
        "goal": ">= 2",
        "check": apps == ours.statuses[201] and ours.statuses[201] + ours.statuses[200] == calls and theirs.statuses[200] + theirs.statuses[201] == calls,
        "notes": f"answers {dict(ours.statuses)}; moto's {dict(theirs.statuses)}",
    }


def _requests(host: str, port: int, calls: int, access_key: str, secret_key: str) -> list[bytes]:
    """Half of them create an app, half read one made beforehand."""
    first = signed("POST", host, port, "/v1/apps", json.dumps({"Name": "bench"}).encode(), access_key, secret_key)
    made = _body(host, port, first)
    read = signed("GET", host, port, f"/v1/apps/{made['Id']}", b"", access_key, secret_key)
    requests = []
    for number in range(calls // 2):
        body = json.dumps({"Name": f"bench {number}", "tags": {"team": "growth"}}).encode()
        requests += [signed("POST", host, port, "/v1/apps", body, access_key, secret_key), read]
    return requests


def _body(host: str, port: int, request: bytes) -> dict[str, Any]:
    """The JSON body of the answer to one request."""
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(request)
        response = HTTPResponse(connection)
        response.begin()
        return dict(json.loads(response.read()))


def _apps(client: Any) -> int:
    found, token = 0, {}
    while True:
        page = client.get_apps(PageSize="1000", **token)["ApplicationsResponse"]
        found += len(page["Item"])
        if "NextToken" not in page:
            return found
        token = {"Token": page["NextToken"]}


def _moto(calls: int) -> Load:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        listening(port)
        return drive("127.0.0.1", port, _requests("127.0.0.1", port, calls, "AKIDEXAMPLE", "secret"), CALLERS, 60)
    finally:
        server.terminate()
        server.wait()
