"""Is it new? Compares what an actor is reported to have said with what is on record.

`Index` finds candidates among the statements of one actor, `Judge` gives the verdict on each with what decided it,
and `fingerprint` is equal for texts that differ in whitespace, quotation marks, case or Unicode form only. Nothing here
reads a clock, a store or the network.
"""

from bot.core.words import fingerprint
from bot.novelty.judge import Judge
from bot.novelty.match import Match, Rendering
from bot.novelty.memory.index import Index

__all__ = ["Index", "Judge", "Match", "Rendering", "fingerprint"]
