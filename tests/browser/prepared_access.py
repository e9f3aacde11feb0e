"""Run beside the site: a firm that asks for a second step, with one colleague who has none."""

import sys

from django_scopes import scopes_disabled

from tests import makers as make

PASSWORD = "a sentence only we know"  # noqa: S105  for invented people


def main():
    with scopes_disabled():
        firm = make.firm(name="Kanzlei Berg", slug="asking", second_step=True)
        colleague = make.colleague(
            firm=firm, email="ida@berg.example", name="Ida Berg", password=PASSWORD, language="en"
        )
        sys.stdout.write(colleague.email)
