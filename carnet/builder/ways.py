"""Where the pages of rules, uses and files lead back to."""

from django.urls import reverse


def way_back(pk: int, part: str = "") -> str:
    """The page on which this part is edited."""
    if part:
        return reverse("builder:part", args=[pk, part])
    return reverse("builder:outline", args=[pk])
