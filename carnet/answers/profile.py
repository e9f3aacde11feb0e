"""What the client register offers as starting answers, under the names questionnaires use.

National numbers are left out: whoever opens the link must not learn one from the page.
"""

from carnet.clients.models import Client
from carnet.questionnaires.given import Value

PLAIN = ["first_name", "last_name", "email", "phone", "mobile", "language", "iban", "nationality"]
PLAIN += ["enterprise_number", "company"]
ADDRESS = ["street", "house_number", "box", "postcode", "city", "country"]


def profile_of(client: Client) -> dict[str, Value]:
    """Only what is known; an address only when it is whole."""
    found: dict[str, Value] = {f"client.{name}": getattr(client, name) for name in PLAIN}
    found["client.full_name"] = client.name
    found["client.birth_date"] = client.birth_date.isoformat() if client.birth_date else ""
    if client.street and client.postcode and client.city:
        found["client.address"] = {part: getattr(client, part) for part in ADDRESS}
    for name in ("first_name", "last_name", "email"):
        found[f"partner.{name}"] = getattr(client, f"partner_{name}")
    found["partner.full_name"] = f"{client.partner_first_name} {client.partner_last_name}".strip()
    return {name: value for name, value in found.items() if value}
