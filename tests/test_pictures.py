"""The pictures of README and docs: each is there, is shown somewhere, says what it shows, and all are small."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "docs" / "images"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ON_AVERAGE, EACH = 40_000, 80_000  # bytes


def shown():
    texts = [page.read_text() for page in PAGES]
    return {name for text in texts for name in re.findall(r"images/([\w-]+\.png)", text)}


def test_what_is_shown_is_there_and_what_is_there_is_shown():
    assert shown() == {file.name for file in FOLDER.iterdir()}


def test_every_picture_of_the_users_pages_says_what_it_shows():
    users = "".join(page.read_text() for page in PAGES if page.parent.name == "users")
    told = re.findall(r'<img src="[^"]+" width="\d+" alt="([^"]*)">', users)
    assert len(told) == users.count("<img ")
    assert all(told)


def test_pictures_are_small():
    sizes = [file.stat().st_size for file in FOLDER.iterdir()]
    assert sum(sizes) <= ON_AVERAGE * len(sizes)
    assert max(sizes) <= EACH
