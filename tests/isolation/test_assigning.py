"""What a form does not ask for cannot be set through it: every page's forms are sent once as they are, and once with
every column of every table besides. Nothing more may change, and nothing may hold what was sent besides."""

import pytest
from django import forms
from django.forms import models
from django.forms.models import construct_instance
from django.utils import timezone

from carnet.firms.forms import AccountForm
from carnet.firms.models import Role
from tests.isolation.assigning import Walk, page_of
from tests.isolation.forms import Form
from tests.isolation.tables import filled
from tests.isolation.test_office import own_address
from tests.isolation.world import signed_in
from tests.test_routes import OFFICE

pytestmark = pytest.mark.sqlite

# Read where no page of these two firms shows it.
READ = {"reminders:hold": {"invitation"}}


def just_signed_in(world):
    """So that nobody is asked for the password again."""
    who = signed_in(world.here.administrator)
    session = who.session
    session["signed_in_at"] = timezone.now().timestamp()
    session.save()
    return Walk(world, who=who)


def walk_through(walk, routes):
    """Every page, what it leads to when its forms are sent, and what has no form on any of these pages."""
    bodies = filled(walk.world.here.named)
    for route in routes:
        for data in bodies.get(route, [{}]):
            for deed in walk.forms(walk.page(own_address(walk.world.here, route), data)):
                walk.forms(page_of(deed.answer))
    for route in [one for one in routes if one not in walk.routes()]:
        for data in bodies.get(route, [{}]):
            send_directly(walk, route, data)


def send_directly(walk, route, data):
    values = {name: value if isinstance(value, list) else [value] for name, value in data.items()}
    form = Form(own_address(walk.world.here, route), more=values)
    walk.form((route, *sorted(values)), form, form.names() | READ.get(route, set()))


@pytest.mark.thorough
def test_the_office_s_forms(world):
    walk = just_signed_in(world)
    walk_through(walk, OFFICE)
    assert walk.problems == []
    assert len(walk.posted) > 270
    assert len(walk.changing) > 115


def set_whatever_is_posted(form, instance, fields=None, exclude=None):
    """As if a form took every column that is sent."""
    construct_instance(form, instance, fields, exclude)
    others = [one for one in instance._meta.concrete_fields if one.name not in form.fields]
    for one in others:
        if one.name in form.data and not one.is_relation and not one.primary_key:
            setattr(instance, one.name, one.to_python(form.data[one.name]))
    return instance


@pytest.mark.thorough
@pytest.mark.parametrize("route", ["privacy:add_incident", "privacy:add_request"])
def test_a_form_that_takes_every_column(world, monkeypatch, route):
    monkeypatch.setattr(models, "construct_instance", set_whatever_is_posted)
    walk = just_signed_in(world)
    walk_through(walk, [route])
    assert any(": has (" in problem for problem in walk.problems)


@pytest.mark.thorough
def test_a_form_that_takes_a_column_it_does_not_show(world, monkeypatch):
    role = forms.ChoiceField(choices=Role.choices, required=False)
    monkeypatch.setitem(AccountForm.base_fields, "role", role)
    monkeypatch.setattr(AccountForm._meta, "fields", [*AccountForm._meta.fields, "role"])
    walk = just_signed_in(world)
    walk_through(walk, ["firms:account"])
    assert any("'role'" in problem for problem in walk.problems)
