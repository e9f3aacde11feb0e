"""Opens and closes campaigns, makes dossiers, and moves them from state to state, always with a trace and
always with the client register told. Knows no mail: invitations look at the dossiers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from carnet.audit import record as audit
from carnet.campaigns.facts import facts
from carnet.campaigns.models import Campaign, Dossier, Partners
from carnet.campaigns.reminder_steps import standard_steps
from carnet.clients import data_keys
from carnet.clients.actions import note_dossier
from carnet.clients.models import Client, ClientQuerySet
from carnet.clients.states import OPEN_STATES, State
from carnet.core.asked_often import AskedOften
from carnet.core.written_often import ChangedOften
from carnet.firms.models import Colleague, Firm
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.models import Revision

AT_ONCE = 500
# What a client's own steps are called in the trail; who does the others says so.
# Moves that follow from what somebody did elsewhere; any other is traced by the act itself.
STEPS = {
    State.SENT: "invitation mailed",
    State.OPENED: "dossier opened",
    State.IN_PROGRESS: "dossier started",
    State.IN_REVIEW: "review begun",
}


@dataclass(frozen=True)
class Terms:
    """What a campaign asks, about which period, by when, in which words."""

    name: str
    revision: Revision
    period_start: date
    period_end: date
    due_date: date
    subjects: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    reminders_on: bool = True
    reminder_steps: list[int] = field(default_factory=standard_steps)
    reminder_most: int = 5
    partners: str = Partners.NOW


@transaction.atomic
def open_campaign(
    terms: Terms, *, firm: Firm, key: UUID, by: Colleague | None, now: datetime
) -> Campaign:
    """`key` was made with the form: the same form sent twice opens one campaign."""
    campaign, new = Campaign.objects.get_or_create(
        firm=firm, uuid=key, defaults={**vars(terms), "created_by": by, "created_at": now}
    )
    if new:
        audit.record("campaign opened", campaign, firm=firm, by=by, revision=terms.revision.pk)
    return campaign


@transaction.atomic
def add_clients(
    campaign: Campaign, clients: ClientQuerySet, *, by: Colleague | None, now: datetime
) -> list[Dossier]:
    """A dossier for every reachable client who has none in this campaign yet; only the new ones."""
    # Two colleagues adding the same clients wait for each other here.
    campaign = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("firm", "revision")
        .get(pk=campaign.pk)
    )
    already = campaign.dossiers.values("client")
    chosen = clients.filter(firm=campaign.firm).reachable().exclude(pk__in=already)
    definition = campaign.revision.definition
    wanted = list(chosen.order_by("sort_name", "pk"))
    data_keys.give(campaign.firm, wanted)
    dossiers = Dossier.objects.bulk_create(
        [_dossier(campaign, definition, client, now) for client in wanted], batch_size=AT_ONCE
    )
    added = [dossier.client_id for dossier in dossiers]
    show_in_register(added, State.NOT_SENT, due=campaign.due_date, now=now)
    if dossiers:
        audit.record("clients added", campaign, firm=campaign.firm, by=by, count=len(dossiers))
    return dossiers


def _dossier(campaign: Campaign, definition: Definition, client: Client, now: datetime) -> Dossier:
    return Dossier(
        firm=campaign.firm,
        campaign=campaign,
        client=client,
        data_key=client.data_key,
        revision=campaign.revision,
        language=language_for(client.language, campaign.firm, definition.languages),
        facts=facts(definition, client),
        created_at=now,
    )


def language_for(wanted: str, firm: Firm, offered: Iterable[str]) -> str:
    """The client's own where firm and questionnaire both speak it, else the first both speak."""
    spoken = [language for language in offered if language in firm.languages]
    return wanted if wanted in spoken else next(iter([*spoken, firm.language]))


def move(dossier: Dossier, state: State, *, now: datetime, **fields: Any) -> None:
    """The one way to change a dossier's state: the client register shows it too."""
    with transaction.atomic():
        dossier.move_to(state, now=now, **fields)
        for (due,) in DUE_IF_LATEST(dossier=dossier.pk):
            show_in_register([dossier.client_id], state, due=due, now=now)
        if state in STEPS:
            audit.record(STEPS[state], dossier, firm=dossier.firm, by=None)


def _due_if_latest(dossier: Any) -> QuerySet:
    """The due date of the dossier, if the register shows it: none where the client has a later one."""
    later = Dossier._base_manager.filter(client=OuterRef("client"), pk__gt=OuterRef("pk"))
    shown = Dossier._base_manager.filter(pk=dossier).exclude(Exists(later))
    return shown.values_list(Coalesce("due_date", "campaign__due_date"))


DUE_IF_LATEST = AskedOften(_due_if_latest)


STAYS = {"erase_on": None}
SHOWN = ChangedOften(lambda client: Client._base_manager.filter(pk=client, **STAYS))


def show_in_register(clients: Sequence[int], state: State, *, due: date, now: datetime) -> None:
    """The register shows the latest dossier of each client."""
    for start in range(0, len(clients), AT_ONCE):
        some = clients[start : start + AT_ONCE]
        part = Client.objects.filter(pk__in=some)
        to = {"state": state, "due_date": due, "active_at": now}
        kept = SHOWN(to, client=some[0]) if len(some) == 1 else part.filter(**STAYS).update(**to)
        if kept < len(some):
            # The clock of a temporary client starts again.
            for client in part.exclude(erase_on=None).select_related("firm"):
                note_dossier(client, state=state, due_date=due, at=now)


@transaction.atomic
def close(campaign: Campaign, *, by: Colleague | None, now: datetime) -> int:
    """End a campaign: who has not sent their answers can no longer do so. How many that concerns."""
    waiting = list(campaign.dossiers.filter(state__in=OPEN_STATES))
    Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=now)
    for dossier in waiting:
        move(dossier, State.CLOSED, now=now)
    numbers = [dossier.pk for dossier in waiting]
    audit.record_all("dossier closed", Dossier, numbers, firm=campaign.firm, by=by)
    audit.record("campaign closed", campaign, firm=campaign.firm, by=by, count=len(waiting))
    return len(waiting)
