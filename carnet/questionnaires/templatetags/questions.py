"""Questions in templates: drawn with `{% question %}`, read back with `{% answer_words %}`."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carnet.questionnaires.asking import Asking, escape_words
from carnet.questionnaires.kinds import show
from carnet.questionnaires.outcome import Instance, Outcome

register = template.Library()


@register.simple_tag
def question(  # noqa: PLR0913 (a tag is called by its words)
    instance: Instance,
    outcome: Outcome,
    language: str,
    remark: str = "",
    documents: Iterable[Any] = (),
    problem: str = "",
    alone: bool = False,
    apart: bool = False,
) -> SafeString:
    """One question with its label, input, error and ways out; `problem` goes before our own sentence.
    A question `alone` on its page is the heading; its ways out are drawn apart, as those of any other can be."""
    asking = Asking(instance, outcome, language, problem, remark, documents, alone)
    return render_to_string("questions/question.html", {"q": asking, "apart": alone or apart})


@register.simple_tag
def ways_out(instance: Instance, outcome: Outcome, language: str) -> SafeString:
    """The buttons for whoever cannot answer a question, where they are drawn apart from it."""
    asking = Asking(instance, outcome, language)
    return render_to_string("questions/_ways_out.html", {"q": asking})


@register.simple_tag
def query_with(kept: Mapping[str, str], name: str, value: str) -> str:
    """The rest of an address: what it says already, with one word changed."""
    return urlencode({**kept, name: value})


@register.simple_tag
def answer_words(instance: Instance, language: str) -> str:
    """The answer as people say it, for reading."""
    if instance.value is not None:
        return show(instance.item, instance.value, language)
    if instance.given.escaped:
        return escape_words(instance.given, language)
    return _("Not provided")
