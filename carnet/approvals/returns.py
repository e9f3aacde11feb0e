"""The returns of a firm by what waits, for its list. Reads only; the number of queries does not grow with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
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
TABS: dict[str, Any] = {
    "": _("Not filed"),
    "prepared": _("To put up or to file"),
    "to_approve": _("Waits for approval"),
    "declined": _("Declined"),
    "approved": _("Approved, to file"),
    "filed": _("Filed"),
}


def rules(firm: Firm) -> dict[str, Q]:
    """Which dossiers stand under each tab. Sets that a database makes once, not a question for each row."""
    counting = Approval.objects.counting().filter(dossier__firm=firm)
    filings = Filing.objects.filter(dossier__firm=firm, taken_back_at=None)
    filed, told = _among(filings), _among(counting)
    asking = _among(counting.filter(state=Approval.State.OPEN))
    declined = _among(counting.filter(state=Approval.State.DECLINED))
    return {
        "": ~filed,
        "prepared": ~filed & ~told & Q(state=State.ACCEPTED),
        "to_approve": ~filed & asking,
        "declined": ~filed & declined,
        "approved": ~filed & told & ~asking & ~declined,
        "filed": filed,
    }


def _among(rows: QuerySet) -> Q:
    return Q(pk__in=rows.order_by().values("dossier"))


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
    page = keyset.page(
        found.filter(rules(request.firm)[wanted]), ["client__sort_name", "pk"], request.GET
    )
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
    """What clients have sent."""
    found = firm.dossiers.exclude(submitted_at=None).filter(client__archived_at=None)
    if words := typed_words(typed):
        found = found.filter(client__in=firm.clients.filter(in_index(firm.pk, words)))
    return found.select_related("client", "campaign", "firm", "revision__questionnaire").defer(
        "revision__document"
    )


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
        **{f"n_{key}": Count("pk", filter=rule) for key, rule in rules(request.firm).items()}
    )
    return [
        {
            "url": "?" + keyset.changed(request.GET, {"stage": key}),
            "label": label,
            "count": counts[f"n_{key}"],
            "current": key == current,
        }
        for key, label in TABS.items()
    ]
