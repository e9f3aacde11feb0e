from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.builder.outline_page import Page, Row
from carnet.builder.rehearsing import rehearsed
from carnet.questionnaires.choosing import chosen_language, obstacles
from carnet.questionnaires.models import Revision

register = template.Library()

CURRENT = SafeString(' aria-current="true"')
ROW = """
<li data-part="{0}"><a class="build-row{1}" id="row-{0}" href="{2}#settings" data-part="{0}"{3}>\
<svg viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{4}"/></svg><span>{5}</span>{6}</a>{7}</li>"""


@register.simple_tag
def outline_rows(page: Page) -> SafeString:
    """Drawn here: for some hundred rows a template takes longer than for everything else on the page."""
    condition = format_html('<i class="if" title="{}"></i>', _("Asked on a condition"))
    return drawn(page.rows, page.address, condition)


def drawn(rows: Iterable[Row], opened: str, condition: SafeString) -> SafeString:
    return format_html_join("", ROW, (cells(row, opened, condition) for row in rows))


def cells(row: Row, opened: str, condition: SafeString) -> tuple[str, ...]:
    inside = drawn(row.inside, opened, condition)
    return (
        row.address,
        " section" if row.is_section else "",
        row.url,
        CURRENT if row.address == opened else "",
        row.icon,
        row.label,
        condition if row.conditional else "",
        format_html('<ol data-home="{}">{}</ol>', row.address, inside) if row.holds else "",
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
