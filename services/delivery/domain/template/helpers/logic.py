"""Conditions, and the helpers that choose between values (templates spec §3.2, §3.3 yesno, §3.5 defaultIfEmpty).

A condition gives true or false, or its `yes=`/`no=` text where that is set; a block looks at the truth alone.
"""

from __future__ import annotations

from services.delivery.domain.template.helpers.arguments import Args, Options
from services.delivery.domain.template.runtime import Run
from services.delivery.domain.template.values import child, equal, first, order, text_of, truthy


def answer(result: bool, options: Options) -> object:
    return options.get("yes", True) if result else options.get("no", False)


def eq(run: Run, args: Args, options: Options) -> object:
    return answer(equal(args[0], args[1]), options)


def neq(run: Run, args: Args, options: Options) -> object:
    return answer(not equal(args[0], args[1]), options)


def gt(run: Run, args: Args, options: Options) -> object:
    return answer(order(args[0], args[1]) == 1, options)


def gte(run: Run, args: Args, options: Options) -> object:
    return answer(order(args[0], args[1]) in (0, 1), options)


def lt(run: Run, args: Args, options: Options) -> object:
    return answer(order(args[0], args[1]) == -1, options)


def lte(run: Run, args: Args, options: Options) -> object:
    return answer(order(args[0], args[1]) in (0, -1), options)


def all_of(run: Run, args: Args, options: Options) -> object:
    return answer(all(map(truthy, args)), options)


def any_of(run: Run, args: Args, options: Options) -> object:
    return answer(any(map(truthy, args)), options)


def negation(run: Run, args: Args, options: Options) -> object:
    return answer(not truthy(args[0]), options)


def yesno(run: Run, args: Args, options: Options) -> object:
    """true/false/null → yes/no/maybe; the texts "true" and "false" count, other values by their truth."""
    value = first(args[0])
    if value is None:
        return options.get("maybe", "maybe")
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return options.get("yes", "yes") if value.lower() == "true" else options.get("no", "no")
    return options.get("yes", "yes") if truthy(value) else options.get("no", "no")


def default_if_empty(run: Run, args: Args, options: Options) -> object:
    if truthy(first(args[0])):
        return args[0]
    return args[1] if len(args) > 1 else ""


def lookup(run: Run, args: Args, options: Options) -> object:
    """A member or item whose name or index is computed."""
    key = text_of(args[1])
    return None if key is None else child(args[0], key)


def log(run: Run, args: Args, options: Options) -> object:
    """Prints nothing."""
    return None
