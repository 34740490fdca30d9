"""Each outcome as a sentence, in one table; what decided it stands behind the colon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outcomes import Outcome, Subject
from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.render.pieces.segments import Line, code, strong, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.outcomes import Conclusion

_WHERE = "{where}"  # " in #desk", or nothing
SENTENCES: dict[Outcome, str] = {
    Outcome.UNKNOWN: "Decided{where} by an earlier version of the bot, which kept no reasons",
    Outcome.WAITING: "Waiting{where}",
    Outcome.GIVEN_UP: "Given up{where}",
    Outcome.READ: "Read",
    Outcome.DUPLICATE: "Not read further",
    Outcome.HAS_STATEMENTS: "It holds statements",
    Outcome.NO_STATEMENT: "No statement by a tracked actor in it",
    Outcome.SCREENED_OUT: "Screened out",
    Outcome.ON_RECORD: "Put on record as a new statement",
    Outcome.SEEN_AGAIN: "Matched to a statement already on record",
    Outcome.SECOND_HAND: "Kept as second-hand words, which are never reported",
    Outcome.NOT_SAID: "Not a statement",
    Outcome.REJECTED: "Rejected",
    Outcome.REPORTED: "Reported{where}",
    Outcome.CORRECTED: "Reported{where} as a correction",
    Outcome.BASELINE: "Not reported{where}, baseline",
    Outcome.TOO_OLD: "Not reported{where}, too old",
    Outcome.BACKGROUND: "Not reported{where}",  # "background: said in 2019"
    Outcome.RULED_OUT: "Ruled out, not reported{where}",
    Outcome.BELOW_CONFIDENCE: "Not reported{where}",  # "confidence 0.43, the route asks for 0.50"
    Outcome.OTHER_ACTOR: "Not reported{where}, another actor",
    Outcome.OTHER_SOURCE: "Not reported{where}, another source",
    Outcome.OTHER_TIER: "Not reported{where}, another kind of source",
    Outcome.OTHER_WORDS: "Not reported{where}, other words",
    Outcome.OTHER_KIND: "Not reported{where}, another kind of quotation",
    Outcome.OTHER_NOVELTY: "Not reported{where}",  # "it is new, the route asks for changed"
    Outcome.MUTED: "Not reported{where}, muted",
    Outcome.REPEAT: "Not reported{where}, a repeat",
    Outcome.NO_ROUTE: "Not reported",
    Outcome.FORGOTTEN: "Forgotten",
    Outcome.MISSED: "Missed",
    Outcome.POSTED: "Posted{where}",
    Outcome.COLLAPSED: "Reported{where} in one message with others",
}
_OF_SUBJECT = {
    Subject.ITEM: "items",
    Subject.ARTICLE: "articles",
    Subject.ATTRIBUTION: "attributions",
    Subject.STATEMENT: "statements by channel",
    Subject.DELIVERY: "messages",
    Subject.LISTINGS: "listings",
    Subject.RECHECK: "pages looked at again",
}


def outcome_line(outcome: Outcome, *, where: Line = (), why: str | Line = "", rule: str = "") -> Line:
    """Say what became of something: `Not reported in #desk: confidence 0.43, the route asks for 0.50.`.

    Args:
        outcome: what became of it.
        where: the channel, as it is to be named, with the words before it.
        why: what it went by.
        rule: the function that decided, for those who read code.

    """
    before, placed, after = SENTENCES[outcome].partition(_WHERE)
    because = (words(short(why, limits.EVIDENCE_SHOWN).rstrip(".")),) if isinstance(why, str) else why
    reason = (words(": "), *because) if because and because[0].text else ()
    named = (words(" ("), code(rule), words(")")) if rule else ()
    return (strong(before), *(where if placed else ()), words(after), *reason, words("."), *named)


def concluded_line(conclusion: Conclusion | None, *, where: Line = (), why: str | None = None) -> Line:
    """Say what was concluded, with the rule; `why` takes the place of its evidence."""
    if conclusion is None:
        return outcome_line(Outcome.UNKNOWN, where=where)
    evidence = conclusion.evidence if why is None else why
    return outcome_line(conclusion.outcome, where=where, why=evidence, rule=conclusion.rule)


def counted_lines(counted: Mapping[tuple[Subject, Outcome], int]) -> list[Line]:
    """Count what was concluded, a line for each subject: `articles: 40 screened out, 3 has statements`."""
    lines: list[Line] = []
    for subject, named in _OF_SUBJECT.items():
        numbers = sorted(
            ((number, outcome) for (of, outcome), number in counted.items() if of is subject and number),
            key=lambda one: (-one[0], one[1]),
        )
        if numbers:
            lines.append((words(f"{named}: {', '.join(f'{number} {outcome}' for number, outcome in numbers)}"),))
    return lines
