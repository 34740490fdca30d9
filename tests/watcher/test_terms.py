"""Who has an office when: a text of another day, or without one, and a description that says the country."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Term, View
from bot.watcher import WatchText
from bot.watcher.people.roster import make_roster
from tests.watcher.actors import BAGHAEI, NETANYAHU, TRUMP
from tests.watcher.reader import rules

TWICE = (Term(begins=date(2017, 1, 20), ends=date(2021, 1, 20)), Term(begins=date(2025, 1, 20)))
HELD = [
    replace(BAGHAEI, terms=(Term(begins=date(2024, 10, 1)),)),
    replace(TRUMP, terms=TWICE),
    replace(
        NETANYAHU,
        titles=(*NETANYAHU.titles, "the Likud leader", "the Likud chairman"),
        terms=(Term(begins=date(2009, 3, 31), ends=date(2021, 6, 13)), Term(begins=date(2022, 12, 29))),
    ),
]
US = "The US president said it would rain."
CASES = [
    pytest.param("2026-05-04", US, "The US president", "trump", id="in office, without his name"),
    pytest.param("2014-06-10", US, "The US president", None, id="before his first term"),
    pytest.param("2022-06-10", US, "The US president", None, id="between two"),
    pytest.param("2025-01-20", US, "The US president", "trump", id="on its first day"),
    pytest.param("2021-01-20", US, "The US president", None, id="on the first day of the next one"),
    pytest.param(None, US, "The US president", None, id="no date and no name"),
    pytest.param(None, f"Trump came. {US}", "The US president", "trump", id="no date, but the name"),
    pytest.param("2022-06-10", f"Trump, who lost, came. {US}", "The US president", None, id="named as another thing"),
    pytest.param("2022-06-10", "Trump came. The former president said it would rain.", "The former president", "trump", id="the former one, once he was"),
    pytest.param("2014-06-10", "Trump came. The former president said it would rain.", "The former president", None, id="the former one, before he was any"),
    pytest.param("2022-06-10", "Trump came. The president said it would rain.", "The president", None, id="a bare title, out of office"),
    pytest.param("2022-06-10", "Trump came. He said it would rain.", "He", "trump", id="a pronoun is of no office"),
    pytest.param("2022-06-10", "Trump said it would rain.", "Trump", "trump", id="nor is a name"),
    pytest.param("2022-09-20", "Israel's prime minister said it would rain. Netanyahu denounced the speech.", "Israel's prime minister", None, id="the one whom he denounced"),
    pytest.param("2022-09-20", "Netanyahu came. The Israeli leader said it would rain.", "The Israeli leader", None, id="a looser word for the office"),
    pytest.param("2022-07-15", "Prime Minister Oskar Strand met Netanyahu. The Israeli leader, who took office in May, said it would rain.", "The Israeli leader", None, id="beside the one who has it"),
    pytest.param("2022-07-15", "Netanyahu came. Israel's leader said it would rain.", "Israel's leader", None, id="with the country as its owner"),
    pytest.param("2022-07-15", "Netanyahu came. The leader of Israel said it would rain.", "The leader of Israel", None, id="and behind it"),
    pytest.param("2022-07-15", "Netanyahu came. The Israeli premier said it would rain.", "The Israeli premier", None, id="another word for the office"),
    pytest.param("2022-07-15", "Netanyahu came. The Israeli head of government said it would rain.", "The Israeli head of government", None, id="of the government"),
    pytest.param("2022-06-10", "Trump came. The American leader said it would rain.", "The American leader", None, id="the leader of a country between two terms"),
    pytest.param("2026-07-15", "Netanyahu came. The Israeli leader said it would rain.", "The Israeli leader", "netanyahu", id="in office"),
    pytest.param("2026-07-15", "The Israeli leader said it would rain. Netanyahu came.", "The Israeli leader", "netanyahu", id="in office, and named behind"),
    pytest.param("2022-07-15", "Netanyahu came. The Likud chairman said it would rain.", "The Likud chairman", "netanyahu", id="the chair of his party"),
    pytest.param("2022-07-15", "Netanyahu came. The former Israeli leader said it would rain.", "The former Israeli leader", "netanyahu", id="the former leader"),
    pytest.param("2026-07-15", "Trump came. The American leader said it would rain.", "The American leader", "trump", id="in his second term"),
    pytest.param("2022-09-20", "Netanyahu came. The Likud leader said it would rain.", "The Likud leader", "netanyahu", id="an office that is not the term's"),
    pytest.param("2013-08-12", "Iran's foreign ministry spokesman said it would rain.", "Iran's foreign ministry spokesman", None, id="a spokesman before him"),
    pytest.param("2026-08-12", "Iran's foreign ministry spokesman said it would rain.", "Iran's foreign ministry spokesman", "baghaei", id="and he"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "source", "actor_id"), CASES)
def test_an_office_is_whose_it_is_on_the_day_of_the_text(
    day: str | None, text: str, source: str, actor_id: str | None
) -> None:
    watcher = rules(("it would rain", "said", source)).tracking(HELD)
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    (found,) = watcher.watch([WatchText(text=text, published_at=published)], view=View.EVERYBODY)[0].quotations
    assert found.actor_id == actor_id


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1)))
def test_on_each_day_an_office_is_held_was_held_or_is_still_to_come(day: date) -> None:
    for role in make_roster(HELD).by_id("trump").roles_on(day):
        in_office = any(term.begins <= day and (term.ends is None or day < term.ends) for term in TWICE)
        assert role.head == "commander in chief" or role.in_office == in_office
        assert role.fits(replace(role, in_office=True, former=True)) == (in_office or role.former or role.in_office)


def test_who_has_no_terms_is_in_office_on_any_day() -> None:
    names = make_roster([TRUMP]).by_id("trump")
    assert names.roles_on(date(1950, 1, 1)) == names.roles_on(None) == list(names.roles)
