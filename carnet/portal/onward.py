"""Where a page of questions leads, forward and back. Who came to change one answer is led back to
*Check your answers*, after any question the change has opened."""

from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.answers.models import Document
from carnet.answers.reading import Standing
from carnet.portal.frame import ClientRequest, language
from carnet.portal.steps import Step, after, before, section_of, steps, unfinished
from carnet.questionnaires.definition import say

RETURN, CHECK, STILL, ASKED = "return", "check", "still", "asked"


def comes_from(request: ClientRequest) -> str:
    """The page from which the client came to this one question: check your answers, “is this still right?”, or
    what the accountant asks again."""
    words = (request.GET.get(RETURN), request.POST.get(RETURN))
    return next((word for word in (CHECK, STILL, ASKED) if word in words), "")


def checking(request: ClientRequest, url: str, *, removed: Document | None = None) -> str:
    """The address, keeping where the client came from."""
    came = comes_from(request)
    words = {RETURN: came} if came else {}
    if removed:
        words["removed"] = str(removed.pk)
    return f"{url}?{urlencode(words)}" if words else url


def onward(request: ClientRequest, standing: Standing, step: Step) -> str:
    """The address of the page that follows this one."""
    section_id, path = step.section.section.id, step.first.path
    section = section_of(standing.outcome, section_id)
    listed = steps(section, request.person, step.entry) if section else []
    came = comes_from(request)
    following = after(listed, path)
    if step.entry:
        return checking(request, following.url) if following else entry_done(request, step)
    if came == STILL:
        return reverse("portal:still", args=[section_id])
    if came:
        following = unfinished(listed)
        return checking(request, following.url) if following else reverse(f"portal:{came}")
    return following.url if following else section_done(request, standing, section_id)


def entry_done(request: ClientRequest, step: Step) -> str:
    came = comes_from(request)
    if came == STILL:
        return reverse("portal:still", args=[step.section.section.id])
    return reverse("portal:asked") if came == ASKED else checking(request, list_url(step))


def section_done(request: ClientRequest, standing: Standing, section_id: str) -> str:
    section = section_of(standing.outcome, section_id)
    if section and not section.to_do:
        title = say(section.section.title, language())
        messages.success(request, _("“%(section)s” is complete.") % {"section": title})
    return reverse("portal:tasks")


def previous(request: ClientRequest, step: Step) -> str:
    if step.entry:
        listed = steps(step.section, request.person, step.entry)
        earlier = before(listed, step.first.path)
        return checking(request, earlier.url) if earlier else entry_done(request, step)
    if came := comes_from(request):
        where = [step.section.section.id] if came == STILL else []
        return reverse(f"portal:{came}", args=where)
    earlier = before(steps(step.section, request.person), step.first.path)
    return earlier.url if earlier else reverse("portal:tasks")


def just_confirmed(request: ClientRequest, standing: Standing) -> str:
    """Where what was confirmed with one tap a moment ago can be looked at, and taken back."""
    section = section_of(standing.outcome, request.GET.get("confirmed", ""))
    return reverse("portal:still", args=[section.section.id]) if section else ""


def list_url(step: Step) -> str:
    return reverse("portal:question", args=[step.section.section.id, step.first.item.list_id])
