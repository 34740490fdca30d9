from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watcher.text.quotation_marks import pair_marks, touching


def quoted(text: str) -> list[str]:
    return [text[slice(*pair.inner)] for pair in pairs(text)]


def pairs(text: str):
    spans = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return pair_marks(text, spans)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        pytest.param('He said "no" and "yes".', ["no", "yes"], id="straight"),
        pytest.param("He said “no” and “yes”.", ["no", "yes"], id="curly"),
        pytest.param("He said ‘no’ and 'yes'.", ["no", "yes"], id="single"),
        pytest.param("«Oui», said he. « Non » too.", ["Oui", " Non "], id="guillemets"),
        pytest.param("„Ja“, sagte er.", ["Ja"], id="low and high"),
        pytest.param("He said ''no'' twice.", ["no"], id="doubled apostrophes"),
        pytest.param('He said "no” and “yes".', ["no", "yes"], id="mixed"),
        pytest.param("“He told me ‘no’ again”, she said.", ["He told me ‘no’ again"], id="nested: the outer one"),
        pytest.param("“He said “no” again,” she said.", ["He said “no” again,"], id="nested in the same marks"),
        pytest.param(
            "“Never closed, he said.\n“Closed,” he said.",
            ["Never closed, he said.", "Closed,"],
            id="unclosed costs its paragraph",
        ),
        pytest.param(
            'One " odd mark.\n"Fine," he said.', [" odd mark.", "Fine,"], id="an odd mark costs its paragraph"
        ),
        pytest.param(
            "“One.\n“Two.\n“Three,” he said.", ["One.", "Two.", "Three,"], id="each paragraph opens, the last closes"
        ),
        pytest.param(
            "He said: ‘One.\n‘It’s two.\n‘Three,’ he said.",
            ["One.", "It’s two.", "Three,"],
            id="the same in single marks",
        ),
        pytest.param("He said: 'One.\n'Two.'\nIt's three.", ["One.", "Two."], id="the same in straight ones"),
        pytest.param("He said: ‘One.\nTwo is more.", [], id="a single mark that nothing opens anew"),
        pytest.param("He said: ‘One’.\n‘Two,’ he said.", ["One", "Two,"], id="single marks that are closed"),
        pytest.param('A 12" pipe and "a word".', ["a word"], id="inches"),
        pytest.param("Between 6'2\" and 6'4\" tall.", [], id="feet and inches"),
        pytest.param("The workers’ rights and the boss’s car.", [], id="possessives"),
        pytest.param("It’s ’90s music, don’t ask.", [], id="apostrophes"),
        pytest.param(
            "‘The workers’ rights matter,’ he said.",
            ["The workers’ rights matter,"],
            id="a possessive inside single marks",
        ),
        pytest.param("rock 'n' roll", [], id="elision"),
        pytest.param("‘No talks under way’\nHe said so.", ["No talks under way"], id="a heading in marks"),
        pytest.param("”Backwards”, he said.", ["Backwards"], id="closing marks on both sides"),
        pytest.param("no marks at all", [], id="none"),
    ],
)
def test_pairs(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside


def test_a_reopened_paragraph_goes_on() -> None:
    first, second, other = pairs("“One.\n“Two,” he said.\n“New,” she said.")
    assert (first.closed, second.continues, other.continues) == (False, True, False)


@given(st.text(alphabet="ab ,.\n\"'“”‘’«»„12s"))
def test_pairs_stand_in_order_apart_and_inside_the_text(text: str) -> None:
    end = 0
    for pair in pairs(text):
        assert end <= pair.outer[0] <= pair.inner[0] <= pair.inner[1] <= pair.outer[1] <= len(text)
        assert "\n" not in text[slice(*pair.outer)]
        end = pair.outer[1]


def test_touching_finds_what_shares_a_character() -> None:
    found = pairs("“a” and “b”")
    assert [pair.outer for pair in touching(found, 2, 9)] == [(0, 3), (8, 11)]
    assert touching(found, 3, 8) == []
