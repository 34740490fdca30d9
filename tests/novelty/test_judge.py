"""The verdict: its rules with a network that is told what to say, its promises with the shipped one."""

from __future__ import annotations

import datetime as dt
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import WeightsError
from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.core.words import plain_form
from bot.novelty import Judge
from bot.novelty.differences.evidence import find_evidence
from bot.novelty.differences.vetoes import Finding
from bot.novelty.encoder import WEIGHTS_FOLDER, adds_products_in_32_bits
from bot.novelty.judge import Calibration
from tests.novelty.renderings import MERGED, NOON, rendering

AS_GIVEN = Calibration(scale=1, changed=0, different=0, sure_at=0.7)


class FixedEncoder:
    """Gives the logits that it is told."""

    def __init__(self, *logits: float) -> None:
        self.given = logits

    def logits(self, pairs):
        return np.array([self.given] * len(pairs), dtype=float).reshape(len(pairs), 3)


def judge_of(same: float, changed: float, different: float) -> Judge:
    """A judge whose network gives these probabilities."""
    return Judge(FixedEncoder(*np.log([same, changed, different])), AS_GIVEN)  # type: ignore[arg-type]


DAM = rendering("We will keep the dam shut until they pay.")
SHUT = rendering("that the gates of the dam would not be opened before payment", kind="indirect")


@pytest.mark.parametrize(
    ("shares", "verdict", "certain"),
    [
        pytest.param((0.9, 0.05, 0.05), Relation.SAME, True, id="sure of the same"),
        pytest.param((0.65, 0.2, 0.15), Relation.SAME, False, id="the same, and not sure enough to hide it"),
        pytest.param((0.5, 0.4, 0.1), Relation.SAME, False, id="the same rather than changed"),
        pytest.param((0.4, 0.1, 0.5), Relation.DIFFERENT, True, id="another point rather than the same"),
        pytest.param((0.3, 0.3, 0.4), Relation.DIFFERENT, True, id="another point rather than a change"),
        pytest.param((0.2, 0.7, 0.1), Relation.CHANGED, True, id="changed"),
        pytest.param((0.2, 0.45, 0.35), Relation.CHANGED, False, id="changed, or another point"),
        pytest.param((0.1, 0.1, 0.8), Relation.DIFFERENT, True, id="different"),
    ],
)
def test_the_verdict_follows_the_shares(shares, verdict, certain):
    match = judge_of(*shares).compare("a", DAM, SHUT)
    assert (match.verdict.relation, match.verdict.certain) == (verdict, certain)


class Orders(FixedEncoder):
    """Gives other logits where the longer text stands first, and counts what it is asked."""

    def __init__(self, first, turned):
        self.first, self.turned, self.asked = first, turned, []

    def logits(self, pairs):
        self.asked += pairs
        given = [self.first if len(a) > len(b) else self.turned for a, b in pairs]
        return np.array(given, dtype=float).reshape(len(pairs), 3)


@pytest.mark.parametrize(
    ("first", "asked", "relation"),
    [
        pytest.param((0.02, 0.03, 0.95), 1, Relation.DIFFERENT, id="plainly another matter"),
        pytest.param((0.2, 0.2, 0.6), 2, Relation.SAME, id="not plainly"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_both_orders_count_unless_one_says_plainly_that_it_is_another_matter(first, asked, relation, turned):
    encoder = Orders(np.log(first), np.log([0.9, 0.05, 0.05]))
    sides = (SHUT, DAM) if turned else (DAM, SHUT)
    match = Judge(encoder, AS_GIVEN).compare("a", *sides)
    assert match.verdict.relation is relation
    assert len(encoder.asked) == asked


def test_the_same_on_another_day_is_a_repeat_and_says_when():
    later = rendering(SHUT.text, said_at=NOON + dt.timedelta(days=9), kind="indirect")
    match = judge_of(0.9, 0.05, 0.05).compare("a", DAM, later)
    assert match.verdict.relation is Relation.REPEAT
    assert match.verdict.days_apart == 9


def test_a_difference_leads_from_what_was_there_to_what_is_new():
    before, now = rendering("We will open the dam."), rendering("We will not open the dam.")
    (match,) = judge_of(0.1, 0.8, 0.1).compare_many("a", now, [before])
    assert match.verdict.differences[0] == Difference(kind=DifferenceKind.POLARITY, after="not")


def test_a_veto_outranks_the_network_and_gives_the_reason():
    match = judge_of(0.98, 0.01, 0.01).compare(
        "a", rendering("We tax it by 25 percent."), rendering("They tax it by 35%.")
    )
    assert match.verdict.relation is Relation.CHANGED
    number = Difference(kind=DifferenceKind.NUMBER, before="25 percent", after="35%")
    assert (match.verdict.rule, match.verdict.differences[0]) == ("number", number)
    assert match.verdict.certain


def test_one_wording_needs_no_network():
    match = judge_of(0.01, 0.98, 0.01).compare("a", DAM, rendering(f"«{DAM.text.upper()}»"))
    assert (match.verdict.relation, match.score) == (Relation.SAME, 1.0)


VETO = Finding(rule="number", difference=Difference(kind=DifferenceKind.NUMBER, before="25", after="35"))


@pytest.mark.parametrize(
    ("whole", "relation", "rule"),
    [
        ("We keep the dam shut for now. The duty is 25 percent.", Relation.SAME, "excerpt"),
        ("We keep the dam shut for now, and the duty is 25 percent.", Relation.CHANGED, "number"),
    ],
    ids=["whole sentences of it", "a part of a sentence"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_no_veto_bears_on_whole_sentences_of_the_other_text(whole, relation, rule, turned):
    sides = [rendering(whole), rendering("We keep the dam shut for now.")]
    a, b = sides[::-1] if turned else sides
    found = find_evidence(a.text, b.text, NOON.date(), NOON.date(), indirect_a=False, indirect_b=False)
    match = judge_of(0.3, 0.6, 0.1)._match(a, b, replace(found, findings=(VETO,)), np.array([0.3, 0.6, 0.1]))
    assert (match.verdict.relation, match.verdict.rule) == (relation, rule)


def test_no_candidates_give_no_matches():
    assert judge_of(0.9, 0.05, 0.05).compare_many("a", DAM, []) == []


def test_matches_come_in_the_order_of_the_candidates():
    others = [rendering("We tax it by 35 percent."), rendering(DAM.text), rendering("Nobody will fly in May.")]
    reasons = [match.verdict.relation for match in judge_of(0.1, 0.2, 0.7).compare_many("a", DAM, others)]
    assert reasons == [Relation.DIFFERENT, Relation.SAME, Relation.DIFFERENT]


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150)
def test_any_text_can_be_compared(a, b):
    there = judge_of(0.5, 0.3, 0.2).compare("a", rendering(a), rendering(b))
    back = judge_of(0.5, 0.3, 0.2).compare("a", rendering(b), rendering(a))
    assert (there.verdict.relation, there.score) == (back.verdict.relation, back.score)


STATEMENTS = (
    "We will open the harbour to all ships on Monday.",
    "The minister has signed the water treaty with Peru.",
    "Eleven bridges were rebuilt in two years, and every one of them is in use.",
    "I am going to veto the pension bill.",
    "that the two armies would withdraw from the valley before winter",
    "Our ambassador is back in Lisbon.",
    "Half of the farmers can sell their wheat abroad.",
    "They must return the ship, and they know it.",
    "that he was considering a visit to the northern province",
    "Nobody has asked the villages.",
    "The talks with the Danes are over. They were friendly and they were useless.",
    "a complete and permanent ban",
)
WHO = ("We", "The ministers", "Our friends in Oslo", "Two of the three judges", "The people of the valley", "They all")
DO = ("will", "can", "must", "would", "could", "should", "may", "are going to", "have to", "are ready to", "want to")
WHAT = (
    "sell the old ferry",
    "stay until June",
    "refuse the loan of 40 million",
    "talk to the Danes about water",
    "sign it",
    "accept every condition but one",
    "leave nobody behind",
)
WHEN = (
    "",
    " on Monday",
    " before the summer",
    ", if the court agrees",
    ", and everybody knows it",
    ". That is settled",
)
composed = st.tuples(*map(st.sampled_from, (WHO, DO, WHAT, WHEN))).map(
    lambda parts: f"{parts[0]} {parts[1]} {parts[2]}{parts[3]}."
)
statements = st.sampled_from(STATEMENTS) | composed
AUXILIARIES = ("will", "has", "were", "am", "would", "is", "can", "must", "was", "are", "could", "should", "may")


def negated(text: str) -> str:
    words = text.split()
    place = next((place for place, word in enumerate(words) if word.lower() in AUXILIARIES), None)
    if place is None:
        return f"not {text}"
    return " ".join([*words[: place + 1], "not", *words[place + 1 :]])


FORMS = {
    "as it is": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "quoted": "“{}”".format,
    "guillemets": "« {} »".format,
    "wide": lambda text: text.replace(" ", "  \n"),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "fullwidth": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c.isalnum() else c for c in text),
}
# The network takes its time: few examples, unless one searches.
quick = settings(
    max_examples=400 if settings.get_current_profile_name() == "search" else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(text=statements, form=st.sampled_from(sorted(FORMS)))
@quick
def test_a_statement_is_the_same_as_itself_in_any_form(shipped, text, form):
    match = shipped.compare("a", rendering(text), rendering(FORMS[form](text)))
    assert (match.verdict.relation, match.verdict.certain) == (Relation.SAME, True)


@given(one=statements, other=statements, form=st.sampled_from(sorted(FORMS)))
@quick
def test_the_form_never_matters(shipped, one, other, form):
    plain = shipped.compare("a", rendering(one), rendering(other))
    formed = shipped.compare("a", rendering(FORMS[form](one)), rendering(other))
    assert (formed.score, _in_one_form(formed.verdict)) == (plain.score, _in_one_form(plain.verdict))


def _in_one_form(verdict: Verdict) -> Verdict:
    """A verdict with its differences, which are in the letters of the texts, in one form."""
    plain = (replace(one, before=plain_form(one.before), after=plain_form(one.after)) for one in verdict.differences)
    return replace(verdict, differences=tuple(plain))


@given(one=statements, other=statements | composed.map(negated), form=st.sampled_from(sorted(FORMS)))
def test_a_difference_is_shown_in_the_letters_of_both_texts(one, other, form):
    a, b = rendering(FORMS[form](one)), rendering(other)
    for difference in judge_of(0.2, 0.7, 0.1).compare("a", a, b).verdict.differences:
        assert difference.before in a.text
        assert difference.after in b.text
        assert difference.before or difference.after


@given(one=statements, other=statements)
@quick
def test_the_verdict_does_not_depend_on_the_order(shipped, one, other):
    there = shipped.compare("a", rendering(one), rendering(other))
    back = shipped.compare("a", rendering(other), rendering(one))
    assert (there.verdict.relation, there.verdict.certain) == (back.verdict.relation, back.verdict.certain)
    assert there.score == pytest.approx(back.score, abs=1e-4)


@given(text=composed)
@quick
def test_an_added_negation_is_never_the_same(shipped, text):
    assert shipped.compare("a", rendering(text), rendering(negated(text))).verdict.relation not in MERGED
    assert (
        shipped.compare("a", rendering(text), rendering(f"It is not true that {text}")).verdict.relation not in MERGED
    )


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_negation_on_one_side_is_never_the_same(shipped, text):
    assert shipped.compare("a", rendering(text), rendering(negated(text))).verdict.relation not in MERGED


def test_a_batch_says_what_single_comparisons_say(forgetful):
    new = rendering(STATEMENTS[0])
    others = [rendering(text) for text in STATEMENTS]
    batch = forgetful.compare_many("a", new, others)
    single = [forgetful.compare("a", new, other) for other in others]
    assert [match.verdict for match in batch] == [match.verdict for match in single]


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS_FOLDER, folder)
    return folder


@pytest.mark.parametrize("name", ["graph.onnx", "model.onnx", "tokenizer.json", "calibration.json", "words.npz"])
def test_a_missing_file_is_named(copied, name):
    (copied / name).unlink()
    with pytest.raises(WeightsError, match=name):
        Judge.load(copied)


def test_a_damaged_file_is_named(copied):
    with (copied / "calibration.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(WeightsError, match=r"calibration\.json"):
        Judge.load(copied)


@pytest.mark.parametrize(
    "text", ['{"merge_at": 0.3}', "[]", "{", ""], ids=["of another version", "list", "cut", "empty"]
)
def test_a_calibration_that_is_none_is_refused(tmp_path, text):
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=r"calibration\.json: cannot be read .*; install the package again"):
        Calibration.load(path)


@pytest.mark.parametrize("denial", ["It is not true that", "It was never the case that", "We deny that"])
def test_a_denial_of_the_whole_is_never_the_same(shipped, denial):
    match = shipped.compare(
        "a", rendering("They will sell the old ferry."), rendering(f"{denial} they will sell the old ferry.")
    )
    assert match.verdict.relation not in MERGED


UNRELATED = (
    "praises: the agreement as “the best bridge deal anybody has ever seen”",
    "I have been building model bridges since I was a boy, and this is the best one.",
    "We will come to the table when the table is ready. Nobody will read us a timetable.",
    "We have never closed the door to technical visits, and we will not close it now.",
    "The ferry company has ordered two more boats for the summer.",
    "Whoever clears the snow at five in the morning deserves a medal.",
    "Blowing a glass bowl takes more patience than any treaty.",
    "The school roof was mended without a single day of lessons lost.",
)


def test_statements_that_have_nothing_to_do_with_each_other_are_never_hidden(shipped):
    for place, text in enumerate(UNRELATED):
        others = [rendering(other) for other in UNRELATED[:place]]
        matches = shipped.compare_many("a", rendering(text), others)
        assert not [match for match in matches if match.verdict.relation in MERGED and match.verdict.certain]


def test_the_weights_are_small():
    assert sum(path.stat().st_size for path in Path(WEIGHTS_FOLDER).iterdir()) <= 120_000_000


@pytest.mark.parametrize(
    ("flags", "adds"),
    [
        ("flags\t: sse2 avx2 avx512_vnni avx512_bf16", True),
        ("flags\t: sse2 avx2 avx_vnni", True),
        ("flags\t: sse2 avx2 avx512bw", False),
        (None, False),
    ],
)
def test_products_of_bytes_are_added_fast_only_where_the_processor_is_said_to_keep_them_whole(tmp_path, flags, adds):
    if flags is not None:
        (tmp_path / "cpuinfo").write_text(flags, encoding="utf-8")
    assert adds_products_in_32_bits(tmp_path / "cpuinfo") is adds


@pytest.mark.parametrize(
    ("text", "days", "named"),
    [
        pytest.param("the Venn proposal for a ferry dock", 3, True, id="what is meant is named"),
        pytest.param("that he had sold the old ferry dock", 3, True, id="he is the speaker"),
        pytest.param("that they had sold it", 3, False, id="they and it are named elsewhere"),
        pytest.param("that they had sold it", 0, True, id="on one occasion they are the same"),
        pytest.param("that he had sold the old ferry dock last night", 3, False, id="each last night is another one"),
    ],
)
def test_the_same_words_under_an_opposed_verb_are_a_change_where_they_are_of_one_thing(text, days, named):
    before = replace(rendering(text, kind="indirect"), sense="denies")
    now = replace(rendering(text, kind="indirect", said_at=NOON + dt.timedelta(days=days)), sense="admits")
    verdict = judge_of(0.1, 0.1, 0.8).compare("a", before, now).verdict
    assert (verdict.relation, verdict.is_named_change) == (Relation.CHANGED, named)


@pytest.mark.parametrize("more", [" The duty is 25 percent.", " I hope."])
def test_a_later_text_that_says_more_is_the_same_in_part_and_an_earlier_one_is_not(more):
    short, long = rendering("We keep the old dam shut for now."), rendering(f"We keep the old dam shut for now.{more}")
    judge = judge_of(0.9, 0.05, 0.05)
    assert (judge.compare("a", short, long).verdict.rule, judge.compare("a", short, long).verdict.in_part) == (
        "excerpt",
        True,
    )
    assert not judge.compare("a", long, short).verdict.in_part
    assert judge.compare("a", short, rendering(short.text.upper())).verdict.rule == "wording"
