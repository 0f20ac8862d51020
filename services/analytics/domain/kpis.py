"""The KPI registry: every published name with its formula over base counts (analytics spec 1.3, 2, 3, 4, 11).

A base count is one aggregate of `store/kpi_query.py`, computed for all groups in one query. A formula takes the counts of one group and
gives a number, or None for
"no row" (division by zero, nothing counted). Rates are fractions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kit.errors import Invalid

Counts = Mapping[str, float]
Formula = Callable[[Counts], float | None]

# Group suffix → (key in the answer, expression name in store/kpi_query.py).
GROUPS = {
    "": ("", ""),
    "-grouped-by-date": ("Date", "date"),
    "-grouped-by-campaign": ("CampaignId", "campaign"),
    "-grouped-by-campaign-activity": ("CampaignActivityId", "activity"),
    "-grouped-by-journey-activity": ("JourneyActivityId", "journey_activity"),
    "-grouped-by-country": ("CountryCode", "country"),
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One accepted name. `family`: campaign, journey, email (transactional) or sms (transactional): which outcomes are looked at."""

    name: str
    value_key: str
    family: str
    group_key: str
    group: str
    formula: Formula


def _count(name: str) -> Formula:
    return lambda c: c[name] if c["any"] else None


def _ratio(top: Formula, bottom: Formula) -> Formula:
    def rate(c: Counts) -> float | None:
        above, below = top(c), bottom(c)
        return above / below if below and above is not None else None

    return rate


def _delivered_campaign(c: Counts) -> float | None:
    """E-mail: sent less hard bounces; SMS: receipts; everything else: what the provider took."""
    return c["email_sent"] - c["hard"] + c["sms_delivered"] + c["other_sent"] if c["any"] else None


def _delivered_mail(c: Counts) -> float | None:
    """Transactional and journey e-mail: sent less soft and hard bounces and rejections."""
    return c["email_sent"] - c["soft"] - c["hard"] - c["rejected"] if c["any"] else None


def _email_delivered_campaign(c: Counts) -> float | None:
    return c["email_sent"] - c["hard"]


_sent = _count("sent")
_CAMPAIGN: dict[str, tuple[Formula, tuple[str, ...]]] = {
    "successful-delivery-rate": (_ratio(_delivered_campaign, _sent), ("", "activity", "date")),
    "unique-deliveries": (_count("unique_delivered"), ("", "activity", "date")),
    "hard-bounce-rate": (_ratio(_count("hard"), _count("email_sent")), ("", "activity")),
    "email-open-rate": (_ratio(_count("opened_messages"), _email_delivered_campaign), ("", "activity")),
    "direct-email-opens": (_count("opens"), ("activity",)),
    "clicks": (_count("clicks"), ("activity",)),
    "successful-deliveries": (_delivered_campaign, ("activity",)),
    "attempted-deliveries": (_sent, ("activity",)),
    "push-open-rate": (_ratio(_count("push_opened_messages"), _count("push_sent")), ("", "activity")),
    "direct-push-opens": (lambda c: c["push_opens"] or _count("push_opens")(c), ("activity",)),
    "sms-spend": (_count("price"), ("",)),
}
_APPLICATION_CAMPAIGNS: dict[str, tuple[Formula, tuple[str, ...]]] = {
    "successful-delivery-rate": (_ratio(_delivered_campaign, _sent), ("", "date")),
    "successful-deliveries": (_delivered_campaign, ("campaign",)),
    "email-open-rate": (_ratio(_count("opened_messages"), _email_delivered_campaign), ("", "campaign")),
    "push-open-rate": (_ratio(_count("push_opened_messages"), _count("push_sent")), ("", "campaign")),
    "unique-deliveries": (_count("unique_delivered"), ("", "campaign", "date")),
}
_MAIL: dict[str, Formula] = {
    "txn-emails-sent": _count("email_sent"),
    "txn-emails-delivered": _delivered_mail,
    "txn-emails-delivery-rate": _ratio(_delivered_mail, _count("email_sent")),
    "txn-emails-opened": _count("opens"),
    "txn-emails-clicked": _count("clicks"),
    "txn-emails-unique-opens": _count("unique_opens"),
    "txn-emails-unique-clicks": _count("unique_clicks"),
    "txn-emails-hard-bounced": _count("hard"),
    "txn-emails-soft-bounced": _count("soft"),
    "txn-emails-with-complaints": _count("complaints"),
    "txn-emails-complaint-rate": _ratio(_count("complaints"), _count("email_sent")),
}
_SMS: dict[str, tuple[Formula, tuple[str, ...]]] = {
    "txn-sms-sent": (_count("sms_sent"), ("", "country", "date")),
    "txn-sms-sent-by-parts": (_count("sms_parts"), ("", "country")),
    "txn-sms-delivered": (_count("sms_delivered"), ("", "country", "date")),
    "txn-sms-delivered-by-parts": (_count("sms_delivered_parts"), ("", "country")),
    "txn-sms-delivery-rate": (_ratio(_count("sms_delivered"), _count("sms_sent")), ("", "date")),
    "txn-sms-total-price": (_count("price"), ("country",)),
    "txn-sms-average-price": (_ratio(_count("price"), _count("sms_sent")), ("country",)),
    "txn-sms-average-price-by-parts": (_ratio(_count("price"), _count("sms_parts")), ("country",)),
}
_JOURNEY: dict[str, Formula] = {
    "sent": _count("email_sent"),
    "delivered": _delivered_mail,
    "opened": _count("opens"),
    "clicked": _count("clicks"),
    "hardbounced": _count("hard"),
    "softbounced": _count("soft"),
    "complained": _count("complaints"),
    "rejected": _count("rejected"),
    "unsubscribed": _count("unsubscribes"),
}
_SUFFIX = {group: (suffix, key) for suffix, (key, group) in GROUPS.items()}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


def _entries(family: str, base: str, formula: Formula, groups: tuple[str, ...]) -> list[Kpi]:
    made = []
    for group in groups:
        suffix, key = _SUFFIX[group]
        made.append(Kpi(base + suffix, _camel(base), family, key, group, formula))
    return made


def _application() -> dict[str, Kpi]:
    kpis: list[Kpi] = []
    for name, (formula, groups) in _APPLICATION_CAMPAIGNS.items():
        kpis += _entries("campaign", name, formula, groups)
    for name, formula in _MAIL.items():
        kpis += _entries("email", name, formula, ("", "date"))
    for name, (formula, groups) in _SMS.items():
        kpis += _entries("sms", name, formula, groups)
    kpis.append(Kpi("txn-sms-error-distribution", "TxnSmsErrorDistribution", "sms", "RecordStatus", "record_status", _count("sms_failed")))
    return {kpi.name: kpi for kpi in kpis}


def _campaign() -> dict[str, Kpi]:
    return {kpi.name: kpi for name, (formula, groups) in _CAMPAIGN.items() for kpi in _entries("campaign", name, formula, groups)}


def _journey() -> dict[str, Kpi]:
    kpis: list[Kpi] = []
    for name, formula in _JOURNEY.items():
        kpis += _entries("journey", f"journey-emails-{name}", formula, ("",))
        kpis += _entries("journey", f"emails-{name}", formula, ("journey_activity",))
    return {kpi.name: kpi for kpi in kpis}


SCOPES: dict[str, dict[str, Kpi]] = {"application": _application(), "campaign": _campaign(), "journey": _journey()}


def find(scope: str, name: str) -> Kpi:
    """The KPI of a scope. Raises Invalid for an unknown name and for one of another scope."""
    kpi = SCOPES[scope].get(name)
    if kpi is None:
        raise Invalid(f"Unsupported KpiName: {name}")
    return kpi


def rows(kpi: Kpi, groups: Mapping[str, Counts]) -> list[tuple[str, str]]:
    """(group value, value as text) for every group that has a value, ascending by group (analytics spec 1.2)."""
    found = []
    for group in sorted(groups):
        counts = groups[group]
        if kpi.group and not group:
            continue
        value = kpi.formula(counts)
        if value is not None and (counts["any"] or value or not kpi.group):
            found.append((group, repr(float(value))))
    return found
