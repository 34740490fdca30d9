"""Who in a text is like somebody: other spellings, scripts, offices and namesakes."""

from __future__ import annotations

import pytest

from bot.core.model import Actor
from bot.watcher.likeness import Likeness, LikenessReader

VARGA = Actor(id="varga", name="Ilse Varga", pronouns=())
KNOWN, MISSPELT, SPELLING, SCRIPT = Likeness.KNOWN, Likeness.MISSPELT, Likeness.SPELLING, Likeness.SCRIPT
TITLE, ALONE, NAMESAKE = Likeness.TITLE, Likeness.TITLE_ALONE, Likeness.NAMESAKE


def seen(text, actor=VARGA):
    found = LikenessReader(actor).read(text)
    for one in found:
        if one.likeness is not TITLE:
            assert " ".join(text[slice(*one.span)].split()) == one.text
    return [(one.text, one.likeness) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ilse Varga said the port stays open.", [("Ilse Varga", KNOWN)], id="the name"),
        pytest.param("Varga said the port stays open.", [("Varga", KNOWN)], id="the surname"),
        pytest.param("Ilsa Varga said the port stays open.", [("Ilsa Varga", SPELLING)], id="another letter"),
        pytest.param("Ilse Maria Varga said so.", [("Ilse Maria Varga", SPELLING)], id="a second name"),
        pytest.param("Ilse Varga-Kiss said so.", [("Ilse Varga-Kiss", SPELLING)], id="a double name"),
        pytest.param("Varga Ilse said so.", [("Varga Ilse", SPELLING)], id="the surname first"),
        pytest.param("Tamas Varga said so.", [("Tamas Varga", NAMESAKE)], id="another given name"),
        pytest.param(
            "Ilse Varga (Persian: ایلزه وارگا) said so.",
            [("Ilse Varga", KNOWN), ("ایلزه وارگا", SCRIPT)],
            id="another script",
        ),
        pytest.param(
            "Ilse Varga (Ильзе Варга) said so.", [("Ilse Varga", KNOWN), ("Ильзе Варга", SCRIPT)], id="Cyrillic"
        ),
        pytest.param(
            "Norway's foreign minister Ilse Varga said so.",
            [("Norway's foreign minister", TITLE), ("Ilse Varga", KNOWN)],
            id="an office before the name",
        ),
        pytest.param(
            "Ilse Varga, the foreign minister of Norway, said so.",
            [("Ilse Varga", KNOWN), ("foreign minister of Norway", TITLE)],
            id="an office behind the name",
        ),
        pytest.param("The bridge is open.", [], id="nobody"),
        pytest.param("Ilse Jansen and Anna Bell said so.", [], id="others"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_what_is_like_a_name(text, expected):
    assert seen(text) == expected


def test_an_office_without_the_name_is_seen_where_it_was_seen_beside_it():
    text = (
        "Norway's foreign minister Ilse Varga said the port stays open. The minister smiled.\n\n"
        "Later the Norwegian foreign minister said that it was closed."
    )
    assert ("the Norwegian foreign minister", ALONE) in seen(text)
    assert ("The minister", ALONE) not in seen(text)
    titled = Actor(id="varga", name="Ilse Varga", titles=("Norway's foreign minister",), pronouns=())
    assert ALONE not in [likeness for _, likeness in seen(text, titled)]


def test_what_is_found_though_it_is_misspelt_needs_no_other_name():
    actor = Actor(id="baghaei", name="Esmail Baghaei")
    assert seen("Esmaeil Baghaei said so. Esmail Baghaie said more.", actor) == [
        ("Esmaeil Baghaei", MISSPELT),
        ("Esmail Baghaie", MISSPELT),
    ]


def test_what_is_known_is_like_nothing_else():
    actor = Actor(
        id="varga",
        name="Ilse Varga",
        aliases=("Ilse Maria Varga", "ایلزه وارگا"),
        namesakes=("Tamas Varga",),
        pronouns=(),
    )
    text = "Ilse Maria Varga met Tamas Varga. Ilse Varga (ایلزه وارگا) said so."
    assert {likeness for _, likeness in seen(text, actor)} == {KNOWN}


def test_a_text_that_names_nobody_like_that_is_not_worth_reading():
    reader = LikenessReader(VARGA)
    assert reader.is_worth_reading("A Mr Varga said so.")
    assert not reader.is_worth_reading("A Mr Bell said so.")
