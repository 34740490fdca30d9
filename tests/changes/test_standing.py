from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.overlap import Overlap, is_cut_short
from bot.changes.page_text import Page
from bot.changes.standing import Place, overlaps, place_of

LEAD = "The mayor spoke on Monday in the old customs house, where many had waited since the morning."
END = "The ferries ran as on any other day. Nobody was hurt, and the market opened at noon."
LONG = "We will not sit at any table under threats, and we will ship 25 percent of the grain abroad by the summer."


def where_now(words, now, *, elsewhere="", before='He said: "', after='" and left.'):
    old_text = f"{LEAD}\n{before}{words}{after}\n{elsewhere}\n{END}"
    start = old_text.index(words)
    new_text = f"{LEAD}\n{now}\n{elsewhere}\n{END}"
    return place_of([(start, start + len(words))], Page(old_text), Page(new_text))


@pytest.mark.parametrize(
    ("words", "now"),
    [
        pytest.param(LONG, f'He said: "{LONG}" and left.', id="nothing changed"),
        pytest.param(LONG, f"“{LONG}” he said.", id="other marks, another cue"),
        pytest.param(LONG, f"He said: {LONG.upper()}", id="another case"),
        pytest.param(LONG, LONG.replace(" ", "\u00a0\n"), id="other whitespace"),
        pytest.param("Café prices won’t fall again", "Cafe\u0301 prices won't fall again", id="another Unicode form"),
        pytest.param("Café prices won’t fall again", "Café prices will not fall again", id="a contraction"),
        pytest.param(LONG, LONG.replace("25 percent", "25%"), id="a percent sign"),
        pytest.param(LONG, LONG.replace("25 percent", "25 per cent"), id="per cent"),
        pytest.param("The cease-fire holds since noon", "The ceasefire holds since noon", id="a hyphen"),
        pytest.param("The inpsectors were shown the door", "The inspectors were shown the door", id="a typo mended"),
        pytest.param("The organisation of the port", "The organization of the port", id="another spelling"),
        pytest.param(LONG, f"{END} {END} Later: {LONG} {LEAD}", id="moved to another paragraph"),
        pytest.param(LONG, LONG[:-1] + ", if the harbour is open by then.", id="more was added behind"),
        pytest.param("no deal", "It was no deal, he said", id="few words"),
    ],
)
def test_words_stand_where_only_their_form_is_another(words, now):
    place = where_now(words, now)
    assert (place.same, place.text) == (True, "")


@pytest.mark.parametrize(
    ("words", "now", "there"),
    [
        pytest.param(LONG, LONG.replace("not ", ""), LONG.replace("not ", ""), id="not is lost"),
        pytest.param(LONG, LONG.replace("25", "35"), LONG.replace("25", "35"), id="another number"),
        pytest.param(
            "25 percent", 'The tax is "35 percent" of all.', "35 percent", id="another number among two words"
        ),
        pytest.param(
            "accept any deal",
            'He would not "accept any deal"',
            'not "accept any deal"',
            id="a negation before the words",
        ),
        pytest.param(
            "thirteen ships were sold by the port",
            "thirty ships were sold by the port",
            "thirty ships were sold by the port",
            id="a number in words",
        ),
        pytest.param(
            "The quay was rebuilt in sixteen weeks",
            "The quay was rebuilt in sixteenth weeks",
            "The quay was rebuilt in sixteenth weeks",
            id="one letter of a number",
        ),
        pytest.param(
            LONG,
            'He said: "We will not sit at any table under threats," and left.',
            "We will not sit at any table under threats",
            id="shortened",
        ),
        pytest.param(
            "We will ship 25 tons of it abroad",
            'He said: "Tehran and Baku will ship 25 tons of it abroad."',
            "Tehran and Baku will ship 25 tons of it abroad",
            id="another subject, the whole clause",
        ),
        pytest.param(
            "The bridge will be opened on Monday",
            "He told us that the bridge will be opened in the summer, and left.",
            "the bridge will be opened in the summer",
            id="another end, the whole clause",
        ),
        pytest.param(
            "We will ship 25 tons of it abroad",
            "He said it again: we will ship 30 tons of it abroad.",
            "we will ship 30 tons of it abroad",
            id="changed and moved",
        ),
    ],
)
def test_changed_words_are_shown_as_they_stand_there_now(words, now, there):
    place = where_now(words, now)
    assert (place.same, place.text.rstrip(".")) == (False, there.rstrip("."))


@pytest.mark.parametrize(
    ("words", "now", "elsewhere"),
    [
        pytest.param(LONG, "He left without a word.", "", id="cut"),
        pytest.param(LONG, "", "", id="cut with all around it"),
        pytest.param("very bad", "It was all right in the end.", "", id="few words cut"),
        pytest.param(
            "We will ship 25 tons of it abroad",
            "He left without a word.",
            "They said before that they would ship 25 tons of it abroad.",
            id="what is like it stood elsewhere before",
        ),
    ],
)
def test_words_that_nothing_took_the_place_of_are_gone(words, now, elsewhere):
    assert where_now(words, now, elsewhere=elsewhere) == Place()


def test_of_words_in_two_pieces_what_is_left_is_shown():
    old = 'Mayor: "We will not sell the quay," he said. "It belongs to the whole town."'
    first, second = "We will not sell the quay", "It belongs to the whole town"
    content = [(old.index(one), old.index(one) + len(one)) for one in (first, second)]
    assert place_of(content, Page(old), Page(old)).same
    cut = place_of(content, Page(old), Page('Mayor: "We will not sell the quay," he said.'))
    assert (cut.same, cut.text) == (False, first)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_the_search_and_what_is_there_is_found(before, words, after):
    old, new = Page(f"{before} | {words} | {after}"), Page(f"{after} | {words} | {before}")
    start = len(before) + 3
    content = [(start, start + len(words))]
    assert place_of(content, old, old).same is bool(Page(words).words)
    assert place_of(content, old, new).text == "" or old.text != new.text


@given(st.lists(st.sampled_from(("we", "will", "not", "sell", "25", "of", "old", "ships")), min_size=1, max_size=12))
def test_a_lost_negation_is_never_passed_over(rest):
    words = " ".join(["it", "is", "not", "so", "that", *rest])
    now = words.replace("not ", "", 1)
    assert not where_now(words, now, before="", after="").same


def test_a_page_that_only_begins_like_the_old_one_is_cut_short():
    old = Page(f"{LEAD}\n{LONG}\n{END}\n" * 3)
    assert is_cut_short(old, Page(f"{LEAD}\n{LONG}\nSubscribe to read on."))
    assert not is_cut_short(old, Page("This article was taken back. We regret the error."))
    assert not is_cut_short(old, Page(f"{END}\n{LEAD}\n" * 3))
    assert not is_cut_short(old, old)


NEWS = "\n".join(f"{word} came to the {word} market with {word} and went home." for word in ("Ann", "Bo", "Cy", "Di"))


@pytest.mark.parametrize(
    ("now", "least", "most"),
    [
        pytest.param(f"{LEAD}\n{LONG}\n{END}", 1, 1, id="as it was"),
        pytest.param(f"{END}\n{NEWS}\n{LONG}\n{LEAD}", 0.9, 1, id="in another order, among others"),
        pytest.param(f"{LEAD}\n{LONG.replace('25', '35')}\n{END}", 0.8, 0.99, id="one number"),
        pytest.param(LEAD, 0.2, 0.5, id="its beginning"),
        pytest.param(NEWS, 0, 0.1, id="another page"),
        pytest.param("", 0, 0, id="nothing"),
    ],
)
def test_what_is_kept_of_a_page_is_counted_wherever_it_stands(now, least, most):
    assert least <= Overlap(Page(f"{LEAD}\n{LONG}\n{END}"), Page(now)).share <= most


def test_of_a_post_of_few_words_an_edit_leaves_most():
    assert Overlap(Page("We ship 25 percent abroad"), Page("We ship 35 percent abroad")).share > 0.5
    assert Overlap(Page(""), Page(LEAD)).share == 1


@pytest.mark.parametrize(
    ("now", "rolled"),
    [
        pytest.param(f"{NEWS}\n{LEAD}", True, id="with all below it, and others came"),
        pytest.param(LEAD, False, id="with all below it, and nothing came"),
        pytest.param(f"{NEWS}\n{LEAD}\n{END}", False, id="alone"),
        pytest.param(f"{NEWS}\n{LEAD}\n{LONG.replace('25', '35')}", False, id="changed"),
    ],
)
def test_words_roll_off_a_live_page_at_its_end(now, rolled):
    old = f"{LEAD}\n{LONG}\n{END}"
    start = old.index(LONG)
    assert Overlap(Page(old), Page(now)).has_rolled_off([(start, start + len(LONG))]) is rolled


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [([(0, 10)], [(0, 10)], True), ([(0, 10)], [(4, 30)], True), ([(0, 10)], [(6, 30)], False), ([(0, 10)], [], False)],
)
def test_contents_overlap_that_share_half_of_the_shorter(one, other, expected):
    assert overlaps(one, other) is overlaps(other, one) is expected


def test_a_long_page_that_was_rewritten_is_searched_in_no_time():
    passages = [
        f"Passage number {n} tells of the {n * 7919 % 613} boats and the {n * 104729 % 997} nets." for n in range(200)
    ]
    old = Page("\n".join(passages))
    new = Page("\n".join(one.replace("boats", "ships").replace("nets", "sails") for one in passages))
    begun, at = process_time(), 0
    for one in passages:
        assert not place_of([(at, at + len(one))], old, new).same
        at += len(one) + 1
    assert process_time() - begun < 5
