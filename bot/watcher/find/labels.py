"""Speech that its layout gives away: the labels of speakers in a transcript, names beside a quotation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.find.interviews import interviewee
from bot.watcher.lexicon import COURTESY, FUNCTION_WORDS, ROLES, TITLE_WORDS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.person import Person
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_LABEL: Final = re.compile(  # at most seven words from the start of a line or of a sentence up to a colon
    r"""
    (?:^(?:\d{1,2}[.)]\ )?(?:\*\*|__|[\"“])?|(?<=[.!?…)\]”\"'’—-]\ ))
    (?=(?P<label>[^\W\d_][\w'’.-]*(?:,?\ (?:\([^)\n]{1,30}\)|[^\W\d_][\w'’.-]*)){0,6})[*_]{0,3},?\ ?:[*_]{0,3}\s)
    |^(?P<letter>Q(?=\.?\s)|A(?=\.\s))(?=\.?\s+[\"“'‘(]?[A-Z0-9])  # as press offices and courts write it
    """,
    re.MULTILINE | re.VERBOSE,
)
_LINE_LABEL: Final = re.compile(
    r"^(?:(?P<label>[^\W\d_][^:\n.!?“\"]{0,60}) ?:\s|(?P<letter>Q)\.? (?=[\"“'‘(]?[A-Z]))", re.MULTILINE
)
_NAME_WORD: Final = re.compile(r"[^\W\d_]+")
_BRACKETED: Final = re.compile(r"\s*\([^()]*\)")
_COLON: Final = re.compile(r"[*_]{0,3},? ?:[*_]{0,3}|\.")
_QUESTIONERS: Final = word_list("questioner_labels")
_ANSWERERS: Final = frozenset("a answer witness".split())
_HANDED_OVER: Final = re.compile(  # to whom a presenter hands over
    r"""
    \b(?:correspondent|reporter|editor|bureau\ chief),?\ (?P<behind>[A-Z][\w'’-]+\ [A-Z][\w'’-]+)
    | \b(?P<before>[A-Z][\w'’-]+\ [A-Z][\w'’-]+),?\ (?:reports\b|reporting\b|has\ (?:more|the\ story|this\ report)\b)
    | \bFrom\ [A-Z][\w'’-]+,\ (?P<place>[A-Z][\w'’-]+\ [A-Z][\w'’-]+)[.:]?\ *$
    """,
    re.MULTILINE | re.VERBOSE,
)
_SAID: Final = [[word] for word in ("said", "says", "told", "added")]
_SHORT_LABELS: Final = word_list("short_labels")
_PARTICLES: Final = frozenset("bin ben de van von al of the".split())
_GAP: Final = re.compile(
    r"""
    \s*\n\s*
    | \s*[(\[]  # "(Laughter.)"
      (?:laughter|crosstalk|applause|inaudible|laughs|pause|cross-talk|cheers|end)[^)\]]{0,20}[)\]]\.?\s*
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_QUOTED: Final = frozenset("\"“‘'")
_HEADLINES: Final = word_list("headline_words")
_SELF: Final = re.compile(r"\b(?:I|we|my|our)\b", re.IGNORECASE)
_SPOKEN: Final = word_list("spoken_pronouns")
_QUOTES: Final = frozenset('"“”')
_DASH_NAME: Final = re.compile(
    r"""
    \s*
    (?:[—–―]{1,2} | -{1,2}(?=[^.!?;]*\.?$))  # a short dash only before the last words of the line
    \s*
    (?P<name>[^\W\d_](?:\b[A-Z]\. | [^\n,.!?;:(]){1,80}?)  # up to what he is or where he said it
    \s*(?=[.;,:(]|$)
    """,
    re.VERBOSE,
)


def find_turns(context: ArticleContext) -> list[Attribution]:
    """Turns of a transcript: `PRESIDENT TRUMP: …`, `Q: … A: …`, several in a line; one goes on up to the next label.

    Of a text in an actor's own voice, names in small letters are labels, too, and the last turn runs to the end.
    """
    text = context.reading.text
    strong, weak = _found(context)
    labels = _labels(context, strong, weak) if context.voice is None else _own_labels(context, strong, weak)
    if not labels:
        return []
    end = _end_of_speech(context, labels[-1]) if context.voice is None else len(text)
    turns: list[Attribution] = []
    heads = sorted(
        _begin(text, span) for span in strong if _starts_line(text, span) and _is_headline(text[slice(*span)])
    )
    for label, next_label in zip(labels, [*(_begin(text, label) for label in labels[1:]), end], strict=True):
        stop = next((head for head in heads if label[1] < head < next_label), next_label)  # "THE FACTS: …"
        if context.voice is None:
            stop = min(stop, _end_of_heading(context, label), _told_of_behind(context, label, stop))
        colon = _COLON.match(text, label[1])
        pieces = _pieces(text, colon.end() if colon else label[1], stop)
        content = tuple(span for piece in pieces for span in _in_marks_alone(context, piece))
        if content:
            turns.append(Attribution(content=content, source=(label,), origin=Origin.LABEL, score=0.97))
    return _with_askers(context, turns)


def reporters_labels(text: str) -> list[Span]:
    """The labels, with their colons, of lines of whoever asks or reports: *Q:*, *ANN BELL, HOST:*, and then *BELL:*.

    So is that of a correspondent to whom they hand over. There is none where there is but one.
    """
    found = list(_LINE_LABEL.finditer(text))
    by_office = [match for match in found if match["letter"] or _is_reporters(match["label"])]
    surnames = {word for match in by_office if match["label"] for word in _surname(match["label"])}
    if by_office:
        names = (match["behind"] or match["before"] or match["place"] for match in _HANDED_OVER.finditer(text))
        surnames |= {word for name in names for word in _surname(name)}
    labels = [match for match in found if match in by_office or match["label"].strip(" .*_").casefold() in surnames]
    return [match.span() for match in labels] if len(labels) >= thresholds.LEAST_TURNS else []


def _is_reporters(label: str) -> bool:
    """Whether words before a colon are what a reporter is, with a name or not: "ANN BELL, HOST", "Reporter (Ann Bell)".

    *Question for the mayor* names nobody who asks.
    """
    words = _NAME_WORD.findall(label)
    lower = {word.casefold() for word in words}
    is_name = all(word[0].isupper() or word in _QUESTIONERS for word in words)
    return is_name and not _QUESTIONERS.isdisjoint(lower) and FUNCTION_WORDS.isdisjoint(lower)


def _surname(label: str) -> set[str]:
    """The last word of the name in such a label; none where it names nobody."""
    return set([word for word in map(str.casefold, _NAME_WORD.findall(label)) if word not in _QUESTIONERS][-1:])


def _end_of_heading(context: ArticleContext, label: Span) -> int:
    """Where the line of a label ends if it is a heading, "Bell: “All is well”": what stands below is narrative.

    Not so where the label is all of its line: what he says stands below.
    """
    reading = context.reading
    number = reading.paragraph_of[reading.word_at(label[0])]
    end = reading.paragraph_span(number)[1]
    said = reading.text[label[1] : end].strip(" :*_")
    # The first line of a transcript that is broken at a width looks like a heading, too.
    is_sure = said[:1] in _QUOTED or not _named_in(context, label) or _is_time_stamp(reading, number - 1)
    return end if number in reading.headings and said and is_sure else len(reading.text)


def _is_time_stamp(reading: Reading, number: int) -> bool:
    """Whether a paragraph is a heading with a number: "10:47 am"."""
    return number in reading.headings and any(map(str.isdigit, reading.text[slice(*reading.paragraph_span(number))]))


def _told_of_behind(context: ArticleContext, label: Span, stop: int) -> int:
    """Where a paragraph below a turn tells what its speaker said, by his name: narrative between two turns."""
    reading = context.reading
    speaker = _named_in(context, label, is_label=True)
    for number in range(reading.paragraph_of[reading.word_at(label[0])] + 1, len(reading.paragraphs)):
        start = reading.paragraph_span(number)[0]
        if start >= stop or speaker is None:
            break
        for mention in between(context.mentions, *reading.paragraphs[number]):
            known, behind = context.people.of.get(mention), mention.words[1]
            if known and known.person is speaker and reading.lower[behind : behind + 1] in _SAID:
                return start
    return stop


def _with_askers(context: ArticleContext, turns: Sequence[Attribution]) -> list[Attribution]:
    """The turns; whoever asks (*Q*) or answers (*A*), and who is known by his initials, is named here."""
    text = context.reading.text
    label = {id(turn): text[slice(*turn.source[0])] for turn in turns}
    answers = [turn for turn in turns if label[id(turn)].strip(" .").lower() in _ANSWERERS]
    spans = [span for turn in answers for span in turn.content]
    person = interviewee(context, before=turns[0].source[0][0], answers=spans) if answers else None
    asked = Counter(label[id(turn)] for turn in turns if text[: turn.extent[1]].endswith("?"))
    askers = {name for name, times in asked.items() if times * 2 > list(label.values()).count(name)}
    reporting = {start for start, _ in reporters_labels(text)}
    out: list[Attribution] = []
    for turn in turns:
        name = label[id(turn)]
        how = f"label {name}"
        if _bare(name).strip(" .").lower() in _QUESTIONERS or turn.source[0][0] in reporting:
            links = (how, "whoever asks")
            out.append(replace(turn, speaker=name, sure=0.95, links=links, is_report=True))  # a reporter only passes on
        elif turn in answers and person:
            links = (how, f"{name} → {person.name}, who is interviewed")
            out.append(replace(turn, person=person, speaker=person.name, sure=0.9, links=links))
        elif turn in answers:
            continue  # the page explains itself in questions and answers: what stands there is narrative
        elif name not in askers and (bearer := _by_initials(context, name)) is not None:
            links = (how, f"{name} → {bearer.name}, whose initials they are")
            out.append(replace(turn, person=bearer, speaker=bearer.name, sure=0.95, links=links))
        else:
            out.append(turn)
    return out


def _by_initials(context: ArticleContext, label: str) -> Person | None:
    """The one person named in the article whose initials a label holds: "EB", "E.B."."""
    letters = label.replace(".", "").replace(" ", "")
    if not (1 < len(letters) <= thresholds.MOST_INITIALS and letters.isalpha() and letters.isupper()):
        return None
    fitting = [
        person
        for person in context.people.persons
        if person.named and letters.lower() in {"".join(word[0] for word in person.words), _ends(person.words)}
    ]
    return fitting[0] if len(fitting) == 1 else None


def _ends(words: Sequence[str]) -> str:
    """The initials of the first and the last name."""
    return words[0][0] + words[-1][0] if len(words) > 1 else ""


def _found(context: ArticleContext) -> tuple[AbstractSet[Span], AbstractSet[Span]]:
    """What by its form surely is a label, and what may be one: capitalised words before a colon."""
    text = context.reading.text
    strong: set[Span] = set()
    weak: set[Span] = set()
    for match in _LABEL.finditer(text):
        span = match.span("label" if match["label"] else "letter")
        marks = touching(context.marks, span[0], span[0] + 1)
        if marks and not _opens_quoted_line(text, span, marks[0]):
            continue
        if _names_speaker(text, span):
            strong.add(span)
        elif all(word[:1].isupper() or word in _PARTICLES for word in text[slice(*span)].split() if word[0].isalpha()):
            weak.add(span)
    if not any(text[slice(*span)] == "Q" for span in strong):  # an initial, then
        strong = {span for span in strong if text[span[0] : span[1] + 1] != "A."}
    return strong, weak


def _bare(label: str) -> str:
    """A label without what stands in brackets: "QUESTION (Orbita)", "BELL (through an interpreter)"."""
    return _BRACKETED.sub("", label)


def _opens_quoted_line(text: str, label: Span, marks: Marks) -> bool:
    """Whether a name in capitals opens a line that is quoted to its end, as a report quotes a transcript."""
    if not (_starts_line(text, label) and text[slice(*label)].isupper() and marks.outer[0] == label[0] - 1):
        return False
    line_end = text.find("\n", label[1])
    behind = text[marks.outer[1] : line_end] if marks.closed and marks.outer[1] < line_end else ""
    return not any(map(str.isalnum, behind))


def _names_speaker(text: str, span: Span) -> bool:
    """Whether a label names a speaker by its form: in capitals, by an office, or *Q*."""
    label = _bare(text[slice(*span)])
    words = [word.strip(".,()") for word in label.split()]
    letters = [word for word in words if word.isalpha()]
    if len(label) > thresholds.LONGEST_LABEL:
        return False
    if letters and all(word.isupper() for word in letters):
        return len(label) > 1 or label in "QA"
    is_office = len(words) > 1 and any(word.lower() in ROLES for word in words)
    return _starts_line(text, span) and (
        label.lower() in _SHORT_LABELS or (is_office and all(w[:1].isupper() for w in letters))
    )


def _labels(context: ArticleContext, strong: AbstractSet[Span], weak: AbstractSet[Span]) -> list[Span]:
    """The labels of any text: those beside which nothing else can stand, and then the names of people known by name."""
    text = context.reading.text
    times = Counter(text[slice(*span)] for span in weak if _starts_line(text, span))
    known = [
        span
        for span in weak
        if ((person := _named_in(context, span)) and (person.actor_id or len(person.words) > 1))
        or times[text[slice(*span)]] > 1
    ]
    is_transcript = _is_transcript(text, {*strong, *known}, weak, is_sure=bool(strong))
    found = sorted([*strong, *(known if strong or is_transcript else ())])
    if is_transcript:  # who asks but once, asks here
        found = sorted({*found, *(span for span in weak if _starts_line(text, span))})
    labels = [span for span in found if not _is_headline(text[slice(*span)])]  # "BREAKING:"
    sure = _sure(context, labels)
    turns = len(labels)
    while labels and labels[0] not in sure:  # "FIRST ON CHANNEL 9:"
        labels = labels[1:]
    words = {word.lower().strip(".") for start, end in labels for word in text[start:end].split()}
    if turns < thresholds.LEAST_TURNS and not words & TITLE_WORDS:  # a lone word in capitals is a dateline
        return []
    return labels


def _is_transcript(text: str, labels: AbstractSet[Span], weak: AbstractSet[Span], *, is_sure: bool) -> bool:
    """Whether lines begin with labels; where none is sure by its form, nearly all have to."""
    begin = {span for span in labels if _starts_line(text, span)}
    if len(begin) < thresholds.TRANSCRIPT or is_sure:
        return len(begin) >= thresholds.TRANSCRIPT
    begin |= {span for span in weak if _starts_line(text, span)}
    lines = [line for line in text[min(begin)[0] : max(begin)[1]].splitlines() if line.strip()]
    return len(begin) >= thresholds.LABELLED * len(lines)


def _own_labels(context: ArticleContext, strong: AbstractSet[Span], weak: AbstractSet[Span]) -> list[Span]:
    """The labels of a text in an actor's own voice.

    One of them has to be his, or there are several and one is surely somebody: a name, an office, whoever asks, or
    twice the same.
    """
    text = context.reading.text
    lines = {span for span in weak if _starts_line(text, span)}
    labels = sorted(span for span in strong | lines if not _is_headline(text[slice(*span)]))
    sure = _sure(context, labels)
    own = {span for span in sure if _named_in(context, span) is context.people.actor(context.voice or "")}
    if not own and (len(labels) < thresholds.LEAST_TURNS or not sure):
        return []
    if own & strong:  # his label has capitals or an office, and so have the others'
        labels = [span for span in labels if span in strong or span in sure]
    return labels


def _sure(context: ArticleContext, labels: Sequence[Span]) -> set[Span]:
    text = context.reading.text
    times = Counter(text[start:end].casefold() for start, end in labels)
    return {
        span
        for span in labels
        if times[text[slice(*span)].casefold()] > 1
        or _words(text[slice(*span)]) & _OFFICES
        or _is_known(context, span)
        or _by_initials(context, text[slice(*span)]) is not None
    }


def _is_known(context: ArticleContext, span: Span) -> bool:
    """Whether a label is somebody who is named in small letters, too: "MAP QUEST" heads an item of a newsletter."""
    person = _named_in(context, span)
    words = context.reading.words
    return person is not None and (person.actor_id is not None or any(not words[at].isupper() for at in person.seen_at))


def _begin(text: str, label: Span) -> int:
    """Where a label begins, with the number and the marks before it where it starts a line."""
    return text.rfind("\n", 0, label[0]) + 1 if _starts_line(text, label) else label[0]


def _starts_line(text: str, span: Span) -> bool:
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    return not before.strip('*_0123456789.) "“')


def _words(label: str) -> set[str]:
    return {word.strip(".,()").lower() for word in _bare(label).split()}


_OFFICES: Final = _SHORT_LABELS | ROLES.keys() | COURTESY


def _is_headline(label: str) -> bool:
    """Whether the words before a colon name nobody who speaks: "BREAKING", "Remember", "Dear Mr. President"."""
    words = _words(label)
    if label.lower().startswith("dear "):
        return True
    is_outlet = len(words) > 1 and label.endswith("News")
    return not is_outlet and not words & (ROLES.keys() | _SHORT_LABELS) and bool(words & (FUNCTION_WORDS | _HEADLINES))


def _named_in(context: ArticleContext, span: Span, *, is_label: bool = False) -> Person | None:
    mentions = between(context.mentions, *context.reading.word_range(span))
    people = (person_of(context, mention, is_label=is_label) for mention in mentions)
    return next((person for person in people if person), None)


def person_of(context: ArticleContext, mention: Mention, *, is_label: bool = False) -> Person | None:
    """Who is meant by a name, or by a description alone."""
    known = context.people.of.get(mention)
    if known is None and mention.kind is MentionKind.DESCRIPTION:
        known = context.people.by_description(mention, before=mention.words[0], is_label=is_label)
    return known.person if known else None


def _end_of_speech(context: ArticleContext, label: Span) -> int:
    """Where the last turn ends: with its paragraph, since what follows a transcript is narrative.

    Where it holds most of the text, remarks under one label, it goes on over paragraphs in the first or second person,
    up to one that names the speaker or quotes.
    """
    reading = context.reading
    paragraph = reading.paragraph_of[min(reading.word_at(label[1] + 1), len(reading.words) - 1)]
    if paragraph < 0:
        return len(reading.text)
    if label[0] > len(reading.text) / 2:
        return reading.paragraph_span(paragraph)[1]
    speaker = _named_in(context, label)
    for number in range(paragraph + 1, len(reading.paragraphs)):
        first, stop = reading.paragraphs[number]
        words = set(reading.lower[first:stop])
        named = {
            known.person
            for mention in between(context.mentions, first, stop)
            if (known := context.people.of.get(mention))
        }
        is_boilerplate = BOILERPLATE.match(reading.text[slice(*reading.paragraph_span(number))])
        if is_boilerplate or speaker in named or words & _QUOTES or not words & _SPOKEN:
            break
        paragraph = number
    return reading.paragraph_span(paragraph)[1]


def _pieces(text: str, begin: int, stop: int) -> tuple[Span, ...]:
    """What is said between two places, line by line, without stage directions, marks and the page's furniture."""
    out: list[Span] = []
    for gap in (*_GAP.finditer(text, begin, stop), None):
        start, end = trimmed(text, (begin, gap.start() if gap else stop), before='“"«‘*_', behind="”\"»’'*_")
        line = text[start:end]
        starts_line = "\n" in text[max(begin - 2, 0) : start]
        is_furniture = starts_line and len(line) <= thresholds.LONGEST_FURNITURE and BOILERPLATE.match(line)
        if any(map(str.isalnum, line)) and not (is_furniture and not _SELF.search(line)):
            out.append((start, end))
        begin = gap.end() if gap else stop
    return tuple(out)


def _in_marks_alone(context: ArticleContext, piece: Span) -> list[Span]:
    """*Bell: “All is well.” Of the bridge: “It stands.”*: of words that all stand in marks, what does not goes.

    A mark that encloses less than the whole stays: *“Sleepy” Joe did it*.
    """
    text, (start, end) = context.reading.text, piece
    pairs = [pair for pair in touching(context.marks, start, end) if start <= pair.inner[0] and pair.inner[1] <= end]
    opens, closes = (pairs and pairs[0].inner[0] == start), (pairs and pairs[-1].inner[1] == end)
    if len(pairs) > 1 and opens and closes and len(text[slice(*pairs[0].inner)].split()) >= thresholds.QUOTED_TURN:
        between_them = "".join(text[one.outer[1] : other.outer[0]] for one, other in pairwise(pairs))
        return [pair.inner for pair in pairs] if any(map(str.isalnum, between_them)) else [piece]
    start = pairs[0].outer[0] if opens and pairs[0].inner[1] < end else start
    return [(start, pairs[-1].outer[1] if closes and pairs[-1].inner[0] > piece[0] else end)]


def find_beside(context: ArticleContext) -> list[Attribution]:
    """`"…" – Name` behind a quotation. `Name: "…"` before one the model reads better."""
    out: list[Attribution] = []
    text = context.reading.text
    for pair in context.marks:
        line_end = text.find("\n", pair.outer[1], pair.outer[1] + thresholds.BESIDE)
        line_end = min(len(text), pair.outer[1] + thresholds.BESIDE) if line_end < 0 else line_end
        match = _DASH_NAME.match(text[pair.outer[1] : line_end])
        if match is None or pair.inner[0] >= pair.inner[1]:
            continue
        start, end = (pair.outer[1] + at for at in match.span("name"))
        words = text[start:end].split()
        capitals = sum(word[:1].isupper() for word in words)
        if capitals * 2 >= len(words) and words[0].lower() not in FUNCTION_WORDS:
            out.append(Attribution(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
    return out
