"""All helpers by name, and which names open blocks."""

from __future__ import annotations

from services.delivery.domain.template.helpers import dates, formats, logic, numbers, strings
from services.delivery.domain.template.helpers.arguments import Helper

_CONDITIONS: dict[str, Helper] = {
    "eq": Helper(logic.eq, 2, 2),
    "neq": Helper(logic.neq, 2, 2),
    "gt": Helper(logic.gt, 2, 2),
    "gte": Helper(logic.gte, 2, 2),
    "lt": Helper(logic.lt, 2, 2),
    "lte": Helper(logic.lte, 2, 2),
    "and": Helper(logic.all_of, 2, None),
    "or": Helper(logic.any_of, 2, None),
    "not": Helper(logic.negation, 1, 1),
}

HELPERS: dict[str, Helper] = {
    **_CONDITIONS,
    **strings.HELPERS,
    **numbers.HELPERS,
    **dates.HELPERS,
    **formats.HELPERS,
    "yesno": Helper(logic.yesno, 1, 1),
    "defaultIfEmpty": Helper(logic.default_if_empty, 1, 2),
    "lookup": Helper(logic.lookup, 2, 2),
    "log": Helper(logic.log, 0, None),
}

#: Names that exist as blocks alone.
BLOCKS_ONLY = frozenset({"if", "unless", "each", "with"})
BLOCKS = BLOCKS_ONLY | _CONDITIONS.keys()
#: Helpers that a tag calls by their bare name; every other bare name is a variable.
WITHOUT_ARGUMENTS = frozenset({"now", "uuid"})
