"""What is shown when something fails that nobody foresaw."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.urls import path

from carnet.core.views import AGAIN_AFTER
from config import urls


@contextmanager
def read_only():
    """As when the disk is full: the database can be read and not written."""
    raw = connection.connection  # the transaction around the test counts as broken afterwards
    raw.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        raw.execute("PRAGMA query_only = OFF")


@pytest.mark.sqlite
def test_a_database_that_cannot_write_is_a_reason_to_come_again(client, colleague):
    client.raise_request_exception = False
    with read_only():
        answer = client.post("/account/login/", {"login": "a@example.org", "password": "wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (503, AGAIN_AFTER)
    assert "<h1>503</h1>" in answer.content.decode()
    assert "Nothing that was saved is lost" in answer.content.decode()


@pytest.mark.sqlite
def test_a_fault_of_ours_is_called_one(client, colleague, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    answer = client.get("/q/broken/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)
    assert "<h1>500</h1>" in answer.content.decode()


def broken(request):
    raise LookupError


urlpatterns = [path("q/broken/", login_not_required(broken)), *urls.urlpatterns]
handler500 = urls.handler500
