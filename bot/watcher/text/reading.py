"""The text as words, sentences and paragraphs: what every stage reads.

spaCy's `Doc` holds the words; `Reading` holds plain lists over them, since the stages look at neighbours all the time
and attribute access on tokens is slow.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.watcher import thresholds
from bot.watcher.lexicon import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import Span

DASHES: Final = frozenset("—–-")
_WORD_OR_MARK = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}  # "U.S."
    | \b[Ss]?[Hh]e(?=['’](?:d|ll)\b) | (?<=[Hh]e)['’](?:d|ll)\b  # "He'd said": who speaks is a word of its own
    | \w+(?:['’](?![Ss]\b)\w+)* | ['’][Ss]\b | [^\w\s] | \s+
    """,
    re.VERBOSE,
)
_ABBREVIATIONS: Final = word_list("abbreviations")
_FIRST_PERSON: Final = word_list("first_person")
LIST_ITEM: Final = re.compile(r"\s*(?:[•*·–—-]|\d{1,2}[.)])\s")
"""What an item of a list begins with."""
_ENTRY: Final = re.compile(
    r"[^\w\n(\[“'‘\x22]*\d{1,2}[:.]\d{2}(?!\d)\s*\S"
)  # of a log: "1:12 a.m. “…”", "🔵 09:30 | …"
_ENDS: Final = frozenset(".!?…")
_CLOSERS: Final = frozenset("\"'”’»›)]“")
_TIME_STAMP = re.compile(
    r"""
    ^\W*\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?\W*$  # "14:05 GMT"
    | ^\W*\d+\s*(?:m|min|mins|minutes|h|hours?)\ ago\W*$  # "5 min ago"
    """,
    re.VERBOSE,
)


class WordTokenizer:
    """Words, single punctuation marks and `'s`; linear in the text, whatever it holds.

    Each text has a vocabulary of its own, which goes with it: one for all keeps every word that it ever met, half a
    kilobyte each, and there is no end to names and numbers. What is read in a zone of memory (`Language.memory_zone`)
    would be freed under a thread that was given up and reads on.
    """

    def __call__(self, text: str) -> Doc:
        """Split a text; the words and spaces give the text back."""
        words: list[str] = []
        spaces: list[bool] = []
        for match in _WORD_OR_MARK.finditer(text):
            word = match.group()
            if word == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                continue
            words.append(word)
            spaces.append(False)
        return Doc(Vocab(), words=words, spaces=spaces)

    def to_disk(self, path: object, *, exclude: object = ()) -> None:
        """Write nothing: its words are its code."""

    def from_disk(self, path: object, *, exclude: object = ()) -> WordTokenizer:
        """Read nothing."""
        del path, exclude
        return self


@dataclass(slots=True, kw_only=True)
class Reading:
    """Lists over the words of a text; ranges are half-open word ranges."""

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    paragraphs: list[Span]
    sentences: list[Span]
    sentence_of: list[int]
    paragraph_of: list[int]
    headings: frozenset[int]  # paragraphs that are a heading or a time stamp

    def word_at(self, char: int) -> int:
        """The word that holds the character, else the next one."""
        at = bisect_right(self.starts, char) - 1
        return at if at >= 0 and char < self.ends[at] else at + 1

    def before(self, char: int) -> str:
        """The last character before a place that is no space, or an empty string; a line break is one."""
        while char > 0 and self.text[char - 1] == " ":
            char -= 1
        return self.text[char - 1] if char else ""

    def line_of(self, word: int) -> Span:
        """The characters of the line that holds a word."""
        at = self.starts[word]
        end = self.text.find("\n", at)
        return self.text.rfind("\n", 0, at) + 1, len(self.text) if end < 0 else end

    def word_range(self, span: Span) -> Span:
        """The words that touch a character span."""
        return self.word_at(span[0]), bisect_left(self.starts, span[1])

    def places_in(self, spans: Iterable[Span]) -> list[int]:
        """The places of all words that touch one of these character spans."""
        return [at for span in spans for at in range(*self.word_range(span))]

    def words_in(self, spans: Iterable[Span]) -> list[str]:
        """The words of these character spans in small letters, without marks."""
        return [self.lower[at] for at in self.places_in(spans) if self.lower[at][0].isalnum()]

    def char_span(self, words: Span) -> Span:
        """The characters of a word range."""
        first, last = words
        return (self.starts[first], self.ends[last - 1]) if first < last else (self.starts[first],) * 2

    def paragraph_span(self, paragraph: int) -> Span:
        """The characters of a paragraph."""
        return self.char_span(self.paragraphs[paragraph])

    def paragraph_spans(self) -> list[Span]:
        """The characters of every paragraph, in order."""
        return [self.char_span(words) for words in self.paragraphs]

    def is_first_person(self, at: int) -> bool:
        """Whether a word is *I*, *we* or a form of them, and not the country."""
        word = self.lower[at]
        if word == "us" and self.words[at].isupper():
            return False
        return word in _FIRST_PERSON or word.partition("'")[0] in {"i", "we"}

    def is_item(self, paragraph: int) -> bool:
        """Whether a paragraph is an item of a list."""
        return LIST_ITEM.match(self.text, self.paragraph_span(paragraph)[0]) is not None

    def is_entry(self, paragraph: int) -> bool:
        """Whether a paragraph is an entry of a log, with its time."""
        return _ENTRY.match(self.text, self.paragraph_span(paragraph)[0]) is not None

    def sentence_span(self, sentence: int) -> Span:
        """The characters of a sentence."""
        return self.char_span(self.sentences[sentence])


def reading_of(doc: Doc) -> Reading:
    """Lists over the words of a Doc."""
    words = [token.text for token in doc]  # once: spaCy makes a token anew whenever it is asked for
    spaces: list[bool] = doc.to_array("SPACY").tolist()
    text = "".join([word + " " if space else word for word, space in zip(words, spaces, strict=True)])
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for word, space in zip(words, spaces, strict=True):
        starts.append(end)
        ends.append(end + len(word))
        end = ends[-1] + space
    paragraphs = _paragraphs(words)
    sentences: list[Span] = []
    sentence_of = [-1] * len(words)
    paragraph_of = [-1] * len(words)
    for number, (first, last) in enumerate(paragraphs):
        for at in range(first, last):
            paragraph_of[at] = number
        for sentence in _sentence_bounds(words, first, last, starts, ends):
            for at in range(*sentence):
                sentence_of[at] = len(sentences)
            sentences.append(sentence)
    headings = frozenset(
        number
        for number, (first, last) in enumerate(paragraphs)
        if is_heading(text[starts[first] : ends[last - 1]], alone=len(paragraphs) == 1)
    )
    return Reading(
        text=text,
        words=words,
        lower=[word.lower().replace("’", "'") for word in words],
        starts=starts,
        ends=ends,
        paragraphs=paragraphs,
        sentences=sentences,
        sentence_of=sentence_of,
        paragraph_of=paragraph_of,
        headings=headings,
    )


def trimmed(text: str, span: Span, *, before: str = "", behind: str = "") -> Span:
    """A span without white space, and without some other characters, at its borders; empty where nothing is left."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in before):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in behind):
        end -= 1
    return start, end


def is_heading(paragraph: str, *, alone: bool = False) -> bool:
    """Whether a paragraph is a heading or a time stamp: short, and no sentence."""
    if _TIME_STAMP.match(paragraph):
        return True
    stripped = paragraph.strip().rstrip("'’”\"»")
    return (
        not alone and 0 < len(stripped.split()) <= thresholds.LONGEST_HEADING and stripped[-1:] not in tuple(".!?,:;…")
    )


def _paragraphs(words: list[str]) -> list[Span]:
    out: list[Span] = []
    first: int | None = None
    for at, word in enumerate(words):
        if word.isspace():
            if "\n" in word and first is not None:
                out.append((first, at))
                first = None
        elif first is None:
            first = at
    if first is not None:
        out.append((first, len(words)))
    return out


def _sentence_bounds(words: list[str], first: int, last: int, starts: list[int], ends: list[int]) -> list[Span]:
    out: list[Span] = []
    begin = at = first
    while at < last:
        stop = at + 1
        is_end = False
        if words[at][-1] in _ENDS:
            while stop < last and words[stop][-1] in _ENDS | _CLOSERS and starts[stop] == ends[stop - 1]:
                stop += 1
            is_apart = stop < last and (starts[stop] > ends[stop - 1] or words[stop].isspace())
            is_end = is_apart and not _is_abbreviated(words, at) and _starts_sentence(words, at, words[stop:last])
            while is_end and stop < last and words[stop].isspace():  # two spaces
                stop += 1
        if is_end or stop - begin >= thresholds.LONGEST_SENTENCE:
            out.append((begin, stop))
            begin = stop
        at = stop
    return [*out, (begin, last)] if begin < last else out


def _is_abbreviated(words: list[str], at: int) -> bool:
    before = words[at - 1] if at and words[at] == "." else ""
    is_initial = len(before) == 1 and before.isupper() and before not in {"I", "X"}
    if before == "no":
        return any(word.isdigit() for word in words[at + 1 : at + 3])  # "no. 5", but "yes or no. He …"
    return is_initial or before.lower() in _ABBREVIATIONS


def _starts_sentence(words: list[str], at: int, following: list[str]) -> bool:
    """Whether a new sentence begins with the words behind a full stop."""
    opening = next((word for word in following if word[0].isalnum() or word in {"—", "–", "-"}), following[-1])
    if words[at][-1] == "." and words[at] != ".":  # U.S. and the like: only before a word that starts sentences
        return opening.lower() in _SENTENCE_STARTERS and opening[:1].isupper()
    return not opening[:1].islower()


_SENTENCE_STARTERS: Final = word_list("sentence_starters")
