"""The evidence for a statement: the paragraph that holds its words, where it stands, and how it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.pieces.costs import marked
from handlers.render.pieces.lengths import short
from handlers.render.pieces.segments import Block, joined, strong, words
from handlers.render.statement.credits import present_article
from handlers.render.statement.quotes import shown_sighting

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Quotation, Span, StatementView


def evidence(view: StatementView, *, config: Config) -> list[Block]:
    """Return the paragraph that holds the words shown, with the words marked, and how they were found.

    Of several articles it is the one whose words the statement shows, with its own headline and link.
    """
    sighting = shown_sighting(view)
    if sighting is None:
        return []
    quotation, article = sighting.sighting.quotation, sighting.article
    credited = present_article(article, config=config)
    where = joined(
        [
            (strong("Evidence"),),
            (words(credited.outlet),),
            (credited.headline_link(),),
        ]
    )
    paragraph = marked(article.text, *_paragraph(article.text, quotation), quotation.content)
    blocks = [Block(lines=(where,)), *(Block(lines=(line,)) for line in paragraph)]
    if steps := quotation.steps or quotation.links:
        blocks.append(Block(lines=((strong("How it was found"),),)))
        blocks += [
            Block(lines=((words(f"{place}. {short(step, limits.STEP)}"),),)) for place, step in enumerate(steps, 1)
        ]
    return blocks


def _paragraph(text: str, quotation: Quotation) -> Span:
    """Return the paragraphs that hold the words and the sentences that show whose they are."""
    spans = [span for span in (*quotation.content, quotation.evidence) if 0 <= span[0] < span[1] <= len(text)]
    first = min((start for start, _ in spans), default=0)
    last = max((end for _, end in spans), default=0)
    start, end = text.rfind("\n", 0, first) + 1, text.find("\n", last)
    start = max(start, first - limits.EVIDENCE_AROUND)  # a page without paragraphs is not shown whole
    return start, min(len(text) if end < 0 else end, last + limits.EVIDENCE_AROUND)
