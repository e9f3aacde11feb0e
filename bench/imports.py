"""Importing a list of clients: received, planned and applied, beside a loop that saves row by row.

The loop checks each row by the same rules, but shows no plan and leaves no trace.
"""

import io
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from carnet.clients.forms import read_record
from carnet.clients.models import Client
from carnet.clients.record import ClientRecord
from carnet.firms.models import Firm
from carnet.imports.actions import apply, make, receive
from carnet.imports.columns.table import KNOWN, normalise
from carnet.imports.models import Import
from tests.files.workbooks import HEADERS, person, workbook


def compare(rows: int = 10_000) -> dict[str, float]:
    """Seconds for each way, on two empty firms."""
    data = workbook([HEADERS, *(person(number) for number in range(rows))])
    ours, theirs = (Firm.objects.create(name=name, slug=name) for name in ("ours", "theirs"))
    return {
        "receive, plan and apply": _seconds(lambda: _import(ours, data)),
        "the same file again, plan only": _seconds(lambda: make(_receive(ours, data))),
        "a loop that saves each row": _seconds(lambda: _save_loop(theirs, data)),
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _receive(firm: Firm, data: bytes) -> Import:
    return receive(firm, SimpleUploadedFile("clients.xlsx", data), by=None, keep=True)


def _import(firm: Firm, data: bytes) -> None:
    received = _receive(firm, data)
    apply(received, expected_digest=make(received).digest, by=None, now=timezone.now())


@transaction.atomic
def _save_loop(firm: Firm, data: bytes) -> None:
    for record in _records(firm, data):
        known = firm.clients.filter(client_number=record.client_number).first()
        client = known or Client(firm=firm)
        client.take(record)
        client.save()


def _records(firm: Firm, data: bytes) -> Iterator[ClientRecord]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).active
    fields = {"N°": "house_number", "Nom*": "last_name"}
    headers, *rows = sheet.values
    keys = [fields.get(header) or KNOWN.get(normalise(header), "") for header in headers]
    for row in rows:
        values = {key: value for key, value in zip(keys, row, strict=True) if key and value}
        if isinstance(born := values.get("birth_date"), datetime):
            values["birth_date"] = born.date()
        yield read_record(values, firm=firm)
