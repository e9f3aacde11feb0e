"""Reads what programs send, and says in plain words what is wrong with its shape. (What is wrong with the values,
the forms of the product say.)"""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic_core import from_json

from carnet.api.contract.problems import Problem

LIMITS = ("le", "lt", "ge", "gt", "max_length", "min_length", "limit_value")


class Strict(Parser):
    """JSON only, said to be JSON: no form of a foreign page can be taken for it."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem("media-type", _("Send “Content-Type: application/json”."))
        try:
            return from_json(request.body, allow_inf_nan=False)
        except ValueError as problem:
            sentence = _("This is no JSON: %(problem)s.") % {"problem": problem}
            raise Problem("unreadable", sentence) from problem


def misshapen(errors: list[dict[str, Any]]) -> Problem:
    """From what pydantic found."""
    found = defaultdict(list)
    for error in errors:
        found[_field(error["loc"])].append(_sentence(error))
    return Problem("invalid", errors=found)


def _field(location: tuple[Any, ...]) -> str:
    """`body.payload.label.0` is label.0 to who sent it."""
    source, *rest = location
    inner = rest[1:] if source == "body" and len(rest) > 1 else rest
    return ".".join(str(part) for part in inner) or str(source)


def _sentence(error: dict[str, Any]) -> str:
    kind, about = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _("This is missing.")
    if kind == "extra_forbidden":
        return _("There is no field of this name.")
    limit = next((about[name] for name in LIMITS if name in about), None)
    if limit is not None:
        return _("The limit is %(limit)s.") % {"limit": limit}
    return _("Such a value is not possible here.")
