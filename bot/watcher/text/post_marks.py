"""What a site writes around a post, and what shows that somebody else wrote it: shared by all who read posts."""

from __future__ import annotations

import re
from typing import Final

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
DAY: Final = rf"(?:{_MONTH}\ \d{{1,2}}|\d{{1,2}}\ {_MONTH})(?:,?\ \d{{4}})?"
"""For patterns with re.VERBOSE: "May 2", "2 May 2026"."""

HOUR: Final = r"\d{1,2}[:.]\d{2}\ ?(?:[ap]\.?m\.?)?(?:\ [A-Za-z]{2,4}\b)?"
"""Likewise: "9:52 PM ET"."""

COUNTS: Final = r"\d[\d.,]*\ ?[kKmM]?\s+(?i:re\w+|likes?|replies|views|comments|shares)\b"
"""Likewise: "12.4k ReTruths"."""

REPOST: Final = re.compile(r"\W*(?:RT\b|(?i:re-?(?:post|tweet|truth)(?:ed)?\b))")
"""At the beginning of a line: from there on the words are somebody else's."""

FORWARDED: Final = re.compile(r"Forwarded\ from\ ")
"""At the beginning of a text: all of it is somebody else's. The sources write this line themselves."""
