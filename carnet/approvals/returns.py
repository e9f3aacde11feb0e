"""The returns of a firm by what waits, for its list. Reads only; the number of queries does not grow with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.approvals.forms import FilingForm, PaceForm
from carnet.approvals.models import Approval, Filing
from carnet.approvals.road import Progress, Stage, road, stage
from carnet.approvals.whereabouts import facts, read
from carnet.campaigns.models import Dossier, State
from carnet.clients.search import typed_words
from carnet.clients.word_index import in_index
from carnet.core import keyset
from carnet.firms.models import Firm

STAGES: dict[Stage, Any] = {
    Stage.NOT_SENT: _("not sent by the client"),
    Stage.RECEIVED: _("received"),
    Stage.IN_REVIEW: _("in review"),
    Stage.QUESTION: _("question to the client"),
    Stage.PREPARED: _("in preparation"),
    Stage.TO_APPROVE: _("waits for approval"),
    Stage.APPROVED: _("approved, to file"),
    Stage.DECLINED: _("declined"),
    Stage.FILED: _("filed"),
}
OPEN = Q(filed=False)
TABS: dict[str, tuple[Any, Q]] = {
    "": (_("Not filed"), OPEN),
    "prepared": (_("To put up or to file"), OPEN & Q(state=State.ACCEPTED, told=False)),
    "to_approve": (_("Waits for approval"), OPEN & Q(asking=True)),
    "declined": (_("Declined"), OPEN & Q(declined=True)),
    "approved": (_("Approved, to file"), OPEN & Q(told=True, asking=False, declined=False)),
    "filed": (_("Filed"), Q(filed=True)),
}


@dataclass(frozen=True)
class Row:
    dossier: Dossier
    stage: Stage
    on: date | None

    @property
    def may_ask(self) -> bool:
        """Is nothing put up yet, nor declined?"""
        return self.stage not in (Stage.TO_APPROVE, Stage.APPROVED, Stage.DECLINED)

    @property
    def word(self) -> str:
        return str(STAGES[self.stage])

    @property
    def tone(self) -> str:
        return {
            Stage.DECLINED: "problem",
            Stage.TO_APPROVE: "warning",
            Stage.APPROVED: "accent",
        }.get(self.stage, "quiet")


def returns_of(request: Any) -> dict[str, Any]:
    wanted = request.GET.get("stage", "")
    wanted = wanted if wanted in TABS else ""
    found = known(request.firm, request.GET.get("q", ""))
    page = keyset.page(found.filter(TABS[wanted][1]), ["client__sort_name", "pk"], request.GET)
    return {
        "page": page,
        "rows": list(rows_of(page.rows)),
        "tabs": _tabs(request, found, wanted),
        "stage": wanted,
        "today": timezone.localdate(),
        "q": request.GET.get("q", ""),
        "form": FilingForm(None, today=timezone.localdate()),
        "pace": PaceForm(instance=getattr(request.firm, "approval_pace", None)),
    }


def known(firm: Firm, typed: str) -> QuerySet[Dossier]:
    """What clients have sent, with what is to be said of it."""
    counting = Approval.objects.counting().filter(dossier=OuterRef("pk"))
    filings = Filing.objects.filter(dossier=OuterRef("pk"), taken_back_at=None)
    found = firm.dossiers.exclude(submitted_at=None).filter(client__archived_at=None)
    if words := typed_words(typed):
        found = found.filter(client__in=firm.clients.filter(in_index(firm.pk, words)))
    return found.annotate(
        filed=Exists(filings),
        told=Exists(counting),
        asking=Exists(counting.filter(state=Approval.State.OPEN)),
        declined=Exists(counting.filter(state=Approval.State.DECLINED)),
    ).select_related("client", "campaign", "firm", "revision__questionnaire")


def rows_of(dossiers: list[Dossier]) -> Iterable[Row]:
    read(dossiers)
    for dossier in dossiers:
        yield row_of(dossier)


def row_of(dossier: Dossier) -> Row:
    """Of a dossier that was `read`."""
    about = facts(dossier)
    days = [step.on for step in road(about) if step.progress != Progress.NEXT and step.on]
    return Row(dossier, stage(about), days[-1] if days else None)


def _tabs(request: Any, found: QuerySet[Dossier], current: str) -> list[dict[str, Any]]:
    counts = found.aggregate(
        **{f"n_{key}": Count("pk", filter=rule) for key, (_label, rule) in TABS.items()}
    )
    return [
        {
            "url": "?" + keyset.changed(request.GET, {"stage": key}),
            "label": label,
            "count": counts[f"n_{key}"],
            "current": key == current,
        }
        for key, (label, _rule) in TABS.items()
    ]
