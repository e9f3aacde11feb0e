"""The page on which an administrator corrects where a software keeps which field, beside what really comes."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carnet.connectors import words
from carnet.connectors.correcting import correct
from carnet.connectors.fields_forms import NamesForm
from carnet.connectors.fields_page import lines, suggestions, values_by_field
from carnet.connectors.models import Connection
from carnet.connectors.opening import session_of
from carnet.connectors.registry import connector_of
from carnet.connectors.trouble import Trouble
from carnet.firms.access import administrators_only


def _found(request: Any, uuid: Any) -> tuple[Connection, Any]:
    connection = get_object_or_404(request.firm.connections, uuid=uuid)
    connector: Any = connector_of(connection.connector)
    if not hasattr(connector, "names_in"):
        raise Http404
    return connection, connector


@administrators_only
@require_http_methods(["GET", "POST"])
def fields(request, uuid):
    connection, connector = _found(request, uuid)
    mapping = connection.mapping
    form = NamesForm(request.POST or None, connector=connector, mapping=mapping, values={})
    looks = "look" in request.POST
    if form.is_bound and form.is_valid():
        if not looks:
            return _save(request, connection, form.mapping)
        mapping = {**mapping, **form.mapping}
    sample, trouble = _sample(connection, connector)
    values = values_by_field(connector, connector.reading(mapping), sample)
    form = NamesForm(request.POST or None, connector=connector, mapping=mapping, values=values)
    context = {
        "connection": connection,
        "software": connector.name,
        "form": form,
        "lines": lines(form, mapping, values, sample),
        "suggestions": suggestions(connector, sample),
        "trouble": trouble,
        "seen": len(sample),
    }
    return render(request, "connectors/fields.html", context)


def _sample(connection: Connection, connector: Any) -> tuple[list[Any], str]:
    """What comes now, or a sentence why nothing does. It is kept nowhere."""
    try:
        with session_of(connection) as session:
            return list(connector.sample(session)), ""
    except Trouble as trouble:
        return [], words.sentence(trouble.code, connector.name)


def _save(request, connection, mapping):
    correct(connection, mapping, by=request.user)
    messages.success(request, _("Saved. The next import reads the fields so."))
    return redirect("connection_fields:fields", connection.uuid)


@administrators_only
@require_POST
def reset(request, uuid):
    connection, _connector = _found(request, uuid)
    correct(connection, {"names": {}, "meanings": {}}, by=request.user)
    messages.success(request, _("All fields are read under their usual names again."))
    return redirect("connection_fields:fields", connection.uuid)
