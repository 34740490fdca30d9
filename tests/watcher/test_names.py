"""Who bears a name or a title: surnames of two people, titles of tracked actors, words that only look like names."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.model import Actor, View
from bot.watcher import SpacyWatcher
from tests.watcher.actors import ACTORS
from tests.watcher.reader import MarkedTagger, Tagged, find, with_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Quotation

SAID = "it would rain"
NOMINEES = (
    Actor(id="bell", name="Ann Bell", role="Green presidential candidate", titles=("the Green nominee", "the Green presidential nominee")),
    Actor(id="hill", name="Tom Hill", role="Orange presidential candidate", titles=("the Orange nominee", "the Bigtown tycoon")),
)  # fmt: skip


class _LastSource:
    """Finds the words that were said, with the last place of their source."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __call__(self, text: str) -> list[Tagged]:
        said, source = text.index(SAID), text.rindex(self._source)
        return [Tagged(content=((said, said + len(SAID)),), cue=(), source=((source, source + len(self._source)),))]


def found(text: str, source: str, actors: Sequence[Actor] = ACTORS) -> Quotation:
    (quotation,) = find(SpacyWatcher(actors, _LastSource(source)), text, view=View.EVERYBODY)
    return quotation


@pytest.mark.parametrize(
    ("text", "source", "actor_id"),
    [
        pytest.param("Tom Hill met Ann Bell. The Green nominee said it would rain.", "The Green nominee", "bell", id="a title"),
        pytest.param("Ann Bell met Tom Hill. The Orange nominee said it would rain.", "The Orange nominee", "hill", id="and the other"),
        pytest.param("Ann Bell met Tom Hill. The Purple nominee said it would rain.", "The Purple nominee", None, id="of neither"),
        pytest.param("Ann Bell fell. The Green presidential nominee said it would rain.", "The Green presidential nominee", "bell", id="three words"),
        pytest.param("Ann Bell slept.\nKim Lane, the Green nominee in Oran, danced. The Green nominee said it would rain.", "The Green nominee", None, id="somebody else bears it here"),
        pytest.param("Tom Hill fell. The Green nominee said it would rain.", "The Green nominee", None, id="who is not named here"),
    ],
)  # fmt: skip
def test_a_title_with_a_name_in_it_is_of_its_bearer(text: str, source: str, actor_id: str | None) -> None:
    assert found(text, source, NOMINEES).actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "source", "actor_id"),
    [
        pytest.param("The Iranian Foreign Ministry spokesperson Ismael Beqayi said it would rain.", "Ismael Beqayi", "baghaei", id="with his office"),
        pytest.param("The Iranian Foreign Ministry spokesperson Ismael Beqayi came. Beqayi said it would rain.", "Beqayi", "baghaei", id="then without"),
        pytest.param("The Iranian Foreign Ministry spokesperson Ismael Beqayi came. Beck said it would rain.", "Beck", None, id="not whoever sounds like him"),
        pytest.param("Ismael Beqayi, a baker, came to see Baghaei. Beqayi said it would rain.", "Beqayi", None, id="nor one who has no office of his"),
        pytest.param("The Chinese Foreign Ministry spokesperson Ismael Beqayi said it would rain.", "Ismael Beqayi", None, id="nor one of another country"),
        pytest.param("The Iranian Foreign Ministry spokesperson Nasir Bekayi said it would rain.", "Nasir Bekayi", None, id="nor with another given name"),
        pytest.param("The Iranian Foreign Ministry spokesperson Ismael Beqeri said it would rain.", "Ismael Beqeri", None, id="nor with another surname"),
        pytest.param("Israeli Prime Minister Binyamin Nitaniahu said it would rain.", "Binyamin Nitaniahu", "netanyahu", id="somebody else's"),
        pytest.param("ISRAEL'S NETANYAHU SAID: it would rain.", "ISRAEL'S NETANYAHU", "netanyahu", id="behind his country, in capitals"),
        pytest.param("NETANYAHU'S LAWYER SAID it would rain.", "NETANYAHU'S LAWYER", None, id="not whom he sends, in capitals"),
        pytest.param("ISRAEL'S NETANYAHU SLEPT.\nNetanyahu said it would rain.", "Netanyahu", "netanyahu", id="and he is nobody else below"),
    ],
)  # fmt: skip
def test_a_name_as_others_write_it(text: str, source: str, actor_id: str | None) -> None:
    assert found(text, source).actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "source", "actor_id"),
    [
        pytest.param("Bill Trump sang at a fair. Trump said it would rain.", "Trump", None, id="a namesake whose given name is a word"),
        pytest.param("Trump met Mayor Bill Hill. The mayor said it would rain.", "The mayor", None, id="an office of such a one"),
        pytest.param("Melania Trump opened a school for her husband Donald Trump.\nTrump said it would rain.", "Trump", None, id="whom the article is about"),
        pytest.param("Donald Trump opened a school with his wife, Melania Trump.\nTrump said it would rain.", "Trump", "trump", id="not the one in passing"),
        pytest.param("Melania Trump sang. Donald Trump danced.\nTrump said it would rain.", "Trump", "trump", id="both, and the tracked one last"),
        pytest.param("Trump Heads Home After Talks\nTrump said it would rain.", "Trump", "trump", id="not a headline that begins with it"),
        pytest.param("Trump Tower was shut. Trump said it would rain.", "Trump", "trump", id="nor a house"),
        pytest.param("Last month in San Oran Donald Trump said it would rain.", "Donald Trump", "trump", id="behind a place without a comma"),
        pytest.param("A. On Tuesday, in Oran, Trump came. He said it would rain.", "He", "trump", id="no day is a name"),
        pytest.param("Trump slept.\nPAY BACK EVERY DIME\nHe said it would rain.", "He", "trump", id="nor is a line in capitals"),
        pytest.param("Rival Donald Trump said it would rain.", "Rival Donald Trump", "trump", id="behind the word that opens the sentence"),
        pytest.param("Eric Donald Trump said it would rain.", "Eric Donald Trump", None, id="but no given name"),
        pytest.param("Trump slept.\n18.52 BST Trump said it would rain.", "Trump", "trump", id="behind the zone of a time"),
        pytest.param("Ann Bell slept (Adds Trump comment).\nTrump said it would rain.", "Trump", "trump", id="behind a note of the wire"),
        pytest.param("Ann Fears Trump said it would rain.", "Ann Fears Trump", None, id="but a name may be a verb"),
        pytest.param("Said Trump: it would rain.", "Trump", "trump", id="behind a verb that opens the sentence"),
        pytest.param("Ann Bell Calls Donald Trump Late, as it would rain", "Ann Bell", None, id="a verb with the capital of a headline"),
        pytest.param("Esmail Baghaei, 71, builds lutes. He shares his name, letter for letter, with the spokesman of the foreign ministry in Tehran. Baghaei said it would rain.", "Baghaei", None, id="one who has all of his name"),
        pytest.param("Donald Trump, a plumber of Hull, has the same name as the US president. Trump said it would rain.", "Trump", None, id="by his calling"),
        pytest.param("Donald Trump, a plumber of Hull, has the same name as the US president. US President Donald Trump said it would rain.", "US President Donald Trump", "trump", id="but the actor with his office"),
        pytest.param("Donald Trump, a builder of towers, shares a name with a mill. Trump said it would rain.", "Trump", "trump", id="not where no office is named"),
        pytest.param("Eric Trump, 41, shares his name with the US president. Donald Trump said it would rain.", "Donald Trump", "trump", id="not for one who has the surname alone"),
    ],
)  # fmt: skip
def test_a_surname_of_two(text: str, source: str, actor_id: str | None) -> None:
    assert found(text, source).actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "source", "actor_id"),
    [
        pytest.param("A cousin of Benjamin Netanyahu, a professor of metals, came. Prof. Netanyahu said it would rain.", "Prof. Netanyahu", None, id="a cousin"),
        pytest.param("Netanyahu left. Professor Netanyahu said it would rain.", "Professor Netanyahu", None, id="a professor"),
        pytest.param("Donald Trump left. Judge Trump said it would rain.", "Judge Trump", None, id="a judge"),
        pytest.param("Donald Trump left. Sen. Trump said it would rain.", "Sen. Trump", None, id="a senator"),
        pytest.param("Baghaei left. Gen. Baghaei said it would rain.", "Gen. Baghaei", None, id="a general"),
        pytest.param("Donald Trump left. The mayor of Oran, Mayor Trump, said it would rain.", "Mayor Trump", None, id="a mayor"),
        pytest.param("Baghaei left. Dr. Baghaei said it would rain.", "Dr. Baghaei", "baghaei", id="a doctor he may be"),
        pytest.param("Mr. Baghaei said it would rain.", "Mr. Baghaei", "baghaei", id="any man is that"),
        pytest.param("Prime Minister Netanyahu said it would rain.", "Prime Minister Netanyahu", "netanyahu", id="his own office"),
        pytest.param("Former President Trump said it would rain.", "Former President Trump", "trump", id="one that he had"),
        pytest.param("Candidate Trump said it would rain.", "Candidate Trump", "trump", id="one of another day"),
        pytest.param("Ambassador Baghaei said it would rain.", "Ambassador Baghaei", "baghaei", id="an office he may have had"),
        pytest.param("Professor Benjamin Netanyahu said it would rain.", "Professor Benjamin Netanyahu", "netanyahu", id="before his full name"),
        pytest.param("Commander-in-Chief Trump said it would rain.", "Commander-in-Chief Trump", "trump", id="a rank of his"),
        pytest.param("A judge freed Trump. Trump said it would rain.", "Trump", "trump", id="a title of somebody else"),
    ],
)  # fmt: skip
def test_a_title_that_nobody_gives_him_is_a_namesakes(text: str, source: str, actor_id: str | None) -> None:
    assert found(text, source).actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        pytest.param("Trump left. Oran's minister, Samir al-Wahid, sat down.\nHe said it would rain.", "He", "Samir al-Wahid", id="a small word and a hyphen"),
        pytest.param("Trump left. Samir el-Wahid sat down.\nEl-Wahid said it would rain.", "El-Wahid", "Samir el-Wahid", id="the surname alone, opening a sentence"),
        pytest.param("Samir al-Wahid met Trump. The plan of al-Wahid was old.\nThen al-Wahid said it would rain.", "al-Wahid", "Samir al-Wahid", id="the surname alone"),
        pytest.param("An official, who did not give his name because he was shy of Trump, said it would rain.", "An official, who did not give his name because he was shy of Trump,", "An official", id="a pronoun within what describes somebody"),
        pytest.param("Trump fell. Another account, which posed as the US president, said it would rain.", "Another account, which posed as the US president,", "Another account, which posed as the US president,", id="a title within it"),
    ],
)  # fmt: skip
def test_the_head_of_a_source(text: str, source: str, speaker: str) -> None:
    one = found(text, source)
    assert (one.speaker, one.actor_id) == (speaker, None)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("NEW ORAN — It was cold. He said it would rain.", "He", id="a dateline"),
        pytest.param("ORAN, Sept. 07 (Star Dispatch) – Trump fell, and his spokesman said it would rain.", "his spokesman", id="an agency behind a date"),
        pytest.param("At a rally in New Oran, he said it would rain. Trump left.", "he", id="a place before a comma"),
    ],
)  # fmt: skip
def test_a_place_or_an_agency_is_nobody(text: str, source: str) -> None:
    assert found(text, source).speaker == source


@pytest.mark.parametrize(
    ("text", "source", "actor_id"),
    [
        pytest.param("Trump slept. The vice-president said it would rain.", "The vice-president", None, id="a hyphen"),
        pytest.param("Baghaei slept. The ministry's former spokesman said it would rain.", "The ministry's former spokesman", None, id="one before him"),
        pytest.param("Baghaei slept. His spokesman said it would rain.", "His spokesman", None, id="one for a man"),
        pytest.param("Trump slept. It came from a message in which the aide said it would rain.", "the aide", None, id="another role in a relative clause"),
        pytest.param("Netanyahu slept. The Head of the Department of Parks said it would rain.", "The Head of the Department of Parks", None, id="the head of something else"),
        pytest.param("Netanyahu slept. The head of the government said it would rain.", "The head of the government", "netanyahu", id="the head of the government"),
        pytest.param("Trump Jr. slept, and so did Donald Trump Jr. of Oran. Donald Trump woke up.\nTrump said it would rain.", "Trump", "trump", id="the father beside his son"),
        pytest.param("The prime minister (Green) slept. Netanyahu woke up. The prime minister (Green) said it would rain.", "The prime minister (Green)", "netanyahu", id="a party in brackets"),
    ],
)  # fmt: skip
def test_whose_role_it_is(text: str, source: str, actor_id: str | None) -> None:
    assert found(text, source).actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        pytest.param("Trump spoke first.\nBaghaei seemed pleased: rain, he went on, was good. Now he said it would rain.", "he", "Esmail Baghaei", id="whom the text is about"),
        pytest.param("Trump spoke first. Tom Hill, it turned out, was at the mill, where he said it would rain.", "he", "Tom Hill", id="who leads the sentence"),
        pytest.param("Trump slept.\n• ⚡ Tom Hill pushed back on it: not so, he said it would rain.", "he", "Tom Hill", id="behind the mark of an item"),
        pytest.param("Trump said yes or no. He said it would rain.", "He", "Donald Trump", id="no is a word"),
    ],
)  # fmt: skip
def test_a_pronoun_is_who_leads_its_sentence(text: str, source: str, speaker: str) -> None:
    assert found(text, source).speaker == speaker


@pytest.mark.parametrize(
    "name", ["H E Esmaeil Baghaei", "HE Esmaeil Baghaei", "H.E. Baghaei", "His Excellency Esmaeil Baghaei"]
)
def test_an_excellency(name: str) -> None:
    assert found(f"{name} said it would rain.", name).actor_id == "baghaei"


def test_a_party_tells_a_president_from_one_of_another_country() -> None:
    text = "Trump met Xi Jinping, the Chinese president. The Republican president said it would rain."
    titles = ("the Republican president",)
    actor = Actor(id="trump", name="Donald Trump", role="US President", aliases=("Trump",), titles=titles)
    assert found(text, "The Republican president", [actor]).actor_id == "trump"


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        pytest.param("Jim Lane fell. Jim Lane rose.\nTom Lane came in.\nLane said it would rain.", "Lane", "Tom Lane", id="named in full last"),
        pytest.param("Tom Lane came with his father, Jim Lane.\nHe sang.\nLane said it would rain.", "Lane", "Tom Lane", id="not in passing"),
        pytest.param("“Larry King Now” is on air. Larry King said it would rain.", "Larry King", "Larry King", id="a surname that is an office"),
        pytest.param("KLPD Commissioner Ann Roe said it would rain.", "KLPD Commissioner Ann Roe", "Ann Roe", id="behind an office with its house"),
        pytest.param("Unlike Ann Roe, Tom Lane said it would rain.", "Tom Lane", "Tom Lane", id="a preposition that opens the sentence"),
        pytest.param("Trump Denies Storms, as it would rain", "Trump", "Donald Trump", id="a lone surname before such a verb"),
        pytest.param("Sara Notes said it would rain", "Sara Notes", "Sara Notes", id="a surname that looks like a verb"),
        pytest.param("Former Mayor Says it would rain", "Former Mayor", "Former Mayor", id="a verb with the capital of a headline"),
    ],
)  # fmt: skip
def test_who_bears_a_surname(text: str, source: str, speaker: str) -> None:
    assert found(text, source).speaker == speaker


def test_a_colon_is_of_whom_its_sentence_is_about() -> None:
    text = "Baghaei signed. On whether he spoke to the Americans: “It would rain all day.”"
    watcher = with_model(MarkedTagger(("“It would rain all day.”", "Americans:", "")))
    (quotation,) = find(watcher, text)
    assert quotation.actor_id == "baghaei"
