"""Whether it is known who goes on: `python -m training.speaker_network.score FILE …`, gold files of actors' statements.

Asks the packaged network of the sentences that no attribution holds, as `bot.watcher.shape.continued` does, and prints
for some thresholds how many of those that are an actor's it finds, and how many of the reporter's it takes for one's.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.config import example_config_path, read_config
from bot.watcher.find.tagger import Tagger
from training.speaker_network.questions import of_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.watcher.context import QuotationTagger, SpeakerReader
    from training.speaker_network.questions import Question

THRESHOLDS = (0.9, 0.95, 0.97)


def main() -> None:
    """Ask and count; see --help."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    tagger = Tagger.load()
    assert tagger.who_speaks is not None
    for line in counted(tagger, tagger.who_speaks, parser.parse_args().files):
        print(line)


def counted(tagger: QuotationTagger, asks: SpeakerReader, files: Sequence[Path]) -> list[str]:
    """Give a line for all sentences, and one for each threshold."""
    tracked = {actor.name for actor in read_config(example_config_path()).actors}
    answers = [(_answer(question, asks, tracked), not question.right[0]) for question in of_sentences(tagger, files)]
    lines = [f"{len(answers)} sentences, {sum(is_his for _, is_his in answers)} of an actor"]
    for threshold in THRESHOLDS:
        found = [is_right for (share, is_right), _ in answers if share >= threshold]
        lines.append(f"from {threshold:.2f} on: {sum(found)} right, {len(found) - sum(found)} wrong")
    return lines


def _answer(question: Question, asks: SpeakerReader, tracked: AbstractSet[str]) -> tuple[float, bool]:
    """The highest share of a tracked actor, and whether he says it."""
    shares = asks(question.text, question.content, question.source, question.names)[1:]
    rows = zip(shares, question.right[1:], question.names, strict=True)
    return max(((share, is_right) for share, is_right, name in rows if name in tracked), default=(0.0, False))


if __name__ == "__main__":
    main()
