"""What becomes of a second opinion: who is asked about whom, and when the answer counts."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import View
from bot.watcher import SpacyWatcher, WatchText, thresholds
from tests.watcher.actors import ACTORS
from tests.watcher.reader import MarkedTagger, find, rules, with_model

MOST = thresholds.SURELY_HIS


class Asked(MarkedTagger):
    """A model that says of a name how probable it is, and notes what it was asked of a quotation."""

    def __init__(self, *quotations: tuple[str, str, str], **shares: float) -> None:
        super().__init__(*quotations)
        self.contents = {content for content, _, _ in quotations}
        self.shares = shares
        self.asked: list[tuple[str, list[str]]] = []

    def who_speaks(self, text, content, source, names):
        assert content
        if not any(text[slice(*span)] in self.contents for span in content):  # whether a sentence goes on: no
            return [1.0, *(0.0 for _ in names)]
        self.asked.append((" ".join(text[slice(*span)] for span in source), list(names)))
        shares = [next((share for key, share in self.shares.items() if key in name.lower()), 0.0) for name in names]
        return [1 - sum(shares), *shares]


def speakers(text: str, tagger: Asked, view: View = View.ALL) -> list[str | None]:
    return [one.speaker for one in find(with_model(tagger), text, view=view)]


TWO = "Donald Trump met Keir Starmer on Monday. Starmer had asked for more. All tariffs would stay until May, he said."
HIS = ("All tariffs would stay until May", "said", "he")


@pytest.mark.parametrize(
    ("share", "wanted"),
    [
        pytest.param(MOST, "Donald Trump", id="sure that he speaks"),
        pytest.param(MOST - 0.01, "Keir Starmer", id="not sure enough: as the walk has it"),
    ],
)
def test_the_words_are_his_where_the_network_is_sure(share, wanted):
    assert speakers(TWO, Asked(HIS, trump=share)) == [wanted]


class Reading(MarkedTagger):
    """A model that notes what it reads of a text before the words in question."""

    def who_speaks(self, text, content, source, names):
        self.read = text[: content[0][0]], [text[slice(*span)] for span in (*content, *source)]
        return [1.0, *(0.0 for _ in names)]


@pytest.mark.parametrize(("title", "head"), [("Tariffs to stay", "Tariffs to stay\n"), ("", "")])
def test_the_network_reads_the_title_before_the_text(title, head):
    model = Reading(HIS)
    find(with_model(model), TWO, title=title)
    assert model.read == (head + TWO[: TWO.index("All")], ["All tariffs would stay until May", "he"])


ONE = "Donald Trump spoke on Monday. All tariffs would stay until May, he said."


BETWEEN = "Donald Trump spoke on Monday. Ann Bell smiled. All tariffs would stay until May, he said."


@pytest.mark.parametrize(
    ("share", "wanted"),
    [
        pytest.param(thresholds.HARDLY_HIS, "Donald Trump", id="the network doubts it"),
        pytest.param(thresholds.HARDLY_HIS - 0.01, "he", id="the network is sure that it is not he"),
    ],
)
def test_what_the_walk_found_stays_unless_the_network_is_sure(share, wanted):
    assert speakers(BETWEEN, Asked(HIS, trump=share)) == [wanted]


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        pytest.param(ONE, False, id="nobody else is there"),
        pytest.param(ONE.replace(". All", ". Trump smiled. All"), False, id="he goes on"),
        pytest.param(BETWEEN, True, id="somebody else does"),
        pytest.param(BETWEEN.replace("Ann Bell", "A woman"), True, id="somebody without a name does"),
        pytest.param(ONE.replace("Donald Trump", "President Trump"), False, id="he has a title"),
        pytest.param(ONE.replace(". All", ". He met Keir Starmer. All"), True, id="the walk is less sure"),
    ],
)
def test_of_what_the_walk_is_sure_it_is_asked_where_somebody_else_may_act(text, is_asked):
    tagger = Asked(HIS, trump=0.9)
    assert speakers(text, tagger)[-1] == "Donald Trump"
    assert bool(tagger.asked) is is_asked


def test_of_whom_the_passage_does_not_name_it_knows_nothing():
    text = BETWEEN.replace(". Ann", f". {'It was so. ' * (thresholds.NAMED_WITHIN // 4)}Ann")
    assert speakers(text, Asked(HIS)) == ["Donald Trump"]


def test_a_description_or_a_name_that_the_walk_found_stays():
    for source in ("the US president", "Trump"):
        text = ONE.replace("he said", f"{source} said")
        assert speakers(text, Asked((HIS[0], "said", source))) == ["Donald Trump"]


def test_who_the_network_is_sure_of_takes_the_place_of_whom_it_is_sure_that_he_is_not():
    text = f"Netanyahu was away. {BETWEEN}"
    assert speakers(text, Asked(HIS, netanyahu=MOST)) == ["Benjamin Netanyahu"]


def test_who_is_named_behind_the_words_alone_is_not_meant():
    text = "Keir Starmer was late. All tariffs would stay until May, he said. Donald Trump was on his way to Ohio."
    assert speakers(text, Asked(HIS, trump=0.99)) == ["Keir Starmer"]


def test_nobody_is_meant_from_before_a_time_stamp():
    text = (
        "12:40\nDonald Trump arrived late.\n\n12:10\nKeir Starmer was early. All tariffs would stay until May, he said."
    )
    assert speakers(text, Asked(HIS, trump=0.99)) == ["Keir Starmer"]


def test_who_is_named_in_the_words_does_not_say_them():
    content = "Trump would raise tariffs in May"
    text = TWO.replace(HIS[0], content)
    assert speakers(text, Asked((content, "said", "he"), trump=0.99)) == ["Keir Starmer"]


def test_a_pronoun_that_cannot_be_his_is_not_his():
    tagger = Asked((HIS[0], "said", "she"), trump=0.99)
    assert speakers(TWO.replace("he said", "she said"), tagger) == ["she"]
    assert tagger.asked == []


FAR = "Donald Trump met Keir Starmer on Monday. Starmer had asked for more.\n\nIt was late.\n\n“Tariffs stay.”"


@pytest.mark.parametrize(
    ("share", "wanted"), [pytest.param(MOST, "Donald Trump", id="sure"), pytest.param(MOST - 0.01, None, id="not sure")]
)
def test_a_quotation_without_a_source_is_his_where_the_network_is_sure(share, wanted):
    assert speakers(FAR, Asked(("Tariffs stay.", "", ""), trump=share)) == [wanted]


@pytest.mark.parametrize(
    ("before", "share", "is_his"),
    [
        pytest.param("It rained all day.", thresholds.SURELY_HIS, True, id="behind narrative"),
        pytest.param("“The price stays, too.”", thresholds.SURELY_HIS, False, id="behind another quotation"),
        pytest.param("“The price stays, too.”", thresholds.SURELY_HIS_TURN, True, id="behind one, surely"),
    ],
)
def test_of_two_who_talk_the_network_has_to_be_surer(before: str, share: float, is_his: bool):  # noqa: FBT001 - a table
    text = FAR.replace("It was late.", before)
    assert (speakers(text, Asked(("Tariffs stay.", "", ""), trump=share))[-1] == "Donald Trump") is is_his


LAST = "Keir Starmer spoke. Donald Trump took off his coat. “Tariffs stay.”"


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        pytest.param({"trump": thresholds.SURELY_HIS}, "Donald Trump", id="surely he"),
        pytest.param({"trump": thresholds.SURELY_HIS - 0.01}, None, id="likely he"),
        pytest.param({"netanyahu": MOST}, "Benjamin Netanyahu", id="surely another one"),
    ],
)
def test_a_quotation_without_a_source_stays_with_whom_the_text_named_last_where_the_network_is_sure_of_him(
    shares, wanted
):
    text = f"Benjamin Netanyahu came. {LAST}"
    assert speakers(text, Asked(("Tariffs stay.", "", ""), **shares)) == [wanted]


TALK = "Donald Trump met Keir Starmer. {}\n\n“Tariffs stay.”\n\nIt rained."


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        pytest.param("It was noon.\n\n“Rates fall,” Starmer said.", "Donald Trump", id="below another's words, who speaks last"),
        pytest.param("It was noon.\n\n“Oil falls,” Starmer said.\n\n“Rates fall,” Trump said.", None, id="they take turns, and he just spoke"),
        pytest.param("It was noon.\n\n“Oil falls,” Trump said.\n\n“Rates fall,” Trump said.", "Donald Trump", id="he alone speaks"),
    ],
)  # fmt: skip
def test_who_takes_turns_has_not_spoken_twice(before, wanted):
    found = find(with_model(Asked(("Tariffs stay.", "", ""), trump=0.99)), TALK.format(before), view=View.ALL)
    (said,) = [one.speaker for one in found if "stay" in TALK.format(before)[slice(*one.content[0])]]
    assert said == wanted


@pytest.mark.parametrize(
    ("before", "is_his"),
    [
        pytest.param("The engineer sighed.", False, id="somebody without a name"),
        pytest.param("A woman in the front row stood up.", False, id="somebody new"),
        pytest.param("It rained all day.", True, id="nobody"),
        pytest.param("The engineer sighed when he rose.", True, id="he is there"),
        pytest.param("The engineer thanked Trump.", True, id="he is named"),
        pytest.param("“The price stays, too.”", True, id="another quotation"),
    ],
)
def test_who_acts_without_a_name_right_before_a_quotation_may_have_said_it(before, is_his):
    text = FAR.replace("It was late.", before)
    assert (speakers(text, Asked(("Tariffs stay.", "", ""), trump=0.99))[-1] == "Donald Trump") is is_his


def test_a_clause_without_a_source_is_not_asked_about():
    tagger = Asked(("Tariffs stay.", "", ""), trump=0.99)
    speakers(FAR.replace("“", "").replace("”", ""), tagger)
    assert tagger.asked == []


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        pytest.param("the 76-year-old", "Donald Trump", id="a description that says no office"),
        pytest.param("the builder of towers", "Donald Trump", id="one that no list holds"),
        pytest.param("the prime minister", "Keir Starmer", id="an office that another one holds"),
        pytest.param("a visitor", "a visitor", id="somebody new"),
        pytest.param("the ministry", "the ministry", id="a body"),
    ],
)
def test_which_descriptions_are_asked_about(source, wanted):
    text = TWO.replace("Keir", "Prime Minister Keir").replace("he said", f"{source} said")
    assert speakers(text, Asked((HIS[0], "said", source), trump=0.99)) == [wanted]


@pytest.mark.parametrize(("share", "is_his"), [(0.99, True), (0.9, False)], ids=["surely", "likely"])
def test_who_replies_where_others_talk_takes_a_surer_network(share: float, is_his: bool):  # noqa: FBT001
    text = "Donald Trump came. “No,” said Tom Hill. “Yes,” said Max Bell. “Tariffs stay,” he replied."
    found = speakers(text, Asked(("“Tariffs stay,”", "replied", "he"), trump=share))
    assert ("Donald Trump" in found) is is_his


UNSURE = "Donald Trump met Benjamin Netanyahu on Monday. It rained. All tariffs would stay until May, he said."


def test_where_the_walk_is_not_sure_of_its_actor_another_one_may_be_meant():
    (walk,) = find(rules(HIS), UNSURE, view=View.ALL)
    assert walk.speaker == "Donald Trump"
    assert speakers(UNSURE, Asked(HIS, netanyahu=0.99)) == ["Benjamin Netanyahu"]
    assert speakers(UNSURE, Asked(HIS, netanyahu=0.7, trump=0.1)) == ["Donald Trump"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param(ONE.replace("he said", "Trump said"), "Trump", id="by name"),
        pytest.param(TWO.replace("he said", "officials said"), "officials", id="no pronoun"),
        pytest.param(
            "Ann Bell spoke on Monday. All tariffs would stay until May, she said.", "she", id="nobody tracked"
        ),
    ],
)
def test_it_is_not_asked(text, source):
    tagger = Asked((HIS[0], "said", source), trump=0.99)
    speakers(text, tagger)
    assert tagger.asked == []


@pytest.mark.parametrize(
    ("source", "share", "wanted"),
    [
        pytest.param("our translation", thresholds.SURELY_UNKNOWN, "Donald Trump", id="a thing"),
        pytest.param("our translation", thresholds.SURELY_UNKNOWN - 0.01, "our translation", id="not sure enough"),
        *(pytest.param(one, 0.999, one, id=one) for one in ("it", "they", "another")),
        pytest.param("two officials", 0.999, "two officials", id="people without a name"),
    ],
)
def test_a_source_that_is_nobody_known_is_asked_about(source: str, share: float, wanted: str):
    text = TWO.replace("he said", f"{source} read")
    assert speakers(text, Asked((HIS[0], "read", source), trump=share)) == [wanted]


@pytest.mark.parametrize(("share", "wanted"), [(0.99, "Donald Trump"), (0.9, "THE PRESIDENT")])
def test_a_label_with_an_office_that_two_hold_is_asked_about(share: float, wanted: str):
    text = (
        "Donald Trump received President Ann Roe of Hull.\n"
        "THE PRESIDENT: We have signed it.\nQ: President Roe?\nPRESIDENT ROE: Yes.\nQ: Thank you."
    )
    tagger = Asked(trump=share)
    tagger.contents = {"We have signed it."}
    assert wanted in speakers(text, tagger)


def test_a_label_that_is_no_office_is_nobodys():
    text = "Donald Trump is heard.\nTHE COURT: We have signed it.\nQ: Mr. Trump?\nTHE COURT: Yes.\nQ: Thank you."
    tagger = Asked(trump=0.999)
    tagger.contents = {"We have signed it.", "Yes."}
    assert "Donald Trump" not in speakers(text, tagger)


def test_who_the_network_takes_for_the_speaker_too_is_surer():
    (one,) = find(with_model(Asked(HIS, trump=0.99)), UNSURE, view=View.ALL)
    assert one.steps[-1] == "the passage reads as if Donald Trump spoke, too, 99% likely"


def test_it_is_asked_with_those_who_were_named_last_and_the_tracked():
    names = "Ada Bergman, Boris Dahlgren, Carla Engel, Diana Falkner, Edgar Granholm, Fiona Holmberg, Gilbert Iversen"
    tagger = Asked(HIS)
    speakers(
        f"Donald Trump was in Rome. So was Joan Kvist, as was {names}. All tariffs would stay until May, he said.",
        tagger,
    )
    ((source, asked),) = tagger.asked
    assert source == "he"
    assert (asked[0], asked[-1]) == ("Gilbert Iversen", "Donald Trump")
    assert len(asked) == thresholds.MOST_ASKED_ABOUT + 1


def test_a_model_without_it_resolves_as_before():
    watcher = with_model(MarkedTagger(HIS))
    assert [one.speaker for one in find(watcher, ONE, view=View.ALL)] == ["Donald Trump"]


def test_what_it_did_is_reported():
    (one,) = find(with_model(Asked(HIS, trump=0.95)), TWO, view=View.ALL)
    assert one.steps[-1] == "the passage reads as if Donald Trump spoke, 95% likely"


@pytest.mark.parametrize(
    ("words", "is_his"),
    [
        pytest.param("The US president would raise tariffs", False, id="with the country"),
        pytest.param("The president would raise tariffs", False, id="without it"),
        pytest.param("Tariffs pleased the president in May", False, id="as an object"),
        pytest.param("The president's tariffs would stay", True, id="who owns a thing"),
        pytest.param("A president would raise tariffs", True, id="one of many"),
        pytest.param("The prime minister would raise tariffs", True, id="another office"),
        pytest.param("The Norwegian president would raise tariffs", True, id="his, elsewhere"),
        pytest.param("Tariffs pleased the mayor in May", True, id="an office that is not his"),
    ],
)
def test_who_stands_in_the_words_by_his_office_does_not_say_them(words: str, is_his: bool):  # noqa: FBT001 - a table
    found = speakers(TWO.replace(HIS[0], words), Asked((words, "said", " he"), trump=0.99))
    assert ("Donald Trump" in found) is is_his


@pytest.mark.parametrize(
    ("source", "is_his"),
    [
        pytest.param("the 79-year-old", True, id="his age before his birthday"),
        pytest.param("the 80-year-old", True, id="and after it"),
        pytest.param("the 34-year-old", False, id="another age"),
        pytest.param("the American", True, id="his country"),
        pytest.param("the Iranian", False, id="another country"),
    ],
)
def test_age_and_country_tell_whom_a_description_does_not_mean(source: str, is_his: bool):  # noqa: FBT001 - a table
    text = f"Donald Trump met a guest. All tariffs would stay until May, {source} said."
    tagger = Asked((HIS[0], "said", source), trump=0.99)
    actors = [replace(one, born=1946) if one.id == "trump" else one for one in ACTORS]
    (watched,) = SpacyWatcher(actors, tagger).watch(
        [WatchText(text=text, published_at=datetime(2026, 5, 3, tzinfo=UTC))], view=View.ALL
    )
    assert [one.actor_id == "trump" for one in watched.quotations] == [is_his]


ANOTHER_PRESIDENT = (
    "The Peruvian president stayed at home.\nTrump waved. It was late. Snow fell.\nNobody came. It was cold."
)


@pytest.mark.parametrize(
    ("before", "source", "is_his"),
    [
        pytest.param("Donald Trump met a guest.", "the 79-year-old", True, id="his age"),
        pytest.param("Donald Trump met a guest.", "the American", False, id="what others are too"),
        pytest.param(ANOTHER_PRESIDENT, "the 79-year-old president", False, id="an office that another bears"),
    ],
)
def test_his_age_says_whom_a_description_means_where_the_network_is_less_sure(
    before: str, source: str, *, is_his: bool
):
    text = f"{before} All tariffs would stay until May, {source} said."
    actors = [replace(one, born=1946) if one.id == "trump" else one for one in ACTORS]
    (watched,) = SpacyWatcher(actors, Asked((HIS[0], "said", source), trump=0.8)).watch(
        [WatchText(text=text, published_at=datetime(2026, 5, 3, tzinfo=UTC))], view=View.ALL
    )
    assert [one.actor_id == "trump" for one in watched.quotations] == [is_his]


LOG = "9:20 p.m. He wrote that rain was near.\n12:40 a.m. Trump shared a clip of Benjamin Netanyahu at a mill.\n{}"


@pytest.mark.parametrize(
    ("entry", "title", "wanted"),
    [
        pytest.param("1:12 a.m. ", "Trump posts all night", None, id="of the entry before"),
        pytest.param("1:12 a.m. Netanyahu: ", "Trump posts all night", "Benjamin Netanyahu", id="named in it"),
        pytest.param("1:12 a.m. ", "Netanyahu posts all night", "Benjamin Netanyahu", id="named by the title"),
    ],
)
def test_an_entry_of_a_log_goes_on_from_nobody_in_the_entry_before(entry, title, wanted):
    text = LOG.format(f"{entry}“Windmills are loud.”")
    found = find(with_model(Asked(("“Windmills are loud.”", "", ""), netanyahu=0.98)), text, view=View.ALL, title=title)
    assert found[-1].speaker == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        pytest.param("He gave a reply, in which he said # would stay.", "Donald Trump", id="nobody is sure"),
        pytest.param("He read remarks by Keir Starmer, in which he said # would stay.", "Keir Starmer", id="named"),
    ],
)
def test_a_relative_clause_is_of_whose_words_it_names_and_of_nobody_else_for_sure(sentence: str, wanted: str):
    text = f"Donald Trump was asked. Keir Starmer wrote it down. {sentence.replace('#', 'tariffs')}"
    assert speakers(text, Asked(("tariffs would stay", "said", " he"), trump=0.99)) == [wanted]
