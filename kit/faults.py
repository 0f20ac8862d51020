"""Crash points: `point("delivery.window.closed")` does nothing unless COUNTERPOINT_FAULT names it.

`COUNTERPOINT_FAULT=name` kills the process (as kill -9 does) when it passes the point; `name:3` on the third pass. Names are listed in
`tests/fault/points.txt`.
"""

import os
import signal

_spec = os.environ.get("COUNTERPOINT_FAULT", "")
_name, _, _count = _spec.partition(":")
_left = int(_count or 1) if _name else 0


def _bound(name: str) -> None:
    global _left
    if name == _name:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _nothing(name: str) -> None:
    pass


point = _bound if _name else _nothing
