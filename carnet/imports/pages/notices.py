"""What somebody should know before applying a plan, the most important first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.clients.countries import language_name
from carnet.imports import references
from carnet.imports.columns.table import Table
from carnet.imports.models import Import, Layout, State
from carnet.imports.pages import columns_page
from carnet.imports.pages.words import number
from carnet.imports.planning.outcome import Plan
from carnet.imports.surprises import DECIDED, UNKNOWN, Surprise

NAMED = 5


@dataclass(frozen=True)
class Notice:
    level: str  # warning, info, or quiet: good to know, but not to be decided about
    sentences: list[str]
    lines: list[str]


def of_plan(received: Import, plan: Plan, table: Table, layout: Layout | None) -> list[Notice]:
    warnings = [*_half(plan), *columns_page.missing(table)]
    facts = [
        *_referred(received),
        *_layout(layout),
        *([] if received.connection_id else _source(table)),
        *_unread(table),
        *_left_out(table),
        *_assumed(received, table),
    ]
    return [
        *_surprised(received),
        *_together("warning", warnings),
        *_together("info", [*_earlier(received)]),
        *_together("quiet", facts),
    ]


def of_columns(received: Import, table: Table) -> list[Notice]:
    warnings = _together("warning", columns_page.missing(table))
    return [*warnings, *_together("quiet", [*_assumed(received, table)])]


def _together(level: str, sentences: list[str]) -> list[Notice]:
    return [Notice(level, sentences, [])] if sentences else []


def _surprised(received: Import) -> Iterator[Notice]:
    """Somebody pressed Apply, and it would have done something else than was shown."""
    found = [Surprise(**one) for one in received.surprises]
    if not found:
        return
    told = [one for one in found if one not in (DECIDED, UNKNOWN)]
    said = [_why(found)]
    if told:
        said.append(_("These would now go differently. Please check them, then apply again."))
    else:
        said.append(_("Please look through it once more, then apply again."))
    lines = [_surprise(one) for one in told[:NAMED]]
    yield Notice("warning", said, [*lines, "…"] if len(told) > NAMED else lines)


def _why(found: Sequence[Surprise]) -> str:
    if DECIDED in found:
        return _("This file was decided about since you looked at this plan. Nothing was written.")
    if UNKNOWN in found:
        return _("This plan is no longer the one you looked at. Nothing was written.")
    return _("Clients were changed since you looked at this plan. Nothing was written.")


def _surprise(one: Surprise) -> str:
    then, now = (str(LISTS.get(kind, LISTS[""])) for kind in (one.then, one.now))
    if not one.line:
        return _("A client to archive: %(then)s before, %(now)s now") % {"then": then, "now": now}
    if then == now:
        return _("Row %(line)s: %(now)s, with other values") % {"line": one.line, "now": now}
    return _("Row %(line)s: %(then)s before, %(now)s now") % {
        "line": one.line,
        "then": then,
        "now": now,
    }


LISTS = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "invalid": gettext_lazy("to repair"),
    "archived": gettext_lazy("to be archived"),
    "": gettext_lazy("part of another row"),
}


def _half(plan: Plan) -> Iterator[str]:
    if plan.half:
        yield _(
            "Only %(count)s of your %(all)s clients are in this file. If it should hold them all,"
            " it may be incomplete."
        ) % {"count": number(plan.active_met), "all": number(plan.active)}


def _earlier(received: Import) -> Iterator[str]:
    applied = received.same_file().exclude(applied_at=None)
    earlier = applied.exclude(state=State.UNDONE).order_by("-applied_at").first()
    if earlier and earlier.applied_at:
        day = date_format(timezone.localdate(earlier.applied_at), "DATE_FORMAT")
        yield _("This very file was imported before, on %(day)s.") % {"day": day}


def _layout(layout: Layout | None) -> Iterator[str]:
    if layout:
        yield _("The columns are read as in %(file)s.") % {"file": layout.name}


def _referred(received: Import) -> Iterator[str]:
    known = references.known(received)
    if count := len(known.clients) + len(known.partners):
        words = ngettext(
            "%(count)s row is known by its number in %(software)s, whatever else has changed.",
            "%(count)s rows are known by their number in %(software)s, whatever else has changed.",
            count,
        )
        yield words % {"count": number(count), "software": received.connection}


def _source(table: Table) -> Iterator[str]:
    if table.source_name:
        yield _("This is a list of %(product)s; its columns are known.") % {
            "product": table.source_name
        }


def _left_out(table: Table) -> Iterator[str]:
    """Lines of the file that are no clients: totals, suppliers, the headers once more."""
    lines: dict[str, list[int]] = {}
    for one in table.left_out:
        lines.setdefault(str(one.reason), []).append(one.line)
    for reason, found in lines.items():
        words = ngettext(
            "Line %(lines)s is not read: %(reason)s",
            "Lines %(lines)s are not read: %(reason)s",
            len(found),
        )
        some = ", ".join(map(str, found[:NAMED])) + ("…" if len(found) > NAMED else "")
        yield words % {"lines": some, "reason": reason}


def _unread(table: Table) -> Iterator[str]:
    names = [column.header for column in table.columns if not column.used]
    told = {"count": number(len(names)), "names": ", ".join(name[:40] for name in names[:NAMED])}
    if len(names) > NAMED:
        yield _("%(count)s columns are not read: %(names)s and others.") % told
    elif names:
        words = ngettext(
            "%(count)s column is not read: %(names)s.",
            "%(count)s columns are not read: %(names)s.",
            len(names),
        )
        # A header may end with the point of a word cut short, and so does the sentence.
        yield words % {**told, "names": told["names"].rstrip(".")}


def _assumed(received: Import, table: Table) -> Iterator[str]:
    if not table.column_of("language"):
        yield _(
            "No column tells the language, so new clients get the firm's own: %(language)s."
        ) % {"language": language_name(received.firm.language)}
