"""The sentences an import speaks: what is in the file, what would happen, what has happened, how long it takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.imports.planning.outcome import Plan

Step = dict[str, str]


def number(count: int) -> str:
    """12,000 as the reader's language groups it."""
    return number_format(count, force_grouping=True)


def _filled(words: str, counts: Mapping[str, int]) -> str:
    return words % {name: number(count) for name, count in counts.items()}


def sentence(counts: Mapping[str, int]) -> str:
    """“312 rows: 268 new, 31 changed, 9 unchanged, 4 to repair”"""
    words = ngettext(
        "%(rows)s row: %(new)s new, %(changed)s changed, %(unchanged)s unchanged,"
        " %(invalid)s to repair",
        "%(rows)s rows: %(new)s new, %(changed)s changed, %(unchanged)s unchanged,"
        " %(invalid)s to repair",
        counts["rows"],
    )
    return _filled(words, counts)


def steps(current: int, urls: Sequence[str] = (), *, fetched: bool = False) -> list[Step]:
    """The five steps; those that are done lead back as far as `urls` goes. Where nobody brought a file, the clients
    were `fetched`."""
    first = _("The clients") if fetched else _("The file")
    labels = [first, _("The columns"), _("The plan"), _("Importing"), _("The result")]
    states = ["done"] * current + ["current"] + ["todo"] * (len(labels) - current - 1)
    back = [*urls[:current], *[""] * (len(labels) - len(urls[:current]))]
    return [
        {"label": label, "state": state, "url": url}
        for label, state, url in zip(labels, states, back, strict=True)
    ]


def what_happens(plan: Plan, *, keep: bool) -> list[str]:
    """Sentences beside the button that applies the plan."""
    counted = [
        (len(plan.new), _will_add),
        (len(plan.changed), _will_change),
        (len(plan.only_here), _will_archive),
        (plan.counts["invalid"], _will_leave_out),
    ]
    said = [sentence(count) for count, sentence in counted if count]
    if plan.new and not keep:
        said.append(_("The new clients are temporary."))
    return [*said, _("No mail is sent.")]


def _will_add(count: int) -> str:
    words = ngettext("%(count)s client is added.", "%(count)s clients are added.", count)
    return words % {"count": number(count)}


def _will_change(count: int) -> str:
    words = ngettext("%(count)s client is changed.", "%(count)s clients are changed.", count)
    return words % {"count": number(count)}


def _will_archive(count: int) -> str:
    words = ngettext("%(count)s client is archived.", "%(count)s clients are archived.", count)
    return words % {"count": number(count)}


def _will_leave_out(count: int) -> str:
    words = ngettext(
        "%(count)s row to repair is left out; afterwards you can download it with the reason"
        " beside it.",
        "%(count)s rows to repair are left out; afterwards you can download them with the reasons"
        " beside them.",
        count,
    )
    return words % {"count": number(count)}


def time_left(done: int, total: int, seconds: float) -> str:
    """How long the rest takes, after `seconds` for what is done. Nothing while nobody can tell."""
    if not done or seconds < 1 or done >= total:
        return ""
    left = seconds / done * (total - done)
    if left < 10:
        return _("A few seconds left.")
    if left < 90:
        tens = round(left / 10) * 10
        return _("About %(count)s seconds left.") % {"count": tens}
    minutes = round(left / 60)
    return ngettext("About %(count)s minute left.", "About %(count)s minutes left.", minutes) % {
        "count": number(minutes)
    }


def done_of(done: int, total: int) -> str:
    words = ngettext("%(done)s of %(total)s row", "%(done)s of %(total)s rows", total)
    return words % {"done": number(done), "total": number(total)}


def result_sentence(counts: Mapping[str, Any]) -> str:
    """Counts that add up to the rows of the file, once it has been imported."""
    words = ngettext(
        "The file has %(rows)s row: %(new)s added, %(changed)s changed, %(unchanged)s unchanged,"
        " %(invalid)s left to repair, %(late)s not written.",
        "The file has %(rows)s rows: %(new)s added, %(changed)s changed, %(unchanged)s unchanged,"
        " %(invalid)s left to repair, %(late)s not written.",
        counts.get("rows", 0),
    )
    if not counts.get("late"):
        words = ngettext(
            "The file has %(rows)s row: %(new)s added, %(changed)s changed, %(unchanged)s"
            " unchanged, %(invalid)s left to repair.",
            "The file has %(rows)s rows: %(new)s added, %(changed)s changed, %(unchanged)s"
            " unchanged, %(invalid)s left to repair.",
            counts.get("rows", 0),
        )
    return _filled(words, {name: counts.get(name, 0) for name in (*_KINDS, "late")})


_KINDS = ("rows", "new", "changed", "unchanged", "invalid")
