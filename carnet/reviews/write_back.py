"""What the answers of a dossier tell of the client, beside what the client's file says, and how it gets there: by the
same checks and the same door as the form of the client.

Only answers that count, of questions filled in from the client's file, are looked at. A full name is left out: nobody
knows where the first name ends. Of an address all parts go together.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.answers.profile import ADDRESS
from carnet.clients.actions import change_client
from carnet.clients.fields import check
from carnet.clients.forms import InvalidRecord
from carnet.clients.models import Client
from carnet.clients.national import masked
from carnet.clients.record import NAMES, REQUIRED, ClientRecord
from carnet.firms.models import Colleague
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import show
from carnet.questionnaires.outcome import Instance
from carnet.reviews.desk import Desk

AROUND = (*REQUIRED, "kind", "company", "country", "nationality")


@dataclass(frozen=True)
class Line:
    """One thing that would change. `problem` is why the client's file cannot keep it; then it is not offered."""

    key: str
    name: str
    before: str
    after: str
    values: dict[str, str]
    problem: str = ""


def lines_of(desk: Desk, today: date) -> list[Line]:
    """In the order of the questionnaire; where two questions tell the same field, the first."""
    client = desk.dossier.client
    found: dict[str, Line] = {}
    for one in desk.standing.instances.values():
        if one.shown and one.value is not None and one.item.profile and not one.entry:
            for line in _lines(client, one, desk.language, today):
                found.setdefault(line.key, line)
    return list(found.values())


def write_back(
    desk: Desk, wanted: Collection[str], *, version: int, by: Colleague, now: datetime
) -> list[Line]:
    """The chosen lines in one change of the client, who must still be of this version (clients.ChangedMeanwhile)."""
    today = timezone.localdate(now)
    chosen = [one for one in lines_of(desk, today) if one.key in wanted and not one.problem]
    values = {name: value for line in chosen for name, value in line.values.items()}
    if values:
        client = desk.dossier.client
        change_client(client, _record(client, values, today), version=version, by=by)
    return chosen


def _lines(client: Client, one: Instance, language: str, today: date) -> Iterator[Line]:
    whose, _dot, field = one.item.profile.partition(".")
    if field == "full_name" or one.value is None:
        return
    key = f"partner_{field}" if whose == "partner" else field
    values = _values(key, one.value)
    name = str(NAMES[key]) if key in NAMES else _("Address")
    after = show(one.item, one.value, language)
    line = Line(key, name, _before(client, key, values), after, values)
    try:
        changed = client.differences(_record(client, values, today))
    except InvalidRecord as problem:
        yield replace(line, problem=next(iter(problem.errors.values()))[0])
    else:
        if changed:
            yield line


def _values(key: str, value: Value) -> dict[str, str]:
    if isinstance(value, dict):
        return {part: value.get(part, "") for part in ADDRESS}
    return {key: str(value)}


def _before(client: Client, key: str, values: dict[str, str]) -> str:
    """National numbers are shown nowhere but where it is noted who looked."""
    words = [str(client.value(name) or "") for name in values]
    if key.endswith("national_number"):
        words = list(map(masked, words))
    return ", ".join(filter(None, words))


def _record(client: Client, values: dict[str, str], today: date) -> ClientRecord:
    """What is told are these fields alone; the others are there because the checks look at them."""
    around = {name: client.value(name) for name in AROUND}
    clean, errors = check(around | values, country=client.firm.default_country, today=today)
    wrong = {key: errors[key] for key in values if key in errors}
    if wrong:
        raise InvalidRecord(wrong)
    empty = ClientRecord(email=client.email, language=client.language)
    return replace(empty, **{key: clean[key] for key in values}, told=frozenset(values))
