"""A judge that needs no model: the same words, or an unbroken excerpt of five or more, on one day or on two."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.novelty import Match, Verdict

NUMBER = re.compile(r"\d+")


class FakeJudge:
    def compare_many(self, _actor_id, new, candidates):
        return [self._compare(new, candidate) for candidate in candidates]

    def _compare(self, a, b):
        if same_words(a.text, b.text):
            near = abs(a.published_at - b.published_at) <= timedelta(days=1)
            verdict = Verdict.SAME if near else Verdict.REPEAT
            return Match(verdict=verdict, score=1.0, reason="the same wording", certain=True)
        if same_words(NUMBER.sub("N", a.text), NUMBER.sub("N", b.text)):
            old, new = NUMBER.findall(b.text), NUMBER.findall(a.text)
            return Match(verdict=Verdict.CHANGED, score=0.1, reason=f"differs: {old} → {new}", certain=True)
        return Match(verdict=Verdict.DIFFERENT, score=0.0, reason="another point", certain=True)


def same_words(one, other):
    shorter, longer = sorted((re.findall(r"\w+", text.casefold()) for text in (one, other)), key=len)
    if len(shorter) < 5:
        return shorter == longer
    return any(longer[start : start + len(shorter)] == shorter for start in range(len(longer) - len(shorter) + 1))
