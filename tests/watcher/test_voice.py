"""Texts in an actor's own voice: all of it is his, but for what is not."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.model import Assertion, Kind, View
from bot.watcher import WatchText
from bot.watcher.thresholds import LONGEST_PASSAGE
from tests.watcher.reader import find, reported, rules
from tests.watcher.test_watch import ALPHABET, PIECES
from tests.watcher.transcripts import RELEASE, paragraphs, speech, transcript

BREAD = "Bread is BACK in a big way!"


def own(text: str, *, voice: str = "trump") -> list[str]:
    """The words of the voice's statements, pieces parted by bars; nobody else may have any."""
    said = reported(text, find(rules(), text, voice=voice))
    assert {actor for actor, _ in said} <= {voice}
    return [words.replace(" … ", " | ") for _, words in said]


def test_a_post_is_one_statement_whoever_it_names() -> None:
    text = f"{BREAD} Nobody thought it could be done."
    (found,) = find(rules(), text, voice="trump")
    assert [text[slice(*span)] for span in found.content] == [text]
    assert (found.actor_id, found.speaker, found.kind) == ("trump", "Donald Trump", Kind.DIRECT)
    assert (found.assertion, found.second_hand, found.cue, found.source) == (Assertion.STATED, False, (), ())
    assert "the source is declared Donald Trump's own voice" in found.links
    assert found.confidence > 0.95


OWN = [
    pytest.param(f"{BREAD}\nWine next.", [f"{BREAD} | Wine next."], id="two lines"),
    pytest.param("“The bread is good,” I told them, and they ate it.", ["“The bread is good,” I told them, and they ate it."], id="his own words in marks"),
    pytest.param("“Bread is good for all of us, now and always.”", ["“Bread is good for all of us, now and always.”"], id="a feed that writes marks"),
    pytest.param("TRUMP WAS RIGHT ABOUT BREAD! We eat like never before.", ["TRUMP WAS RIGHT ABOUT BREAD! We eat like never before."], id="names himself"),
    pytest.param("They said Trump could never bake it. I baked it in a day!", ["They said Trump could never bake it. I baked it in a day!"], id="what they said of him"),
    pytest.param("BREAKING: we have bread. RECORD: nobody baked so much.", ["BREAKING: we have bread. RECORD: nobody baked so much."], id="headlines are no labels"),
    pytest.param("Remember: bread first.\nResult: they all ate.", ["Remember: bread first. | Result: they all ate."], id="words before a colon"),
    pytest.param("Thank you @LigaOzola\nGood bread.", ["Thank you @LigaOzola | Good bread."], id="he thanks a handle"),
    pytest.param("I say: bake it now, before the flour is gone!", ["I say: bake it now, before the flour is gone!"], id="I say"),
    pytest.param("As Liga Ozola said: bread is good for all of us.", ["As Liga Ozola said: bread is good for all of us."], id="what he says as another did"),
    pytest.param("> Bread is good for all of us.\nSo true!", ["So true!"], id="what he says of a quoted line"),
    pytest.param("> “Bread is good for all of us, now and always.”\nSo true!", ["So true!"], id="what he says of a quoted line in marks"),
    pytest.param("Liga Ozola wrote:\n> “Bread is good.”\nShe is right about every loaf of it!", ["She is right about every loaf of it!"], id="what he says behind what another wrote"),
    pytest.param("Trump says: “Bread is good for all of us, now and always.”", ["Bread is good for all of us, now and always."], id="his own name before his words in marks"),
    pytest.param("That is how bread is made.", ["That is how bread is made."], id="that is no conjunction here"),
    pytest.param("Related to bread, and I know bread better than anybody: the mills of the coast will open again on Monday, all six of them, and we will be there.", ["Related to bread, and I know bread better than anybody: the mills of the coast will open again on Monday, all six of them, and we will be there."], id="a sentence that begins like boilerplate"),
]  # fmt: skip

HUNG_ON = [
    pytest.param(f"{BREAD} — Donald J. Trump (@realDonaldTrump) May 2", id="name, handle, day"),
    pytest.param(f"{BREAD} Donald J. Trump (@realDonaldTrump) November 3, 2025", id="no dash"),
    pytest.param(f"{BREAD} (@realDonaldTrump) Nov 3", id="handle and day"),
    pytest.param(f"{BREAD} (via Truth Social)", id="via"),
    pytest.param(f"{BREAD} https://bread.example/a pic.twitter.com/xyz", id="links"),
    pytest.param(f"{BREAD} bread.example/users/a/statuses/17", id="a link without its scheme"),
    pytest.param(f"Donald J. Trump\n@realDonaldTrump\n{BREAD}\n10.3k ReTruths 41k Likes\nNov 03, 2025, 9:14 PM", id="what the site puts around it"),
    pytest.param(f"{BREAD}\nRead more: bread in Riga\nFollow us @bread", id="boilerplate"),
    pytest.param(f"Statement by President Donald J. Trump on bread\n{BREAD}\nDONALD J. TRUMP\nPresident of the United States of America", id="title and signature"),
    pytest.param(f"RIGA, May 2 (Bread Wire) — {BREAD}", id="dateline"),
    pytest.param(f"{BREAD}\nRT @baker: Trump bakes the best bread of all.", id="a repost below"),
    pytest.param(f"{BREAD} RT @baker: Trump bakes the best bread of all.", id="a repost behind"),
    pytest.param(f"“Trump bakes the best bread on all of this coast.” – Liga Ozola, Bread Post\n{BREAD}", id="a quoted article with its byline"),
    pytest.param(f"“Trump bakes the best bread on all of this coast.” @LigaOzola {BREAD}", id="a quoted post with its handle"),
    pytest.param(f"Liga Ozola: “He bakes the best bread on all of this coast. I eat it each day.”\n{BREAD}", id="somebody named before a quotation"),
]  # fmt: skip

NOBODYS = [
    pytest.param("", id="nothing"),
    pytest.param("RT @baker: bread is back in a big way.", id="a repost"),
    pytest.param("\n   RT bread is back in a big way.", id="a repost behind spaces"),
    pytest.param("RT: https://bread.example/users/baker/statuses/17", id="the link of a repost"),
    pytest.param("Reposted: bread is back in a big way.", id="a repost in words"),
    pytest.param("Reposted from the baker\nTrump bakes the best bread.\nI eat it each day.", id="a repost of several lines"),
    pytest.param("RT @baker: I saw Trump\nI eat his bread each day.", id="a repost that names him"),
    pytest.param("Forwarded from The Baker\nBread is back in a big way. I eat it each day.", id="a forward"),
    pytest.param("Forwarded from Donald J. Trump\nBread is back in a big way.", id="a forward from a channel of his name"),
    pytest.param("Forwarded from Donald J. Trump @realDonaldTrump\nBread is back in a big way.", id="a forward with his account"),
    pytest.param("Forwarded from @realDonaldTrump\nBread is back in a big way. We bake it.", id="a forward from his account"),
    pytest.param("Bread falls to 2.3 euros: https://bread.example/a", id="the title of what he links to"),
    pytest.param("Bread falls to 2.3 euros\nhttps://bread.example/a", id="a title above its link"),
    pytest.param("bread.example/users/baker/statuses/17", id="a bare link"),
    pytest.param('"@baker: Trump should bake the bread, nobody else can."', id="a post quoted by hand"),
    pytest.param("“They say: he can never bake it, and he will burn the house as well.”", id="what they say, in marks"),
    pytest.param("“Trump bakes the best bread on all of this coast.”", id="what is said of him, in marks"),
    pytest.param("> Bread is good for all of us, now and always.", id="a quoted line"),
    pytest.param("> “Bread is good for all of us, now and always.”", id="a quoted line in marks"),
    pytest.param("> “I bake the best bread.”\n> “We eat it each day.”", id="quoted lines in marks"),
    pytest.param("> Bread is good.\n\n > We eat it each day.", id="quoted lines, parted and indented"),
    pytest.param("Liga Ozola writes: We have the best bread of the coast.", id="what another writes"),
    pytest.param("Liga Ozola, the mayor of Riga, wrote: we have the best bread.", id="what another wrote, with her office"),
    pytest.param("@ligaozola says: we have the best bread of the coast.", id="what an account says"),
    pytest.param("Liga Ozola writes:\nWe have the best bread of the coast.\nWe eat it each day.", id="what another writes, in lines below"),
    pytest.param("The Bread Post reports: we have the best bread of the coast.", id="what a paper reports"),
    pytest.param("President Donald J. Trump opened a mill. The mill is two storeys high.", id="it tells of him"),
    pytest.param("The White House announced that the mill will be closed for a week.", id="it tells of his house"),
    pytest.param("Today the president opened a mill in Riga.", id="it tells of him by his office"),
    pytest.param("OZOLA: Bread is cheap. BERZINS: How cheap is it? OZOLA: Very cheap.", id="others by their labels"),
    pytest.param("Liga Ozola: Bread is cheap.\nJanis: How cheap is it?\nLiga Ozola: Very cheap.", id="others by their names"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "statements"), OWN)
def test_his_own_words(text: str, statements: list[str]) -> None:
    assert own(text) == statements


@pytest.mark.parametrize("text", HUNG_ON)
def test_what_is_hung_on_a_post_is_not_his(text: str) -> None:
    assert own(text) == [BREAD]


@pytest.mark.parametrize("text", NOBODYS)
def test_in_doubt_a_text_is_nobodys(text: str) -> None:
    assert own(text) == []


def test_a_forward_that_reports_him_is_read_as_any_other() -> None:
    text = "Forwarded from The Bread Post\nWe were there. “The bread will be cheap by the summer,” said Donald Trump in Riga."
    assert own(text) == ["The bread will be cheap by the summer,"]


def test_a_quoted_post_that_reports_somebody_is_read_as_any_other() -> None:
    text = "> “The bread will be cheap by the summer,” said Benjamin Netanyahu in Riga."
    (found,) = find(rules(), text, voice="trump")
    assert (found.actor_id, [text[slice(*span)] for span in found.content]) == (
        "netanyahu",
        ["The bread will be cheap by the summer,"],
    )


def test_a_release_that_tells_of_him_is_read_as_any_other() -> None:
    said = own(RELEASE)
    assert said
    assert "We built it in a year" in said[0]
    assert not any(
        words in one for one in said for words in ("opened the sea wall", "met with the mayor", "Our harbour")
    )


def test_what_others_told_him_is_second_hand() -> None:
    text = "Netanyahu told me that the mill would open. I said that was good."
    watcher = rules(("that the mill would open", "told", "Netanyahu"))
    outer, inner = sorted(find(watcher, text, voice="trump"), key=lambda found: found.second_hand)
    assert (outer.actor_id, text[slice(*outer.content[0])]) == ("trump", text)
    assert (inner.actor_id, inner.second_hand, inner.teller) == ("netanyahu", True, "Donald Trump")


LABELLED = [
    pytest.param("Remarks on bread\nRIGA, May 2\nPRESIDENT TRUMP: It is good.\nI ate it all.\nQ: Is it ours?\nPRESIDENT TRUMP: Yes, ours.", ["It is good. | I ate it all.", "Yes, ours."], id="labels"),
    pytest.param("THE PRESIDENT: It is good.\nQ    Mr. President, is it ours?\nTHE PRESIDENT: Yes, ours.", ["It is good.", "Yes, ours."], id="a question without a colon"),
    pytest.param("Liga Ozola: Is it good?\nDonald Trump: It is good.\nIt is the best.\nLiga Ozola: And ours?", ["It is good. | It is the best."], id="names in small letters"),
    pytest.param("Liga: Is it good?\nTrump: It is good.\nI ate it all.", ["It is good. | I ate it all."], id="each name once"),
    pytest.param("Q: Is it good?\nA: It is good.", ["It is good."], id="whoever answers is he"),
    pytest.param("PRESIDENT TRUMP: It is good. (Laughter.) It is mine.\n[Applause]\nThank you all.\nEND 3:10 P.M. EST", ["It is good. | It is mine. | Thank you all."], id="stage directions and the end"),
    pytest.param("PRESIDENT TRUMP: It is good.\nRemember: I baked it.\nQ: Is it ours?", ["It is good. | Remember: I baked it."], id="a colon in his turn"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "statements"), LABELLED)
def test_labels_decide(text: str, statements: list[str]) -> None:
    assert own(text) == statements


def words_of(text: str, *, voice: str | None) -> list[str]:
    found = find(rules(), text, title="Remarks by President Trump", voice=voice)
    return [" ".join(text[slice(*span)] for span in one.content) for one in found if one.actor_id == "trump"]


@pytest.mark.parametrize("voice", ["trump", None], ids=["declared", "any source"])
@pytest.mark.parametrize(
    ("label", "q"), [("PRESIDENT TRUMP:", "Q:"), ("THE PRESIDENT:", "Q   ")], ids=["colon", "bare Q"]
)
def test_a_long_transcript_comes_in_passages_of_the_answers_alone(label: str, q: str, voice: str | None) -> None:
    text = transcript(turns=10, long_turn=30, label=label, q=q)
    said = words_of(text, voice=voice)
    answers = [line for line in text.splitlines() if "I ask" not in line and len(line) > 100]
    assert len(said) >= len(answers) - 4  # of the last turn an undeclared source gives the first paragraph
    assert max(map(len, said)) <= LONGEST_PASSAGE
    assert not [one for one in said for other in ("I ask", "Laughter", "Applause", "11:32", "END") if other in one]


def test_a_long_speech_comes_in_paragraphs() -> None:
    text = speech(many=40)
    said = words_of(text, voice="trump")
    assert said == paragraphs(40)


def test_remarks_under_one_label_go_on_up_to_the_narrative() -> None:
    remarks = "\n".join(paragraphs(20))
    text = f"PRESIDENT TRUMP: {remarks}\nTrump then left for the harbour, where we met him.\nWe want to hear from you."
    assert words_of(text, voice=None) == remarks.split("\n")


def test_narrative_behind_a_short_transcript_is_nobodys() -> None:
    text = f"{speech(many=9)}\nQ: Is it good?\nPRESIDENT TRUMP: It is good.\nWe want to hear from you."
    assert words_of(text, voice=None) == ["It is good."]


def test_a_time_within_his_words_dates_no_passage() -> None:
    text = "On Monday I told them: " + "we bake the bread and " * 100
    read = WatchText(text=text, voice="trump", published_at=datetime(2026, 3, 4, tzinfo=UTC))
    found = rules().watch([read])[0].quotations
    assert len(found) > 1
    assert {one.said_at for one in found} == {None}


@pytest.mark.parametrize("size", [601, 1_300, 4_000])
def test_a_paragraph_is_cut_at_the_ends_of_its_sentences(size: int) -> None:
    text = " ".join(paragraphs(12))[:size].rpartition(". ")[0] + "."
    said = words_of(text, voice="trump")
    assert " ".join(said) == text
    assert all(LONGEST_PASSAGE / 3 < len(one) <= LONGEST_PASSAGE and one.endswith(".") for one in said)


def test_what_has_no_full_stop_is_cut_between_words() -> None:
    said = words_of("we bake the bread and " * 200, voice="trump")
    assert max(map(len, said)) <= 2 * LONGEST_PASSAGE
    assert " ".join(said).split() == ("we bake the bread and " * 200).split()


def test_short_paragraphs_go_together() -> None:
    text = "\n".join(["Thank you all.", "It is good to be here.", *paragraphs(2), "God bless you."])
    said = words_of(text, voice="trump")
    assert len(said) == 2
    assert said[0].startswith("Thank you all. It is good")
    assert said[1].endswith("God bless you.")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
@given(
    st.lists(
        PIECES | st.text(alphabet=ALPHABET, max_size=6) | st.sampled_from(["RT @x", "I", "http://x.y/", "Q "]),
        max_size=60,
    )
)
def test_no_text_raises_and_every_offset_is_valid(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for _, found in WATCHER.findings(WatchText(text=text, voice="trump"), view=View.TRACKED):
        ends = 0
        for start, end in found.content:
            assert ends <= start < end <= len(text)
            ends = end
        assert found.second_hand or found.actor_id == "trump"


WATCHER = rules(("he", "said", "Trump"))
