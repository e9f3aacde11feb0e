"""Notes what is to be told to whom (settings.LISTENERS). A colleague is told of the clients under their label;
nobody's clients concern the administrators; what one has done oneself is no news."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps

from carnet.audit.models import Untold
from carnet.campaigns.models import Dossier
from carnet.clients.models import Label
from carnet.firms.models import Colleague, Firm
from carnet.imports.models import Import
from carnet.notices.kinds import IMPORTED, UNDELIVERED, When, due, kind_of
from carnet.notices.models import Notice, Wishes


@dataclass(frozen=True)
class News:
    """An event some colleague may want to hear of."""

    row: Untold
    kind: str
    dossier: int | None = None
    received: int | None = None
    # Whose label the client carries.
    owners: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Reader:
    colleague: Colleague
    wishes: Wishes

    def concerned(self, news: News) -> bool:
        me = self.colleague.pk
        if news.kind == IMPORTED:
            return self.wishes.everybody or news.row.by_id == me
        return news.row.by_id != me and (self.wishes.everybody or self.responsible(news))

    def responsible(self, news: News) -> bool:
        if news.owners:
            return self.colleague.pk in news.owners
        return self.colleague.is_administrator

    def when(self, news: News) -> str:
        """Of what did not arrive, one mail a day goes to those responsible already, with what to do about it
        (invitations/undelivered.py)."""
        when = self.wishes.when(news.kind)
        told = news.kind == UNDELIVERED and when == When.DAILY and self.responsible(news)
        return When.NEVER if told else when


def note(rows: Sequence[Untold]) -> None:
    """Events of one firm."""
    kinds = {row.uuid: kind_of(row.name, row.facts) for row in rows}
    wanted = [row for row in rows if kinds[row.uuid]]
    if not wanted:
        return
    firm = wanted[0].firm
    readers = _readers(firm)
    notices = [
        _notice(one, reader, firm)
        for one in _news(wanted, kinds, readers)
        for reader in readers
        if reader.concerned(one) and reader.when(one) != When.NEVER
    ]
    Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)


def _notice(news: News, reader: Reader, firm: Firm) -> Notice:
    at = news.row.at
    return Notice(
        colleague=reader.colleague,
        event=news.row.uuid,
        kind=news.kind,
        dossier_id=news.dossier,
        received_id=news.received,
        at=at,
        due_at=due(reader.when(news), at, firm.default_country),
    )


def _readers(firm: Firm) -> list[Reader]:
    chosen = {one.colleague_id: one for one in Wishes.objects.filter(colleague__firm=firm)}
    working = firm.colleagues.working()
    return [Reader(one, chosen.get(one.pk) or Wishes(colleague=one)) for one in working]


def _news(rows: Sequence[Untold], kinds: dict, readers: Sequence[Reader]) -> Iterator[News]:
    """What is still there: an erased dossier is no news."""
    dossiers = _dossiers(rows)
    clients = dict(Dossier.objects.filter(pk__in=dossiers.values()).values_list("pk", "client"))
    owners = _owners(clients.values(), {one.colleague.pk for one in readers})
    numbers = [row.key for row in rows if kinds[row.uuid] == IMPORTED]
    imports = set(Import.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    for row in rows:
        kind, dossier = kinds[row.uuid], dossiers.get((row.kind, row.key))
        if kind == IMPORTED and int(row.key) in imports:
            yield News(row, kind, received=int(row.key))
        elif dossier in clients:
            yield News(row, kind, dossier, owners=frozenset(owners[clients[dossier]]))


def _dossiers(rows: Iterable[Untold]) -> dict[tuple[str, str], int]:
    """Which dossier each event is about: the object itself, or the one it hangs on."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.kind].add(row.key)
    found: dict[tuple[str, str], int] = {}
    for kind, some in keys.items():
        for key, dossier in _hanging(kind, some):
            found[kind, str(key)] = dossier
    return found


def _hanging(kind: str, keys: set[str]) -> Iterable[tuple[int, int]]:
    model = apps.get_model(kind)
    if model is Dossier:
        return [(int(key), int(key)) for key in keys]
    if "dossier" not in {field.name for field in model._meta.concrete_fields}:
        return []
    return model._base_manager.filter(pk__in=keys).values_list("pk", "dossier")


def _owners(clients: Iterable[int], working: set[int]) -> dict[int, set[int]]:
    """Whose label each client carries, of those who work here."""
    labels = Label.objects.filter(clients__in=set(clients), colleague__in=working)
    owners: dict[int, set[int]] = defaultdict(set)
    for client, colleague in labels.values_list("clients", "colleague"):
        owners[client].add(colleague)
    return owners
