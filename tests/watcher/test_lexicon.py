"""Word lists are data: one a file, each says what it is for, none holds a word twice, none lies about unread."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.core.word_files import read_groups, read_words
from bot.watcher import lexicon
from tests.word_lists import purpose

FOLDER = Path(str(lexicon.FOLDER))
FILES = sorted(FOLDER.glob("*.txt"))
CODE = "".join(path.read_text(encoding="utf-8") for path in (FOLDER.parents[1]).rglob("*.py"))


def words_of(path: Path) -> list[str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    if any(re.match(r"[^\s:]+(?: [^\s:]+)*:(?: |$)", line) for line in lines):
        return [word for words in read_groups(path).values() for word in words]
    return read_words(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_says_what_it_is_for_and_holds_each_word_once(path: Path) -> None:
    assert len(purpose(path).split()) > 0
    assert purpose(path).endswith(".")
    twice = [word for word, times in Counter(words_of(path)).items() if times > 1]
    assert not twice
    assert words_of(path)
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 120


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_is_read_in_one_place(path: Path) -> None:
    assert len(re.findall(rf'[("]{path.stem}(?:\.txt)?"', CODE)) == 1


def test_groups_go_on_in_lines_that_are_indented(tmp_path: Path) -> None:
    path = tmp_path / "fruit.txt"
    path.write_text("# Fruit,\n# by kind.\nstone fruit: plum cherry\n    peach\n\npome: apple\n", encoding="utf-8")
    assert read_groups(path) == {"stone fruit": ["plum", "cherry", "peach"], "pome": ["apple"]}
    assert purpose(path) == "Fruit, by kind."


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("say", {"say", "says", "said", "saying"}),  # irregular
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("argue", {"argue", "argues", "argued", "arguing"}),
        ("stress", {"stress", "stresses", "stressed", "stressing"}),
        ("warn", {"warn", "warns", "warned", "warning"}),
    ],
)
def test_verbs_are_listed_by_their_infinitive(verb: str, forms: set[str]) -> None:
    assert {form for form, of in lexicon.SPEECH_VERBS.items() if of == verb} == forms


def test_an_irregular_verb_is_one_that_a_list_of_verbs_holds_and_no_regular_one() -> None:
    irregular = read_groups(FOLDER / "irregular_verbs.txt")
    lists = re.findall(r'verb_forms\("(\w+)"\)', CODE)
    held = {verb for name in lists for verb in read_words(FOLDER / f"{name}.txt")}
    assert [verb for verb in irregular if verb not in held] == []
    regular = {
        verb: {verb + "s", verb.removesuffix("e") + "ed", verb.removesuffix("e") + "ing"}
        if not verb.endswith("y")
        else {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
        for verb in irregular
    }
    assert [verb for verb, forms in irregular.items() if set(forms) == regular[verb]] == []


def test_without_verbs_of_speech_texts_are_read_all_the_same() -> None:
    code = (
        "from bot.core.word_files import leave_out; leave_out('speech_verbs')\n"
        "from tests.watcher.reader import find, rules\n"
        "assert find(rules(('“It runs,”', 'said', 'Trump')), '“It runs,” Trump said on Monday.')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words


def test_a_list_can_be_left_out_to_measure_what_it_is_worth() -> None:
    code = (
        "from bot.core.word_files import leave_out; leave_out('female_roles')\n"
        "from bot.watcher.lexicon import FEMALE_ROLES, MALE_ROLES\n"
        "assert not FEMALE_ROLES and MALE_ROLES"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words
