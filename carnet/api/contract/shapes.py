"""What goes in and out, apart from any subject."""

import json
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema
from ninja.renderers import BaseRenderer
from pydantic import ConfigDict, StringConstraints

from carnet.api.contract.pages import MOST, USUAL

# PostgreSQL keeps no text with this sign in it.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


class Strictly(Schema):
    """What a program sends: a misspelt field is told, not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Page(Strictly):
    """Of a list."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many at most.")
    cursor: str = Field("", max_length=60, description="`next` of the page before.")


class Next(Schema):
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Fault(Schema):
    field: str
    message: str


class ProblemOut(Schema):
    """RFC 9457, in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return written(data)


def written(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def told(data: Any) -> HttpResponse:
    """As it is, without looking whether it has the shape that was promised: for long lists, where that takes half of
    the time. The tests of the contract look instead."""
    return HttpResponse(written(data), "application/json; charset=utf-8")
