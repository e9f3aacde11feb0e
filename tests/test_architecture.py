"""The habits of the house, held by tests: sizes, names, closed doors."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.habits
ROOT = Path(__file__).parent.parent
PYTHON = [path for folder in ("carnet", "config") for path in sorted((ROOT / folder).rglob("*.py"))]
SOURCES = [path for path in PYTHON if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "carnet").glob("*/templates/**/*.html"))
REFUSED_NAMES = re.compile(r"(Service|Helper|Handler|Processor|Utils?|Mixin|Manager)$")
# Django itself calls what creates users a manager.
ALLOWED_NAMES = {"ColleagueManager"}
# Found by Django or allauth under these names, not by a line of ours.
FOUND_BY_NAME = re.compile(r"^(account|mfa|allauth|django|email|questions)/|^(4\d\d|500)")


@cache
def nodes(path):
    return list(ast.walk(ast.parse(path.read_text())))


def functions(path):
    return [n for n in nodes(path) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node):
    start = node.body[0]
    docstring = isinstance(start, ast.Expr) and isinstance(start.value, ast.Constant)
    return node.end_lineno - node.lineno + 1 - (docstring and start.end_lineno - start.lineno + 1)


def relative(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def test_functions_fit_on_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{node.name} ({length(node)} lines)"
        for path in SOURCES
        for node in functions(path)
        if length(node) > 50
    ]
    assert long == []


def test_half_of_all_functions_have_eight_lines_or_fewer():
    lengths = sorted(length(node) for path in SOURCES for node in functions(path))
    assert lengths[len(lengths) // 2] <= 8


def test_views_are_short():
    views = [path for path in SOURCES if path.name in {"views.py", "list_views.py", "pages.py"}]
    long = [
        f"{path.relative_to(ROOT)}:{node.name} ({length(node)} lines)"
        for path in views
        for node in functions(path)
        if length(node) > 25
    ]
    assert long == []


def test_files_have_at_most_400_lines():
    everything = [
        *SOURCES,
        *sorted((ROOT / "tests").rglob("*.py")),
        *(ROOT / "bench").rglob("*.py"),
        *(ROOT / "chaos").rglob("*.py"),
        *(ROOT / "scale").rglob("*.py"),
    ]
    assert relative(p for p in everything if len(p.read_text().splitlines()) > 400) == []


def test_templates_have_at_most_150_lines():
    # The styleguide shows every component in every state on one page.
    long = [p for p in TEMPLATES if len(p.read_text().splitlines()) > 150]
    assert [name for name in relative(long) if "styleguide" not in name] == []


def test_no_class_hides_behind_an_empty_word():
    classes = [
        node.name for path in SOURCES for node in nodes(path) if isinstance(node, ast.ClassDef)
    ]
    assert [n for n in classes if REFUSED_NAMES.search(n) and n not in ALLOWED_NAMES] == []


def test_views_start_from_the_firm():
    views = [path for path in SOURCES if "views" in path.stem or path.parent.name == "api"]
    assert relative(path for path in views if ".objects" in path.read_text()) == []


@pytest.mark.parametrize("word", ["@receiver(", "mark_safe(", "import_module(", " exec(", " eval("])
def test_shortcuts_we_do_not_take(word):
    # The child process finds the one function it is to run by its name; nobody else does.
    sources = [path for path in SOURCES if path.name != "child_work.py"]
    assert relative(path for path in sources if word in path.read_text()) == []


def test_no_test_replaces_our_own_functions():
    this = Path(__file__)
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != this]
    assert relative(p for p in tests if re.search(r"\bpatch\(|\bMock\(", p.read_text())) == []


def test_every_template_is_used():
    text = "\n".join(path.read_text() for path in [*SOURCES, *TEMPLATES])
    names = [str(path).split("/templates/", 1)[1] for path in TEMPLATES]
    unused = [n for n in names if n not in text and not FOUND_BY_NAME.match(n)]
    assert unused == []


@pytest.mark.parametrize(
    "pattern", [r'\sstyle="', r"\son\w+=\"", r"<style", r"<script(?![^>]*src=)"]
)
def test_no_template_needs_an_exception_to_the_content_security_policy(pattern):
    # Mails have no style sheet of their own: mail programs read only inline styles.
    pages = [path for path in TEMPLATES if "/email/" not in str(path)]
    found = [
        path
        for path in pages
        for tag in re.findall(pattern + r"[^>]*", path.read_text())
        if "application/json" not in tag
    ]
    assert relative(found) == []


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    settings = (ROOT / "config" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    documented = set(
        re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.M)
    )
    assert documented == read


def test_no_file_names_a_package_registry():
    files = [
        *(ROOT / "requirements").glob("*"),
        ROOT / "pyproject.toml",
        *ROOT.glob("docs/**/*.md"),
        *(ROOT / "deploy").glob("*"),
    ]
    named = [
        p for p in files if re.search(r"index-url|pypi\.org|files\.pythonhosted", p.read_text())
    ]
    assert relative(named) == []
