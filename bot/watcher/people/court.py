"""Who is on the stand: *the witness* and *the defendant* are a part in a trial, and no office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.roles import Role

if TYPE_CHECKING:
    from bot.watcher.people.mentions import Mention
    from bot.watcher.text.reading import Reading

ON_THE_STAND: Final = Role(head="witness")

_BEHIND: Final = re.compile(  # a name
    r"""
    (?:,\ \d{1,3},\ )?  # his age
    (?:[^\s,.;:]+\ ){0,3}
    (?: testif\w+ | (?:gave|given|gives|giving|resumed|resumes)\ (?:his|her)?\ ?(?:testimony|evidence)
      | (?:took|takes|taking|retook|left|leaves)\ (?:to\ )?the\ (?:witness\ )?(?:stand|box)
      | (?:is|was|stands|stood|goes|went)\ (?:being\ )?(?:on\ trial|cross-examined|under\ oath)
    )\b
    | ['’]s\ (?:[^\s,.;:]+\ ){0,3}(?:testimony|cross-examination|deposition)\b
    """,
    re.VERBOSE,
)
_BEFORE: Final = re.compile(  # a name: "the trial of", "in her testimony, Ms."
    r"""
    \b(?:
        (?:(?:trial|testimony|cross-examination|deposition)\ of|cross-examin(?:ed|es|ing))(?:\ [^\s,.;:]+){0,4}
        | (?:his|her)\ (?:trial|testimony|cross-examination|deposition),(?:\ [^\s,.;:]+){0,4}
    )$
    """,
    re.VERBOSE,
)


def is_on_the_stand(reading: Reading, mention: Mention) -> bool:
    """Whether the text says of somebody, beside his name, that he stands trial or testifies."""
    first, stop = mention.words
    begin, end = reading.sentences[reading.sentence_of[first]]
    begin, end = max(first - thresholds.COURT_REACH, begin), min(stop + thresholds.COURT_REACH, end)
    behind = reading.text[reading.ends[stop - 1] : reading.ends[end - 1]].lstrip().lower()
    before = reading.text[reading.starts[begin] : reading.starts[first]].rstrip().lower()
    return bool(_BEHIND.match(behind) or _BEFORE.search(before))
