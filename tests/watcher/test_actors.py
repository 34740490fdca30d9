from __future__ import annotations

import pytest

from bot.watcher.find.screen import Screen
from bot.watcher.people.roster import make_roster
from bot.watcher.roles import parse_role
from tests.watcher.actors import ACTORS

ROSTER = make_roster(ACTORS)


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("Esmail Baghaei", "baghaei"),
        ("Baqaei", "baghaei"),
        ("Esmaeel Baghaei", "baghaei"),
        ("Esmail Baghaei Hamaneh", "baghaei"),
        ("Donald J. Trump", "trump"),
        ("Donald John Trump", None),
        ("D. Trump", "trump"),
        ("Bibi", "netanyahu"),
        ("Benyamin Netanyahu", "netanyahu"),
        ("Donald Trump Jr", None),
        ("Melania Trump", None),
        ("Sara Netanyahu", None),
        ("Hamid Baghaei", None),
        ("Ali Bagheri", None),
        ("Esmail Qaani", None),
        ("Judd Trump", None),
        ("Tramp", None),
        ("نتنیاهو", None),
        ("נתניהו", "netanyahu"),
        ("ونتניהו", None),
        ("ונתניהו", "netanyahu"),
        ("ترامب", "trump"),
        ("وترامب", "trump"),
    ],
)
def test_a_name_is_an_actors_or_nobodys(name: str, actor_id: str | None) -> None:
    match = ROSTER.match(name.split())
    assert (match[0].actor.id if match else None) == actor_id


@pytest.mark.parametrize(
    ("name", "titled", "actor_id"),
    [
        pytest.param("Bagahei", True, "baghaei", id="one slip, expected here"),
        pytest.param("Bagahei", False, None, id="one slip, out of the blue"),
        pytest.param("Netenyahu", True, "netanyahu", id="another vowel"),
        pytest.param("Bagheri", True, None, id="another family"),
        pytest.param("Trumpp", True, None, id="too short to guess"),
        pytest.param("Esmail Bagheai", False, "baghaei", id="given name right, surname turned"),
    ],
)
def test_misspellings(name: str, titled: bool, actor_id: str | None) -> None:  # noqa: FBT001
    match = ROSTER.match(name.split(), titled=titled)
    assert (match[0].actor.id if match else None) == actor_id


@pytest.mark.parametrize(
    ("own", "description", "fits"),
    [
        ("Iran's foreign ministry spokesman", "the spokesman", True),
        ("Iran's foreign ministry spokesman", "the Iranian official", True),
        ("Iran's foreign ministry spokesman", "the senior Iranian diplomat", True),
        ("Iran's foreign ministry spokesman", "Iran's top diplomat", False),
        ("Iran's foreign ministry spokesman", "Iran's army spokesman", False),
        ("Iran's foreign ministry spokesman", "China's foreign ministry spokesman", False),
        ("Iran's foreign ministry spokesman", "the spokesman of the diplomatic apparatus", True),
        ("Iran's foreign ministry spokesman", "his Iranian counterpart", True),
        ("President of the United States", "the US president", True),
        ("President of the United States", "the American leader", True),
        ("President of the United States", "the Iranian president", False),
        ("President of the United States", "the vice president", False),
        ("President of the United States", "the former president", True),
        ("Prime Minister of Israel", "the premier", True),
        ("Prime Minister of Israel", "the British prime minister", False),
        ("Prime Minister of Israel", "the foreign minister", False),
    ],
)
def test_descriptions_fit_or_not(own: str, description: str, fits: bool) -> None:  # noqa: FBT001
    role, described = parse_role(own), parse_role(description)
    assert role is not None
    assert described is not None
    assert role.fits(described) is fits


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Trump spoke.", True),
        ("A trumpet sounded.", False),
        ("Talks with Iran's foreign ministry spokesman went on.", True),
        ("The spokesman went home.", False),
        ("The US president flew to Rome.", True),
        ("Netenyahu arrived.", True),
        ("Baghaei’s words", True),
        ("قال ترامب شيئا", True),
        ("אמר ונתניהו", True),
        ("Nothing of interest happened in Oslo.", False),
        ("", False),
    ],
)
def test_the_screen_lets_through_what_names_an_actor(text: str, named: bool) -> None:  # noqa: FBT001
    assert Screen(ROSTER).names_actor(text) is named
