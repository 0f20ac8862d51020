"""Counters, gauges and histograms of this process, and their text form for Prometheus (format 0.0.4).

What there is to measure is declared in `kit.telemetry.names`; nothing is made elsewhere. An `add` or `observe` costs less than a microsecond and
takes a whole batch at once. Label values are a bounded set: operations, durables, channels, never an address, a name or an id of a caller.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

Labels = tuple[str, ...]
Collector = Callable[[], Awaitable[None]]


class Metric(ABC):
    """`name` in Prometheus' spelling, `unit` in words, `labels` in the order in which values are given."""

    kind = ""

    def __init__(self, name: str, labels: Sequence[str], unit: str, meaning: str) -> None:
        self.name = name
        self.labels = tuple(labels)
        self.unit = unit
        self.meaning = meaning

    @abstractmethod
    def samples(self) -> Iterator[tuple[str, Sequence[str], Labels, float]]:
        """(name, label names, label values, value) of every series."""


class Counter(Metric):
    """Only grows."""

    kind = "counter"

    def __init__(self, name: str, labels: Sequence[str], unit: str, meaning: str) -> None:
        super().__init__(name, labels, unit, meaning)
        self._values: dict[Labels, float] = {}

    def add(self, amount: float, *labels: str) -> None:
        """Counts `amount` more."""
        values = self._values
        values[labels] = values.get(labels, 0) + amount

    def reach(self, total: float, *labels: str) -> None:
        """Takes over a total that is counted elsewhere."""
        self._values[labels] = total

    def value(self, *labels: str) -> float:
        """What was counted so far."""
        return self._values.get(labels, 0)

    def samples(self) -> Iterator[tuple[str, Sequence[str], Labels, float]]:
        for labels, value in list(self._values.items()):
            yield self.name, self.labels, labels, value


class Gauge(Metric):
    """A level, set when it changes or when somebody looks (`on_scrape`)."""

    kind = "gauge"

    def __init__(self, name: str, labels: Sequence[str], unit: str, meaning: str) -> None:
        super().__init__(name, labels, unit, meaning)
        self._values: dict[Labels, float] = {}

    def set(self, value: float, *labels: str) -> None:
        """Sets one series."""
        self._values[labels] = value

    def replace(self, values: Mapping[Labels, float]) -> None:
        """Sets every series; those not named are gone."""
        self._values = dict(values)

    def value(self, *labels: str) -> float | None:
        """The level; None when it was never set."""
        return self._values.get(labels)

    def samples(self) -> Iterator[tuple[str, Sequence[str], Labels, float]]:
        for labels, value in list(self._values.items()):
            yield self.name, self.labels, labels, value


class Histogram(Metric):
    """How often what size: a count per upper bound, all counts, and the sum."""

    kind = "histogram"

    def __init__(self, name: str, labels: Sequence[str], unit: str, meaning: str, bounds: Sequence[float]) -> None:
        super().__init__(name, labels, unit, meaning)
        self.bounds = tuple(bounds)
        self._rows: dict[Labels, list[float]] = {}

    def observe(self, value: float, *labels: str) -> None:
        """Notes one value."""
        row = self._rows.get(labels)
        if row is None:
            # A place per bound, one for what is above them, one for the sum.
            row = self._rows[labels] = [0.0] * (len(self.bounds) + 2)
        row[bisect_left(self.bounds, value)] += 1
        row[-1] += value

    def count(self, *labels: str) -> float:
        """How many values were noted."""
        return sum(self._rows.get(labels, [0.0])[:-1])

    def samples(self) -> Iterator[tuple[str, Sequence[str], Labels, float]]:
        with_bound = (*self.labels, "le")
        for labels, row in list(self._rows.items()):
            total = 0.0
            for bound, count in zip((*self.bounds, float("inf")), row[:-1], strict=True):
                total += count
                yield f"{self.name}_bucket", with_bound, (*labels, "+Inf" if bound == float("inf") else f"{bound:g}"), total
            yield f"{self.name}_sum", self.labels, labels, row[-1]
            yield f"{self.name}_count", self.labels, labels, total


def render(metrics: Sequence[Metric]) -> str:
    """The text that a Prometheus server reads; metrics without a series are left out."""
    lines: list[str] = []
    for metric in metrics:
        found = [f"{name}{_braces(names, values)} {value:.15g}" for name, names, values, value in metric.samples()]
        if found:
            lines += [f"# HELP {metric.name} {metric.meaning}", f"# TYPE {metric.name} {metric.kind}", *found]
    return "\n".join(lines) + "\n"


def _braces(names: Sequence[str], values: Labels) -> str:
    if not names:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=True))
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
