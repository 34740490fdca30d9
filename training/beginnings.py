"""Which words are no names: those that our own articles write in small letters, and hardly ever as part of a name.

`python -m training.beginnings` writes `handlers/render/pieces/common_words.txt` anew.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROOT: Final = Path(__file__).parents[1]
_OUT: Final = _ROOT / "handlers/render/pieces/common_words.txt"
_WORD: Final = re.compile(r"(?<![\w'\u2019-])[^\W\d_]{2,}(?![\w'\u2019-])")
_BEGINS_NO_SENTENCE: Final = re.compile(r"[a-z,;] ")
_LEAST: Final = 3  # times in small letters
_OF_A_NAME: Final = 0.25  # of these, as often it may be part of one: "water", and the Water Board
_PURPOSE: Final = (
    "# Words that are no names where they begin a sentence: in small letters three times or more in our own articles.",
    "# Written by `python -m training.beginnings`.",
)


def texts() -> Iterable[str]:
    """Return the articles of training and of benchmarks, without marks."""
    for path in sorted((_ROOT / "training/articles").iterdir()):
        yield re.sub(r"⟦[^⟧:]*?:|[⟧⟦]", " ", path.read_text(encoding="utf-8"))
    for path in sorted((_ROOT / "benchmarks/articles").glob("*.jsonl")):
        yield from (json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())


def common(articles: Iterable[str]) -> list[str]:
    """Return the words that are no names."""
    small: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for text in articles:
        for found in _WORD.finditer(text):
            if found[0].islower():
                small[found[0]] += 1
            elif found[0].istitle() and _BEGINS_NO_SENTENCE.fullmatch(text, found.start() - 2, found.start()):
                named[found[0].lower()] += 1
    return sorted(one for one, times in small.items() if times >= _LEAST and named[one] <= times * _OF_A_NAME)


if __name__ == "__main__":
    _OUT.write_text("\n".join([*_PURPOSE, *textwrap.wrap(" ".join(common(texts())), 120)]) + "\n", encoding="utf-8")
