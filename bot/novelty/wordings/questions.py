"""The question that an answer of a few words answers, as its article has it: "No." means nothing without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.crediting import statement_text
from bot.novelty.wordings.proof import is_short_answer, sentence_before

if TYPE_CHECKING:
    from bot.core.model import Quotation

_QUOTED: Final = re.compile(r"[“\"«]([^”\"»“\n]{3,300}\?)[”\"»]?")
_ASKED: Final = re.compile(
    r"""
    \b(?:asked|pressed|questioned)\b(?:\s+(?!whether\b|if\b)[^\s“”\"]+){0,6}?\s+  # "asked by a reporter on Monday"
    ((?:whether|if|about|why|how|what|when|where|who|which)\b[^“”\"«».;?!\n]{3,200})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PLAIN: Final = re.compile(r"(?:^|[.!?…:”\"»]\s+)([^.!?…:“”\"«»\n]{3,300}\?)")
_WHO_ASKED: Final = re.compile(r"\b(?:asked|asks|wanted to know)\b", re.IGNORECASE)
_SAID: Final = re.compile(r"\b(?:said|says|replied|answered|responded|told)\b", re.IGNORECASE)
_LABEL: Final = re.compile(r"^(?:Q|[A-Z][\w.’' -]{0,40}):\s*")  # noqa: RUF001


def question_of(text: str, quotation: Quotation) -> str | None:
    """Return what was asked, in its words or as it is reported: `Will you sign?`, `whether he would sign`.

    None where the words say something by themselves, or where nothing beside them is a question.
    """
    if not quotation.content or not is_short_answer(statement_text(text, quotation.content)):
        return None
    start, end = quotation.evidence
    before = sentence_before(text, start)
    if _WHO_ASKED.search(before):  # “Will you sign?” a reporter asked.
        before = f"{sentence_before(text, text.rfind(before, 0, start))} {before}"
    first, last = quotation.content[0][0], quotation.content[-1][1]
    # What stands nearest before the answer was asked last; behind it the article says what it was an answer to.
    return (
        _asked_in(text[min(start, first) : first], leads_in=True)
        or _asked_in(text[last : max(end, last)], leads_in=False)
        or _asked_in(before, leads_in=False)
    )


def _asked_in(part: str, *, leads_in: bool) -> str | None:
    """Return the last question of a stretch of text.

    Args:
        part: the text.
        leads_in: what names the speaker stands behind it, after a comma: "Asked whether …, he said".

    """
    found = [(match.start(1), match[1]) for pattern in (_QUOTED, _PLAIN) for match in pattern.finditer(part)]
    for match in _ASKED.finditer(part):
        pieces = match[1].split(",")
        while leads_in and len(pieces) > 1 and (pieces[-1] == match[1].split(",")[-1] or _SAID.search(pieces[-1])):
            del pieces[-1]
        found.append((match.start(1), ",".join(pieces)))
    if not found:
        return None
    question = _LABEL.sub("", " ".join(max(found)[1].split())).strip(' ,:“”"«»')
    return question or None
