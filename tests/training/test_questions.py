"""What the network is taught about sentences without an attribution, and how its answers are counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.watcher.shape import own_paragraphs
from tests.watcher.reader import MarkedTagger
from training.speaker_network.questions import of_actors, of_pages, of_sentences
from training.speaker_network.score import counted

if TYPE_CHECKING:
    from pathlib import Path

SAID = ("The bridge was sound", "said", "he")
TEXT = (
    "Donald Trump came to Ohio. The bridge was sound, he said. Nobody would have to pay. The mill had burned in May. "
    "It might open soon.\nA crowd cheered. Was it true?"
)


class Knowing(MarkedTagger):
    """A model that must not be asked who speaks while the questions are made."""

    def who_speaks(self, *_: Any) -> list[float]:
        pytest.fail("it is taught with what it said itself")


class OwnLines(Knowing):
    """One that says of each line whether it is one of some."""

    def __init__(self, own: list[str]) -> None:
        super().__init__()
        self.own = own

    def own_lines(self, text: str) -> list[float]:
        return [float(line in self.own) for line in text.split("\n")]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    def place(words: str) -> list[int]:
        return [TEXT.index(words), TEXT.index(words) + len(words)]

    statements = [
        {"actor": "trump", "content": [place(SAID[0])], "kind": "indirect", "must": True},
        {"actor": "trump", "content": [place("Nobody would have to pay")], "kind": "indirect", "must": True},
        {"actor": "trump", "content": [place("It might open soon")], "kind": "indirect", "must": False},
    ]
    path = tmp_path / "gold.jsonl"
    document = {"id": "1", "title": "", "text": TEXT, "statements": statements, "non_statements": []}
    path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    return path


def test_a_marked_sentence_is_his_another_one_the_reporters_and_an_unsure_one_nothing(gold: Path):
    asked = {one.text[slice(*one.content[0])]: one.right for one in of_sentences(Knowing(SAID), [gold])}
    assert asked == {"Nobody would have to pay": (False, True), "The mill had burned in May": (True, False)}


def test_of_quotations_it_is_asked_where_no_name_says_them(gold: Path):
    (question,) = of_actors(Knowing(SAID), [gold])
    assert [question.text[slice(*span)] for span in (*question.content, *question.source)] == [SAID[0], "he"]
    assert question.right == (False, True)


@pytest.mark.parametrize(
    ("why", "is_asked"),
    [
        *(
            (why, True)
            for why in ("other-speaker", "other premier", "like office", "former-chancellor", "spokesperson")
        ),
        *((why, False) for why in ("satire", "second hand", "question", "past")),
    ],
)
def test_what_is_not_his_teaches_where_its_reason_says_that_somebody_else_speaks(
    tmp_path: Path, why: str, *, is_asked: bool
):
    text = "Donald Trump came to Ohio. Ann Bell slept. The bridge was sound, he said."
    trap = {"actor": "trump", "why": why, "span": [text.index(SAID[0]), text.index(SAID[0]) + len(SAID[0])]}
    path = tmp_path / "gold.jsonl"
    document = {"id": "1", "title": "", "text": text, "statements": [], "non_statements": [trap]}
    path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    asked = [dict(zip(("", *one.names), one.right, strict=True)) for one in of_actors(Knowing(SAID), [path])]
    assert asked == ([{"": True, "Ann Bell": True, "Donald Trump": False}] if is_asked else [])


def test_of_a_page_of_somebodys_own_words_it_is_asked_whose_each_paragraph_is(tmp_path: Path, monkeypatch):
    own = ["I never sold the bridge.", "I only lent it.", "They say I am not well.", "It rained."]
    text = "\n".join(["Donald Trump is not in town, says Ann Bell.", *own[:2], "Are you well?", *own[2:]])

    def marked(words: str) -> dict[str, Any]:
        start = text.index(words)
        return {"actor": "trump", "content": [[start, start + len(words)]], "kind": "direct", "must": True}

    trap = {"actor": "trump", "why": "other-speaker", "span": [text.index(own[1]), text.index(own[1]) + len(own[1])]}
    document = {"id": "1", "title": "A lawyer's view", "text": text, "non_statements": [trap]}
    path = tmp_path / "pages.jsonl"
    path.write_text(json.dumps(document | {"statements": [marked(own[0])]}) + "\n", encoding="utf-8")
    monkeypatch.setattr(own_paragraphs, "share_own", lambda odds: odds)
    monkeypatch.setattr(own_paragraphs, "features_of", lambda row, odds: odds[row.paragraph])
    asked = list(of_pages(OwnLines(own), [path]))
    right = {one.text[slice(*one.content[0])]: dict(zip(one.names, one.right[1:], strict=True)) for one in asked}
    assert {words: names["Donald Trump"] for words, names in right.items()} == {one: one == own[0] for one in own}
    heads = {one.text[slice(*one.content[0])]: one.text[: one.content[0][0]] for one in asked}
    lead = "A lawyer's view\nDonald Trump is not in town, says Ann Bell.\n\n"
    assert heads[own[0]] == lead
    assert heads[own[1]] == f"{lead}{own[0]}\n"
    assert heads[own[2]] == f"{lead}Are you well?\n"


def test_answers_are_counted_by_how_sure_they_are(gold: Path):
    def asks(text: str, content: Any, _source: Any, names: Any) -> list[float]:
        share = 0.96 if "pay" in text[slice(*content[0])] else 0.92
        return [1 - share, *(share for _ in names)]

    assert counted(Knowing(SAID), asks, [gold]) == [
        "2 sentences, 1 of an actor",
        "  from 0.80 on: 1 right, 1 wrong",
        "  from 0.90 on: 1 right, 1 wrong",
        "  from 0.93 on: 1 right, 0 wrong",
        "  from 0.97 on: 0 right, 0 wrong",
        "1 pronouns, 1 of an actor",
        "  from 0.80 on: 1 right, 0 wrong",
        "  from 0.90 on: 1 right, 0 wrong",
        "  from 0.93 on: 0 right, 0 wrong",
        "  from 0.97 on: 0 right, 0 wrong",
    ]
