"""What people see, as sums: `python -m tests.moving.pages` opens the office's pages, and a document, of the firm in
the database of DATABASE_URL as its first administrator and prints one JSON object."""

import hashlib
import json
import re
import sys

import django

# What is new at every request.
NEW = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*|id-[0-9a-f]{8,}')


def seen(client, address: str) -> str:
    response = client.get(address, HTTP_ACCEPT_LANGUAGE="en", HTTP_HOST="localhost")
    content = response.getvalue()
    return f"{response.status_code} {hashlib.sha256(NEW.sub(b'', content)).hexdigest()[:16]}"


def addresses() -> list[str]:
    fixed = ["/clients/", "/clients/?q=e", "/campaigns/", "/questionnaires/", "/firm/"]
    clients = [
        f"/clients/{pk}/" for pk in Client.objects.order_by("pk").values_list("pk", flat=True)[:6]
    ]
    papers = Document.objects.order_by("pk").values_list("dossier", "pk")
    return fixed + clients + [f"/dossiers/{dossier}/documents/{pk}/" for dossier, pk in papers]


def main() -> None:
    client = Visitor()
    with scopes_disabled():
        client.force_login(Colleague.objects.order_by("pk").first())
        found = {address: seen(client, address) for address in addresses()}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    from django.test import Client as Visitor
    from django_scopes import scopes_disabled

    from carnet.answers.models import Document
    from carnet.clients.models import Client
    from carnet.firms.models import Colleague

    main()
