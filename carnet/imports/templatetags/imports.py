"""What only the pages of an import show."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
MAY_BREAK = re.compile(r"(?=[@.])")


@register.filter
def by_parts(address: str) -> SafeString:
    """An e-mail address that breaks before an @ or a full stop, and inside a word only if it must."""
    first, *others = MAY_BREAK.split(address)
    return format_html("{}{}", first, format_html_join("", "<wbr>{}", ((one,) for one in others)))
