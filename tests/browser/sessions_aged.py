"""Run beside the site: six minutes pass for everybody who is signed in."""

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session


def main():
    for key in Session.objects.values_list("session_key", flat=True):
        session = SessionStore(key)
        if "signed_in_at" in session:
            session["signed_in_at"] -= 360
            session.save()
