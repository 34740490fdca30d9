"""What a site writes around a post, and what shows that somebody else wrote it: shared by all who read posts."""

from __future__ import annotations

import re
from typing import Final

_SHORT_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
DAY: Final = rf"(?:{_SHORT_MONTH}\ \d{{1,2}}|\d{{1,2}}\ {_SHORT_MONTH})(?:,?\ \d{{4}})?"
"""For patterns with re.VERBOSE: "May 2", "2 May 2026"."""

HOUR: Final = r"\d{1,2}[:.]\d{2}\ ?(?:[ap]\.?m\.?)?(?:\ [A-Za-z]{2,4}\b)?"
"""Likewise: "9:52 PM ET"."""

COUNTS: Final = r"\d[\d.,]*\ ?[kKmM]?\s+(?i:re\w+|likes?|replies|views|comments|shares)\b"
"""Likewise: "12.4k ReTruths"."""

REPOST: Final = re.compile(r"\W*(?:RT\b|(?i:re-?(?:post|tweet|truth)(?:ed)?\b))")
"""At the beginning of a line: from there on the words are somebody else's."""

FORWARDED: Final = re.compile(r"Forwarded\ from\ ")
"""At the beginning of a text: all of it is somebody else's. The sources write this line themselves."""

_QUOTING_MARK: Final = re.compile(r"[ \t]*>")
_QUOTED_IN_MARKS: Final = re.compile(r"^> (?=[“„«\"'‘])", re.MULTILINE)


def is_all_quoted(text: str) -> bool:
    """Tell whether each line of a text is set off as quoted: none of it is of him whose text it is."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and all(map(_QUOTING_MARK.match, lines))


def without_marks_of_quoting(text: str) -> str:
    """Return a text, as long as it was, without what sets a line off that stands in quotation marks anyway."""
    return _QUOTED_IN_MARKS.sub("  ", text)
