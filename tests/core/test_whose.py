"""Whose rows a query may meet: nobody's until somebody says."""

from pathlib import Path

import pytest
from django.conf import settings
from django_scopes import scope, scopes_disabled

from carnet.core.whose import NobodyYet, across_firms, no_matter_whose, nobody_yet, whose
from carnet.firms.models import Firm

# They put a query together, and ask nothing.
PUT_TOGETHER = {"clients/paging.py", "core/asked_often.py", "core/written_often.py"}


def test_the_firm_of_the_scope_and_nobody_outside():
    with nobody_yet():
        assert whose() == ""
        with scope(firm=Firm(pk=7)):
            assert whose() == "7"
            with across_firms("an example"):
                assert whose() == "*"
                with scope(firm=8):
                    assert whose() == "8"
            assert whose() == "7"
        assert whose() == ""


def test_a_scope_without_a_firm_is_nobody_s():
    with nobody_yet(), scope(firm=None):
        assert whose() == ""


def test_a_table_of_nobody_needs_no_word():
    with nobody_yet(), no_matter_whose():
        assert whose() is None


@pytest.mark.parametrize("fails", [False, True])
def test_a_request_begins_with_nobody_and_leaves_all_as_it_was(rf, fails):
    seen = []

    def view(request):
        seen.append(whose())
        with scope(firm=7):
            seen.append(whose())
            return 1 / 0 if fails else None

    with scopes_disabled():
        try:
            NobodyYet(view)(rf.get("/"))
        except ZeroDivisionError:
            assert fails
        assert whose() == "*"
    assert seen == ["", "7"]


@pytest.mark.habits
def test_who_looks_across_firms_says_why():
    root = Path(settings.BASE_DIR) / "carnet"
    users = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "scopes_disabled" in path.read_text()
    }
    assert users == {*PUT_TOGETHER, "core/whose.py"}
