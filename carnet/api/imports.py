"""A list of clients from a file: received, planned, applied by the worker, taken back. The plan is shown before
anything is written, and only that plan is carried out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import OF_BODY, asks
from carnet.api.contract.pages import page
from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import Next, Page, Strictly, Text, told
from carnet.imports import actions
from carnet.imports.actions import AlreadyApplied, CannotUndo, PlanChanged
from carnet.imports.asked import Asked, Unknown
from carnet.imports.files import FileGone
from carnet.imports.models import Import, State
from carnet.imports.planning.choices import KEYS, POLICIES
from carnet.imports.planning.outcome import Plan
from carnet.imports.planning.outcome import Problem as RowProblem
from carnet.imports.reading.sheet import Unreadable

router = Router()
OF_IMPORT = "{uuid:received}"
MOST_PROBLEMS = 500


class ImportOut(Schema):
    id: UUID
    name: str
    state: Literal[tuple(State.values)]  # type: ignore[valid-type]
    counts: dict[str, int] = Field(description="Rows by what became of them, once applied.")
    done: int
    total: int = Field(description="Steps of applying or undoing, for a progress bar.")
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None
    can_be_undone: bool


class Imports(Next):
    items: list[ImportOut]


class Choice(Strictly):
    """What is not sent stays as it was decided before."""

    policy: Literal[POLICIES] | None = None  # type: ignore[valid-type]
    key: Literal[KEYS] | None = Field(  # type: ignore[valid-type]
        None, description="By what alone a row recognises a client."
    )
    sheet: Text = Field("", max_length=200)
    mapping: dict[Text, Text] = Field({}, description="Header of a column: field.", max_length=500)
    never: list[Text] = Field([], description="Fields never overwritten.", max_length=50)
    repairs: bool = Field(
        False,
        description="Take every repair that is proven, by check digits or by the row above an “idem”.",
    )


class RowOut(Schema):
    line: int
    column: str
    field: str
    reason: str
    repair: str = Field(description="What is probably meant; empty if nobody can tell.")


class PlanOut(Schema):
    digest: str = Field(description="To be sent with apply: exactly this plan is carried out.")
    counts: dict[str, int]
    mapping: dict[str, Any]
    problems: list[RowOut] = Field(
        description=f"The first {MOST_PROBLEMS}; these rows are left out."
    )


class Digest(Strictly):
    digest: Text = Field(max_length=64)


@router.post("", **asks("imports:write", 201, ImportOut, 400, 413))
def upload_import(
    request: ApiRequest,
    file: File[UploadedFile],
    response: HttpResponse,
    keep: Form[bool] = True,
) -> Status:
    """Receives .xlsx, .xls, .ods, .csv or .vcf. Nothing is written to the register by that."""
    try:
        received = actions.receive(request.firm, file, by=request.by, keep=keep)
    except Unreadable as problem:
        raise Problem("invalid", errors={"file": [str(problem)]}) from problem
    response.headers["Location"] = f"{request.path}/{received.uuid}"
    return Status(201, _told(received))


@router.get("", **asks("imports:write", 200, Imports))
def list_imports(request: ApiRequest, asked: Query[Page]) -> HttpResponse:
    rows, cursor = page(request.firm.imports.all(), asked.cursor, asked.limit)
    return told({"items": [_told(one) for one in rows], "next": cursor})


@router.get(OF_IMPORT, **asks("imports:write", 200, ImportOut, 404))
def read_import(request: ApiRequest, received: UUID) -> dict[str, Any]:
    """Where it stands."""
    return _told(_import(request, received))


@router.get(OF_IMPORT + "/plan", **asks("imports:write", 200, PlanOut, 404, 409, 410))
def read_plan(request: ApiRequest, received: UUID) -> dict[str, Any]:
    """What applying it would do now, by the choices made so far."""
    found = _planned(request, received)
    with _as_problems():
        return _plan_told(found, actions.plan_of(found))


@router.post(OF_IMPORT + "/choices", **asks("imports:write", 200, PlanOut, *OF_BODY, 404, 409, 410))
def choose(request: ApiRequest, received: UUID, payload: Choice) -> dict[str, Any]:
    """Decides how the file is read and what becomes of known clients; the plan that follows from it."""
    found = _planned(request, received)
    named = {key: value for key, value in payload.dict().items() if value}
    asked = Asked(**named)
    with _as_problems():
        source = actions.source_of(found)
        actions.change(found, lambda former: asked.over(former, source), by=request.by)
        return _plan_told(found, actions.plan_of(found))


@router.post(OF_IMPORT + "/apply", **asks("imports:write", 202, ImportOut, *OF_BODY, 404, 409, 410))
def apply_import(request: ApiRequest, received: UUID, payload: Digest) -> Status:
    """Orders what the plan of this digest tells; the worker does it. If it would do something else by now, nothing is
    done, and the plan is to be read again."""
    found = _planned(request, received)
    return _ordered(
        found,
        lambda: actions.request_apply(
            found, digest=payload.digest, by=request.by, now=timezone.now()
        ),
    )


@router.post(OF_IMPORT + "/undo", **asks("imports:write", 202, ImportOut, 404, 409, 410))
def undo_import(request: ApiRequest, received: UUID) -> Status:
    """Orders to take back what it did, except where somebody went on since. Within 30 days, and once."""
    found = _import(request, received)
    return _ordered(found, lambda: actions.request_undo(found, by=request.by, now=timezone.now()))


def _ordered(received: Import, order: Callable[[], None]) -> Status:
    with _as_problems():
        order()
    received.refresh_from_db()
    return Status(202, _told(received))


def _import(request: ApiRequest, uuid: UUID) -> Import:
    found = get_object_or_404(request.firm.imports, uuid=uuid)
    found.firm = request.firm
    return found


def _planned(request: ApiRequest, uuid: UUID) -> Import:
    found = _import(request, uuid)
    if found.state != State.PLANNED:
        raise Problem("conflict", _("This import has begun already."))
    return found


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except FileGone as gone:
        raise Problem("gone", _("Files are deleted after a month. Import it again.")) from gone
    except AlreadyApplied as late:
        raise Problem("conflict", _("This import has begun already.")) from late
    except PlanChanged as changed:
        sentence = _("Clients have changed meanwhile. Read the plan again.")
        raise Problem("conflict", sentence) from changed
    except CannotUndo as late:
        raise Problem("conflict", _("An import can be undone for 30 days, and once.")) from late
    except (Unreadable, Unknown) as wrong:
        raise Problem("invalid", str(wrong)) from wrong


def _told(one: Import) -> dict[str, Any]:
    return {
        "id": one.uuid,
        **{key: getattr(one, key) for key in ("name", "state", "counts", "done", "total")},
        **{key: getattr(one, key) for key in ("created_at", "applied_at", "undone_at")},
        "can_be_undone": one.can_be_undone(timezone.now()),
    }


def _plan_told(received: Import, plan: Plan) -> dict[str, Any]:
    return {
        "digest": plan.digest,
        "counts": plan.counts,
        "mapping": received.mapping,
        "problems": [_row_told(one) for one in islice(plan.problems, MOST_PROBLEMS)],
    }


def _row_told(one: RowProblem) -> dict[str, Any]:
    return {key: getattr(one, key) for key in ("line", "column", "field", "reason", "repair")}
