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


def comes_from_check(request: ClientRequest) -> bool:
    return "check" in (request.GET.get("return"), request.POST.get("return"))


def checking(request: ClientRequest, url: str, *, removed: Document | None = None) -> str:
    """The address, keeping that the client came from the check page."""
    words = {"return": "check"} if comes_from_check(request) else {}
    if removed:
        words["removed"] = str(removed.pk)
    return f"{url}?{urlencode(words)}" if words else url


def onward(request: ClientRequest, standing: Standing, step: Step) -> str:
    """The address of the page that follows this one."""
    section_id, path = step.section.section.id, step.first.path
    section = section_of(standing.outcome, section_id)
    listed = steps(section, request.person, step.entry) if section else []
    if step.entry:
        following = after(listed, path)
        return checking(request, following.url if following else list_url(step))
    if comes_from_check(request):
        following = unfinished(listed)
        return checking(request, following.url) if following else reverse("portal:check")
    following = after(listed, path)
    return following.url if following else section_done(request, standing, section_id)


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
        return checking(request, earlier.url if earlier else list_url(step))
    if comes_from_check(request):
        return reverse("portal:check")
    earlier = before(steps(step.section, request.person), step.first.path)
    return earlier.url if earlier else reverse("portal:tasks")


def list_url(step: Step) -> str:
    return reverse("portal:question", args=[step.section.section.id, step.first.item.list_id])
