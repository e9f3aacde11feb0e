"""The usual way to import clients: django-import-export, checking each row by the same rules. Once as its admin
does it (a dry run with differences to look at, then the import), once as fast as its settings make it. Python collects
garbage as often as it does in any other project; Carnet lets it do so less often (core/apps.py)."""

import gc
from pathlib import Path
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource

from bench.import_rows import FIELDS, HEADERS
from carnet.clients.fields import check
from carnet.clients.models import Client
from carnet.clients.search import prepare
from carnet.firms.models import Firm

gc.set_threshold(700, 10, 10)

PLAIN = [field for field in FIELDS if not field.endswith("national_number")]
SEALED = [field for field in FIELDS if field.endswith("national_number")]


class ClientResource(ModelResource):
    class Meta:
        model = Client
        fields = PLAIN
        import_id_fields = ("client_number",)
        skip_unchanged = True
        report_skipped = False

    def __init__(self, firm: Firm) -> None:
        super().__init__()
        self.firm = firm

    def get_queryset(self):
        return self.firm.clients.all()

    def before_import_row(self, row: Any, **options: Any) -> None:
        values, errors = check(
            {field: row[field] for field in FIELDS if row[field]},
            country=self.firm.default_country,
            today=timezone.localdate(),
        )
        if errors:
            raise ValidationError(errors)
        row.update(values)

    def before_save_instance(self, instance: Client, row: Any, **options: Any) -> None:
        instance.firm = self.firm
        for field in SEALED:
            setattr(instance, field, row[field])
        prepare(instance)


class TunedResource(ClientResource):
    class Meta(ClientResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_unchanged = False
        instance_loader_class = CachedInstanceLoader


def dataset(path: Path) -> tablib.Dataset:
    data = path.read_bytes()
    if path.suffix == ".csv":
        table = tablib.Dataset().load(data.decode("utf-8-sig"), format="csv", delimiter=";")
    else:
        table = tablib.Dataset().load(data, format="xlsx")
        table = tablib.Dataset(*([cell or "" for cell in row] for row in table), headers=HEADERS)
    table.headers = FIELDS
    return table


def preview_and_import(firm: Firm, path: Path) -> None:
    """What its admin does: the file is read twice."""
    ClientResource(firm).import_data(dataset(path), dry_run=True)
    _checked(ClientResource(firm).import_data(dataset(path)))


def tuned(firm: Firm, path: Path) -> None:
    _checked(TunedResource(firm).import_data(dataset(path)))


def _checked(result: Any) -> None:
    wrong = [str(error.error) for row in result.error_rows for error in row.errors]
    assert not wrong, wrong[:3]
