"""What the verbs of two reports make of one wording: "denied that the dam leaks" and "said that the dam leaks".

The network and the rules read what stands behind the verb. Where the verbs say something else of it, words that are
the same are not the same statement. They are a change where one verb takes them the other way, and words prove that
both have them; else nothing is known but that both speak of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.novelty.lexicon import groups_of, set_of

if TYPE_CHECKING:
    from bot.novelty.match import Match, Rendering

BY_VERB: Final = "verb"  # the rule of such a verdict
SAYS: Final = "says"  # what a report without a sense of its own asserts


def is_of_one_sense(one: str | None, other: str | None) -> bool:
    """Tell whether the verbs of two reports say the same of the same words: not "denies" and "said"."""
    return one == other or all(sense is None or sense in set_of("claiming_senses") for sense in (one, other))


def are_opposed(one: str | None, other: str | None) -> bool:
    """Tell whether two verbs take the same words the other way: "denies" and "said", "rejects" and "welcomes"."""
    first, second = (_key(sense) for sense in (one, other))
    opposed = groups_of("opposed_senses")
    return second in opposed.get(first, ()) or first in opposed.get(second, ())


def under_their_verbs(match: Match, a: Rendering, b: Rendering) -> Match:
    """Return the verdict on two reports, from that on their words alone; its difference leads from `a` to `b`."""
    verdict = match.verdict
    if is_of_one_sense(a.sense, b.sense) or verdict.relation is Relation.DIFFERENT:
        return match
    if verdict.relation is Relation.CHANGED:
        # Of what is denied another number, or a "not", is no other position.
        return replace(match, verdict=replace(verdict, differences=())) if _is_against(a, b) else match
    difference = Difference(kind=DifferenceKind.VERB, before=a.sense or SAYS, after=b.sense or SAYS)
    is_turn = verdict.rule == "wording" and not _is_own_denial(a, b) and are_opposed(a.sense, b.sense)
    changed = Verdict(
        relation=Relation.CHANGED,
        certain=verdict.certain,
        rule=BY_VERB,
        differences=(difference,) if is_turn else (),
    )
    return replace(match, verdict=changed)


def _is_against(*both: Rendering) -> bool:
    return any(_key(one.sense) in groups_of("opposed_senses") for one in both)


def _is_own_denial(*both: Rendering) -> bool:
    """Tell whether one report quotes the speaker's own words: “We sold nothing,” he denied, and said."""
    return any(one.kind == "direct" and one.sense for one in both)


def _key(sense: str | None) -> str:
    return (sense or SAYS).replace(" ", "-")
