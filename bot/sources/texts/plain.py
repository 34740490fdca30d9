"""Markup → plain text: paragraphs separated by a blank line, one space between words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from lxml import etree, html

from bot.core.mojibake import mended
from bot.rules.outcomes import CUT
from bot.sources.thresholds import LONGEST_ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterable

PARAGRAPH = "\n\n"
QUOTATION_MARKS = "“„«\"'‘"  # noqa: RUF001 (they are)
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
    "head", "item", "list", "quote", "row", "cell",  # trafilatura's own names
})  # fmt: skip
UNSEEN = frozenset({
    "audio", "button", "canvas", "iframe", "link", "meta", "noscript", "object", "option", "script", "select", "style",
    "svg", "template", "textarea", "video",
})  # fmt: skip
LINE_BREAKS = frozenset({"br", "lb"})
SENTENCE_END = re.compile(r"[.!?…؟۔。！？:;][\"'”’»)\]]*$")  # noqa: RUF001 (full-width marks end sentences too)
MARKUP = re.compile(r"<[a-zA-Z!/?]|&[#\w]")
BLOCK_MARKUP = re.compile(r"<(?:p|br|div|li|h[1-6]|blockquote|td|section|article|pre)\b", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
# Soft hyphens, zero-width spaces and byte order marks part words that are one; direction marks and overrides turn text
# around for its reader. The zero-width (non-)joiners stay: Persian words are written with them.
DROPPED = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Characters of Windows that were passed on as they stood: dropped as controls, they would take a text's quotation marks
# along. U+0085 is a line break as well.
WINDOWS = {
    code: char
    for code in range(0x80, 0xA0)
    if code != 0x85 and (char := bytes([code]).decode("cp1252", "ignore"))  # noqa: PLR2004 - as above
}
# Rules of dashes and dots, and 200,000 quotation marks that would take the watcher minutes: none of it says anything.
MARKS_ALONE = re.compile(r"(?:[^\w\s]\s?){60,}")
PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def paragraphs_of(markup: str, *, in_own_voice: bool = False) -> str:
    """Return the text of a piece of HTML, or of text that holds no markup, as paragraphs. Never raises.

    Args:
        markup: the piece.
        in_own_voice: what is set off in it as quoted is somebody else's, and marked so (`set_off_quotations`).

    """
    markup = without_controls(markup)
    # Where no tag makes paragraphs, blank lines do.
    parts = [markup] if BLOCK_MARKUP.search(markup) else BLANK_LINE.split(markup)
    blocks = (block for part in parts for block in _blocks_of_markup(part, in_own_voice=in_own_voice))
    return joined_paragraphs(blocks)


def without_controls(text: str) -> str:
    """Return text without controls, lone surrogates and what is no character.

    Windows' own characters are put right, and UTF-8 that was read as such.
    """
    return CONTROLS.sub("", mended(text.translate(WINDOWS)))


def line_of(markup: str) -> str:
    """Return a title as one line of plain text. Never raises."""
    return paragraphs_of(markup).replace(PARAGRAPH, " ")


def parsed(markup: str) -> html.HtmlElement | None:
    """Parse HTML leniently; None where nothing is in it."""
    data = without_controls(markup).encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=PARSER)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def text_of(tree: etree._Element) -> str:
    """Return the text of an element as paragraphs: one a block, and a line break ends one where a sentence ends."""
    return joined_paragraphs(_blocks_of(tree))


def set_off_quotations(tree: etree._Element) -> None:
    """Write each block that is set off as quoted as one line, in quotation marks behind a ">": it is somebody else's.

    The watcher tells none of it as the words of him whose text it stands in (`bot.watcher.text.post_marks`).
    """
    outermost = [one for one in tree.iter("blockquote") if next(one.iterancestors("blockquote"), None) is None]
    for quoted in outermost:
        text = text_of(quoted).replace(PARAGRAPH, " ")
        if not text or text.startswith(">"):
            continue
        for child in list(quoted):
            quoted.remove(child)
        quoted.text = f"> {text}" if text[0] in QUOTATION_MARKS else f"> “{text}”"


def _blocks_of_markup(markup: str, *, in_own_voice: bool) -> Iterable[str]:
    if not MARKUP.search(markup):
        return [markup]
    tree = parsed(f"<div>{markup}</div>")
    if tree is None:
        return []
    if in_own_voice:
        set_off_quotations(tree)
    return _blocks_of(tree)


def _blocks_of(tree: etree._Element) -> list[str]:
    blocks: list[list[str]] = [[]]
    unseen = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        begins = event == "start"
        if tag in UNSEEN:
            unseen += 1 if begins else -1
        if tag in BLOCKS:
            blocks.append([])
        elif begins and tag in LINE_BREAKS:
            _break_line(blocks)
        said = element.text if begins else element.tail
        if said and not unseen and (begins or element is not tree):
            blocks[-1].append(said)
    return ["".join(block) for block in blocks]


def one_line(text: str) -> str:
    """Return text with one space between words, composed characters, and nothing invisible but joiners.

    Of a long run of marks without a word between them the beginning is left.
    """
    line = " ".join(unicodedata.normalize("NFC", DROPPED.sub("", without_controls(text))).split())
    return MARKS_ALONE.sub(lambda run: f"{run[0][:20].rstrip()} ", line).rstrip()


def _break_line(blocks: list[list[str]]) -> None:
    last = next((part for chunk in reversed(blocks[-1]) if (part := chunk.rstrip(" \t\r\n"))), "")
    if not last or last.endswith("\u2028") or SENTENCE_END.search(last[-8:]):
        blocks.append([])
    else:
        blocks[-1].append("\u2028")  # a second break in a row finds it, and ends the paragraph


def joined_paragraphs(blocks: Iterable[str]) -> str:
    """Return the blocks that hold words as paragraphs, each one line; what is longer than any article is cut."""
    text = PARAGRAPH.join(line for block in blocks if (line := one_line(block)))
    if len(text) <= LONGEST_ARTICLE:
        return text
    room = LONGEST_ARTICLE - len(PARAGRAPH) - len(CUT)
    end = text.rfind(PARAGRAPH, 0, room)
    return f"{text[: end if end > 0 else room]}{PARAGRAPH}{CUT}"
