"""What the network is taught about sentences without an attribution, and how its answers are counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.watcher.reader import MarkedTagger
from training.speaker_network.questions import of_actors, of_sentences
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


def test_answers_are_counted_by_how_sure_they_are(gold: Path):
    def asks(text: str, content: Any, _source: Any, names: Any) -> list[float]:
        share = 0.96 if "pay" in text[slice(*content[0])] else 0.92
        return [1 - share, *(share for _ in names)]

    assert counted(Knowing(SAID), asks, [gold]) == [
        "2 sentences, 1 of an actor",
        "from 0.90 on: 1 right, 1 wrong",
        "from 0.95 on: 1 right, 0 wrong",
        "from 0.97 on: 0 right, 0 wrong",
    ]
