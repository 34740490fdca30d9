"""The words on a card: whose they are, what leads into them, the question before them, and the part that is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Kind
from handlers.render.messages.card import card, fallback
from handlers.render.pieces.segments import line_text
from tests.handlers.samples import CONFIG, quoting, report_view, statement_view
from tests.store.samples import quotation

REST = "medium confidence · said 4 Mar 2025, 13:00 CET · published 4 Mar 2025, 13:00 CET"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param("We go.", Kind.DIRECT, "“We go.”", id="direct"),
        pytest.param("“We go.”", Kind.DIRECT, "“We go.”", id="direct with its marks"),
        pytest.param("that they go", Kind.INDIRECT, "that they go", id="indirect"),
        pytest.param("the “old ferry” goes", Kind.MIXED, "the “old ferry” goes", id="mixed"),
        pytest.param("old ferry” goes", Kind.MIXED, "“old ferry” goes", id="mixed without its first mark"),
        pytest.param("goes by “old ferry", Kind.MIXED, "goes by “old ferry”", id="mixed without its last mark"),
        pytest.param('old ferry" goes', Kind.MIXED, '“old ferry" goes', id="mixed, straight, without its first"),
        pytest.param('goes by "old ferry', Kind.MIXED, 'goes by "old ferry”', id="mixed, straight, without its last"),
        pytest.param("“He said: ‘Go.’”", Kind.DIRECT, "“He said: ‘Go.’”", id="one quoted within, at the end"),
        pytest.param("“It’s said: ‘Don’t go.’”", Kind.DIRECT, "“It’s said: ‘Don’t go.’”", id="with apostrophes"),
        pytest.param("“‘Go’ is what we say”", Kind.DIRECT, "“‘Go’ is what we say”", id="one at the beginning"),
        pytest.param("He said “Go.”", Kind.DIRECT, "“He said ‘Go.’”", id="one in double marks"),
        pytest.param('He said "Go."', Kind.DIRECT, "“He said ‘Go.’”", id="one in straight marks"),
        pytest.param("‘It’s the crews’ ship’", Kind.DIRECT, "“It’s the crews’ ship”", id="direct, in single marks"),
        pytest.param("\u200b", Kind.INDIRECT, "[no readable words]", id="nothing to see"),
    ],
)
def test_only_the_actors_own_words_stand_in_marks(text, kind, expected):
    shown = card(report_view(statement_view(text=text, kind=kind)), config=CONFIG)
    assert line_text(shown.quotes[0].words) == expected


@pytest.mark.parametrize(
    ("text", "kind", "sense", "expected"),
    [
        ("that the works are late", Kind.INDIRECT, "denies", "denies that the works are late"),
        ("that the works are late", Kind.INDIRECT, None, "says that the works are late"),
        ("the works are late", Kind.INDIRECT, "denies", "denies that the works are late"),
        ("the works are late", Kind.INDIRECT, None, "the works are late"),
        ("That was late.", Kind.DIRECT, None, "“That was late.”"),
        ("We were late.", Kind.DIRECT, "admits", "admits, “We were late.”"),
    ],
)
def test_what_leads_into_words_that_cannot_stand_alone(text, kind, sense, expected):
    given = statement_view(text=text, kind=kind, sense=sense)
    assert card(report_view(given), config=CONFIG).quotes[0].text == expected


def test_of_a_long_report_the_parts_that_were_picked_are_shown():
    text = "First we mend the quay. Then we talk. The tolls fall in May. Nobody pays twice. So be it."
    picked = ["The tolls fall in May.", "Then we talk."]
    views = [statement_view(f"s{place}", text=text) for place in range(60)]
    spans = [(text.index(part), text.index(part) + len(part)) for part in picked]
    shown = card(report_view(*views, excerpts=(*spans, *[None] * 58), text=text), config=CONFIG)
    assert [line_text(quote.words) for quote in shown.quotes[:2]] == [f"“{part}”" for part in picked]
    assert line_text(shown.quotes[0].how) == f"in her own words · excerpt · {REST}"
    assert (shown.more_text, shown.lead_statement_id) == ("and 57 more", "s0")
    assert "All" in [button.label for button in shown.buttons]


def test_an_excerpt_that_is_the_whole_statement_is_no_part_of_it():
    text = "First we mend the quay, she said."
    view = quoting(statement_view(text="First we mend the quay"), text, "First we mend the quay,")
    (quote,) = (shown := card(report_view(view, excerpts=((0, 23),), text=text), config=CONFIG)).quotes
    assert quote.text == "“First we mend the quay”"
    assert line_text(quote.how) == f"in her own words · {REST}"
    assert "All" not in [button.label for button in shown.buttons]


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        pytest.param(
            "Venn denied that she had ordered a strike.",
            "she had ordered a strike",
            "denied",
            "denies that she had ordered a strike",
            id="a clause",
        ),
        pytest.param(
            "Venn denied any part in it.",
            "any part in it",
            "denied",
            "denies any part in it",
            id="right after the verb",
        ),
        pytest.param(
            "She had ordered a strike, Venn denied.",
            "She had ordered a strike",
            "denied",
            "denies that she had ordered a strike",
            id="before the verb",
        ),
        pytest.param(
            "Venn denied, as she did on Monday, she had ordered a strike.",
            "she had ordered a strike",
            "denied",
            "denies that she had ordered a strike",
            id="far from the verb",
        ),
    ],
)
def test_a_denial_never_looks_like_an_assertion(text, content, cue, expected):
    at, said = text.index(content), text.index(cue)
    found = quotation(content=((at, at + len(content)),), cue=((said, said + len(cue)),), kind=Kind.INDIRECT)
    view = statement_view(text=content, kind=Kind.INDIRECT, sense="denies", quotation=found)
    view = replace(view, sightings=tuple(replace(s, article=replace(s.article, text=text)) for s in view.sightings))
    assert card(report_view(view), config=CONFIG).quotes[0].text == expected


@pytest.mark.parametrize(
    ("sense", "verb", "kind", "words", "expected"),
    [
        ("calls it", "called", Kind.MIXED, "the mayor “a small man”", "calls the mayor “a small man”"),
        ("calls it", "called the port", Kind.DIRECT, "a parking lot", "calls the port “a parking lot”"),
        ("describes it as", "described", Kind.MIXED, "the claims as “baseless”", "describes the claims as “baseless”"),
        ("describes it as", "described the claims as", Kind.DIRECT, "baseless", "describes the claims as “baseless”"),
        ("calls on", "called on", Kind.INDIRECT, "Europe to answer", "calls on Europe to answer"),
        ("calls for", "called for", Kind.INDIRECT, "calm and for talks", "calls for calm and for talks"),
        ("rules out", "ruled out", Kind.INDIRECT, "talks with Europe", "rules out talks with Europe"),
    ],
)
def test_what_is_named_is_said_once(sense, verb, kind, words, expected):
    text = f"Venn {verb} {words}."
    at, said = text.index(words), text.index(verb)
    cue = ((said, said + len(verb.split(" the ")[0])),)
    found = quotation(content=((at, at + len(words)),), cue=cue, kind=kind, sense=sense)
    view = statement_view(text=words, kind=kind, sense=sense, quotation=found)
    view = replace(view, sightings=tuple(replace(s, article=replace(s.article, text=text)) for s in view.sightings))
    assert card(report_view(view), config=CONFIG).quotes[0].text == expected


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Will you sign?", "“Will you sign?” — “No.”"),
        ("whether she would sign", "asked whether she would sign — “No.”"),
        (None, "“No.”"),
    ],
)
def test_an_answer_of_a_few_words_is_shown_with_its_question(question, shown):
    view = statement_view(text="No.", quotation=quotation(question=question))
    made = card(report_view(view), config=CONFIG)
    assert made.quotes[0].text == shown
    assert shown in fallback(made)


def test_an_answer_that_is_told_in_others_words_is_shown_with_its_question():
    found = quotation(question="whether she would sign", kind=Kind.INDIRECT, verb="say")
    made = card(report_view(statement_view(text="yes", kind=Kind.INDIRECT, quotation=found)), config=CONFIG)
    assert fallback(made).count("asked whether she would sign — ") == 1
    assert "yes" in fallback(made)


def test_a_long_question_is_cut_and_the_answer_is_not():
    view = statement_view(text="No.", quotation=quotation(question=f"Will you {'really ' * 60}sign?"))
    made = card(report_view(view), config=CONFIG)
    assert made.quotes[0].text.endswith(" — “No.”")
    assert len(made.quotes[0].text) < 200


def test_a_card_has_the_words_of_the_article_that_it_names():
    view = statement_view(seen=(("gazette", 0.0), ("wire", 0.0)))
    short = view.statement.text
    fuller = f"{short} And nobody pays for it."
    sightings = (quoting(view, fuller, fuller).sightings[0], quoting(view, short, short).sightings[1])
    both = replace(view, statement=replace(view.statement, text=fuller), sightings=sightings)
    first, later = (card(report_view(both, source_id=one), config=CONFIG) for one in ("gazette", "wire"))
    assert (line_text(first.quotes[0].words), line_text(later.quotes[0].words)) == (f"“{fuller}”", f"“{short}”")
