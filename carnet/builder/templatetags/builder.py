from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.builder.lacking import Lacking
from carnet.builder.outline_page import Page, Row
from carnet.builder.rehearsing import rehearsed
from carnet.builder.steps import ROOT
from carnet.firms.models import Colleague
from carnet.questionnaires.choosing import chosen_language, obstacles
from carnet.questionnaires.models import Revision

register = template.Library()

ROW = """
<li data-part="{0}"><a class="build-row{1}" id="row-{0}" href="{2}#settings" data-part="{0}"{3}>\
<svg viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{4}"/></svg><span>{5}</span>{6}</a>{7}</li>"""


@register.simple_tag
def outline_rows(page: Page) -> SafeString:
    """Drawn here: for some hundred rows a template takes longer than for everything else on the page."""
    condition = f'<i class="if" title="{escape(_("Asked on a condition"))}"></i>'
    return SafeString(drawn(page.rows, page.address, condition))


def drawn(rows: Iterable[Row], opened: str, condition: str) -> str:
    return "".join(ROW.format(*cells(row, opened, condition)) for row in rows)


def cells(row: Row, opened: str, condition: str) -> tuple[str, ...]:
    """All of them escaped."""
    address = escape(row.address)
    inside = drawn(row.inside, opened, condition)
    return (
        address,
        " section" if row.is_section else "",
        escape(row.url),
        ' aria-current="true"' if row.address == opened else "",
        row.icon,
        escape(row.label),
        condition if row.conditional else "",
        f'<ol data-home="{address}">{inside}</ol>' if row.holds else "",
    )


@register.inclusion_tag("builder/_rehearsals.html")
def rehearsals_of(revision: Revision) -> dict:
    """The firm's scenarios under this text, where it can be run."""
    if not revision.questionnaire.scenarios.exists() or obstacles(revision):
        return {}
    spoken = chosen_language(revision, get_language() or "")
    rehearsals = rehearsed(revision, revision.compiled(), spoken)
    return {
        "pk": revision.questionnaire_id,
        "spoken": spoken,
        "rehearsals": rehearsals,
        "different": [one for one in rehearsals if not one.same],
    }


@register.inclusion_tag("builder/_lacking.html")
def lacking_in(revision: Revision) -> dict:
    """Words that are missing in a language which is called complete, with the ways out."""
    return {"pk": revision.questionnaire_id, "lacking": Lacking(revision.document)}


@register.inclusion_tag("builder/_take_back.html")
def take_back_in(revision: Revision, by: Colleague) -> dict:
    """This colleague's last edit of the draft, to be undone."""
    words = Page(revision, ROOT, get_language() or "", by).undo_words
    return {"pk": revision.questionnaire_id, "words": words}
