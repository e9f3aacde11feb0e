from django import template

from carnet.audit import phrases

register = template.Library()
register.filter("what", phrases.what)
register.filter("thing", phrases.thing)
register.filter("who", phrases.who)
register.filter("facts", phrases.facts)
