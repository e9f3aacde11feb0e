"""Which rows belong to a firm, found by asking the models: a new one is in it without anybody's doing."""

from collections import deque
from functools import cache

from django.apps import apps
from django.db.models import Model

from carnet.firms.models import Firm
from config.rows import OF_NOBODY


@cache
def way_to_firm(model: type[Model]) -> str:
    """The shortest chain of fields to the firm a row belongs to ("dossier__firm"), "pk" for the firm; "" for none."""
    waiting = deque([(model, "")])
    seen = {model}
    while waiting:
        at, way = waiting.popleft()
        if at is Firm:
            return way.removesuffix("__") or "pk"
        for field in at._meta.concrete_fields:
            if field.is_relation and field.related_model not in seen and leads_on(field):
                seen.add(field.related_model)
                waiting.append((field.related_model, f"{way}{field.name}__"))
    return ""


def leads_on(field) -> bool:
    """A mail or an event may be nobody's; any other field that may be empty is no way to a firm."""
    return not field.null or field.name == "firm"


def ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("carnet.")]


def owned() -> list[type[Model]]:
    return [model for model in ours() if model._meta.label not in OF_NOBODY]


def rows_of(model: type[Model], firm: Firm):
    return model._base_manager.filter(**{way_to_firm(model): firm.pk})
