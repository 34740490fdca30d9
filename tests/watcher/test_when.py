"""When it was said: the time of the attribution, never one within the words, and none where the text tells none.

In the samples [source], <cue> and {content} are marked; the marks are no part of the text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.model import Precision
from bot.watcher.shape.when import said_when
from bot.watcher.text.quotation_marks import pair_marks
from bot.watcher.text.reading import WordTokenizer, reading_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
TOKENIZER = WordTokenizer()
MARKS = {"[": "source", "<": "cue", "{": "content"}


def marked(sample):
    """Return the text without its marks, and the spans that they stood around."""
    text, spans, opened = "", {"content": [], "cue": [], "source": []}, None
    for piece in re.split(r"([\[\]<>{}])", sample):
        if piece in MARKS:
            opened = (MARKS[piece], len(text))
        elif piece in {"]", ">", "}"}:
            spans[opened[0]].append((opened[1], len(text)))
        else:
            text += piece
    return text, spans


def read(text, *, content, published_at, cue=(), source=()):
    """Say when words of a text were said."""
    reading = reading_of(TOKENIZER(text))
    marks = pair_marks(text, [reading.paragraph_span(number) for number in range(len(reading.paragraphs))])
    return said_when(reading, marks, content=content, cue=cue, source=source, published_at=published_at)


def when(sample, published_at=NOON):
    text, spans = marked(sample)
    said = read(text, published_at=published_at, **spans)
    return said and (f"{said.at:%Y-%m-%d}" + ("" if said.precision is Precision.DAY else f" {said.precision}"))


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("{“We are ready,”} [Venn] <said> on Tuesday.", "2026-03-03"),
        ("{“We are ready,”} [Venn] <said> Tuesday.", "2026-03-03"),
        ("[Venn] <said> on Wednesday that {the port is open}.", "2026-03-04"),
        ("[Venn] <said> on Thursday that {the port is open}.", "2026-02-26"),
        ("[Venn] <said> last Wednesday that {the port is open}.", "2026-02-25"),
        ("[Venn] on Monday <said> {the port is open}.", "2026-03-02"),
        ("On Monday, [Venn] <said> {the port is open}.", "2026-03-02"),
        ("Earlier on Monday, [Venn] had <said> {the port is open}.", "2026-03-02"),
        ("[Venn] <said> late on Saturday night that {the port is open}.", "2026-02-28"),
        ("[Venn] <told> reporters at the harbour on Sunday morning that {the port is open}.", "2026-03-01"),
        ("[Venn], speaking to dockers on Friday, <said> {the port is open}.", "2026-02-27"),
        ("Speaking in Port Sorrel on Friday, [Venn] <said> {the port is open}.", "2026-02-27"),
        ("Asked about the quay on Friday, [Venn] <said> {it will last}.", "2026-02-27"),
        ("Asked on Friday whether the quay would last, [Venn] <said> {it will}.", "2026-02-27"),
        ("At Monday’s news conference, [Venn] <said> {the port is open}.", "2026-03-02"),
        ("[Venn] <said> in a Tuesday interview that {the port is open}.", "2026-03-03"),
        ("In an interview recorded in May and broadcast on Sunday evening, [Venn] <said> {so}.", "2026-03-01"),
        ("{“No,”} [she] <wrote> in a post published on Monday.", "2026-03-02"),
        ("[Venn] <said> today that {the port is open}.", "2026-03-04"),
        ("[Venn] <said> this morning {the port is open}.", "2026-03-04"),
        ("[Venn] <said> yesterday {the port is open}.", "2026-03-03"),
        ("[Venn] <said> last night that {the port is open}.", "2026-03-03"),
        ("Last week [Venn] <said> {the port is open}.", "2026-02-23 week"),
        ("[Venn] <said> this week that {the port is open}.", "2026-03-02 week"),
        ("[Venn] <said> earlier this month that {the port is open}.", "2026-03-01 month"),
        ("{“We are ready,”} [Venn] <said> last month.", "2026-02-01 month"),
        ("{“We are ready,”} [Venn] <said> last year.", "2025-01-01 year"),
        ("{“We are ready,”} [Venn] <said> last June.", "2025-06-01 month"),
        ("{“We are ready,”} [Venn] <said> in June.", "2025-06-01 month"),
        ("{“We are ready,”} [Venn] <said> in January.", "2026-01-01 month"),
        ("{“We are ready,”} [Venn] <said> in June last year.", "2025-06-01 month"),
        ("{“We are ready,”} [Venn] <said> last summer.", "2025-01-01 year"),
        ("{“We are ready,”} [Venn] <said> on June 3.", "2025-06-03"),
        ("{“We are ready,”} [Venn] <said> on Feb. 20.", "2026-02-20"),
        ("{“We are ready,”} [Venn] <said> on June 3, 2019.", "2019-06-03"),
        ("{“We are ready,”} [Venn] <said> on 3 June 2019.", "2019-06-03"),
        ("{“We are ready,”} [Venn] <said> on the 3rd of June 2019.", "2019-06-03"),
        ("{“We are ready,”} [Venn] <said> on Monday, 3 June 2019.", "2019-06-03"),
        ("{“We are ready,”} [Venn] <said> on 2019-06-03.", "2019-06-03"),
        ("{“We are ready,”} [Venn] <said> in June 2019.", "2019-06-01 month"),
        ("{“We are ready,”} [Venn] <said> in late 2019.", "2019-01-01 year"),
        ("In 2018 [she] had <called> {the quay “a ruin”}.", "2018-01-01 year"),
        ("In a 2019 interview, [Venn] <said> {the quay was a ruin}.", "2019-01-01 year"),
        ("In her 2019 memoir, [Venn] <wrote> that {the quay was a ruin}.", "2019-01-01 year"),
        ("[Venn] <said> during the 2016 campaign that {the quay was a ruin}.", "2016-01-01 year"),
        ("{“No,”} [Venn] <said> two days ago.", "2026-03-02"),
        ("{“No,”} [Venn] <said> three weeks ago.", "2026-02-09 week"),
        ("{“No,”} [Venn] <said> two months ago.", "2026-01-01 month"),
        ("{“No,”} [Venn] <said> a year ago.", "2025-01-01 year"),
        ("Ten years ago, [Venn] <said> {the quay was a ruin}.", "2016-01-01 year"),
        ("[Venn] <called> {the quay “a ruin”} in an interview last week.", "2026-02-23 week"),
        ("[Venn] <called> the quay {“a ruin”} in 2015.", "2015-01-01 year"),
        ("[Venn], who opened the quay last August, <told> a radio station on Saturday {it was safe}.", "2026-02-28"),
        ("PORT SORREL, March 3 (Wire) – {The port is open}, [Venn] <said>.", "2026-03-03"),
        ("PORT SORREL, March 3 (Wire) – {“No,”} [Venn] <shot> back when this was put to him, smiling.", "2026-03-03"),
        ("PORT SORREL, March 3 (Wire) – Snow fell.\n{“Cold,”} [Venn] <said>.", "2026-03-03"),
        ("In a 2019 interview, Venn said “Aye.” {“And B,”} [she] <added>.", "2019-01-01 year"),
        ("On Monday Venn told dockers “Aye.” {“B.”}", "2026-03-02"),
    ],
)
def test_the_time_of_an_attribution_is_found(sample, said):
    assert when(sample) == said


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        pytest.param("{“I closed it on Monday,”} [Venn] <said>.", None, id="within the words"),
        pytest.param("[Venn] <said> {she closed it in 2019}.", None, id="within reported words"),
        pytest.param("[Venn] <said> on Monday {she will go on Friday}.", "2026-03-02", id="without and within"),
        pytest.param("{“No,”} [Venn] <said> of Monday’s summit.", None, id="a day that a summit owns"),
        pytest.param("{“No,”} [Venn], who will visit on Wednesday, <said>.", None, id="another verb"),
        pytest.param("{“No,”} [Venn] <said>, and will visit on Monday.", None, id="what comes next"),
        pytest.param("{“No,”} [Venn] <said> before the vote on Monday.", None, id="before an event"),
        pytest.param("{“No,”} [Venn] <said> ahead of talks due on Tuesday.", None, id="ahead of an event"),
        pytest.param("{“No,”} [Venn] <said> next Monday.", None, id="to come"),
        pytest.param("Asked about the fire last month, [Venn] <said> {no}.", None, id="the time of what was asked"),
        pytest.param("[Venn], mayor of Sorrel in 2019, <said> {no}.", None, id="the time of an office"),
        pytest.param("{“No,”} [Venn] <said> hours after the storm.", None, id="hours after"),
        pytest.param("{“No,”} [Venn] <said> days ago.", None, id="an open number of days"),
        pytest.param("{“No,”} [she] had <said> a week earlier.", None, id="counted from another day"),
        pytest.param("[Venn] <told> Harbour Today {the port is open}.", None, id="a name"),
        pytest.param("[Venn] <denied> a part in the fire in 2019, {calling it fate}.", None, id="the time of a deed"),
        pytest.param("{“No,”} [Venn] <said> about the fire last year.", None, id="the time of the subject"),
        pytest.param("[Venn] <said> {A} on the pact signed in 2015.", None, id="the time of a pact"),
        pytest.param("{“No,”} [Venn] <said> in May.", "2025-05-01 month", id="a month"),
        pytest.param("{“No,”} [Venn] <said> in April.", None, id="a month that comes soon"),
        pytest.param("{“No,”} [Venn] <said> on March 20.", None, id="a date that comes soon"),
        pytest.param("{“No,”} [Venn] <said> in 2031.", None, id="a year to come"),
        pytest.param("{“No,”} [Venn] <said> on 30 February 2019.", None, id="no day"),
        pytest.param("On Monday rain fell on the pier. {“Wet,”} [Venn] <said>.", None, id="the time of rain"),
        pytest.param("On Monday a ship sank, and [Venn] <said> {it was old}.", None, id="the time of a deed before"),
        pytest.param("Kasvili said on Monday aye. {“B,”} [Venn] <said>.", None, id="the time of somebody else"),
        pytest.param("In 2019 Venn said “Aye.” Now [she] <says> {B}.", None, id="then and now"),
        pytest.param("PORT SORREL, Jan 3 (Wire) – {It is}, [Venn] <said>.", None, id="a dateline of long ago"),
        pytest.param(
            "PORT SORREL, March 3 (Wire) – {It is}, [Venn] had once <said>.",
            "2026-02-24 before",
            id="not of the dateline",
        ),
        pytest.param(
            "[Venn] <said> {A} on Monday, while Kasvili said “B” on Tuesday.", None, id="words without an end"
        ),
        pytest.param(
            "[Venn] <said> {“A”} on Monday, while Kasvili said “B” on Tuesday.", "2026-03-02", id="first of two"
        ),
        pytest.param(
            "Venn said “A” on Monday, while [Kasvili] <said> {“B”} on Tuesday.", "2026-03-03", id="second of two"
        ),
        pytest.param("Venn said on Monday that A, while [Kasvili] <said> {B}.", None, id="second of two, no time"),
        pytest.param("Last month Venn said “Aye.” {“But bo,”} [she] <said>.", None, id="perhaps of another occasion"),
        pytest.param("Last month Venn said “Aye.” {“But bo,”} [she] <added>.", "2026-02-01 month", id="the same"),
        pytest.param("On Monday Venn said “Aye.” {“But bo,”} [she] <said>.", "2026-03-02", id="of the same week"),
    ],
)
def test_a_time_of_something_else_is_left_alone(sample, said):
    assert when(sample) == said


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("[Venn] once <said> {the port was a swamp}.", "2026-02-24 before"),
        ("[Venn] had once famously <declared> that {the port was a swamp}.", "2026-02-24 before"),
        ("{“A swamp,”} [Venn] <said> at the time.", "2026-02-24 before"),
        ("At the time, [Venn] <said> that {the port was a swamp}.", "2026-02-24 before"),
        ("Back then [Venn] <said> {the port was a swamp}.", "2026-02-24 before"),
        ("{“A swamp,”} [she] <said> then.", "2026-02-24 before"),
        ("Back when she was mayor, [Venn] <said> {it was a swamp}.", "2026-02-24 before"),
        ("{“A swamp,”} [Venn] <said> years ago.", "2026-02-24 before"),
        ("Some decades ago, [Venn] <said> that {the port was a swamp}.", "2026-02-24 before"),
        ("In her first term, [Venn] <called> {the port “a swamp”}.", "2026-02-24 before"),
        ("[Venn] <said> in her first term that {the port was a swamp}.", "2026-02-24 before"),
        ("During his campaign [Venn] <said> {he would drain it}.", "2026-02-24 before"),
        ("During her failed campaign for mayor, [Venn] <promised> {to drain it}.", "2026-02-24 before"),
        ("As a candidate, [Venn] <said> {he would drain it}.", "2026-02-24 before"),
        ("While in opposition, [Venn] <said> {she would drain it}.", "2026-02-24 before"),
        ("[Venn], then a candidate, <said> {she would drain it}.", "2026-02-24 before"),
        ("[Venn], who was mayor at the time, <said> {it was a swamp}.", "2026-02-24 before"),
        ("When she first ran for mayor, [Venn] <said> {she would drain it}.", "2026-02-24 before"),
        ("Months before the flood, [Venn] <told> the dockers that {the dam was safe}.", "2026-02-24 before"),
        ("{“Swamps drain,”} [Venn] <wrote> in his memoir “Low Tide”.", "2026-02-24 before"),
        ("{“A swamp,”} [Venn] <said> in the 1980s.", "1990-01-01 before"),
        ("On the eve of the 2015 election, [Venn] <said> {it was lost}.", "2016-01-01 before"),
        ("[Venn] <said> in a debate before the 2016 vote that {it was lost}.", "2017-01-01 before"),
        ("Days before the storm of May 3, 2019, [Venn] <said> {the dam was safe}.", "2019-05-04 before"),
        ("After the 2015 election, [Venn] <said> {it was lost}.", "2015-01-01 year"),
        ("[Venn] had earlier <said>, after the 2015 election, that {it was lost}.", "2015-01-01 year"),
        ("Shortly after the flood of May 2019, [Venn] <said> {the dam had held}.", "2019-01-01 year"),
        ("In the days after the flood of May 3, 2019, [Venn] <said> {the dam had held}.", "2019-05-01 month"),
        ("Speaking days after the 2019 storm, [Venn] <said> {the dam had held}.", "2019-01-01 year"),
        ("{“A swamp,”} [Venn] <said> during the 2016 race.", "2016-01-01 year"),
        ("When the pier was opened in 2016, [Venn] <called> {it “a marvel”}.", "2016-01-01 year"),
        ("When Venn took office in May 2019, [she] <said> {she would drain it}.", "2019-05-01 month"),
        ("When the talks collapsed in 2018, [Venn] <said> {they had been a farce}.", "2018-01-01 year"),
        ("When asked in 2018 whether it was safe, [Venn] <said> {it was}.", "2018-01-01 year"),
        ("As early as 2014, [Venn] <said> that {the port was a swamp}.", "2014-01-01 year"),
        ("[Venn], who had lost in 2012, <had said in 2014> that {the port was a swamp}.", "2014-01-01 year"),
        ("June 2021: [Venn] <says> {the port is “a swamp”}.", "2021-06-01 month"),
        ("14 February 2023 – [Venn] <says> {the port is ready}.", "2023-02-14"),
        ("2017: [Venn] <says> {it is a swamp}.", "2017-01-01 year"),
        ("2017: Venn says “it is a swamp”. 2019: [Venn] <says> {it is “drained”}.", "2019-01-01 year"),
        ("May 2018: “A swamp,” Venn says. {“It stinks,”} [she] <says>.", "2018-05-01 month"),
        ("In a 2017 interview, Venn praised the dam. [He] <said> {it “held the town”}.", "2017-01-01 year"),
        (
            "In a speech in Port Sorrel in May 2012, Venn held up a chart. {“It sinks,”} [he] <said>.",
            "2012-05-01 month",
        ),
        ("Ten years ago this week, Venn opened the pier. {“A marvel,”} [he] <said> then.", "2026-02-24 before"),
        ("PORT SORREL, Aug. 14, 2024 — [Venn] <said> {the pier would open}.", "2024-08-14"),
        ("PORT SORREL (Wire), Aug. 14, 2024 — [Venn] <said> {the pier would open}.", "2024-08-14"),
        ("PORT SORREL, Aug. 14, 2024 — [Venn] <said> on Monday {the pier would open}.", "2024-08-12"),
        ("Published 3 June 2019\n[Venn] <said> on Monday that {the pier would open}.", "2019-06-03"),
        ("Published 3 June 2019\n[Venn] <said> that {the pier would open}.", "2019-06-04 before"),
        ("Posted: 3 June 2019\nThe old pier was shut in 1990. [Venn] <had said> {it stank}.", "2019-06-04 before"),
    ],
)
def test_what_was_said_long_ago_is_known_to_be_old(sample, said):
    assert when(sample) == said


@pytest.mark.parametrize(
    "sample",
    [
        "In 2015, [Venn] <said>, {the town got all that it wanted}.",
        "In his first term, [Venn] <said>, {there were no floods}.",
        "When the pier was sold in 2015, [Venn] <said>, {the town was broke}.",
        "When divers returned to the pier bombed in June 2025, [Venn] <said> {it would be mended}.",
        "When divers saw the pier that was bombed in June 2025, [Venn] <said> {it would be mended}.",
        "Asked about the deal signed in 2015, [Venn] <said> {it was dead}.",
        "When asked about the flood of May 2019, [Venn] <said> {he would answer later}.",
        "A year after the May 2019 flood, [Venn] <said> {the dam was mended}.",
        "Two years after the flood of May 3, 2019, [Venn] <said> {the dam was mended}.",
        "After the June 2025 flood, [Venn] <said> {the dam would be mended}.",
        "[Venn], who lost the 2020 election, <said> {the count was wrong}.",
        "[Venn], mayor from 1996 to 1999, <said> {the pier would be sold}.",
        "Speaking on the pier that was opened in 1993, [Venn] <said> {the era was over}.",
        "On the anniversary of the 2023 attack, [Venn] <said> {nobody was forgotten}.",
        "Ahead of the 2026 election, [Venn] <said> {he would win}.",
        "Weeks before the election, [Venn] <told> farmers that {he would double their aid}.",
        "During his campaign rally in Port Sorrel, [Venn] <said> {the mills would open}.",
        "During his term as chairman, [Venn] <said> {the dues would fall}.",
        "Unlike in his first term, [Venn] <said> {he would not wait}.",
        "As in 2018, [Venn] <said> {he would not sign}.",
        "In his new book, [Venn] <writes> that {he never slept}.",
        "In his memoir, to be published on Tuesday, [Venn] <wrote> that {he never slept}.",
        "[Venn] <said> {no} in a letter about the 2020 vote.",
        "[Venn] <said> of the 2005 flood that {it had taught them nothing}.",
        "[Venn] at once <said> {he would appeal}.",
        "[Venn] has once again <said> {he would appeal}.",
        "[Venn] then <said> that {the ships would sail}.",
        "[Venn], then in a hurry, <said> {the talks would go on}.",
        "[Venn] <said> at the time of the vote that {it was lost}.",
        "[Venn] <said> at the time the votes were counted that {it was lost}.",
        "The pier was sold in 2015. [Venn] <said> {the town had been robbed}.",
        "When he took the stage, [Venn] <said> {the mill would stay}.",
        "When Venn entered the court, [he] <said> {it was a farce}.",
        "As mayor, [Venn] <said> {he could pardon anyone}.",
        "2 March 2026: [Venn] <says> {the road is open}.",
        "2015 and all that: [Venn] <says> {it was a mistake}.",
        "PORT SORREL, March 4, 2025 — [Venn] <said> {the pier would open}.",
        "First published on March 8, 2022. Updated on March 4, 2026.\n[Venn] <said> {the pier would open}.",
        "First published on March 8, 2022\n[Venn] <said> {the pier would open}.",
        "Read more\nA pier opens\n3 June 2024\n[Venn] <said> {the pier would open}.",
        "In 2017 the tower burned. {“Arson,”} [Venn] <said>.",
        "On Tuesday the pier shut. {“A shame,”} [Venn] <said> at the time.",
    ],
)
def test_no_time_that_is_not_that_of_the_words_makes_them_old(sample):
    said = when(sample)
    assert said is None or said >= "2026-02-25"


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("{“No,”} [Venn] <said> on Tuesday.", None),
        ("{“No,”} [Venn] <said> on June 3.", None),
        ("{“No,”} [Venn] <said> last year.", None),
        ("{“No,”} [Venn] <said> on June 3, 2019.", "2019-06-03"),
        ("{“No,”} [Venn] <said> in 2019.", "2019-01-01 year"),
        ("PORT SORREL, March 3, 2024 (Wire) – {It is}, [Venn] <said>.", "2024-03-03"),
    ],
)
def test_without_a_time_of_publication_only_a_year_tells(sample, said):
    assert when(sample, published_at=None) == said


def test_the_day_of_the_article_is_that_of_its_publication_in_utc():
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert when("{“No,”} [Venn] <said> on Tuesday.", late) == "2026-03-03"
    assert when("{“No,”} [Venn] <said> on Wednesday.", late) == "2026-03-04"
    assert when("{“No,”} [Venn] <said> last Wednesday.", late) == "2026-02-25"
    assert when("{“No,”} [Venn] <said> on Thursday.", late) == "2026-02-26"
    assert when("{“No,”} [Venn] <said> on March 4.", late) == "2026-03-04"  # it has begun where the article was written


PIECES = (
    *("on Tuesday", "last June", "In 2019", "June 3,", "a year ago", "999 decades ago", "30 February 2019", "in May"),
    *("said", "asked", "who", "Venn", "Monday’s briefing", "TEHRAN, Feb 29 (Wire) – ", "“", "”", '"', ".", ",", "\n"),
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
SPANS = st.tuples(st.integers(0, 130), st.integers(1, 40))


@given(
    text=TEXTS,
    content=SPANS,
    cue=st.none() | SPANS,
    source=st.none() | SPANS,
    published_at=st.none() | st.datetimes(timezones=st.just(UTC), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001
)
def test_nothing_was_said_after_it_was_published_and_no_text_raises(text, content, cue, source, published_at):
    assume(text.strip())
    content, cue, source = (
        [(at, at + size)] if (at := span[0] % len(text)) + (size := span[1]) <= len(text) else []
        for span in (content, cue or (0, 1000), source or (0, 1000))
    )
    said = read(text, content=content or [(0, len(text))], cue=cue, source=source, published_at=published_at)
    if said is not None:
        assert said.at.utcoffset() == timedelta(0)
        assert said.precision is not Precision.MOMENT
        assert said.at.time().isoformat() == "00:00:00"
        assert published_at is None or said.at <= published_at + timedelta(days=1)
