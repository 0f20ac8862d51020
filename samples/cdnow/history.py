"""The purchase history with its days moved to end today, and what follows from it for every customer.

Everything here is arithmetic on the file and on "today": the demo compares what Counterpoint did with it.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

FILE = Path(__file__).with_name("cdnow.csv")
RECENT_DAYS = 90
LAPSED_DOLLARS = 100


@dataclass(frozen=True, slots=True)
class Purchase:
    """One line of the file; `day` is already moved."""

    number: int
    customer: str
    day: date
    cds: int
    dollars: Decimal


@dataclass(slots=True)
class Customer:
    """One customer. By a fixed rule on the id: of a hundred, 3 opted out, 2 are inactive, 1 has no address, 5 live where it is night now."""

    id: str
    last_purchase: date
    spent: Decimal = Decimal(0)
    orders: int = 0

    @property
    def endpoint_id(self) -> str:
        return f"cdnow-{self.id}"

    @property
    def address(self) -> str | None:
        return None if self.slot == 5 else f"customer-{self.id}@example.com"

    @property
    def slot(self) -> int:
        """0..99, by the id."""
        return int(self.id) % 100

    @property
    def opted_out(self) -> bool:
        return self.slot in (0, 1, 2)

    @property
    def inactive(self) -> bool:
        return self.slot in (3, 4)

    @property
    def in_quiet_time(self) -> bool:
        return 6 <= self.slot <= 10

    @property
    def opens(self) -> bool:
        return _share(self.id) < 30

    @property
    def clicks(self) -> bool:
        """Who clicks has opened."""
        return _share(self.id) < 8


@dataclass(slots=True)
class History:
    """The whole file, seen from `today`."""

    today: date
    purchases: list[Purchase] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)

    @property
    def border(self) -> datetime:
        """A second before midnight: who bought after it bought in the last 90 days, who bought before it has lapsed."""
        return midnight(self.today - timedelta(days=RECENT_DAYS)) - timedelta(seconds=1)

    @property
    def recent(self) -> list[Customer]:
        return [c for c in self.customers.values() if midnight(c.last_purchase) > self.border]

    @property
    def lapsed(self) -> list[Customer]:
        """Lapsed customers who spent more than $100: the audience of the win-back campaign."""
        return [c for c in self.customers.values() if midnight(c.last_purchase) < self.border and c.spent > LAPSED_DOLLARS]

    @property
    def revenue(self) -> Decimal:
        return sum((p.dollars for p in self.purchases), Decimal(0))


def midnight(day: date) -> datetime:
    """The start of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def _share(customer_id: str) -> int:
    """0..99, evenly spread and the same on every machine."""
    return int.from_bytes(hashlib.sha256(customer_id.encode()).digest()[:4], "big") % 100


def read(today: date, file: Path = FILE) -> History:
    """Reads the file and moves every day by the same number, so that the last purchase falls on today."""
    lines = list(csv.DictReader(file.open(newline="")))
    moved = today - max(date.fromisoformat(line["date"]) for line in lines)
    history = History(today)
    for number, line in enumerate(lines):
        day = date.fromisoformat(line["date"]) + moved
        purchase = Purchase(number, line["customer_id"], day, int(line["cds"]), Decimal(line["dollars"]))
        history.purchases.append(purchase)
        customer = history.customers.setdefault(purchase.customer, Customer(purchase.customer, day))
        customer.last_purchase = max(customer.last_purchase, day)
        customer.spent += purchase.dollars
        customer.orders += 1
    return history


def import_lines(history: History, quiet_zone: str) -> Iterator[list[str]]:
    """The CSV of the import job, header first. Customers without an address cannot come by import; the API writes them."""
    yield [
        "Id",
        "ChannelType",
        "Address",
        "OptOut",
        "Demographic.Timezone",
        "Attributes.LastPurchase",
        "Metrics.TotalSpent",
        "Metrics.Orders",
        "User.UserId",
    ]
    for customer in history.customers.values():
        if customer.address:
            yield [
                customer.endpoint_id,
                "EMAIL",
                customer.address,
                "ALL" if customer.opted_out else "NONE",
                quiet_zone if customer.in_quiet_time else "",
                f"{customer.last_purchase}T00:00:00Z",
                str(customer.spent),
                str(customer.orders),
                customer.id,
            ]
