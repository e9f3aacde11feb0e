"""The subset of XPath that forms use, in our rule language; and what is left alone, with the reason."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.workbook.xpath import LONGEST, Asked, Scope, Untranslated, translate

KNOWN = {
    "a": Asked("a", "yes_no", choices={"yes": "yes", "no": "no"}),
    "One": Asked("one_", "one", choices={"1": "c_1", "2": "c_2"}),
    "m": Asked("m", "many", choices={"x": "x", "Y": "y"}),
    "n": Asked("n", "number"),
    "t": Asked("t", "text"),
    "d": Asked("d", "date"),
    "calc": Asked("calc", "calc", type="number"),
    "r": Asked("r", "repeat"),
    "rent": Asked("rent", "number", list_id="r"),
    "note": Asked("note", "note"),
}
SCOPE = Scope(KNOWN)
HERE = Scope(KNOWN, own=KNOWN["n"], today=True)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("${a} = 'yes'", "a = 'yes'"),
        ('${a}="no"', "a = 'no'"),
        ("'yes' = ${a}", "a = 'yes'"),
        ("${One} = 2", "one_ = 'c_2'"),
        ("${One}='1' or ${One}='2'", "one_ = 'c_1' or one_ = 'c_2'"),
        ("selected(${One}, '1')", "one_ = 'c_1'"),
        ("selected(${m}, 'Y')", "'y' in m"),
        ("not(selected(${m}, 'x'))", "not ('x' in m)"),
        ("${a} != ''", "answered(a)"),
        ("${n} = ''", "not answered(n)"),
        ("string-length(${t}) > 0", "answered(t)"),
        ("count(${r}) >= 1", "count(r) >= 1"),
        ("count-selected(${m}) > 1", "count(m) > 1"),
        ("sum(${rent}) > 1000", "sum(r.map(e, e.rent)) > 1000"),
        ("(${n} + 1) * 2 div 3", "(n + 1) * 2 / 3"),
        ("${n} - (1 - 2)", "n - (1 - 2)"),
        ("-(${n}) < 0", "-n < 0"),
        ("5 < ${n}", "n > 5"),
        ("${n} = '5'", "n = 5"),
        ("${t} = 5", "t = '5'"),
        ('${t} = "it\'s"', "t = 'it\\'s'"),
        ("coalesce(${n}, 0) + 1", "or_zero(n) + 1"),
        ("round(${calc} div 3, 2)", "round2(calc / 3)"),
        ("if(${n} > 5, 'high', 'low')", "(n > 5 ? 'high' : 'low')"),
        ("${d} < date('2020-01-01')", "d < '2020-01-01'"),
        ("not(${a} = 'yes' and (${n} > 1 or ${n} < 0))", "not (a = 'yes' and (n > 1 or n < 0))"),
        ("true()", "true"),
    ],
)
def test_what_both_can_say_is_translated(written, rule):
    assert translate(written, SCOPE).text == rule


@pytest.mark.parametrize(
    ("written", "rule"),
    [(". >= 0 and . <= 120", "this >= 0 and this <= 120"), (". = ''", "not answered(n)")],
)
def test_a_point_is_the_answer_itself(written, rule):
    assert translate(written, HERE).text == rule


def test_today_counts_in_checks_only():
    own = Scope(KNOWN, own=KNOWN["d"], today=True)
    assert translate(". <= today()", own).text == "this <= today()"
    with pytest.raises(Untranslated, match="today"):
        translate("${d} <= today()", SCOPE)


def test_inside_a_list_its_questions_go_by_their_bare_name():
    assert translate("${rent} > 5", Scope(KNOWN, "r")).text == "rent > 5"
    with pytest.raises(Untranslated, match="asked for each entry of “r”"):
        translate("${rent} > 5", SCOPE)


def test_curly_quotes_and_marks_of_direction_are_what_was_meant():
    assert translate("\u200f${a}\u00a0= “yes”\u200e", SCOPE).text == "a = 'yes'"


def test_unequal_is_noticed_wherever_it_stands():
    assert translate("not(${n} != 5) or ${a} = 'yes'", SCOPE).unequal
    assert not translate("${n} != ''", SCOPE).unequal


def test_a_pattern_is_told_as_such():
    own = Scope(KNOWN, own=KNOWN["t"])
    piece = translate("regex(., '^[0-9]+$')", own)
    assert (piece.type, piece.word) == ("pattern", "^[0-9]+$")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("${zz} = 1", "“zz” is no question"),
        ("${note} = 'x'", "“note” is no question"),
        ("${One} = '3'", "“3” is no choice of “one_”"),
        ("selected(${m}, 'z')", "“z” is no choice of “m”"),
        ("${m} = 'x'", "selected()"),
        ("selected(${n}, 'x')", "selected() needs"),
        ("pulldata('a', 'b', 'c', ${t})", "function pulldata"),
        ("${n} mod 2 = 0", "“mod” is not expected"),
        ("../n > 5", "has no counterpart"),
        ("${n} > 'many'", "cannot be compared"),
        ("${t} + 1", "“t” is no number"),
        ("${n} and ${a} = 'yes'", "A comparison is expected"),
        ("string-length(${t}) > 5", "length of a text"),
        ("regex(${t}, 'x')", "regex()"),
        ("(${n} > 1", "“)” is missing"),
        ("${n} >", "has no counterpart"),
        ("(" * 50 + "1" + ")" * 50, "too many brackets"),
        ("${n} > 1 " + "and ${n} > 1 " * 500, "too long"),
        ("coalesce(${n}, 1)", "coalesce()"),
        ("round(${n}, 0)", "2 places"),
        ("if(${n} > 1, 'a', 1)", "one kind"),
        ("if(${n} > 1, 2)", "function if"),
    ],
)
def test_what_has_no_counterpart_is_refused_with_the_reason(written, reason):
    with pytest.raises(Untranslated) as problem:
        translate(written, SCOPE)
    assert reason in str(problem.value)


SIGNS = st.sampled_from(
    ["${n}", "${a}", "${m}", "${r}", "${rent}", "=", "!=", "<", "and", "or", "not(", "selected("]
    + [
        "'x'",
        "''",
        "1",
        ")",
        "(",
        ",",
        "+",
        "-",
        "div",
        ".",
        "..",
        "count(",
        "if(",
        "$",
        "“",
        "\u200f",
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(SIGNS, max_size=12).map(" ".join)))
def test_anything_is_translated_or_refused(written):
    with suppress(Untranslated):
        assert len(translate(written, HERE).text) <= LONGEST
