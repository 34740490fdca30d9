"""How sure we are that these words are this speaker's: a small logistic model over what the stages know."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Final

from bot.watcher.found import Found, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

_EDGE: Final = 0.005

# Fitted by `python -m training.confidence`.
WEIGHTS: Final[Mapping[str, float]] = {"bias": 0.0, "score": 1.0, "sure": 1.0}


def confidence_features(item: Found) -> dict[str, float]:
    """What the confidence is made of, each near 0..1 or a log odds."""
    return {
        "bias": 1.0,
        "score": _log_odds(item.score),
        "sure": _log_odds(item.sure),
        "rule": float(item.origin is not Origin.TAGGER),
        "clause": float(item.origin is Origin.CLAUSE),
        "no_source": float(not item.source),
        "no_cue": float(not item.cue),
    }


def confidence_of(item: Found) -> float:
    """Between 0 and 1: the share of findings like this one that are right."""
    total = sum(WEIGHTS.get(name, 0.0) * value for name, value in confidence_features(item).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def _log_odds(share: float) -> float:
    share = min(max(share, _EDGE), 1 - _EDGE)
    return log(share / (1 - share))
