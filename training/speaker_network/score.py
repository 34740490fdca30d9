"""How sure the network may be: `python -m training.speaker_network.score FILE …`, gold files of actors' statements.

Asks the network whose quotations are that have no name as their source, by the form of that source, and whose sentences
that no attribution holds, as the stages `second_opinion` and `continued` do, but without their vetoes. Prints for some
thresholds how many of those that it gives to an actor are his, and how many somebody else's or the reporter's.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.config import example_config_path, read_config
from bot.watcher.attribute.may_be_meant import GENDERS
from bot.watcher.find.tagger import Tagger
from bot.watcher.find.tagger.weights import PACKAGED
from training.speaker_network.questions import of_actors, of_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.watcher.context import QuotationTagger, SpeakerReader
    from training.speaker_network.questions import Question

THRESHOLDS = (0.8, 0.9, 0.93, 0.97)


def main() -> None:
    """Ask and count; see --help."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--tagger", type=Path, default=PACKAGED, help="folder of the tagger and of the network")
    given = parser.parse_args()
    tagger = Tagger.load(given.tagger)
    assert tagger.who_speaks is not None
    for line in counted(tagger, tagger.who_speaks, given.files):
        print(line)


def counted(tagger: QuotationTagger, asks: SpeakerReader, files: Sequence[Path]) -> list[str]:
    """Give a line for each kind of question, and below it one for each threshold."""
    tracked = {actor.name for actor in read_config(example_config_path()).actors}
    kinds: dict[str, list[Question]] = {"sentences": list(of_sentences(tagger, files))}
    for question in of_actors(tagger, files):
        kinds.setdefault(_form(question), []).append(question)
    lines: list[str] = []
    for kind, questions in kinds.items():
        answers = [_answer(question, asks, tracked) for question in questions]
        his = sum(
            any(right for right, name in zip(one.right[1:], one.names, strict=True) if name in tracked)
            for one in questions
        )
        lines.append(f"{len(answers)} {kind}, {his} of an actor")
        for threshold in THRESHOLDS:
            found = [is_right for share, is_right in answers if share >= threshold]
            lines.append(f"  from {threshold:.2f} on: {sum(found)} right, {len(found) - sum(found)} wrong")
    return lines


def _form(question: Question) -> str:
    source = " ".join(question.text[slice(*span)] for span in question.source).lower()
    if not source:
        return "quotations without a source"
    if source in GENDERS:
        return "pronouns"
    return "descriptions" if source.startswith("the ") else "other sources"


def _answer(question: Question, asks: SpeakerReader, tracked: AbstractSet[str]) -> tuple[float, bool]:
    """The highest share of a tracked actor, and whether he says it."""
    shares = asks(question.text, question.content, question.source, question.names)[1:]
    rows = zip(shares, question.right[1:], question.names, strict=True)
    return max(((share, is_right) for share, is_right, name in rows if name in tracked), default=(0.0, False))


if __name__ == "__main__":
    main()
