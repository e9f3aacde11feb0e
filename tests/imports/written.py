"""Carries a plan out the short way, for tests of what a second plan says."""

from carnet.clients.actions import add_client, change_client
from carnet.clients.models import Client
from carnet.clients.record import REQUIRED, ClientRecord
from carnet.firms.models import Firm
from carnet.imports.planning.outcome import Plan
from tests.imports.planned import DEFAULTS


def write(firm: Firm, plan: Plan) -> None:
    records = [ClientRecord(**row.values, told=frozenset(row.values)) for row in plan.new]
    for record in records:
        add_client(firm, record, keep=True, by=None, today=DEFAULTS.today)
    for row in plan.changed:
        client = firm.clients.get(pk=row.client)
        change_client(client, _record(client, row.differences), version=row.version, by=None)


def _record(client: Client, differences) -> ClientRecord:
    new = {field: theirs for field, (_ours, theirs) in differences.items()}
    ours = {field: getattr(client, field) for field in REQUIRED}
    return ClientRecord(**ours | new, told=frozenset(new))
