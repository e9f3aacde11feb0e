"""Invents the clients of one very large firm, the same ones at every run, straight into the database."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, transaction

from carnet.clients.models import Client, Label
from carnet.clients.search import fold, prepare
from carnet.clients.states import State
from carnet.clients.word_index import prepare_search
from carnet.firms.models import Firm


def several(text: str) -> list[str]:
    return text.split(",")


# As in Belgium: the most frequent family name is that of three people in a thousand, most are rare.
COMMON = several(
    "Peeters,Janssens,Maes,Jacobs,Mertens,Willems,Claes,Goossens,Wouters,De Smet,Dubois,Lambert,"
    "Dupont,Simon,Lefèvre,Lefebvre,Laurent,Leroy,Martin,Bernard,Petit,Moreau,Garnier,Faure,Müller,"
    "Schmit,Weber,Wagner,Hoffmann,Meyer,Keller,Brunner,Zürcher,Xhonneux,Noël,D'Hœst,Coppens,Devos,"
    "Van den Berg,De Winter,Vandeputte,Jansen,Jans,Łukasik,Nguyen,Østby,Pauwels,Segers,Thijs,Urbain"
)
ONSETS = several(
    "B,Br,C,Cl,Cr,D,Dr,F,Fl,Fr,G,Gr,H,J,K,Kl,L,L,M,M,N,P,Pl,Qu,R,R,S,S,Sch,St,T,Tr,V,V,W,X,Y,Z"
)
VOWELS = several("a,a,aa,ai,au,e,e,ee,é,eu,i,ie,o,oo,œ,ou,u,ui,ü,y")
CODAS = several("b,ck,d,f,g,l,ll,m,mm,n,nd,ng,p,r,rd,rt,s,ss,st,t,tt,v,x,z")
ENDINGS = several("aert,ard,e,eau,el,elle,en,ens,er,et,ic,ier,in,inck,is,man,mans,on,ot,oux,s,y")
FIRST_NAMES = several(
    "Marie,Jean,Anne,Pierre,Luc,Jan,Piet,Els,Griet,Sofie,Zoë,Chloé,Léa,Noah,Louis,Arthur,Jules,"
    "Emma,Louise,Olivia,Mila,Lucas,Liam,Adam,Hugo,Victor,Gabriel,Mohamed,Fatima,Yasmine,Thomas,"
    "Nicolas,Julien,Céline,Aurélie,Nathalie,Isabelle,Véronique,Jürgen,Günther,Heidi,Ursula,Beat,"
    "Reto,Xavier,Quentin,Wout,Kobe,Jef,Karel,Hilde,Ingrid,Jean-Pierre,Marie-Claire,Anne-Sophie,"
    "Jean-Luc,Bart,Koen,Dirk,Geert,Johan,Stijn,Tom,Wim,An,Eva,Ella,Nora,Ines,Amélie,Clara,Élise"
)
TRADES = several(
    "Boulangerie,Bouwwerken,Garage,Pharmacie,Tandarts,Immo,Consult,Transport,Horeca,Plomberie,"
    "Elektro,Tuinaanleg,Coiffure,Praxis,Treuhand,Holding,Studio,Atelier,Menuiserie,Dakwerken"
)
FORMS = several("SRL,BV,SA,NV,GmbH,Sàrl,VOF,ASBL")
CITIES = several("Gent,Namur,Liège,Genève,Arlon,Eupen")
HOSTS = (
    ["gmail.example.com"] * 35 + ["hotmail.example.com"] * 15 + ["telenet.example.org"] * 14
    + ["skynet.example.org"] * 12 + ["proximus.example.org"] * 8 + ["bluewin.example.net"] * 6
    + ["office.example.net"] * 10
)  # fmt: skip
FIELDS = [field.attname for field in Client._meta.concrete_fields if not field.primary_key]
SEED = 20261122
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
LABELS = 40
ADDED = "clients_search_added"


def people(count: int, firm: Firm) -> Iterator[Client]:
    chance = random.Random(SEED)
    for number in range(1, count + 1):
        client = Client(firm_id=firm.pk, **_person(number, chance))
        prepare(client)
        yield client


def surname(chance: random.Random) -> str:
    dice = chance.random()
    if dice < 0.08:
        return _frequent(chance, COMMON, 5)
    beginning = "Van " if dice < 0.12 else "De " if dice < 0.16 else ""
    return beginning + _rare(chance)


def _first_name(chance: random.Random) -> str:
    return _frequent(chance, FIRST_NAMES, 40) if chance.random() < 0.9 else _rare(chance)


def _frequent(chance: random.Random, names: list[str], flat: int) -> str:
    return chance.choices(names, _weights(len(names), flat))[0]


@cache
def _weights(count: int, flat: int) -> list[float]:
    return [1 / (rank + flat) for rank in range(count)]


def _rare(chance: random.Random) -> str:
    return "".join(chance.choice(part) for part in (ONSETS, VOWELS, CODAS, ENDINGS))


def _person(number: int, chance: random.Random) -> dict[str, Any]:
    first, last = _first_name(chance), surname(chance)
    company = chance.random() < 0.15
    local = f"{fold(first)}.{fold(last)}{number % 97}".replace(" ", "")
    invited = chance.random() < 0.6
    created = EPOCH + timedelta(seconds=chance.randrange(200_000_000))
    return {
        "uuid": uuid.UUID(int=SEED << 64 | number),
        "kind": "company" if company else "person",
        "first_name": first,
        "last_name": last,
        "email": f"{local}@{chance.choice(HOSTS)}",
        "language": chance.choice(["fr", "fr", "nl", "nl", "nl", "de", "en"]),
        "city": chance.choice(CITIES),
        "postcode": str(chance.randrange(1000, 9999)),
        "country": chance.choice(["BE"] * 8 + ["CH", "LU", "FR"]),
        "company": f"{chance.choice(TRADES)} {last} {chance.choice(FORMS)}" if company else "",
        "enterprise_number": f"{chance.randrange(10**9):010d}" if company else "",
        "client_number": f"C{number:07d}",
        "created_at": created,
        "archived_at": created if chance.random() < 0.05 else None,
        "state": chance.choice(State.values) if invited else "",
        "due_date": (created + timedelta(days=90)).date() if invited else None,
        "active_at": created + timedelta(days=chance.randrange(90)) if invited else None,
    }


def fill(count: int) -> Firm:
    """A firm with so many clients, each under one label. The word index is ready sooner when it is
    made at once, after them."""
    gone = "INDEX clients_search" if connection.vendor == "postgresql" else f"TRIGGER {ADDED}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {gone}")
    with transaction.atomic():
        firm = _fill(count)
    prepare_search(connection)
    return firm


def _fill(count: int) -> Firm:
    firm = Firm.objects.create(name="Bench", slug="bench", second_step=False)
    labels = [Label.objects.create(firm=firm, name=f"Manager {n}") for n in range(LABELS)]
    rows = people(count, firm)
    table = Client._meta.db_table
    while batch := list(islice(rows, 20_000)):
        write(table, FIELDS, [[stored(client, field) for field in FIELDS] for client in batch])
    through = Client.labels.through._meta.db_table
    ids = list(Client.objects.filter(firm=firm).values_list("pk", flat=True))
    write(
        through, ["client_id", "label_id"],
        [(pk, labels[pk % LABELS].pk) for pk in ids],
    )  # fmt: skip
    return firm


def stored(client: Client, field: str) -> Any:
    value = getattr(client, field)
    return value.hex if isinstance(value, uuid.UUID) else value


def write(table: str, fields: list[str], rows: list) -> None:
    """With the fastest statement the database has."""
    (_copy if connection.vendor == "postgresql" else _insert)(table, fields, rows)


def _copy(table: str, fields: list[str], rows: list) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(fields)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _insert(table: str, fields: list[str], rows: list) -> None:
    marks = ", ".join(["%s"] * len(fields))
    adapt = connection.ops.adapt_datetimefield_value
    plain = [
        [adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({marks})", plain)
