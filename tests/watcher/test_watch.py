"""The watcher as a whole."""

# ruff: noqa: E501 - one list a line

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.model import Actor, Kind, Precision, View
from bot.watcher import SpacyWatcher, WatchText
from tests.watcher.actors import ACTORS
from tests.watcher.articles import CASES, Case
from tests.watcher.reader import MarkedTagger, find, reported, rules, whole

SEED = Path(__file__).parents[2] / ".." / "shared" / "seed" / "article.txt"


def test_answers_come_in_order_and_screened_texts_are_not_read() -> None:
    tagger = MarkedTagger()
    watcher = SpacyWatcher(ACTORS, tagger)
    texts = ["The tram runs.", "“It runs,” Netanyahu said.", "", "“It stops,” Trump said."]
    watched = watcher.watch([WatchText(text=text) for text in texts])
    assert [answer.screened for answer in watched] == [True, False, True, False]
    assert [[q.actor_id for q in answer.quotations] for answer in watched] == [[], ["netanyahu"], [], ["trump"]]
    assert tagger.read == texts[1::2]


def test_when_it_was_said_is_reported_against_the_day_of_the_article() -> None:
    text = WatchText(
        text="“It runs,” Netanyahu said on Monday.\n“It will stop,” Trump said in a 2019 interview.",
        published_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    )
    found = rules().watch([text])[0].quotations
    assert [(one.said_at, one.said_precision) for one in found] == [
        (datetime(2026, 3, 2, tzinfo=UTC), Precision.DAY),
        (datetime(2019, 1, 1, tzinfo=UTC), Precision.YEAR),
    ]


def test_the_title_can_name_the_actor() -> None:
    watcher = rules(("bread is good for you", "said", "The president"))
    watched = watcher.watch([WatchText(title="Trump on bread", text="The president said bread is good for you.")])[0]
    assert [quotation.actor_id for quotation in watched.quotations] == ["trump"]


def test_a_text_that_names_an_actor_is_read_whole_and_once() -> None:
    tagger = MarkedTagger()
    text = "The tram runs in Riga.\nIt is yellow.\nTrump said it was red.\nHe likes red.\nBirds sing.\nNobody listens."
    SpacyWatcher(ACTORS, tagger).watch([WatchText(text=text)])
    assert tagger.read == [text]


def test_offsets_point_into_the_original_text() -> None:
    text = "\ufeffTrump\u200b sa\u00adid:\r\n\r\n“Bre\u0301ad, \u202agood\u202c bread,” he said.\r\n"
    (found,) = find(rules(), text)
    assert text[slice(*found.content[0])] == "Bre\u0301ad, \u202agood\u202c bread,"


class BrokenTagger:
    """Fails on one text."""

    def __call__(self, text: str) -> list[object]:
        if "red" in text:
            raise ValueError(text)
        return []


def test_a_text_that_cannot_be_read_costs_no_other() -> None:
    watcher = SpacyWatcher(ACTORS, BrokenTagger())
    texts = ["“It is red,” Trump said.", "“It is blue,” Trump said."]
    watched = watcher.watch([WatchText(text=text) for text in texts])
    assert [[quotation.actor_id for quotation in answer.quotations] for answer in watched] == [[], ["trump"]]


def test_all_speakers_are_given_on_demand() -> None:
    text = "“It runs,” said Liga Ozola, a driver."
    (found,) = find(rules(("“It runs,”", "said", "Liga Ozola, a driver")), text, view=View.EVERYBODY)
    assert (found.speaker, found.actor_id, found.kind) == ("Liga Ozola", None, Kind.DIRECT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_trap_articles(case: Case) -> None:
    text = case.text.replace("|", "\n")
    given_out = reported(text, find(whole(), text, title=case.title))
    for actor_id, words in case.reported:
        assert any(actor == actor_id and words in said for actor, said in given_out), words
    for words in case.never:
        assert not any(words in said for _, said in given_out), words


def test_the_seed_article() -> None:
    if not SEED.exists():
        pytest.skip("../shared/seed is not here")
    text = SEED.read_text(encoding="utf-8")
    given_out = reported(text, find(whole(), text))
    openings = {
        "baghaei": ["The US fundamentally has", "Our negotiating counterpart", "Regarding the nuclear", "The most important sign of doubt", "imaginary fear", "betrayal", "shied away from diplomacy"],
        "trump": ["very good"],
    }  # fmt: skip
    for actor_id, wanted in openings.items():
        for words in wanted:
            assert any(actor == actor_id and words in said for actor, said in given_out), words
    expected = [words for wanted in openings.values() for words in wanted]
    assert not [said for _, said in given_out if not any(words in said for words in expected)]


ALPHABET = "ab.,:;—-\n “”\"‘’'«»()?!\u200b\u0301ب" + "é"
PIECES = st.sampled_from(
    [
        "Trump",
        "Netanyahu said",
        "he",
        "“",
        "”",
        '"',
        "\n",
        ".",
        ",",
        ":",
        " ",
        "Baghaei",
        "the spokesman",
        "said that",
        "not",
        "if",
        "A:",
        "TRUMP:",
        "x\u0301",
        "\u202e",
        "🙂",
        "—",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
@given(st.lists(PIECES | st.text(alphabet=ALPHABET, max_size=6), max_size=60), st.sampled_from(View))
def test_no_text_raises_and_every_offset_is_valid(pieces: list[str], view: View) -> None:
    text = " ".join(pieces)
    for _, found in WATCHER.findings(WatchText(text=text), view=view):
        for start, end in (*found.content, *found.cue, *found.source, found.evidence):
            assert 0 <= start < end <= len(text)
        assert 0 <= found.confidence <= 1


WATCHER = rules(("he", "said", "Trump"), ("that", "said that", ""))


def test_a_watcher_of_others_around_the_same_model_finds_them_and_the_first_one_does_not() -> None:
    first, text = whole(), [WatchText(text='"We will not close the port," Ilse Varga told reporters on Monday.')]
    others = first.tracking([Actor(id="varga", name="Ilse Varga", pronouns=())])
    assert [one.actor_id for one in others.watch(text)[0].quotations] == ["varga"]
    assert first.watch(text)[0].screened
