"""The tags of heroicons, for `load heroicons`. Every page shows the same few icons: each is drawn from its file once,
and not again at each request."""

from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()
remembered = lru_cache(maxsize=512)

heroicon_mini = register.simple_tag(remembered(heroicons.heroicon_mini))
heroicon_outline = register.simple_tag(remembered(heroicons.heroicon_outline))
