"""What may be asked: the firm's published questionnaires."""

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import asks
from carnet.api.contract.pages import page
from carnet.api.contract.shapes import Next, Page, told
from carnet.campaigns.periods import proposed_period
from carnet.questionnaires.models import Questionnaire, QuestionnaireQuerySet

router = Router()


class QuestionnaireOut(Schema):
    id: int
    key: str = Field(description="The same from year to year.")
    title: dict[str, str] = Field(description="By language.")
    revision: int = Field(description="The number that new dossiers get.")
    digest: str
    published_at: datetime
    period_start: date = Field(description="What a campaign is about unless it says otherwise.")
    period_end: date


class Questionnaires(Next):
    items: list[QuestionnaireOut]


@router.get("", **asks("campaigns:read", 200, Questionnaires))
def list_questionnaires(request: ApiRequest, asked: Query[Page]) -> HttpResponse:
    """Those in use, each with its latest published revision."""
    known = cast(QuestionnaireQuerySet, request.firm.questionnaires.all())
    rows, cursor = page(known.in_use().with_current(), asked.cursor, asked.limit)
    return told({"items": [_told(one) for one in rows], "next": cursor})


def _told(one: Questionnaire) -> dict[str, Any]:
    current = one.current
    assert current is not None  # in use means that something is published
    start, end = proposed_period(one, timezone.localdate())
    return {
        "id": one.pk,
        "key": one.key,
        "title": one.title,
        "revision": current.number,
        "digest": current.digest,
        "published_at": current.published_at,
        "period_start": start,
        "period_end": end,
    }
