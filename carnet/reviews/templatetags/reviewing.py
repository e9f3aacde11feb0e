"""What a page with hundreds of answers draws hundreds of times."""

from functools import lru_cache

from django import template
from heroicons.templatetags.heroicons import heroicon_mini

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=20)
def small_icon(name: str) -> str:
    """The same drawing each time: making it takes longer than the rest of a row."""
    return heroicon_mini(name, aria_hidden="true")
