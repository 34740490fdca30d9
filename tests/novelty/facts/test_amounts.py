"""Numbers are read with their units, however they are written."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.novelty.facts.amounts import OPENERS
from bot.novelty.facts.numbers import SCALES
from bot.novelty.facts.parsed import parse_text
from bot.novelty.facts.units import CONVERSIONS

DAY = dt.date(2026, 5, 8)


def amounts(text: str) -> list[str]:
    return [amount.text for amount in parse_text(text, DAY).amounts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("fifty percent of copper", ["50 percent"], id="words"),
        pytest.param("a 50% duty", ["50 percent"], id="sign"),
        pytest.param("fifty per cent", ["50 percent"], id="two words"),
        pytest.param("a fifth of the fleet", ["20 percent"], id="fraction"),
        pytest.param("one-twentieth of it", ["5 percent"], id="hyphenated fraction"),
        pytest.param("two thirds of the wells", ["66.67 percent"], id="thirds"),
        pytest.param("nine out of ten glasses", ["90 percent"], id="out of"),
        pytest.param("half the wheat", ["50 percent"], id="half"),
        pytest.param("half a billion", ["500 million"], id="half a billion"),
        pytest.param("a quarter of a million", ["250000"], id="quarter of a million"),
        pytest.param("$14 billion", ["14 billion dollars"], id="currency sign"),
        pytest.param("$5bn", ["5 billion dollars"], id="short scale"),
        pytest.param("fourteen billion dollars", ["14 billion dollars"], id="currency word"),
        pytest.param("eleven hundred shekels", ["1100 shekels"], id="eleven hundred"),
        pytest.param("two hundred and fifty thousand", ["250000"], id="long number"),
        pytest.param("two hours", ["120 minutes"], id="hours"),
        pytest.param("forty-eight hours", ["2 days"], id="hours are days"),
        pytest.param("two years", ["24 months"], id="years"),
        pytest.param("within a year", ["12 months"], id="a year as a span"),
        pytest.param("a year and a half", ["18 months"], id="and a half"),
        pytest.param("a tonne of flour", ["1000 kg"], id="tonne"),
        pytest.param("10kg", ["10 kg"], id="no space"),
        pytest.param("2.5bn shekels", ["2.5 billion shekels"], id="no space behind a fraction"),
        pytest.param("£1,250.5m", ["1.2505 billion pounds sterling"], id="no space behind thousands and a fraction"),
        pytest.param("two and a half million tonnes", ["2.5 billion kg"], id="a half before a scale"),
        pytest.param("a dozen eggs", ["12"], id="dozen"),
        pytest.param("two point four billion shekels", ["2.4 billion shekels"], id="a spoken point"),
        pytest.param("five point two five percent", ["5.25 percent"], id="a spoken point and two digits"),
        pytest.param("at this point two men came", ["2"], id="a point that is none"),
        pytest.param("four and a quarter percent", ["4.25 percent"], id="and a quarter"),
        pytest.param("two and three quarters", ["2.75"], id="and three quarters"),
        pytest.param("a 34-year-old and a man of 40 years", ["34", "480 months"], id="an age is no span"),
        pytest.param("at half past seven", ["7:30"], id="half past"),
        pytest.param("a quarter to nine p.m.", ["20:45"], id="a quarter to, with its half of the day"),
        pytest.param("from 8.30 a.m. to 19:30", ["8:30", "19:30"], id="times in digits"),
        pytest.param("at ten o'clock, 3 pm and 12 a.m.", ["10:00", "15:00", "12:00"], id="full hours"),
        pytest.param("won 3:25 and 2 to 1", ["3:25", "2", "1"], id="a score is as good as a time"),
        pytest.param("version 8.30 at 1:75", ["8.3", "1", "75"], id="no times"),
        pytest.param("no one, one of them, one way or another", [], id="one is no number here"),
        pytest.param("We did not ask for a deal, and we do not need one.", [], id="what is needed is no number"),
        pytest.param("We need one week.", ["7 days"], id="but a unit behind it makes one"),
        pytest.param("the third time", [], id="ordinal"),
        pytest.param("in 2027", [], id="year"),
        pytest.param("$100,000 a year", ["100000 dollars"], id="rate"),
        pytest.param("one customer in six", ["16.67 percent"], id="one in six, with a noun"),
        pytest.param("one in five children", ["20 percent"], id="one in five"),
        pytest.param("57 households in every hundred", ["57 percent"], id="in every hundred"),
        pytest.param("two of every five, four out of every ten", ["40 percent", "40 percent"], id="of every"),
        pytest.param("two in three days", ["2", "3 days"], id="in three days is no share"),
        pytest.param("five men in ten villages", ["5", "10"], id="nor is in ten villages"),
        pytest.param("between four and five billion dollars", ["4 billion dollars", "5 billion dollars"], id="a range"),
        pytest.param("€4-5 billion", ["4 billion euros", "5 billion"], id="a range behind a sign"),
        pytest.param("from 6.5 to 6.2 per cent", ["6.5 percent", "6.2 percent"], id="a range with one unit"),
        pytest.param("from twelve weeks to eight", ["84 days", "56 days"], id="the unit stands before"),
        pytest.param("from 4 to 0 per cent", ["4 percent", "0 percent"], id="down to nothing"),
        pytest.param("between 50 and 75 cents", ["0.5 dollars", "0.75 dollars"], id="a range of cents"),
        pytest.param("from 104 to 122 degrees Fahrenheit", ["40 degrees", "50 degrees"], id="a range of Fahrenheit"),
        pytest.param("minus minus 5", ["minus 5"], id="one minus"),
        pytest.param("down to minus 19 in March", ["minus 19"], id="a minus in a month is no share"),
        pytest.param(f"5{' trillion' * 40} days", [], id="more than a float holds"),
        pytest.param("between four ships and five billion", ["4", "5 billion"], id="no range"),
        pytest.param("the remaining half-dozen nuns", ["6"], id="half-dozen"),
        pytest.param("a baker's dozen, a dozen and a half", ["13", "18"], id="dozens"),
        pytest.param("three quarters of a percentage point", ["0.75 percentage points"], id="a part of a unit"),
        pytest.param("75 basis points", ["0.75 percentage points"], id="basis points"),
        pytest.param("50 metres per second", ["180 km an hour"], id="a speed"),
        pytest.param("a thousand square kilometres", ["100000 hectares"], id="a unit of two words"),
        pytest.param("37 hours and 30 minutes", ["1.56 days"], id="hours and minutes"),
        pytest.param("two euros and five cents", ["2.05 euros"], id="euros and cents"),
        pytest.param("EUR 20m and ¥300bn", ["20 million euros", "300 billion yen"], id="codes before a sum"),
        pytest.param("12m people ran 100m", ["12 million", "100"], id="millions of people, and metres"),
        pytest.param("one and a half million, a million and a half", ["1.5 million", "1.5 million"], id="and a half"),
        pytest.param("That one and a half million is gone.", ["1.5 million"], id="one behind a pronoun"),
        pytest.param("One point two billion pounds", ["1.2 billion"], id="one at the start"),
        pytest.param("five lakh rupees, three crore", ["500000 rupees", "30 million"], id="scales"),
        pytest.param("a thousand million", ["1 billion"], id="a thousand million"),
        pytest.param("122 degrees Fahrenheit, minus 5 degrees", ["50 degrees", "minus 5 degrees"], id="degrees"),
        pytest.param("by 2030, something", [], id="a year before a comma"),
        pytest.param("2,4 percent and 2,400 men", ["2.4 percent", "2400"], id="a decimal comma"),
        pytest.param("an hour and three quarters", ["105 minutes"], id="and three quarters of an hour"),
        pytest.param("104 Fahrenheit", ["40 degrees"], id="Fahrenheit alone"),
        pytest.param("eighteen months old, a two-year-old", ["1.5", "2"], id="ages in years"),
        pytest.param("2,000 cubic metres of water", ["2 million litres"], id="a volume"),
        pytest.param("on 9/11, in 2026/27, around 24/7", [], id="numbers with strokes"),
        pytest.param("a one-off test, a one-sided deal", [], id="one that counts nothing"),
        pytest.param("at twenty to five", ["4:40"], id="minutes to the hour"),
        pytest.param("nine in the morning and ten at night", ["9:00", "22:00"], id="parts of the day"),
        pytest.param("on Thursday evening at ten o'clock", ["22:00"], id="the part of the day stands before"),
        pytest.param("at 19.30, at 0800 GMT", ["19:30", "8:00"], id="times with a point, or none"),
        pytest.param("a rise of 7.30 percent at 7.30 percent", ["7.3 percent", "7.3 percent"], id="no times either"),
    ],
)
def test_amounts_have_one_form(text, expected):
    assert amounts(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        pytest.param("19:30", "half past seven", True, id="a time in words"),
        pytest.param("8.30 a.m.", "half past eight", True, id="a time without its half of the day"),
        pytest.param("8 a.m.", "8 p.m.", False, id="the other half of the day"),
        pytest.param("7 pm", "19:00", True, id="a time of the whole day"),
        pytest.param("3 p.m.", "three", True, id="a bare hour"),
        pytest.param("half past three", "three", False, id="half an hour more"),
        pytest.param("a 34-year-old", "aged 34", True, id="an age"),
        pytest.param("12 dollars", "12 o'clock", False, id="no time at all"),
        pytest.param("a third", "33 percent", True, id="a third is 33 percent"),
        pytest.param("two months", "60 days", True, id="months are days"),
        pytest.param("two months", "50 days", False, id="fifty days are not"),
        pytest.param("half a billion", "500 million dollars", True, id="a sum without its currency"),
        pytest.param("25 percent", "26 percent", False, id="a point apart"),
        pytest.param("three kilometres", "three tonnes", False, id="other units"),
        pytest.param("a thousand kilos", "a tonne", True, id="units convert"),
        pytest.param("a hundred acres", "40 hectares", True, id="a converted unit is rounded"),
        pytest.param("104 hectares", "105 hectares", False, id="one that is not converted is exact"),
        pytest.param("minus 0.3 percent", "0.3 percent", True, id="a fall of so much"),
        pytest.param("Article 5", "5 articles", False, id="a number that is a name"),
        pytest.param("F-35", "35 jets", False, id="a number behind a letter"),
        pytest.param("three times", "three", False, id="so many times"),
    ],
)
def test_equal_amounts(one, other, equal):
    (mine,), (theirs,) = parse_text(one, DAY).amounts, parse_text(other, DAY).amounts
    assert mine.equals(theirs) is equal
    assert theirs.equals(mine) is equal


# What numbers, shares, ranges, times and days are written with, "square_mile" as two words.
_WORDS = sorted(
    OPENERS
    | SCALES.keys()
    | {word.replace("_", " ") for word in CONVERSIONS}
    | {"0", "1", "2.5", "2,4", "19.30", "2400", "$3", "-4", "9" * 400, "5/6/2026", "2026-13-45", "9/11", "nov.", "may"}
    | {"and", "to", "or", "from", "between", "of", "in", "out", "every", "per", "point", "past", "o'clock", "old", "%"}
    | {"third", "fahrenheit", "last", "monday", "article", "/", "-", ".", ",", ":"}
)


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join))
def test_whatever_is_written_has_a_form_and_equals_itself(text):
    for amount in parse_text(text, DAY).amounts:
        assert amount.text
        assert amount.equals(amount)
