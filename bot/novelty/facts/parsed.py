"""A statement as the rules and the encoder read it: tokens, amounts, days."""

from __future__ import annotations

import datetime as dt  # noqa: TC003
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.words import tokens
from bot.novelty.facts.amounts import Amount, amount_at
from bot.novelty.facts.days import Day, agree, day_at, each_once, weekday_of_month
from bot.novelty.thresholds import TEXTS_KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedText:
    """One text with the amounts and days in it. Positions in `amounts` and `days` count `tokens`."""

    tokens: tuple[str, ...]
    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    said_on: dt.date


_CLOCK_WORDS = {"midnight": "12 a.m.", "noon": "12 p.m.", "midday": "12 p.m."}


@lru_cache(maxsize=TEXTS_KEPT)
def parse_text(text: str, said_on: dt.date) -> ParsedText:
    """Find the amounts and days of a text; `said_on` is the day on which it was said or printed."""
    return parse_tokens(tokens(text), said_on)


def parse_tokens(text: Sequence[str], said_on: dt.date) -> ParsedText:
    """Find the amounts and days of a text, or of a part of one, by its tokens."""
    found = list(text)
    amounts: list[Amount] = []
    days: list[Day] = []
    position = 0
    while position < len(found):
        day = weekday_of_month(found, position, said_on) or day_at(found, position)
        amount = None if day else amount_at(found, position)
        if day:
            days.append(day)
            position = day.end
        elif amount:
            amounts.append(amount)
            position = amount.end
        else:
            position += 1
    return ParsedText(tokens=tuple(found), amounts=tuple(amounts), days=tuple(days), said_on=said_on)


def _day_text(day: Day, theirs: Sequence[Day], said_on: dt.date) -> str:
    """Write a weekday as the date that the other text names, if it is that day.

    Args:
        day: it.
        theirs: the days of the other text, each once.
        said_on: when the other text was said.

    """
    if day.kind in {"weekday", "relative"}:
        for kind in ("date", "weekday"):
            for other in theirs:
                if other.kind == kind and agree(day, other, said_on):
                    return other.text
    return day.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A word, or an amount or a day in one form, with the tokens of the text for which it stands."""

    text: str
    start: int
    end: int


def normal(parsed: ParsedText, other: ParsedText) -> str:
    """Write a text for the encoder: amounts and days in one form, so that equal ones are equal letters."""
    return " ".join(one.text for one in normal_words(parsed, other))


def normal_words(parsed: ParsedText, other: ParsedText) -> list[Placed]:
    """Give what `normal` writes, in its order, with where each stands in the text."""
    replaced = {
        amount.start: (f"{amount.text} of {amount.noun}" if amount.noun else amount.text, amount.end)
        for amount in parsed.amounts
    }
    theirs = each_once(other.days)
    texts = {day.text: _day_text(day, theirs, other.said_on) for day in each_once(parsed.days)}
    replaced |= {day.start: (texts[day.text], day.end) for day in parsed.days}
    out: list[Placed] = []
    position = 0
    while position < len(parsed.tokens):
        word = parsed.tokens[position]
        text, end = replaced.get(position) or (_CLOCK_WORDS.get(word, word), position + 1)
        if position in replaced and out and out[-1].text == "the" and text[:1].isdigit():  # the 2nd of April
            out.pop()
        out.append(Placed(text=text, start=position, end=end))
        position = end
    return out
