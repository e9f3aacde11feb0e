"""One field of a client, put right where it was found to be wrong: the same checks and the same trace as the
form with all of them."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from carnet.clients import actions
from carnet.clients.fields import check
from carnet.clients.forms import InvalidRecord
from carnet.clients.models import Client
from carnet.clients.record import REQUIRED, ClientRecord
from carnet.firms.models import Colleague


def change_field(
    client: Client, key: str, typed: str, *, version: int, by: Colleague, today: date
) -> list[str]:
    """The names of the fields that changed. InvalidRecord has the sentence; ChangedMeanwhile as in actions."""
    record = _record(client, key, typed, today)
    return actions.change_client(client, record, version=version, by=by)


def _record(client: Client, key: str, typed: str, today: date) -> ClientRecord:
    """What is told is this field alone; the others are there because the checks look at them."""
    values = {name: client.value(name) for name in (*REQUIRED, "kind", "company")} | {key: typed}
    clean, errors = check(values, country=client.firm.default_country, today=today)
    if key not in errors and not clean.get(key):
        errors[key] = [_("Fill this in first.")]
    if key in errors:
        raise InvalidRecord({key: errors[key]})
    empty = ClientRecord(email=client.email, language=client.language)
    return replace(empty, **{key: clean[key]}, told=frozenset({key}))
