"""A judge that needs no model: the same words, or an unbroken excerpt of five or more, on one day or on two."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.novelty import Match
from bot.novelty.side_by_side import compare_statements
from bot.novelty.wordings.verbs import under_their_verbs

NUMBER = re.compile(r"\d+")


class FakeJudge:
    def compare_many(self, _actor_id, new, candidates):
        return [under_their_verbs(self._compare(new, one), one, new) for one in candidates]

    def _compare(self, a, b):
        if same_words(a.text, b.text):
            apart = abs(a.published_at - b.published_at)
            near = apart <= timedelta(days=1)
            relation = Relation.SAME if near else Relation.REPEAT
            verdict = Verdict(relation=relation, rule="wording", days_apart=0 if near else apart.days)
            return Match(verdict=verdict, score=1.0)
        if same_words(NUMBER.sub("N", a.text), NUMBER.sub("N", b.text)):
            old, new = (" ".join(NUMBER.findall(one.text)) for one in (b, a))
            difference = Difference(kind=DifferenceKind.NUMBER, before=old, after=new)
            return Match(
                verdict=Verdict(relation=Relation.CHANGED, rule="number", differences=(difference,)), score=0.1
            )
        return Match(verdict=Verdict(relation=Relation.DIFFERENT, rule="substance"), score=0.0)


def same_words(one, other):
    shorter, longer = sorted((re.findall(r"\w+", text.casefold()) for text in (one, other)), key=len)
    if len(shorter) < 5:
        return shorter == longer
    return any(longer[start : start + len(shorter)] == shorter for start in range(len(longer) - len(shorter) + 1))


class FakeComparing:
    """`bot.core.ports.Comparing` over a judge, the fake one by default."""

    def __init__(self, judge=None):
        self.judge = judge or FakeJudge()

    async def side_by_side(self, earlier, later, *, questions=("", "")):
        return compare_statements(self.judge, earlier, later, questions)
