"""`counterpoint erase`: a dry run first; with --yes pass after pass until nothing is left, then a signed receipt."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from launcher.client import Client
from launcher.failure import Refused

_ROOT = "/counterpoint/v1/erasures"
_PASS_SECONDS = 600.0
_PAUSE_SECONDS = 0.5
# What waits goes by being read or sent, within seconds; a window that is paced, or a reader that is away, takes longer.
_PATIENCE_SECONDS = 900.0


def erase(client: Client, arguments: argparse.Namespace) -> Any:
    """What would go; with --yes what went, and its receipt."""
    if arguments.what == "verify":
        return _verify(client, arguments)
    body = _body(arguments)
    if not arguments.yes:
        found = client.call("POST", _ROOT, {**body, "DryRun": True}, timeout=_PASS_SECONDS)
        return {**found, "Next": "nothing was changed: say --yes to erase it"}
    done = _driven(client, client.call("POST", _ROOT, body, timeout=_PASS_SECONDS)["ErasureId"])
    if arguments.receipt:
        receipt = {name: done[name] for name in ("Receipt", "Signature")}
        Path(arguments.receipt).write_text(json.dumps(receipt, indent=1) + "\n")
    return done


def _body(arguments: argparse.Namespace) -> dict[str, str]:
    what = arguments.what
    if what != "events" and not arguments.id:
        raise Refused(f"Name the {what}: counterpoint erase {what} ID.")
    if what not in ("account", "app") and not arguments.app:
        raise Refused(f"Name the app: counterpoint erase {what} --app APP.")
    if arguments.before and what != "events":
        raise Refused("--before is for events only.")
    given = {"Kind": what, "Id": arguments.id, "ApplicationId": arguments.app, "Before": arguments.before}
    return {name: text for name, text in given.items() if text}


def _driven(client: Client, erasure_id: str) -> Any:
    """Passes until one found nothing. Raises Refused when something waits too long; the erasure can be gone on with."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        state = client.call("POST", f"{_ROOT}/{erasure_id}", {}, timeout=_PASS_SECONDS)
        if state["State"] == "DONE":
            return state
        _say(state)
        if time.monotonic() > deadline:
            why = "; ".join(state["Waits"]) or "new data keeps coming"
            raise Refused(f"Not all could be erased yet: {why}. Say the same again later.")
        time.sleep(_PAUSE_SECONDS)


def _say(state: Any) -> None:
    count = sum(line["Count"] for line in state["Lines"])
    print(f"  {count} erased" + "".join(f"; {words}" for words in state["Waits"]), file=sys.stderr, flush=True)


def _verify(client: Client, arguments: argparse.Namespace) -> Any:
    """Whether this installation signed the receipt. Raises Refused when it did not."""
    try:
        given = json.loads(Path(arguments.id).read_text())
        body = {"Receipt": given["Receipt"], "Signature": given["Signature"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{arguments.id or 'The file'} is not a receipt: counterpoint erase verify FILE.") from None
    if not client.call("POST", f"{_ROOT}/verify", body)["Valid"]:
        raise Refused(f"{arguments.id} was not signed by this installation, or was changed since.")
    return {"Valid": True, "Receipt": given["Receipt"]}
