"""Who signs in to the demo firm. Printed at the start; the firm holds invented people only."""

FIRM = {
    "name": "Fiduciaire Dubois & Lenoir",
    "slug": "demo",
    "phone": "+3281000000",
    "email": "bureau@demo.example",
    # So that the first look opens with the password that is shown.
    "second_step": False,
}
PASSWORD = "carnet-demo-2026"  # noqa: S105  known to everybody, for invented people
COLLEAGUES = [
    ("claire@demo.example", "Claire Dubois", "administrator", "fr"),
    ("marc@demo.example", "Marc Lenoir", "accountant", "fr"),
    ("els@demo.example", "Els Wouters", "accountant", "nl"),
]
