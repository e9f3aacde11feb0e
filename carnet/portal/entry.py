"""From a mailed link to a session: looking never opens anything, pressing the button does."""

from django.urls import URLPattern

entry_routes: list[URLPattern] = []
