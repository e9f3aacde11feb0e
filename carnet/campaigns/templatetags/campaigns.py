from datetime import date

from django import template

register = template.Library()


@register.simple_tag
def days_left(due_date: date, today: date) -> int:
    return (due_date - today).days
