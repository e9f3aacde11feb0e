"""A rule as a sentence and back: the same rule, and the same meaning."""

from collections import Counter
from copy import deepcopy
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.builder.lexicon import Known, Lexicon
from carnet.builder.rule_places import every_rule, holder_of, rule_at, with_rule
from carnet.builder.sentences import Condition, Group, Sentence
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.engine import Given, State, Status, evaluate
from carnet.questionnaires.reading import read
from carnet.questionnaires.sampling import Samples
from tests.questionnaires.builders import compiled, document, item, outcome_of, said
from tests.questionnaires.library import SHIPPED

KIDS = item(
    "kids", "repeat", items=[item("born", "date"), item("home", "one"), item("fee", "money")]
)
FREE = (
    item("m"),
    item("u", "one"),
    item("v", "many"),
    item("n", "number"),
    item("cost", "money"),
    item("d", "date"),
    item("t", "text"),
    item("papers", "file"),
    item("joint", "calc", value="u in [home, rented]"),
    KIDS,
)
FACTS = {"kind": {"type": "text", "from": "client.type"}}


def draft(rule="", key="show_if", **fields):
    return document(*FREE, item("asked", **{key: rule} if rule else {}, **fields), facts=FACTS)


def at(text, part, key):
    return Lexicon(Known(text), part, key)


def lexicon(key="show_if"):
    return at(draft(), "items.asked", key)


WORDS = st.sampled_from(["home", "rented"])
FIGURES = st.sampled_from([0.0, 1.0, 18.0, 249.9, -3.0, 1500000.0])
DAYS = st.sampled_from(["2025-12-31", "1960-01-01"])
COMPARED = st.sampled_from(["is", "is_not", "under", "at_most", "over", "at_least"])
ALONE = st.sampled_from(["answered", "not_answered", "asked", "not_asked"])
EQUAL = st.sampled_from(["is", "is_not", "is_not_or_blank"])
TEXTS = st.sampled_from(["it's", "a \\ b", "m", "yes", ""])
ANSWERED = st.sampled_from(["answered", "not_answered"])
ONE_OF = st.sampled_from(["one_of", "none_of", "none_of_or_blank"])
TICKED = st.sampled_from(["ticked", "not_ticked", "not_ticked_or_blank"])


def some(values):
    return st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)


def one(values):
    return values.map(lambda value: (value,))


NUMBERS = st.sampled_from(["n", "cost", "prior.n"])
CLAUSES = st.one_of(
    st.builds(Condition, st.sampled_from(["m", "prior.m"]), EQUAL, one(st.sampled_from(["yes", "no"]))),
    st.builds(Condition, st.just("u"), ONE_OF, some(WORDS)),
    st.builds(Condition, st.just("v"), TICKED, some(WORDS)),
    st.builds(Condition, st.just("v"), st.just("ticked_other"), one(WORDS)),
    st.builds(Condition, NUMBERS, COMPARED, one(FIGURES), st.sampled_from(["", "or_zero"])),
    st.builds(Condition, NUMBERS, COMPARED, against=NUMBERS, factor=st.sampled_from([None, 1.3])),
    st.builds(Condition, st.just("d"), COMPARED, one(DAYS)),
    st.builds(Condition, st.just("d"), COMPARED, against=st.sampled_from(["period_end", "period_start"])),
    st.builds(Condition, st.just("d"), COMPARED, one(FIGURES), st.sampled_from(["age_end", "age_start", "year"])),
    st.builds(Condition, st.sampled_from(["kids", "papers", "v"]), COMPARED, one(FIGURES), st.just("count")),
    st.builds(Condition, st.sampled_from(["t", "kind"]), st.sampled_from(["is", "is_not"]), one(TEXTS)),
    st.builds(Condition, st.sampled_from(["m", "d", "v", "kids", "t"]), ALONE),
    st.builds(Condition, st.just("joint"), st.sampled_from(["holds", "holds_not", "holds_not_or_blank"])),
)  # fmt: skip
ENTRIES = st.sampled_from(["any", "every", "no"])
LISTED = st.one_of(
    st.builds(Condition, st.just("home"), EQUAL, one(WORDS), entries=ENTRIES, of=st.just("kids")),
    st.builds(Condition, st.just("home"), ONE_OF, some(WORDS), entries=ENTRIES, of=st.just("kids")),
    st.builds(Condition, st.just("born"), COMPARED, one(FIGURES), st.just("age_end"), ENTRIES, st.just("kids")),
    st.builds(Condition, st.just("fee"), COMPARED, against=NUMBERS, entries=ENTRIES, of=st.just("kids")),
    st.builds(Condition, st.just("fee"), ANSWERED, entries=ENTRIES, of=st.just("kids")),
)  # fmt: skip
CONDITIONS = st.one_of(CLAUSES, LISTED)
GROUPS = st.lists(CONDITIONS, min_size=2, max_size=3).map(tuple).map(Group)
SENTENCES = st.one_of(
    st.builds(Sentence, st.just("all"), one(CONDITIONS)),
    st.builds(
        Sentence,
        st.sampled_from(["all", "any"]),
        st.lists(st.one_of(CONDITIONS, GROUPS), min_size=2, max_size=4).map(tuple),
    ),
)
HERE = lexicon()


@given(SENTENCES)
def test_a_sentence_written_as_a_rule_reads_as_the_same_sentence(sentence):
    rule = HERE.write(sentence)
    assert HERE.read(rule) == sentence
    assert HERE.problems(rule) == []


@cache
def rewritten(key):
    """A questionnaire that ships, each rule that fits replaced by its sentence; with how many fit, and all."""
    known, rules = Known(SHIPPED[key]), list(every_rule(SHIPPED[key]))
    found, fits = deepcopy(SHIPPED[key]), 0
    for part, name, rule in rules:
        here = Lexicon(known, part, name)
        if sentence := here.read(rule):
            fits += 1
            assert here.read(here.write(sentence)) == sentence
            holder, last = holder_of(found, part, name)
            holder[last] = here.write(sentence)
    return found, fits, len(rules)


def met(outcome):
    return {
        path: (one.state, one.value, one.required, one.issues, tuple(c.id for c in one.choices))
        for path, one in outcome.instances.items()
    }


@pytest.mark.thorough
@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_rules_that_ship_mean_the_same_as_their_sentences(key):
    changed, _fits, _all = rewritten(key)
    before = compile_definition(read(SHIPPED[key])[0])
    after = compile_definition(read(changed)[0])
    samples, prior = Samples(before, seed=9), {}
    for number in range(12):
        entries = samples.entries(before.order)
        answers = samples.answers(before.order, entries)
        background = samples.background(prior if number % 2 else {})
        one, other = (evaluate(made, answers, entries, background) for made in (before, after))
        assert met(one) == met(other)
        assert one.both_sign == other.both_sign
        prior = {path: said.value for path, said in answers.items() if said.counts}


@pytest.mark.thorough
def test_nearly_all_rules_that_ship_fit_a_sentence():
    counted = Counter()
    for key in SHIPPED:
        _document, fits, rules = rewritten(key)
        counted.update(fits=fits, rules=rules)
    share = counted["fits"] / counted["rules"]
    assert share > 0.95, f"{counted['fits']} of {counted['rules']} rules fit a sentence"


def shown(rule, **answers):
    made = compiled(*FREE, item("asked", show_if=rule), facts=FACTS)
    return outcome_of(made, said(**answers)).instances["asked"].state


NOT_YES = Condition("m", "is_not", ("yes",))
NOT_YES_OR_BLANK = Condition("m", "is_not_or_blank", ("yes",))


@pytest.mark.parametrize(
    ("condition", "blank", "yes", "no"),
    [
        (NOT_YES, State.PENDING, State.HIDDEN, State.SHOWN),
        (NOT_YES_OR_BLANK, State.SHOWN, State.HIDDEN, State.SHOWN),
    ],
)
def test_is_not_waits_for_an_answer_unless_it_says_otherwise(condition, blank, yes, no):
    rule = HERE.write(Sentence("all", (condition,)))
    assert (shown(rule), shown(rule, m="yes"), shown(rule, m="no")) == (blank, yes, no)


def test_nothing_ticked_yet_is_not_the_same_as_not_ticked():
    waiting = HERE.write(Sentence("all", (Condition("v", "not_ticked", ("home",)),)))
    at_once = HERE.write(Sentence("all", (Condition("v", "not_ticked_or_blank", ("home",)),)))
    assert (waiting, at_once) == ("not (home in v)", "not (answered(v) and home in v)")
    assert (shown(waiting), shown(at_once)) == (State.PENDING, State.SHOWN)
    assert shown(waiting, v=["rented"]) == shown(at_once, v=["rented"]) == State.SHOWN
    assert shown(waiting, v=["home"]) == shown(at_once, v=["home"]) == State.HIDDEN


@pytest.mark.parametrize(
    ("condition", "ages", "state"),
    [
        ("any", ["2010-05-01", None], State.SHOWN),
        ("any", ["1980-05-01", None], State.PENDING),
        ("any", ["1980-05-01"], State.HIDDEN),
        ("every", ["2010-05-01", None], State.PENDING),
        ("every", ["2010-05-01", "1980-05-01"], State.HIDDEN),
        ("no", ["1980-05-01"], State.SHOWN),
        ("no", ["1980-05-01", None], State.PENDING),
    ],
)
def test_of_the_entries_of_a_list(condition, ages, state):
    young = Condition("born", "under", (18.0,), "age_end", condition, "kids")
    rule = HERE.write(Sentence("all", (young,)))
    made = compiled(*FREE, item("asked", show_if=rule), facts=FACTS)
    entries = [f"k{number}" for number in range(len(ages))]
    answers = {
        f"kids/{entry}/born": Given(day, Status.ANSWERED)
        for entry, day in zip(entries, ages, strict=True)
        if day
    }
    assert outcome_of(made, answers, {"kids": entries}).instances["asked"].state == state


@pytest.mark.parametrize(
    "rule",
    [
        "sum([n, cost]) > 3",
        "n > 1 or n < 0 and (m = yes or u = home and (m = no or n = 2))",
        "kids.exists(k, k.home = home and k.fee > 2)",
        "kids.exists_one(k, k.home = home)",
        "kids.filter(k, k.fee > 1).exists(k, k.home = home)",
        "u = home ? m = yes : m = no",
        "nobody = yes",
        "m = yes and",
        "'a\\nb' = t",
        "",
    ],
)
def test_what_is_no_sentence_stays_text(rule):
    assert lexicon().read(rule) is None


@pytest.mark.parametrize(
    ("rule", "condition"),
    [
        ("not (m = yes)", NOT_YES),
        ("'yes' <> m", NOT_YES),
        ("((m != “yes”))", NOT_YES),
        ("18 > age_on(d, period_end)", Condition("d", "under", (18.0,), "age_end")),
        ("kids.exists(whoever, whoever.home = home)", Condition("home", "is", ("home",), entries="any", of="kids")),
    ],
)  # fmt: skip
def test_however_it_is_written_the_sentence_is_the_same(rule, condition):
    assert lexicon().read(rule) == Sentence("all", (condition,))


def test_this_and_today_belong_to_checks():
    here = at(document(item("when", "date", check="this < today()")), "items.when", "check")
    assert here.read("this < today()") == Sentence(
        "all", (Condition("this", "under", against="today"),)
    )
    elsewhere = at(here.document, "items.when", "show_if")
    assert elsewhere.read("this < today()") is None


def test_a_condition_offers_nothing_that_waits_for_it():
    text = document(
        item("a"), item("b", show_if="a = yes"), item("c", "calc", value="b = yes"), item("e")
    )
    offered = [one.name for one in at(text, "items.a", "show_if").subjects]
    assert offered == ["e"]
    assert [one.name for one in at(text, "items.c", "value").subjects] == ["a", "b", "e"]
    # A check decides nothing, so it may look at whatever there is.
    checks = [one.name for one in at(text, "items.a", "check").subjects]
    assert checks == ["this", "b", "c", "e"]
    told = at(text, "items.a", "show_if").problems("b = yes")
    assert told == ["“b” waits for this rule itself, so the rule cannot wait for it."]


def test_a_section_cannot_wait_for_what_stands_in_it():
    text = document(item("a"), item("b"))
    text["sections"].append({"id": "more", "title": {"en": "More"}, "items": [item("f")]})
    assert [one.name for one in at(text, "sections.more", "show_if").subjects] == ["a", "b"]
    assert [one.name for one in at(text, "sections.all", "show_if").subjects] == ["f"]


def test_an_unfinished_draft_has_its_sentences_too():
    text = document(
        item("a"), item("b", show_if="a = yes and gone = yes"), {"id": "new", "type": "one"}
    )
    here = at(text, "items.new", "show_if")
    assert here.read("a = yes") == Sentence("all", (Condition("a", "is", ("yes",)),))
    assert here.problems("gone = yes") == ["Nothing here is called “gone”."]


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("items.rent", "show_if"),
        ("items.rent", "codes.1.if"),
        ("items.rent", "codes.0.if"),
        ("items.use", "choices.home.show_if"),
        ("items.use", "choices.home.codes.0.if"),
        ("items.kind", "choices.x.show_if"),
        ("items.born", "check"),
        ("items.kids", "show_if"),
        ("sections.all", "show_if"),
        ("root", "declaration.if"),
        ("root", "form.joint"),
    ],
)
def test_a_rule_stands_where_it_is_put_and_goes_without_a_trace(part, key):
    choices = [{"id": "home", "text": {"en": "Home"}, "codes": ["1"]}]
    text = document(
        item("rent", "money", codes=["1250-11", "1251-10"]),
        item("use", "one", choices=choices),
        item("kind", "one", choices="kinds"),
        KIDS,
        choices={"kinds": [{"id": "x", "text": {"en": "X"}}]},
    )
    before = deepcopy(text)
    changed = with_rule(text, part, key, "rent > 1")
    assert text == before
    assert rule_at(changed, part, key) == "rent > 1"
    assert [(one, name) for one, name, _rule in every_rule(changed)] == [(part, key)]
    assert with_rule(changed, part, key, "") == text
