"""`fanout`: an e-mail campaign from a template with tracked links to all endpoints of an app, null provider, every
endpoint accounted for; and what twice the audience takes, in processor time, against twice the time of half of it."""

import os
from typing import Any

from bench.campaign import Shop
from bench.running import suite

SIZE = int(os.environ.get("FANOUT", "200000"))


def row(size: int = SIZE) -> dict[str, Any]:
    """Messages a second from the campaign's creation to the end of its run, freezing included."""
    with suite({"COUNTERPOINT_EMAIL_URL": "null:"}) as running:
        shop = Shop(running, size)
        half = shop.send(shop.half(), (size + 1) // 2)
        whole = shop.send(shop.everybody, size)
    growth = whole.processor.total() * half.size / (half.processor.total() * whole.size)
    return {
        "name": "fanout",
        "figure": round(size / whole.took),
        "unit": "accounted messages/s",
        "limit": None,
        "ratio": None,
        "goal": ">= 10,000/s",
        "check": half.whole and whole.whole,
        "notes": f"{size:,} endpoints in {whole.took:.1f} s, of which {whole.freezing:.1f} s until the audience was frozen;"
        f" growth from {half.size:,} {growth:.2f}; µs a message: {whole.micros}",
    }
