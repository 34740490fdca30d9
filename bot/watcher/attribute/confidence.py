"""How sure we are that these words are this speaker's: a small logistic model over what the stages know."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of a text in a declared voice. No gold file holds such texts; nearest to them are turns under an actor's label, which
# the weights below give 0.96 in the mean, and 97 of 100 of which are right. No more, since here no label stands beside
# the words.
OWN_VOICE: Final = 0.97
# Of a paragraph that reads as somebody's own words, on a page with several: of 99 statements found so on pages that the
# weights were not taught with, 74 of them on pages that a reader typed against it, 88 were right.
OWN_PARAGRAPH: Final = 0.89
# Of a sentence that goes on without an attribution: of 57 that were found in articles it was not taught with, 51 were
# right. The weights below know nothing of how sure the network is of these.
CONTINUED: Final = 0.9

# Fitted by `python -m training.confidence`, with the articles of benchmarks/articles but for blind6 and blind7b.
WEIGHTS: Final[Mapping[str, float]] = {
    "actor": 1.406,
    "bias": -0.979,
    "content": 0.344,
    "cue": 0.11,
    "layout": 0.457,
    "links": -0.11,
    "marks": 0.133,
    "no_cue": 0.627,
    "no_source": -0.065,
    "speaker": 0.202,
}


def confidence_features(item: Attribution) -> dict[str, float]:
    """What the confidence is made of, each near 0..1 or a log odds."""
    tagged = item.features
    return {
        "bias": 1.0,
        "content": _log_odds(tagged.get("content", item.score)),
        "links": _log_odds(tagged.get("cue_link", 1.0) * tagged.get("source_link", 1.0)),
        "cue": _log_odds(tagged.get("cue", item.score)),
        "speaker": _log_odds(item.sure),
        "layout": float(item.origin in {Origin.LABEL, Origin.POST, Origin.DASH}),
        "marks": float(item.origin is Origin.MARKS),
        "no_source": float(not item.source),
        "no_cue": float(not item.cue),
        "actor": float(item.person is not None and item.person.actor_id is not None),
    }


def confidence_of(item: Attribution) -> float:
    """Between 0 and 1: the share of findings like this one that are right."""
    if item.origin is Origin.VOICE:
        return OWN_VOICE
    if item.origin is Origin.PARAGRAPH:
        return OWN_PARAGRAPH
    if item.origin is Origin.CONTINUED:
        return CONTINUED
    total = sum(WEIGHTS.get(name, 0.0) * value for name, value in confidence_features(item).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def _log_odds(share: float) -> float:
    share = min(max(share, thresholds.SUREST), 1 - thresholds.SUREST)
    return log(share / (1 - share))
