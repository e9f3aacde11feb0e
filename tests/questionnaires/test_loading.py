import pytest

from carnet.questionnaires.loading import Unreadable, digest, load


def test_yes_no_and_dates_stay_words():
    document = load(
        "a: no\nb: yes\nc: 2025-01-31\nd: on\ne: true\nf: 12\ng: 012\nh: 1.5\ni:"
    ).document
    assert document == {
        "a": "no",
        "b": "yes",
        "c": "2025-01-31",
        "d": "on",
        "e": True,
        "f": 12,
        "g": "012",
        "h": 1.5,
        "i": None,
    }


def test_what_older_yaml_would_have_read_otherwise_stays_a_word():
    """Sexagesimal times, octal and hexadecimal numbers, underscores, exponents, and other words for yes."""
    words = [
        "12:30",
        "0777",
        "0x1F",
        "1_000",
        "1e3",
        ".5",
        "+.inf",
        "nan",
        "off",
        "y",
        "NO",
        "1.2.3",
        "1250-11",
    ]
    assert load("a: [" + ", ".join(words) + "]").document["a"] == words


def test_merging_is_an_unknown_key_and_never_done():
    assert load("<<: {a: 1}").document == {"<<": {"a": 1}}


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        ("a: 1\nb: 2\na: 3", "“a” stands here twice", 3),
        ("a: &x 1\nb: 2", "Anchors and aliases", 1),
        ("a: 1\nb: *x", "Anchors and aliases", 2),
        ("a: !!python/object:os.system 1", "Tags", 1),
        ("a: [1, 2", "not valid YAML", 2),
        ("- a\n- b", "must begin with", 1),
        ("a: 1\n---\nb: 2", "more than one document", None),
        ("? [a, b]\n: 1", "must be a single word", 1),
        ("a: " + "[" * 40 + "]" * 40, "nested too deeply", 1),
        ("", "must begin with", 1),
        ("a: \x07", "characters that YAML does not allow", None),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_line(text, told, line):
    with pytest.raises(Unreadable) as refused:
        load(text)
    assert told in refused.value.message
    assert refused.value.line == line


def test_large_and_strangely_encoded_files_are_refused():
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        load(b"a: " + b"x" * 1_000_001)
    with pytest.raises(Unreadable, match="UTF-8"):
        load("a: é".encode("latin-1"))


def test_every_part_knows_its_line():
    source = load("a:\n  - b: 1\n    c: 2\n")
    assert source.lines[("a", 0, "c")] == 3


def test_the_digest_counts_what_is_said_not_how():
    first = load("a: 1 # a comment\nb: [x, 'y']").document
    assert digest(first) == digest(load("b:\n- x\n- y\na: 1").document)
    assert digest(first) != digest(load("a: 1\nb: [y, x]").document)
