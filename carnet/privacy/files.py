"""The registers as workbooks, for an authority, a lawyer or an insurer."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.core.until_sent import until_sent
from carnet.exports.cells import Cell, Sheets
from carnet.firms.models import Firm
from carnet.privacy import actions, register
from carnet.privacy.models import Incident, Statement
from carnet.privacy.terms import Clock, Reading


def register_file(firm: Firm, now: datetime) -> IO[bytes]:
    with until_sent() as file, Sheets(file) as sheets:
        sheets.add(_("Who"), [_("What"), _("Text")], (34, 90), _who(firm, now))
        titles = [_("Activity"), _("Purpose"), _("Whose data"), _("Which data"), _("Kept for")]
        sheets.add(
            _("Activities"), titles, (30, 44, 34, 60, 60), map(_activity, register.activities(firm))
        )
        titles = [_("Recipient"), _("Gets"), _("Since")]
        rows = [[one.name, one.gets, one.since] for one in register.recipients(firm)]
        sheets.add(_("Recipients"), titles, (44, 60, 24), rows)
        sheets.add(
            _("Measures"), [_("Measure")], (110,), [[one] for one in register.measures(firm)]
        )
    return file


def _who(firm: Firm, now: datetime) -> Iterable[list[Cell]]:
    yield [_("Firm"), firm.name]
    yield [_("As it stood on"), _moment(now)]
    statement = actions.latest(firm)
    if statement:
        for name in Statement.FIELDS:
            yield [label_of(Statement, name), getattr(statement, name)]
        yield [_("Last changed by the firm"), _moment(statement.at)]


def _activity(one: register.Activity) -> list[Cell]:
    return [one.name, one.purpose, one.people, "\n".join(one.data), "\n".join(one.kept)]


SHOWN = [
    *("title", "found_at", "began_at", "what", "concerned", "people", "consequences", "measures"),
    *("risk", "reported_at", "not_reported", "told_on", "not_told", "closed_on"),
]


def incidents_file(firm: Firm) -> IO[bytes]:
    incidents = firm.incidents.order_by("found_at", "pk")
    titles = [*(label_of(Incident, name) for name in SHOWN), _("Term of 72 hours")]
    history = [_("Incident"), _("Changed"), _("By"), _("Field"), _("Before")]
    with until_sent() as file, Sheets(file) as sheets:
        sheets.add(_("Incidents"), titles, (24,) * len(titles), map(_incident, incidents))
        sheets.add(_("Amendments"), history, (30, 20, 24, 30, 70), _history(firm))
    return file


def _incident(one: Incident) -> list[Cell]:
    return [*(_cell(one, name) for name in SHOWN), told(one.clock)]


def _history(firm: Firm) -> Iterable[list[Cell]]:
    for incident in firm.incidents.prefetch_related("amendments__by").order_by("found_at", "pk"):
        for change in sorted(incident.amendments.all(), key=lambda one: one.pk):
            for name, before in change.before.items():
                by = str(change.by) if change.by else ""
                yield [incident.title, _moment(change.at), by, label_of(Incident, name), before]


def told(reading: Reading) -> str:
    """As on the page; hours left are those of the moment one reads it."""
    if reading.clock == Clock.NOT_NEEDED:
        return _("not to be reported")
    if reading.clock == Clock.REPORTED:
        words = ngettext(
            "reported after %(counter)s hour", "reported after %(counter)s hours", reading.hours
        )
    elif reading.clock == Clock.RUNNING:
        words = ngettext("%(counter)s hour left", "%(counter)s hours left", reading.hours)
    else:
        words = ngettext(
            "72 hours are over since %(counter)s hour",
            "72 hours are over since %(counter)s hours",
            reading.hours,
        )
    return words % {"counter": reading.hours}


def _cell(one: Any, name: str) -> Cell:
    value = getattr(one, name)
    if name == "risk":
        return str(one.get_risk_display())
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return date_format(value, "Y-m-d")
    return Decimal(value) if isinstance(value, int) else value or ""


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def label_of(model: Any, name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
