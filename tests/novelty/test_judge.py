"""The verdict: its rules with a network that is told what to say, its promises with the shipped one."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import WeightsError
from bot.novelty import Judge, Rendering, Verdict
from bot.novelty.encoder import WEIGHTS
from bot.novelty.evidence import FEATURES
from bot.novelty.judge import Combiner

NOON = dt.datetime(2026, 5, 8, 12, tzinfo=dt.UTC)
MERGED = {Verdict.SAME, Verdict.REPEAT}


class ToldEncoder:
    """Gives the logits that it is told."""

    def __init__(self, *logits: float) -> None:
        self.told = logits

    def logits(self, pairs):
        return np.array([self.told] * len(pairs), dtype=float).reshape(len(pairs), 3)


def told(same: float, changed: float, different: float) -> Judge:
    """A judge whose network gives these probabilities and whose combiner adds nothing to them."""
    width = 3 + len(FEATURES)
    combiner = Combiner(
        mean=np.zeros(width),
        scale=np.ones(width),
        coefficients=np.hstack([np.eye(3), np.zeros((3, len(FEATURES) + 1))]),
        merge_at=0.6,
        perhaps_at=0.4,
    )
    return Judge(ToldEncoder(*np.log([same, changed, different])), combiner)  # type: ignore[arg-type]


def rendering(text: str, *, said_at: dt.datetime | None = NOON, kind: str = "direct") -> Rendering:
    return Rendering(text=text, kind=kind, said_at=said_at, published_at=said_at or NOON)


@pytest.fixture(scope="module")
def shipped():
    return Judge.load()


DAM = rendering("We will keep the dam shut until they pay.")
SHUT = rendering("that the gates would not be opened before payment", kind="indirect")


@pytest.mark.parametrize(
    ("shares", "verdict", "certain"),
    [
        pytest.param((0.9, 0.05, 0.05), Verdict.SAME, True, id="sure of the same"),
        pytest.param((0.5, 0.4, 0.1), Verdict.CHANGED, False, id="perhaps the same"),
        pytest.param((0.5, 0.1, 0.4), Verdict.CHANGED, False, id="perhaps the same is never another point"),
        pytest.param((0.2, 0.7, 0.1), Verdict.CHANGED, True, id="changed"),
        pytest.param((0.1, 0.1, 0.8), Verdict.DIFFERENT, True, id="different"),
    ],
)
def test_the_verdict_follows_the_shares(shares, verdict, certain):
    match = told(*shares).compare("a", DAM, SHUT)
    assert (match.verdict, match.certain) == (verdict, certain)


def test_the_same_on_another_day_is_a_repeat_and_says_when():
    later = rendering(SHUT.text, said_at=NOON + dt.timedelta(days=9), kind="indirect")
    match = told(0.9, 0.05, 0.05).compare("a", DAM, later)
    assert match.verdict is Verdict.REPEAT
    assert "9 days apart" in match.reason


def test_a_narrow_margin_says_perhaps_the_same():
    assert told(0.5, 0.4, 0.1).compare("a", DAM, SHUT).reason.startswith("perhaps the same; ")


def test_a_veto_outranks_the_network_and_gives_the_reason():
    match = told(0.98, 0.01, 0.01).compare("a", rendering("We tax it by 25 percent."), rendering("They tax it by 35%."))
    assert match.verdict is Verdict.CHANGED
    assert match.reason == "differs: 25 percent → 35 percent"
    assert match.certain


def test_one_wording_needs_no_network():
    match = told(0.01, 0.98, 0.01).compare("a", DAM, rendering(f"«{DAM.text.upper()}»"))
    assert (match.verdict, match.score) == (Verdict.SAME, 1.0)


def test_no_candidates_give_no_matches():
    assert told(0.9, 0.05, 0.05).compare_many("a", DAM, []) == []


def test_matches_come_in_the_order_of_the_candidates():
    others = [rendering("We tax it by 35 percent."), rendering(DAM.text), rendering("Nobody will fly in May.")]
    reasons = [match.verdict for match in told(0.1, 0.2, 0.7).compare_many("a", DAM, others)]
    assert reasons == [Verdict.DIFFERENT, Verdict.SAME, Verdict.DIFFERENT]


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150)
def test_any_text_can_be_compared(a, b):
    there = told(0.5, 0.3, 0.2).compare("a", rendering(a), rendering(b))
    back = told(0.5, 0.3, 0.2).compare("a", rendering(b), rendering(a))
    assert (there.verdict, there.score) == (back.verdict, back.score)


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
statements = st.sampled_from(STATEMENTS)
AUXILIARIES = ("will", "has", "were", "am", "would", "is", "can", "must", "was", "are")


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
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(text=statements, form=st.sampled_from(sorted(FORMS)))
@quick
def test_a_statement_is_the_same_as_itself_in_any_form(shipped, text, form):
    match = shipped.compare("a", rendering(text), rendering(FORMS[form](text)))
    assert (match.verdict, match.certain) == (Verdict.SAME, True)


@given(one=statements, other=statements, form=st.sampled_from(sorted(FORMS)))
@quick
def test_the_form_never_matters(shipped, one, other, form):
    plain = shipped.compare("a", rendering(one), rendering(other))
    formed = shipped.compare("a", rendering(FORMS[form](one)), rendering(other))
    assert formed == plain


@given(one=statements, other=statements)
@quick
def test_the_verdict_does_not_depend_on_the_order(shipped, one, other):
    there = shipped.compare("a", rendering(one), rendering(other))
    back = shipped.compare("a", rendering(other), rendering(one))
    assert (there.verdict, there.certain) == (back.verdict, back.certain)
    assert there.score == pytest.approx(back.score, abs=1e-4)


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_negation_on_one_side_is_never_the_same(shipped, text):
    assert shipped.compare("a", rendering(text), rendering(negated(text))).verdict not in MERGED


def test_a_batch_says_what_single_comparisons_say(shipped):
    new = rendering(STATEMENTS[0])
    others = [rendering(text) for text in STATEMENTS]
    batch = shipped.compare_many("a", new, others)
    single = [shipped.compare("a", new, other) for other in others]
    assert [match.verdict for match in batch] == [match.verdict for match in single]


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    return folder


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "combiner.json", "words.npz"])
def test_a_missing_file_is_named(copied, name):
    (copied / name).unlink()
    with pytest.raises(WeightsError, match=name):
        Judge.load(copied)


def test_a_damaged_file_is_named(copied):
    with (copied / "combiner.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(WeightsError, match=r"combiner\.json"):
        Judge.load(copied)


def test_a_combiner_of_other_rules_is_refused(tmp_path):
    path = tmp_path / "combiner.json"
    path.write_text(json.dumps({"features": ["length"]}), encoding="utf-8")
    with pytest.raises(WeightsError, match="other rules"):
        Combiner.load(path)


def test_the_weights_are_small():
    assert sum(path.stat().st_size for path in Path(WEIGHTS).iterdir()) <= 25_000_000


FRAMES = [
    f"The {thing} {end}"
    for thing in ("harbour wall", "night train", "salt tax", "school roof", "ferry fare", "grain store")
    for end in ("comes back to the table every summer", "will be finished before the first snow")
]


def test_one_frame_with_another_subject_is_never_merged(shipped):
    for place, text in enumerate(FRAMES):
        matches = shipped.compare_many("a", rendering(text), [rendering(other) for other in FRAMES[:place]])
        assert MERGED.isdisjoint(match.verdict for match in matches)


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(0.9, Verdict.CHANGED), (0.97, Verdict.SAME)],
    ids=["not sure that it is a synonym", "very sure"],
)
def test_a_replaced_word_needs_more_than_a_likely_synonym(share, verdict):
    match = told(share, 0.9 * (1 - share), 0.1 * (1 - share)).compare(
        "a", rendering("We regard the paper as void."), rendering("We consider the paper as void.")
    )
    assert match.verdict is verdict
