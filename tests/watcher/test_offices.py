"""Whose a title without a country is: a tracked actor's only where nothing speaks for another holder."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.model import View
from bot.watcher.components import make_pipeline
from bot.watcher.people.offices import dateline_places, state_that_acts
from bot.watcher.people.roster import make_roster
from bot.watcher.text.reading import reading_of
from tests.watcher.actors import ACTORS
from tests.watcher.reader import MarkedTagger, find, with_model

if TYPE_CHECKING:
    from collections.abc import Sequence

RAIN = "it would rain"

OTHERS = [
    pytest.param("OSLO — The prime minister said it would rain. Netanyahu called that a pity.", id="written elsewhere, before he is named"),
    pytest.param("OSLO — Prime Minister Liv Strand came. Netanyahu left. A storm rose. The prime minister said it would rain.", id="written elsewhere, of a holder of that place"),
    pytest.param("TALLINN/OSLO, May 4 (Orbita) - The prime minister said it would rain. Netanyahu left.", id="written in two places"),
    pytest.param("BERGEN, Norway — The prime minister said it would rain. Netanyahu left.", id="in a town of a state"),
    pytest.param("Liv Strand, the Norwegian prime minister, telephoned Netanyahu. The prime minister said it would rain.", id="named with office and country a sentence before"),
    pytest.param("Netanyahu received the Norwegian prime minister. The prime minister said it would rain.", id="an object without a name"),
    pytest.param("Netanyahu received the Norwegian prime minister in Jerusalem. The prime minister said it would rain.", id="a place behind him is not his country"),
    pytest.param("Oskar Strand telephoned Netanyahu. The prime minister said it would rain.", id="the subject by surname and name, of an office that is not known"),
    pytest.param("Netanyahu smiled. His host, Oskar Strand, poured tea. The prime minister said it would rain.", id="the host"),
    pytest.param("Norwegian Prime Minister Oskar Strand and Netanyahu met. The prime minister said it would rain.", id="two subjects"),
    pytest.param("In Oslo, the prime minister said it would rain. Netanyahu left.", id="a place in front"),
    pytest.param("Netanyahu left on Monday. Guests came to dinner. The prime minister told the Commons it would rain.", id="another parliament"),
    pytest.param("OSLO. The prime minister said it would rain. Netanyahu called that a pity.", id="a dateline with a full stop"),
    pytest.param("Netanyahu left.\nNorway’s highest court upheld the ban. The prime minister said it would rain.", id="an item about a thing of another state"),
    pytest.param("Netanyahu left.\nSpain's harvest failed. The prime minister said it would rain.", id="the same, with straight marks"),
    pytest.param("Netanyahu smiled. Oskar Strand, who had come from Oslo, poured tea. The prime minister said it would rain.", id="words behind a name that say where he came from"),
]  # fmt: skip


def speaker_of(text: str, source: str = "The prime minister") -> str | None:
    source = source if source in text else source[0].lower() + source[1:]
    verb = "told" if "told the Commons" in text else "said"
    found = find(with_model(MarkedTagger((RAIN, verb, source))), text, view=View.EVERYBODY)
    (one,) = [one for one in found if text[slice(*one.content[0])] == RAIN]
    return one.actor_id


@pytest.mark.parametrize("text", OTHERS)
def test_a_title_is_not_the_actors_where_another_holder_may_be_meant(text: str) -> None:
    assert speaker_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Netanyahu left. The prime minister said it would rain.", id="nobody else"),
        pytest.param("Netanyahu sat down.\nAnn Strand, the firm’s former assistant, told of the roses. The prime minister said it would rain.", id="somebody who is described, though by no office"),
        pytest.param("Netanyahu left.\nIsrael’s highest court upheld the ban. The prime minister said it would rain.", id="an item about a thing of his state"),
        pytest.param("Norway’s highest court wrote to Netanyahu. The prime minister said it would rain.", id="an item about another state that names him"),
        pytest.param("Netanyahu left.\nWashington’s answer came late. The prime minister said it would rain.", id="an item about a state without such an office"),
        pytest.param("JERUSALEM — The prime minister said it would rain. Netanyahu left.", id="written at home"),
        pytest.param("WASHINGTON — The prime minister said it would rain. Netanyahu left.", id="where there is no such office"),
        pytest.param("OSLO — Netanyahu landed on Monday. The prime minister said it would rain.", id="written elsewhere, but he is named, and nobody else has it"),
        pytest.param("OSLO — Prime Minister Liv Strand came. In Jerusalem, the prime minister said it would rain. Netanyahu left.", id="a place at home in front"),
        pytest.param("Foreign Minister Oskar Strand telephoned Netanyahu. The prime minister said it would rain.", id="who has another office"),
        pytest.param("Netanyahu spoke on the radio. Oskar Strand asked about bread. The prime minister said it would rain.", id="who asks"),
        pytest.param("The Norwegian prime minister left.\nHours passed.\nNetanyahu came. The prime minister said it would rain.", id="who left before"),
        pytest.param("Prime Minister Netanyahu met the Prime Minister of Norway, Liv Strand. The Prime Minister said it would rain.", id="a title in capitals, of whom the text names first"),
    ],
)  # fmt: skip
def test_and_otherwise_it_is(text: str) -> None:
    assert (
        speaker_of(text, "The Prime Minister" if "The Prime Minister said" in text else "The prime minister")
        == "netanyahu"
    )


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        pytest.param("Netanyahu fumed. Norway would ban the trade, the prime minister said. Oskar Strand spoke in Oslo.", "Norway would ban the trade", None, id="of whom nothing is known but that he is named behind"),
        pytest.param("Oskar Strand saw Netanyahu off.\nThe prime minister said Norway was appalled.", "Norway was appalled", None, id="named in the paragraph before"),
        pytest.param("The prime minister said the Norwegian government would act. Netanyahu fumed.", "the Norwegian government would act", None, id="its government, before the actor is named"),
        pytest.param("Netanyahu fumed. The prime minister said Norway would regret it.", "Norway would regret it", "netanyahu", id="he speaks of another state, and nobody else is there"),
        pytest.param("Netanyahu fumed. The prime minister said Turkey would regret it. Oskar Strand smiled.", "Turkey would regret it", "netanyahu", id="of one that has no such office"),
        pytest.param("Netanyahu fumed. The prime minister said Israel would act. Oskar Strand smiled.", "Israel would act", "netanyahu", id="of his own"),
    ],
)  # fmt: skip
def test_whose_title_it_is_where_a_state_acts_in_the_words(text: str, words: str, actor_id: str | None) -> None:
    source = "The prime minister" if "The prime minister" in text else "the prime minister"
    (found,) = find(with_model(MarkedTagger((words, "said", source))), text, view=View.EVERYBODY)
    assert found.actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "second"),
    [
        pytest.param("Liv Strand, the Norwegian prime minister, telephoned Netanyahu. The prime minister said it would rain. “Snow is near,” he said.", "he", id="of somebody by name"),
        pytest.param("OSLO — The prime minister said it would rain. “Snow is near,” he said. Netanyahu left.", "he", id="of somebody without a name"),
        pytest.param("Netanyahu received the Norwegian premier. The prime minister said it would rain. “Snow is near,” he said.", "he", id="of whom he met"),
    ],
)  # fmt: skip
def test_he_is_not_the_actor_behind_a_title_that_is_not_his(text: str, second: str) -> None:
    tagger = Sure((RAIN, "said", "The prime minister"), ("“Snow is near,”", "said", second))
    assert [one.actor_id for one in find(with_model(tagger), text, view=View.EVERYBODY)] == [None, None]


class Sure(MarkedTagger):
    """A model whose network is sure that a tracked actor speaks, whatever it is asked about."""

    def who_speaks(self, text: str, content: object, source: object, names: Sequence[str]) -> Sequence[float]:
        del text, content, source
        tracked = [name in {"Benjamin Netanyahu", "Donald Trump", "Esmail Baghaei"} for name in names]
        return [0.0, *(1.0 if is_tracked else 0.0 for is_tracked in tracked)]


@pytest.mark.parametrize(
    ("text", "verb", "source"),
    [
        pytest.param("Oskar Strand telephoned Trump. “Snow is near,” he told the US president.", "told", "he", id="the one who is told"),
        pytest.param("Trump was told by Oskar Strand that wells were dry. “Snow is near,” he said.", "said", "he", id="who may be the one who told him"),
        pytest.param("Trump was told by Strand that wells ran dry. “Snow is near,” he said.", "said", "he", id="nor by a surname alone"),
        pytest.param("Trump's post drew an answer from Mayor Oskar Strand within hours. “Snow is near,” he said.", "said", "he", id="who answers him"),
    ],
)  # fmt: skip
def test_he_is_not_whoever_is_spoken_to(text: str, verb: str, source: str) -> None:
    told = [("wells were dry", "told", "Oskar Strand")] if "wells were" in text else []
    found = find(with_model(Sure(*told, ("“Snow is near,”", verb, source))), text, view=View.EVERYBODY)
    assert [one.actor_id for one in found if text[slice(*one.content[0])] == "“Snow is near,”"] == [None]


def test_a_spokesman_with_a_rank_is_known_as_both() -> None:
    text = "Baghaei left. The spokesman, Brigadier General Oskar Strand, shrugged. “Snow is near,” the spokesman said."
    found = find(with_model(MarkedTagger(("“Snow is near,”", "said", "the spokesman"))), text, view=View.EVERYBODY)
    assert [one.actor_id for one in found] == [None]


def test_who_is_no_relation_of_the_actor_keeps_the_surname() -> None:
    text = "Leila Baghaei, who is not related to the spokesman of Iran's foreign ministry, Esmail Baghaei, came. Baghaei said it would rain."
    tagger = MarkedTagger((RAIN, "said", "Baghaei"))
    (found,) = find(with_model(tagger), text.replace("Baghaei said", "BAGHAEI said"), view=View.EVERYBODY)
    assert found.actor_id is None


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("OSLO — Rain", {"norway"}),
        ("Oslo, May 4 (Orbita) – Rain", {"norway"}),
        ("ATHENS/OSLO: Rain", {"greece", "norway"}),
        ("BERGEN, Norway (AP) — Rain", {"norway"}),
        ("JERUSALEM - Rain", {"israel"}),
        ("NEW YORK, July 28 (Orbita) - Rain", set()),
        ("Norway – which is far – rained", set()),
        ("Rain fell in Oslo.", set()),
        ("", set()),
    ],
)
def test_where_a_text_was_written(text: str, states: set[str]) -> None:
    assert dateline_places(text) == states


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Norway would wait", "norway"),
        ("that Norway would wait", "norway"),
        ("New Delhi wants peace", "india"),
        ("the Norwegian government will act", "norway"),
        ("Norway's army was ready", "norway"),
        ("Norwegian fish was dear", None),
        ("Norway, which is far, would wait", None),
        ("talks with Norway would wait", None),
        ("turkey was served", None),
        ("it would rain", None),
        ("Norway", None),
    ],
)
def test_which_state_acts(words: str, state: str | None) -> None:
    reading = reading_of(make_pipeline(make_roster(ACTORS), MarkedTagger()).make_doc(words))
    assert state_that_acts(reading, 0, len(reading.words)) == state


@pytest.mark.parametrize(
    ("source", "actor_ids"),
    [
        ("Trump and Netanyahu", {"trump", "netanyahu"}),
        ("Donald Trump and Benjamin Netanyahu", {"trump", "netanyahu"}),
        ("Trump and Oskar Strand", {"trump"}),
        ("Trump and Netanyahu's envoy", {"trump"}),
    ],
)
def test_what_two_state_together_is_a_statement_of_each(source: str, actor_ids: set[str]) -> None:
    text = f"{source} said in a joint statement it would rain."
    found = find(with_model(MarkedTagger((RAIN, "said", source))), text)
    assert {one.actor_id for one in found} == actor_ids


@pytest.mark.parametrize(
    ("text", "source", "actor_id"),
    [
        pytest.param("OSLO: The Foreign Office met. The spokesman said it would rain. Baghaei left.", "The spokesman", None, id="a spokesman where it was written, before the actor is named"),
        pytest.param("Oslo, 8 May (Orbita): The foreign ministry spokesman said it would rain. Baghaei left.", "The foreign ministry spokesman", None, id="with his house"),
        pytest.param("Trump fumed. In Santiago, the president said it would rain.", "the president", None, id="a capital in front"),
        pytest.param("Trump fumed. The president said in Seoul that it would rain.", "The president", None, id="a capital behind the verb"),
        pytest.param("Netanyahu fumed.\nThe prime minister, speaking to bakers in Oslo, said it would rain.", "The prime minister", None, id="a capital in an insertion"),
        pytest.param("OSLO: The mills stood still. Israeli Prime Minister Netanyahu fumed.\nThe prime minister, speaking to bakers in Bergen, said it would rain.", "The prime minister", None, id="a town of where it was written"),
        pytest.param("Trump fumed. The president signed a bill in Seoul. Later the president said it would rain.", "Later the president", None, id="a deed there before"),
        pytest.param("OSLO: The Foreign Office met. Baghaei fumed. The spokesman said it would rain.", "The spokesman", "baghaei", id="a spokesman behind his name"),
        pytest.param("Netanyahu landed in Oslo. The prime minister, speaking to bakers in Norway, said it would rain.", "The prime minister", "netanyahu", id="who has come there"),
        pytest.param("Trump, visiting Seoul, fumed. The president said in Seoul that it would rain.", "The president", "trump", id="who visits it"),
        pytest.param("JERUSALEM — Trump landed on Monday. The president said in Jerusalem that it would rain.", "The president", "trump", id="behind a dateline whose name has its capital"),
        pytest.param("Trump arrived in Santiago. The president told bakers in Santiago that it would rain.", "The president", "trump", id="who arrived there"),
        pytest.param("OSLO — Netanyahu landed on Monday. The prime minister, speaking to bakers in Bergen, said it would rain.", "The prime minister", "netanyahu", id="who is named behind the dateline"),
        pytest.param("Trump flew to London. The president said in London that it would rain.", "The president", "trump", id="where there is no such office"),
        pytest.param("Trump fumed. The president said in Ohio that it would rain.", "The president", "trump", id="a town of no other state"),
        pytest.param("Trump fumed. The president said in May that it would rain.", "The president", "trump", id="a month"),
        pytest.param("Trump fumed. The president spoke of the war in Ukraine. Later the president said it would rain.", "Later the president", "trump", id="a place of which he speaks"),
        pytest.param("Trump fumed. The president met bakers in Seoul. Later the president said it would rain.", "Later the president", "trump", id="where he may have met them"),
        pytest.param("Netanyahu fumed. In Jerusalem, the prime minister said it would rain.", "the prime minister", "netanyahu", id="his own capital"),
    ],
)  # fmt: skip
def test_whose_title_it_is_where_the_place_says_it(text: str, source: str, actor_id: str | None) -> None:
    found = find(with_model(MarkedTagger((RAIN, "said", source))), text, view=View.EVERYBODY)
    assert [one.actor_id for one in found if RAIN in text[slice(*one.content[-1])]] == [actor_id]


def test_who_is_called_by_a_title_in_marks_does_not_bear_it() -> None:
    text = "Netanyahu left. “Prime minister, Eilat will not forgive this,” one said. The prime minister said it would rain."
    assert speaker_of(text) == "netanyahu"
