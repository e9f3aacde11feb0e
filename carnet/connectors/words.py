"""What went wrong with a connection, and what to do about it, in sentences. Each Trouble has one."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.connectors.models import Connection, Run
from carnet.connectors.registry import connector_of

SENTENCES = {
    "refused": gettext_lazy(
        "Carnet may not call this address. Check it; if the software runs inside your office, "
        "whoever installed Carnet can allow it."
    ),
    "unreachable": gettext_lazy(
        "%(software)s cannot be reached. Check the address, or try again later."
    ),
    "encryption": gettext_lazy(
        "The certificate of %(software)s is not in order, so nothing was sent. Check the address, "
        "or ask whoever runs the server."
    ),
    "slow": gettext_lazy("%(software)s did not answer in time. Try again later."),
    "cut": gettext_lazy("%(software)s broke off in the middle of an answer. Try again later."),
    "wrong_key": gettext_lazy("%(software)s does not accept the key. Enter a new one."),
    "expired": gettext_lazy("You are not signed in to %(software)s. Sign in there again."),
    "not_allowed": gettext_lazy(
        "The key may not read this in %(software)s. Give it the right there, then try again."
    ),
    "throttled": gettext_lazy(
        "%(software)s allows no more calls for the moment. Try again in a minute."
    ),
    "missing": gettext_lazy(
        "%(software)s does not know what was asked for. Check the address, and the chosen group."
    ),
    "odd": gettext_lazy(
        "%(software)s gave an answer that Carnet does not understand. Check the address; if it is "
        "right, tell whoever looks after Carnet."
    ),
    "broken": gettext_lazy("%(software)s has a problem of its own. Try again later."),
    "full": gettext_lazy("%(software)s has no room left. Clear some, then try again."),
}


def software(connection: Connection) -> str:
    connector = connector_of(connection.connector)
    return connector.name if connector else connection.connector


def sentence(code: str, name: str) -> str:
    """`name` is the software's."""
    return str(SENTENCES[code]) % {"software": name} if code in SENTENCES else ""


def trouble(connection: Connection) -> str:
    return sentence(connection.trouble, software(connection))


def state(run: Run, now: datetime) -> str:
    """Where a run stands, in a sentence. What came of one that ended, its import tells."""
    if run.state == Run.State.FETCHED:
        return _("Everything is there. The plan is being made.")
    if run.state == Run.State.FETCHING:
        return _waiting(run, now) or _fetching(run)
    if run.state == Run.State.FAILED:
        return sentence(run.trouble, software(run.connection))
    if run.state == Run.State.CANCELLED:
        return _("Stopped by a colleague. Nothing was imported.")
    if run.state == Run.State.NOTHING:
        return _("Nothing has changed.") if run.scheduled else _("There were no clients.")
    return ""


def _fetching(run: Run) -> str:
    if not run.total:
        return _("Fetching the clients.")
    return _("Fetching the clients: %(done)s of %(total)s calls.") % {
        "done": run.done,
        "total": run.total,
    }


def _waiting(run: Run, now: datetime) -> str:
    if run.wait_until is None or run.wait_until <= now:
        return ""
    if run.trouble and run.trouble != "throttled":
        clock = date_format(timezone.localtime(run.wait_until), "TIME_FORMAT")
        told = {"why": sentence(run.trouble, software(run.connection)), "time": clock}
        return _("%(why)s Next try at %(time)s.") % told
    connector = connector_of(run.connection.connector)
    seconds = max(1, round((run.wait_until - now).total_seconds()))
    pace = run.per_minute or (connector.pace if connector else 0)
    told = {"software": software(run.connection), "count": str(pace)}
    words = _("%(software)s allows about %(count)s calls a minute.") % told
    return f"{words} {_goes_on(seconds)}"


def _goes_on(seconds: int) -> str:
    if seconds > 90:
        return _("It goes on in about %(count)s minutes.") % {"count": round(seconds / 60)}
    words = ngettext("It goes on in %(count)s second.", "It goes on in %(count)s seconds.", seconds)
    return words % {"count": seconds}


def left(run: Run, now: datetime) -> str:
    rest = run.left(now)
    if rest is None or rest < timedelta(seconds=10):
        return ""
    minutes = max(1, round(rest.total_seconds() / 60))
    words = ngettext("About %(count)s minute left.", "About %(count)s minutes left.", minutes)
    return words % {"count": minutes}
