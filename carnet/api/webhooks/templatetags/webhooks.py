from django import template

from carnet.api.webhooks import words

register = template.Library()
register.filter("problem", words.problem)
