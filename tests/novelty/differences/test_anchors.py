"""A change is of one matter: what the rules find is reported only where both texts speak of the same thing."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.novelty.differences.evidence import find_evidence

DAY = dt.date(2026, 5, 8)


def is_named(a: str, b: str) -> bool:
    """Tell whether rules name a difference, and of one matter."""
    found = find_evidence(a, b, DAY, DAY, indirect_a=False, indirect_b=False)
    return bool(found.findings) and found.of_one_matter


ONE_MATTER = [
    ("The duty on steel is 25 percent.", "The duty on steel is 35 percent."),
    ("We meet in Oslo.", "We do not meet in Oslo."),
    ("There are no talks with the guild.", "Talks with the guild are under way."),
    ("We will not be sending boats into the bay.", "They are going to send boats into the bay."),
    ("The mill in Tours will be closed.", "The mill in Tours remains open."),
    ("The rule is lawful.", "The rule is unlawful."),
    ("The port of Bergen will reopen.", "The port of Bergen will stay closed."),
    ("The council accepts the plan.", "The council rejects the plan."),
    ("The talks will be held in Oman.", "The talks will be held in Qatar."),
    ("I will run for mayor.", "I will not run for mayor."),
    ("Growth will be 2 percent this year.", "Growth will be 3 percent this year."),
    ("The first test has failed.", "The first test has not failed."),
    ("We will sign.", "We will sign, unless they leave."),
    ("The operator warned the regulator.", "The regulator warned the operator."),
    ("The minister was dismissed by the king.", "The king was dismissed by the minister."),
    ("The Danes will pay 12 percent.", "The Danes will pay 18 percent."),
    ("The first stage will last three weeks.", "The first stage will last six weeks."),
    ("The second convoy will leave on Tuesday.", "The second convoy will leave on Friday."),
    ("Nine people died in the fire on Sunday.", "Eleven people were killed in the fire on Sunday."),
    ("Six of the sailors are alive.", "Eight of the sailors are alive."),
    ("The trams run again from April 3.", "The trams run again from April 17."),
    ("Our ambassador returns on 14 May and will sign.", "Our ambassador returns on 4 May and will sign."),
    ("A full closure is planned.", "A partial closure is planned."),
    ("We hold forty smugglers in the fort.", "The number of smugglers in the fort is fifty."),
    ("We buy the mill, but only if the banks wait.", "We buy the mill."),
]
TWO_MATTERS = [
    ("The duty on steel is 25 percent.", "The duty on glass is 35 percent."),
    ("We put 25 percent on goods from China.", "We put 35 percent on goods from Mexico."),
    ("Turnout in Vermont was 58 percent.", "Turnout in Maine was 61 percent."),
    ("We need no boats in the bay.", "On the coast we need boats."),
    ("Schools in the north will open.", "Schools in the south will not open."),
    ("We will not leave the guild.", "Will we leave the guild?"),
    ("We will not return the coins.", "They keep saying that we will return the coins."),
    ("The crews have not left the city.", "Some media report that the crews have left the city."),
    ("We will not sign under threat.", "We will sign if the threats end."),
    ("We will not ban the guild.", "Were a court to ask for it, we would ban the guild."),
    ("We will not clear the coast.", "In the case of a storm we will clear the coast."),
    ("Israel will defend itself.", "Iran would defend itself."),
    ("Last year we had no fires in July.", "This year we have fires in July."),
    ("The first test did not succeed.", "The second test succeeded."),
    ("I will not run for mayor.", "My brother will run for mayor."),
    ("Growth will be 2 percent this year.", "Growth was 3 percent last year."),
    ("I trust the chief of police.", "I do not trust the chief of the fire brigade."),
    ("Norway sold the planes to India.", "India bought the planes from Norway."),
    ("The bishop received a letter from the king.", "The king sent a letter to the bishop."),
    ("a ban on boats entering the bay", "not allowing boats to enter the bay"),
    ("The Danes pay too little.", "The Finns pay too little."),
    ("The Danish parliament must act.", "The Finnish parliament must act."),
    ("Norway's border guards must wake up.", "Sweden's border guards must wake up."),
    ("The Danes will pay 25 percent.", "The Finns will pay 39 percent."),
    ("I called the bishop on Monday.", "I called the bishop on Friday."),
    ("I called the bishop in March.", "I called the bishop in May."),
    ("The raid on Monday was a crime.", "The raid on Thursday was a crime."),
    ("The flood in April will be remembered.", "The flood in July will be remembered."),
    ("Three sailors had drowned off Bergen on Sunday.", "Five sailors had drowned off Bergen on Tuesday."),
    ("We sold two million tonnes in March.", "We sold 1.7 million tonnes in April."),
    ("The first stage will last 42 days.", "The second stage will last 60 days."),
    ("Phase 1 brought 50 million.", "Phase 2 brought 200 million."),
    ("Six of the sailors were dead.", "Three of the sailors were alive."),
    ("Eleven villagers were hurt.", "Three villagers were killed."),
    ("We hired 500 teachers.", "We fired 200 teachers."),
    ("Imports rose by 9 percent.", "Exports rose by 4 percent."),
    ("Feed for the cows is down. Fifty!", "Feed for the cows is down to $300."),
]


@pytest.mark.parametrize(("a", "b"), ONE_MATTER)
def test_what_differs_of_one_thing_is_named(a, b):
    assert is_named(a, b)
    assert is_named(b, a)


@pytest.mark.parametrize(("a", "b"), TWO_MATTERS)
def test_what_is_said_of_another_thing_is_no_change(a, b):
    assert not is_named(a, b)
    assert not is_named(b, a)


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        pytest.param("The mill burns.", "The mill burned.", 1.0, id="forms of a word"),
        pytest.param("The port of Bergen opens.", "The port of Bergen closes.", 1.0, id="opposites"),
        pytest.param("The mill made 40 tonnes.", "The bridge carried 55 tonnes.", 0.0, id="no unit of a number"),
        pytest.param("They asked for four days.", "The bishop asked on Monday.", 0.71, id="one of two"),
        pytest.param("It is what it is.", "The mill burns.", 0.0, id="nothing of weight"),
    ],
)
def test_the_words_of_weight_that_two_texts_share_are_counted(a, b, shared):
    for one, other in ((a, b), (b, a)):
        found = find_evidence(one, other, DAY, DAY, indirect_a=False, indirect_b=False)
        assert round(found.shared, 2) == shared
