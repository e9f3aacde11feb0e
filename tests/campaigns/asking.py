"""What a colleague's browser sends on the way from clients to invitations."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

DUE = timezone.localdate() + timedelta(days=30)


def terms(revision, **more):
    return {
        "questionnaire": revision.questionnaire_id,
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "due_date": DUE.isoformat(),
        "name": "",
        **more,
    }


def message(office, query):
    """The page of the last step, and what its form would send as it stands."""
    page = office.get("/invitations/message/", query)
    fields = {}
    for form in (page.context["form"], page.context["when"]):
        for field in form or ():
            value = field.value()
            clock = field.name == "send_time"
            fields[field.html_name] = f"{value:%H:%M}" if clock else value
    return page, {**fields, "key": page.context["key"]}


def send(office, query, fields, do="invite", where="message/"):
    return office.post(f"/invitations/{where}?{urlencode(query)}", {**fields, "do": do})
