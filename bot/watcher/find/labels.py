"""The labels of speakers in a transcript: which words before a colon name whoever speaks."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import COURTESY, DAYS_MONTHS, FUNCTION_WORDS, ROLES, SPOKEN_OCCASIONS, TITLE_WORDS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.person import Person
    from bot.watcher.text.quotation_marks import Marks

_LABEL: Final = re.compile(  # at most eleven words from the start of a line or of a sentence up to a colon
    r"""
    (?:^(?:\d{1,2}[.)]\ )?(?:\*\*|__|[\"“])?|(?<=[.!?…)\]”\"'’—-]\ ))
    (?=(?P<label>[^\W\d_][\w'’.-]*(?:,?\ (?:\([^)\n]{1,30}\)|[^\W\d_][\w'’.-]*)){0,10})[*_]{0,3},?\ ?:[*_]{0,3}\s)
    |^(?P<letter>Q(?=\.?\s)|A(?=\.\s))(?=\.?\s+[\"“'‘(]?[A-Z0-9])  # as press offices and courts write it
    """,
    re.MULTILINE | re.VERBOSE,
)
_STOPPED: Final = re.compile(  # "The President. We agreed.", as the government's compilations have it
    r"""
    ^(?P<label>
        [A-Z][\w’'&.-]*
        (?:,?[ ](?:of|and|the|for|in|to|&|bin|der|von|van|al|de|da|la|members?|[A-Z][\w’'&.-]*)){0,14}?
    )\.[ ]+(?=[A-Z“"])  # not over a line's end: a heading is no part of a label
    """,
    re.MULTILINE | re.VERBOSE,
)
_LINE_LABEL: Final = re.compile(
    r"^(?:(?P<label>[^\W\d_][^:\n.!?“\"]{0,60}) ?:\s|(?P<letter>Q)\.? (?=[\"“'‘(]?[A-Z]))", re.MULTILINE
)
_INTRODUCED: Final = re.compile(r"\bI(?:[’']m|\ am)\ (?P<name>[A-Z][\w’'-]+(?:\ [A-Z][\w’'-]+){1,2})")
_SURNAME: Final = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*")
_NAME_WORD: Final = re.compile(r"[^\W\d_]+")
_BRACKETED: Final = re.compile(r"\s*\([^()]*\)")
QUESTIONERS: Final = word_list("questioner_labels")
_HANDED_OVER: Final = re.compile(  # to whom a presenter hands over
    r"""
    \b(?:correspondent|reporter|editor|bureau\ chief),?\ (?P<behind>[A-Z][\w'’-]+\ [A-Z][\w'’-]+)
    | \b(?P<before>[A-Z][\w'’-]+\ [A-Z][\w'’-]+),?\ (?:reports\b|reporting\b|has\ (?:more|the\ story|this\ report)\b)
    | \bFrom\ [A-Z][\w'’-]+,\ (?P<place>[A-Z][\w'’-]+\ [A-Z][\w'’-]+)[.:]?\ *$
    """,
    re.MULTILINE | re.VERBOSE,
)
_SHORT_LABELS: Final = word_list("short_labels")
_SMALL_IN_NAMES: Final = frozenset("bin ben de van von al of the".split())
_HEADLINES: Final = word_list("headline_words")
_OF_A_TIME: Final = frozenset({"a", "am", "at", "m", "p", "pm"})


def reporters_labels(text: str) -> list[Span]:
    """The labels, with their colons, of lines of whoever asks or reports: *Q:*, *ANN BELL, HOST:*, and then *BELL:*.

    So is that of a correspondent to whom they hand over, that of whoever hands over or does little but ask, and that of
    a host who says who he is, *I'm Ann Bell*. There is none where there is but one.
    """
    found = list(_LINE_LABEL.finditer(text))
    hosts = _hosts(text, found)
    by_office = [
        match
        for match in found
        if match["letter"] or _is_reporters(match["label"]) or match["label"].strip(" .*_").casefold() in hosts
    ]
    surnames = {word for match in by_office if match["label"] for word in _surname(match["label"])}
    asking = _who_ask(text, found)
    if by_office or asking:
        names = (match["behind"] or match["before"] or match["place"] for match in _HANDED_OVER.finditer(text))
        surnames |= {word for name in names for word in _surname(name)}
    labels = [
        match
        for match in found
        if match in by_office or (label := match["label"].strip(" .*_").casefold()) in surnames or label in asking
    ]
    return [match.span() for match in labels] if len(labels) >= thresholds.LEAST_TURNS else []


def _hosts(text: str, found: Sequence[re.Match[str]]) -> set[str]:
    """The labels of those who say at their first turn who they are, as on the air: *MAY BELL: I'm May Bell*.

    With their surnames and given names, which their later turns bear.
    """
    ends = [*(match.start() for match in found), len(text)][1:]
    out: set[str] = set()
    for match, end in zip(found, ends, strict=True):
        own = set(map(str.casefold, _NAME_WORD.findall(match["label"] or "")))
        for said in _INTRODUCED.finditer(text, match.end(), min(end, match.end() + thresholds.LONGEST_GREETED)):
            name = [word.casefold() for word in _NAME_WORD.findall(said["name"])]
            if own and own <= set(name):
                out |= {" ".join(name), name[0], name[-1]}
    return out


def _who_ask(text: str, found: Sequence[re.Match[str]]) -> set[str]:
    """The labels of a conversation under most of which a question stands last, and those that hand over to them."""
    ends = [*(match.start() for match in found), len(text)][1:]
    asked: Counter[str] = Counter()
    times: Counter[str] = Counter()
    handing: set[str] = set()
    for match, end in zip(found, ends, strict=True):
        label, said = (match["label"] or "").strip(" .*_").casefold(), text[match.end() : end]
        times[label] += 1
        asked[label] += said.rstrip(' \n)]”"').endswith("?")
        if _HANDED_OVER.search(said):
            handing.add(label)
    named = {
        label for label in times if _words_of_label(label).isdisjoint(_BEARERS_OF_LABELS)
    }  # not the answer to "1. Question: …?"
    asking = {label for label in named if asked[label] >= thresholds.LEAST_ASKED and 2 * asked[label] > times[label]}
    return (asking | (handing & named)) - {""} if asking and len(times) > len(asking) else set()


def _is_reporters(label: str) -> bool:
    """Whether words before a colon are what a reporter is, with a name or not: "ANN BELL, HOST", "Reporter (Ann Bell)".

    *Question for the mayor* names nobody who asks.
    """
    words = _NAME_WORD.findall(label)
    lower = {word.casefold() for word in words}
    is_name = all(word[0].isupper() or word in QUESTIONERS for word in words)
    return is_name and not QUESTIONERS.isdisjoint(lower) and FUNCTION_WORDS.isdisjoint(lower)


def _surname(label: str) -> set[str]:
    """The last word of the name in such a label; none where it names nobody."""
    words = (word.strip("-'’") for word in map(str.casefold, _SURNAME.findall(label)))
    return set([word for word in words if word not in QUESTIONERS][-1:])


def by_initials(context: ArticleContext, label: str) -> Person | None:
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


def found_labels(context: ArticleContext) -> tuple[AbstractSet[Span], AbstractSet[Span]]:
    """What by its form surely is a label, and what may be one: capitalised words before a colon."""
    text = context.reading.text
    strong: set[Span] = set()
    weak: set[Span] = set()
    end = 0
    for match in _LABEL.finditer(text):
        span = match.span("label" if match["label"] else "letter")
        if span[0] < end:  # "ANN BELL, U.S. SENATOR:"
            continue
        marks = touching(context.marks, span[0], span[0] + 1)
        if marks and not _opens_quoted_line(text, span, marks[0]):
            continue
        if _names_speaker(text, span):
            strong.add(span)
            end = span[1]
        elif all(
            word[:1].isupper() or word in _SMALL_IN_NAMES for word in text[slice(*span)].split() if word[0].isalpha()
        ):
            weak.add(span)
    if any(text[slice(*span)] == "Q" for span in strong) or SPOKEN_OCCASIONS & set(context.title.lower().split()):
        strong |= _stopped_labels(context)
    if not any(text[slice(*span)] == "Q" for span in strong):  # an initial, then
        strong = {span for span in strong if text[span[0] : span[1] + 1] != "A."}
    return strong, weak


def _stopped_labels(context: ArticleContext) -> set[Span]:
    """Words and a full stop that open lines, where several are offices, one of them twice: no line is another's."""
    found = [match for match in _STOPPED.finditer(context.reading.text) if _may_speak(context, match)]
    times = Counter(match["label"] for match in found if _is_office(match["label"]))
    is_transcript = times.total() >= thresholds.TRANSCRIPT and max(times.values()) > 1
    return {match.span("label") for match in found} if is_transcript else set()


def _may_speak(context: ArticleContext, match: re.Match[str]) -> bool:
    """Whether it is more than one word, or a name: "Yes. We will." is no label."""
    names = between(context.mentions, *context.reading.word_range(match.span("label")))
    is_name = any(mention in context.people.of for mention in names)
    return is_name or len(match["label"].split()) > 1 or match["label"].lower() in QUESTIONERS


def _is_office(label: str) -> bool:
    words = [word.strip(".").lower() for word in label.split()]
    return len(words) > 1 and not (TITLE_WORDS | COURTESY | ROLES.keys()).isdisjoint(words[:2])


def bare(label: str) -> str:
    """A label without what stands in brackets: "QUESTION (Orbita)", "BELL (through an interpreter)"."""
    return _BRACKETED.sub("", label)


def _opens_quoted_line(text: str, label: Span, marks: Marks) -> bool:
    """Whether a name in capitals opens a line that is quoted to its end, as a report quotes a transcript."""
    if not (starts_line(text, label) and text[slice(*label)].isupper() and marks.outer[0] == label[0] - 1):
        return False
    line_end = text.find("\n", label[1])
    behind = text[marks.outer[1] : line_end] if marks.closed and marks.outer[1] < line_end else ""
    return not any(map(str.isalnum, behind))


def _names_speaker(text: str, span: Span) -> bool:
    """Whether a label names a speaker by its form: in capitals, by an office, or *Q*."""
    label = bare(text[slice(*span)])
    words = [word.strip(".,()") for word in label.split()]
    letters = [word for word in words if word.isalpha()]
    if len(label) > thresholds.LONGEST_LABEL:
        return False
    if letters and all(word.isupper() for word in letters):
        return len(label) > 1 or label in "QA"
    is_office = len(words) > 1 and any(word.lower() in ROLES for word in words)
    return starts_line(text, span) and (
        label.lower() in _SHORT_LABELS or (is_office and all(w[:1].isupper() for w in letters))
    )


def labels_of(context: ArticleContext, strong: AbstractSet[Span], weak: AbstractSet[Span]) -> list[Span]:
    """The labels of any text: those beside which nothing else can stand, and then the names of people known by name."""
    text = context.reading.text
    times = Counter(text[slice(*span)] for span in weak if starts_line(text, span))
    known = [
        span
        for span in weak
        if ((person := named_in(context, span)) and (person.actor_id or len(person.words) > 1))
        or times[text[slice(*span)]] > 1
    ]
    is_transcript = _is_transcript(text, {*strong, *known}, weak, is_sure=bool(strong))
    found = sorted([*strong, *(known if strong or is_transcript else ())])
    if is_transcript:  # who asks but once, asks here
        found = sorted({*found, *(span for span in weak if starts_line(text, span))})
    labels = [span for span in found if not (is_headline(text[slice(*span)]) or _is_followed_by_a_date(text, span))]
    sure = _sure(context, labels)
    turns = len(labels)
    while labels and labels[0] not in sure:  # "FIRST ON CHANNEL 9:"
        labels = labels[1:]
    words = {word.lower().strip(".") for start, end in labels for word in text[start:end].split()}
    if turns < thresholds.LEAST_TURNS and not words & TITLE_WORDS:  # a lone word in capitals is a dateline
        return []
    return labels


def _is_followed_by_a_date(text: str, label: Span) -> bool:
    """Whether nothing but a date stands behind words before a colon: *Publish Date: 12.10.2026*."""
    end = text.find("\n", label[1])
    behind = text[label[1] : end if end > 0 else len(text)]
    words = (word.lower() for word in _NAME_WORD.findall(behind) if not word.isupper())
    is_date = all(word in DAYS_MONTHS or word in _OF_A_TIME for word in words)
    return is_date and len(re.findall(r"\d+", behind)) > 1


def _is_transcript(text: str, labels: AbstractSet[Span], weak: AbstractSet[Span], *, is_sure: bool) -> bool:
    """Whether lines begin with labels; where none is sure by its form, nearly all have to."""
    begin = {span for span in labels if starts_line(text, span)}
    if len(begin) < thresholds.TRANSCRIPT or is_sure:
        return len(begin) >= thresholds.TRANSCRIPT
    begin |= {span for span in weak if starts_line(text, span)}
    lines = [line for line in text[min(begin)[0] : max(begin)[1]].splitlines() if line.strip()]
    return len(begin) >= thresholds.LABELLED * len(lines)


def own_labels(context: ArticleContext, strong: AbstractSet[Span], weak: AbstractSet[Span]) -> list[Span]:
    """The labels of a text in an actor's own voice.

    One of them has to be his, or there are several and one is surely somebody: a name, an office, whoever asks, or
    twice the same.
    """
    text = context.reading.text
    lines = {span for span in weak if starts_line(text, span)}
    labels = sorted(span for span in strong | lines if not is_headline(text[slice(*span)]))
    sure = _sure(context, labels)
    own = {span for span in sure if named_in(context, span) is context.people.actor(context.voice or "")}
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
        or _words_of_label(text[slice(*span)]) & _BEARERS_OF_LABELS
        or _is_known(context, span)
        or by_initials(context, text[slice(*span)]) is not None
    }


def _is_known(context: ArticleContext, span: Span) -> bool:
    """Whether a label is somebody who is named in small letters, too: "MAP QUEST" heads an item of a newsletter."""
    person = named_in(context, span)
    words = context.reading.words
    return person is not None and (person.actor_id is not None or any(not words[at].isupper() for at in person.seen_at))


def starts_line(text: str, span: Span) -> bool:
    """Whether a label stands at the start of a line, behind a number or marks at most."""
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    return not before.strip('*_0123456789.) "“')


def _words_of_label(label: str) -> set[str]:
    return {word.strip(".,()").lower() for word in bare(label).split()}


_BEARERS_OF_LABELS: Final = _SHORT_LABELS | ROLES.keys() | COURTESY


def is_headline(label: str) -> bool:
    """Whether the words before a colon name nobody who speaks: "BREAKING", "Remember", "Dear Mr. President"."""
    words = _words_of_label(label)
    if label.lower().startswith("dear "):
        return True
    is_outlet = len(words) > 1 and label.endswith("News")
    return not is_outlet and not words & (ROLES.keys() | _SHORT_LABELS) and bool(words & (FUNCTION_WORDS | _HEADLINES))


def named_in(context: ArticleContext, span: Span, *, is_label: bool = False) -> Person | None:
    """Who is named in a label, the first one of several."""
    mentions = between(context.mentions, *context.reading.word_range(span))
    people = (person_of(context, mention, is_label=is_label) for mention in mentions)
    return next((person for person in people if person), None)


def person_of(context: ArticleContext, mention: Mention, *, is_label: bool = False) -> Person | None:
    """Who is meant by a name, or by a description alone."""
    known = context.people.of.get(mention)
    if known is None and mention.kind is MentionKind.DESCRIPTION:
        known = context.people.by_description(mention, before=mention.words[0], is_label=is_label)
    return known.person if known else None
