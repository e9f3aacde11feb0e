"""The steps with many dossiers that change links or send mails."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from carnet.campaigns import bulk
from carnet.campaigns.bulk import Reason
from carnet.campaigns.bulk_forms import DueDateForm, NothingToFillIn
from carnet.campaigns.bulk_steps import Act, Step, leaving_out, said
from carnet.campaigns.models import Wave, due_between
from carnet.clients.states import State
from carnet.invitations import actions
from carnet.invitations.models import Invitation

ARCHIVED: Reason = (gettext_lazy("the client is archived"), Q(client__archived_at__isnull=False))
NO_ADDRESS: Reason = (gettext_lazy("no e-mail address"), Q(client__email=""))


def _no_link() -> Reason:
    live = Invitation.objects.filter(revoked_at=None).values("dossier")
    waves = Wave.objects.filter(sent_at=None, stopped_at=None)
    planned = Q(state=State.NOT_SENT, wave__in=waves)
    return (gettext_lazy("no link to withdraw"), ~Q(pk__in=live) & ~planned)


def _send(act: Act) -> str:
    dossiers = act.firm.dossiers.filter(pk__in=act.ids)
    return queued(actions.resend(dossiers, by=act.by, now=act.now))


def queued(count: int) -> str:
    if not count:
        return _("Nothing to send: a mail is waiting already, or the answers are in.")
    text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", count)
    return text % {"count": count}


def _withdraw(act: Act) -> str:
    dossiers = act.firm.dossiers.select_related("firm", "campaign").filter(pk__in=act.ids)
    return withdrawn(sum(actions.withdraw(one, by=act.by, now=act.now) for one in dossiers))


def withdrawn(count: int) -> str:
    if not count:
        return _("There was no link to withdraw.")
    text = ngettext(
        "%(count)d link withdrawn. What has been answered is kept.",
        "%(count)d links withdrawn. What has been answered is kept.",
        count,
    )
    return text % {"count": count}


@transaction.atomic
def _move_due_date(act: Act) -> str:
    """The links stay open for as long as they would, had the day been that from the beginning."""
    day = act.values["day"]
    done = bulk.move_due_date(act.firm, act.ids, day, by=act.by)
    until = actions.expiry(day, act.now)
    links = Invitation.objects.filter(revoked_at=None, expires_at__lt=until)
    for start in range(0, len(act.ids), actions.AT_ONCE):
        part = act.ids[start : start + actions.AT_ONCE]
        links.filter(due_between(day, day, of="dossier__"), dossier__in=part).update(
            expires_at=until
        )
    singular, plural = (
        "Due date moved for %(count)d dossier.",
        "Due date moved for %(count)d dossiers.",
    )
    return said(singular, plural, done, len(act.ids))


STEPS = {
    "send": Step(
        gettext_lazy("Send the mail"),
        ngettext_lazy("Mail %(count)d client", "Mail %(count)d clients", "count"),
        NothingToFillIn, leaving_out(bulk.NOT_OPEN, ARCHIVED, NO_ADDRESS), _send,
        gettext_lazy("The invitation with the link, once more to those who have had it."),
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw the link"),
        ngettext_lazy(
            "Withdraw the link of %(count)d client", "Withdraw the links of %(count)d clients", "count"
        ),
        NothingToFillIn, lambda dossiers, now: bulk.sort_out(dossiers, [_no_link()]), _withdraw,
        gettext_lazy("The links stop working at once; what has been answered is kept."),
        dangerous=True,
    ),
    "due": Step(
        gettext_lazy("Move the due date"),
        ngettext_lazy(
            "Move the due date of %(count)d dossier", "Move the due date of %(count)d dossiers", "count"
        ),
        DueDateForm, leaving_out(bulk.NOT_OPEN), _move_due_date,
        gettext_lazy(
            "For these clients alone: what they read, their reminders and their links follow. No mail is sent now."
        ),
    ),
}  # fmt: skip
