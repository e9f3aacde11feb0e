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


def act(office, address, **chosen):
    """Take a step with many as a colleague does: look at what it concerns, then confirm."""
    page = office.post(address, chosen)
    if page.status_code != 200 or not page.context["count"]:
        return page
    made = page.context["form"]["made"].value() if "made" in page.context["form"].fields else ""
    held = {"selection": page.context["token"], "count": page.context["count"], "made": made}
    kept = {key: value for key, value in chosen.items() if key not in ("dossiers", "everything")}
    return office.post(address, {**kept, **held})
