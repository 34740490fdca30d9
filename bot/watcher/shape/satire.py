"""Satire, and reviews of plays: what a page, or a part of it, says of itself. Nobody said what stands there.

To reject all of a page hides it, so only what the page calls itself counts: not what somebody in it says of a page, an
account or a show.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.watcher import thresholds
from bot.watcher.attribution import overlap, reject
from bot.watcher.lexicon import AUXILIARIES, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS
from bot.watcher.shape.invented import is_made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_OUTLET_NAMES: Final = word_list("satirical_outlets")
_KIND: Final = r"(?:satir(?:e|ical)|parod(?:y|ies)|spoofs?)"
_LABEL_OF_KIND: Final = re.compile(rf"^\W*{_KIND}\s*(?:[|:/•·—–-]|\W*$)", re.IGNORECASE)  # "SATIRE — WASHINGTON."
_ADMITS: Final = re.compile(
    rf"""
    ^\W*
    (?:
        (?:this|our)\ (?:article|page|story|site|website|publication|piece|column)\b
        | (?:everything|all)\ (?:on|in)\ (?:this|our)\b
        | (?:[^.\n]{{0,80}}\.\ )?all\ (?:quotes|quotations|names|events)\b
    )
    [^.\n]{{0,60}}?
    \b(?:is|are)\s+(?:\w+\s+){{0,3}}?(?:{_KIND}|fiction(?:al)?|fictitious|made[ -]up|invented)\b
    | ^\W*(?:The\ )?(?-i:[A-Z])[\w’'-]*(?:\ (?-i:[A-Z])[\w’'-]*){{0,3}}\ is\ (?:an?\ )?  # "The Radish is a …"
      (?:work|site|publication|magazine)\ of\ (?:satire\b | humou?r\.\ (?:All|Everything|Nothing|No\ \w+)\b)
    | ^\W*this\ is\ (?:an?\ )?(?:(?:work|piece)\ of\ satire|satire|parody)\.
    | ^[^\n]{{0,200}}\b(?:remember|note|warning)[,:]?\ (?:that\ )?(?:it['’]s|(?:it|this)\ is)\ (?:satire|a\ parody)[.!]
    | ^\W*Not\ the\ News\W*$
    | ^\W*[^.\n]{{0,40}}\b(?:column|page|section|corner|digest|round-?up)\ of\ (?:things|news|events|stories)
      \ (?:that|which)\ (?:did(?:\ not|n['’]t)|never)\ happen(?:ed)?\b
    | ^\W*(?:[^.\n]{{0,80}}\.\ )?nothing\ (?:below|on\ this\ page|in\ this\ column)
      \ (?:really\ )?(?:happened|took\ place|is\ (?:true|real))\b
    | ^\W*this\ is\ (?:an?\ )?satirical(?:\ (?:article|page|story|site|website|publication|piece|column))\.
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_ITSELF: Final = re.compile(  # "The Radish is a work of humor", "The Radish prints made-up news"
    rf"""
    \b(?P<name>(?:The\ )?(?-i:[A-Z])[\w’'-]*(?:\ (?-i:[A-Z])[\w’'-]*){{0,3}})
    \ (?:is|publishes|prints|brings)\ [^.\n]{{0,60}}?
    \b(?:{_KIND}|humou?r(?:ous)?|comedy|fiction(?:al)?|made[ -]up|invented|not\ real)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MASTHEAD: Final = re.compile(  # "THE RADISH: the county's satirical weekly", "The Radish - news that grows (satire)"
    rf"""
    ^[^.?!\n]{{0,80}}
    (?:
        \b{_KIND}\s+(?:weekly|daily|newspaper|magazine|paper|news|site|website|journal)
        | \ [–—-]\ [^\n]*[(\[]{_KIND}[)\]]
    )
    \W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TAG: Final = re.compile(rf"[(\[]{_KIND}[)\]]\W*$", re.IGNORECASE)  # of a title: "… over the clock (SATIRE)"
_ANY_OUTLET: Final = "|".join(sorted(re.escape(name.replace("_", " ")) for name in _OUTLET_NAMES))
# An outlet at the end of a title or in brackets: "… | The Onion", "(The Borowitz Report)".
_OUTLETS: Final = re.compile(rf"(?:^|[|(–—-]\s*|\bby\s+)(?:The\s+)?(?:{_ANY_OUTLET})\)?\W*$")
_DATELINE: Final = re.compile(  # "NEW YORK (The Borowitz Report) —", "The Onion: ", "From The Borowitz Report: "
    rf"""
    ^\W*(?:
        [A-Z][A-Z.,'’/ -]{{1,40}}(?:,\ ?[A-Z][\w. ]{{1,20}})?\ ?\((?:The\ )?(?:{_ANY_OUTLET})\)\s?[-–—]
        | (?:From\ )?(?:The\ )?(?:{_ANY_OUTLET})(?::|\ [–—-])\s(?=[A-Z“])
    )
    """,
    re.VERBOSE,
)
_FOOT: Final = re.compile(  # "The Shovel is Australia's satirical news site.", "The Onion, a satirical newspaper."
    rf"""
    (?P<name>(?:The\ )?(?-i:[A-Z])[\w’'-]*(?:\ (?-i:[A-Z])[\w’'-]*){{0,3}})(?:,|\ is)\ [^.\n“”]{{0,40}}?
    \b{_KIND}\s(?:\w+\s)?(?:weekly|daily|newspaper|magazine|paper|site|website|publication|outlet|journal)\.?\s*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BY_A_SATIRIST: Final = re.compile(r"\bsatire-(?:by|from)-", re.IGNORECASE)  # in an address
_HOSTS: Final = frozenset(name.replace("_", "").lower() for name in _OUTLET_NAMES)
# How the last paragraph of an invented report begins, where a real one says that somebody had not answered.
_AT_PRESS_TIME: Final = re.compile(
    r"^\W*At\ press\ time,(?!.{0,200}\b(?:respon|comment|repl|answer|return|available|clear|known)\w*)",
    re.VERBOSE | re.DOTALL,
)
_STAGE_WORDS: Final = "play|theatre|theater|film|movie|opera|musical|drama|comedy|sitcom"
_STAGE: Final = re.compile(rf"★|\b(?:{_STAGE_WORDS})\b", re.IGNORECASE)
_REVIEW: Final = re.compile(  # of a title: "Review: …", "… – review", "… review – …", "Stage: …"
    rf"""
    ^\W*(?:\w+\s+)?review: | [–—-]\s*review\W*$ | \breview\s[–—-]\s
    | ^\W*(?:on\s)?(?:stage|{_STAGE_WORDS}):
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_A_BOOK: Final = re.compile(
    r"^\W*book\sreview\b|^\W*review:\s[‘“\"'][^’”\"]{1,80}[’”\"'],?\sby\b(?P<author>.*)", re.IGNORECASE
)
_LETTERS_PAGE: Final = re.compile(r"^\W*(?:readers['’]\s)?letters\b", re.IGNORECASE)
_REVIEWED: Final = re.compile(r"^\W*review:(?P<author>)", re.IGNORECASE)
_BY_THE_PAGE: Final = re.compile(r"\bmemoirs?\b|\bon\spage\s\d+\b|\b\d+\s?pp\b", re.IGNORECASE)
_AT_A_HOUSE: Final = re.compile(  # "Review: ‘Bread’ at the Old Theatre"
    r"^\W*(?:\w+\s)?review:\s[‘“\"'][^’”\"]{1,80}[’”\"'],?\sat\s[^|]*\b(?:theatre|theater|opera|playhouse|stage)\b",
    re.IGNORECASE,
)
_ABOUT_A_STAGE: Final = re.compile(rf"\b(?:a|an|the|new|hit)\s(?:{_STAGE_WORDS})\b", re.IGNORECASE)
_PLAYED: Final = re.compile(
    r"""
    ,?\s*(?:is\s+)?(?:played|impersonated|voiced)\b[^.;:\n]{0,60}?\bby\s+(?:the\s(?:[\w-]+\s){1,3})?[A-Z]
    | \s*\((?:an?\s[^)\n]{0,30}\s)?[A-Z][\w'’-]+\s[A-Z][\w'’-]+[,)]  # "the mayor (a magnificent Cyril Oduya, in grey)"
    """,
    re.VERBOSE,
)
_PLAYS: Final = re.compile(  # before a name: "who plays Bell", "as the embattled mayor"
    r"\b(?:plays|playing|portrays|impersonates|stars\sas)\s(?:an?\s|the\s)?(?:[\w-]+\s){0,2}$"
)
_PLAYS_HIM: Final = re.compile(r"[A-Z][\w'’-]+,?\s(?:who\s)?(?:plays|impersonates|portrays)\s(?:him|her)\b")
_CAST: Final = re.compile(  # "gives the part to the Scottish actor …"
    r"\b(?:gives|gave|hands|handed)\sthe\s(?:part|role)\sto\b|\bin\sthe\stitle\srole\b"
)
_BY: Final = re.compile(r"\b(?:played|impersonated|voiced)\b")
_IMITATED: Final = re.compile(r"\b(?:impressionist|impersonator)s?\b", re.IGNORECASE)
_WORKS: Final = r"(?:novel|opera|sketch|skit|cartoon|comedy|musical|pantomime|puppet\sshow|farce)"
_IN_A_WORK: Final = re.compile(  # "The sketch shows Bell", "Bell is a bass in this opera", "the mayor of the novel"
    rf"""
    \b{_WORKS}\s(?:shows|has(?!\s(?:been|had|not|never|\w+ed)\b)|puts|imagines|turns|makes|lets|sends)\b
    | \bin\sthe\s(?:first|second|third|last|final)\s(?:act|scene)\b(?!\sof\b)
    | \bis\s(?:an?|the)\s[^.,;]{{1,30}}\sin\s(?:this|the)\s{_WORKS}\b
    | \b(?:president|premier|prime\sminister|spokesman|hero)\sof\sthe\s{_WORKS}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HEARERS: Final = frozenset({"reporters", "journalists", "author", "authors", "truth"})
_PICTURE: Final = re.compile(r"\([^)\n]*(?:photo|images?|getty|reuters|news|left|right|pictured|file)\b", re.IGNORECASE)
_REALLY_SAID: Final = re.compile(
    r"\bwhat\s(?:[\w’'-]+\s){1,5}(?:really|actually)\s(?:said|told|did\ssay)\b", re.IGNORECASE
)
_EDITORS_NOTE: Final = re.compile(r"^\W*(?:editor['’]s|editorial|publisher['’]s)\snote\b", re.IGNORECASE)
_SECTION: Final = re.compile(rf"^\W*{_KIND}(?:\s+\w+){{0,2}}\s*(?:\([^)\n]*\)\W*)?$", re.IGNORECASE)  # "SPOOF CORNER"


def without_satire(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Nothing of a page that calls itself satire, in its title, at its head or foot; nor of a part of it that does."""
    if not attributions:
        return []
    reading = context.reading
    spans = reading.paragraph_spans()
    lines = [reading.text[slice(*span)] for span in spans]
    edges = {*range(len(lines))[: thresholds.HEAD_OR_FOOT], *range(len(lines))[-thresholds.HEAD_OR_FOOT :]}
    said = [
        number for number in edges if any(overlap(item.content, (spans[number],)) for item in attributions)
    ]  # by somebody, who may call anything a parody
    own = [context.title, *(lines[number] for number in edges.difference(said))]
    begun = (lines[number][: _before_words(spans[number], attributions)] for number in said)
    is_called_so = _TAG.search(context.title) or any(map(_is_satire, own)) or any(map(_is_called_satire, begun))
    if (
        is_called_so
        or _is_outlet_of_satire(context.url)
        or _is_signed(context, lines)
        or any(_is_of_itself(context.url, line) for line in own)
        or any(map(_AT_PRESS_TIME.match, lines[-thresholds.HEAD_OR_FOOT :]))
    ):
        begin = _where_it_reports(spans, lines)
        return [
            item if item.content[0][0] > begin else reject(item, "the page calls itself satire")
            for item in attributions
        ]
    if kind := _kind_of_page(context):
        why, applies = kind
        return [reject(item, why) if item.is_of_actor and applies(item) else item for item in attributions]
    parts = _satirical_parts(context, lines)
    acted = _acted_parts(context, lines)
    return [_judged_by_part(context, item, parts, acted) for item in attributions]


def _where_it_reports(spans: Sequence[Span], lines: Sequence[str]) -> int:
    """From which character on a page of satire reports: behind *WHAT THEY REALLY SAID*, a heading, or in a note."""
    for (start, _end), line in zip(spans, lines, strict=True):
        found = _REALLY_SAID.search(line)
        if found and (line.isupper() or _EDITORS_NOTE.match(line)):
            return start + found.end()
    return spans[-1][1] if spans else 0


def _kind_of_page(context: ArticleContext) -> tuple[str, Callable[[Attribution], bool]] | None:
    """Of a page of letters, or a review by its title: why what is told there is not his, and of what that is so."""
    title = context.title
    if _LETTERS_PAGE.match(title):
        return "a letter of a reader that does not name him", lambda item: not _is_named_beside(context, item)
    if book := _OF_A_BOOK.search(title) or _of_a_memoir(context):
        authors = {word.casefold() for word in re.findall(r"\w+", book["author"] or "")}
        why = "the page reviews a book, and tells what stands in it"
        wrote = {person for person in context.people.actors() if authors & set(person.words)}
        return why, lambda item: item.person not in wrote and _is_in_the_book(context, item)
    # "The play they queue for"; what "Trump attacks the film" tells of he may have said
    is_of_a_stage = not context.people.in_title and _ABOUT_A_STAGE.search(title)
    is_of_a_house = not context.people.in_title and _AT_A_HOUSE.search(title)
    if is_of_a_house or ((_REVIEW.search(title) or is_of_a_stage) and _has_cast(context)):
        why = "the page reviews a play or a film in which an actor plays him"
        return why, lambda item: _is_present(context, item)
    return None


def _of_a_memoir(context: ArticleContext) -> re.Match[str] | None:
    """The title of a review that quotes by the page, or says that it is of a memoir."""
    is_of_a_book = _BY_THE_PAGE.search(context.reading.text)
    return _REVIEWED.match(context.title) if is_of_a_book else None


def _is_named_beside(context: ArticleContext, item: Attribution) -> bool:
    """Whether the paragraph of what he says names him, and the source is no office: readers write of other premiers."""
    reading = context.reading
    source = reading.word_range(item.source[0]) if item.source else (0, 0)
    if any(mention.kind is MentionKind.DESCRIPTION for mention in between(context.mentions, *source)):
        return False
    begin, end = reading.paragraphs[reading.paragraph_of[reading.word_at(item.content[0][0])]]
    return item.person is not None and any(begin <= at < end for at in item.person.seen_at)


def _judged_by_part(
    context: ArticleContext, item: Attribution, satirical: AbstractSet[int], acted: AbstractSet[tuple[int, Person]]
) -> Attribution:
    number = context.reading.paragraph_of[context.reading.word_at(item.content[0][0])]
    if number in satirical:
        return reject(item, "it stands in a part of the page that is called satire")
    if item.person and (number, item.person) in acted and _is_present(context, item):
        return reject(item, "an actor says it who plays him")
    if is_made_up(context, item):
        return reject(item, "he says it in a clip, a game or a story that somebody made up")
    if item.is_of_actor and _is_present(context, item) and _is_in_a_work(context, item):
        return reject(item, "he says it on a stage or in a novel")
    return item


def _is_in_the_book(context: ArticleContext, item: Attribution) -> bool:
    """Whether a verb in the present tells what stands in the book; not what he *tells the authors*."""
    reading = context.reading
    here = reading.sentences[reading.sentence_of[reading.word_at(item.content[0][0])]]
    return _is_present(context, item) and _HEARERS.isdisjoint(reading.lower[slice(*here)])


def _is_in_a_work(context: ArticleContext, item: Attribution) -> bool:
    """*The sketch shows Bell at a bank. “…,” he tells the clerk*; not *Bell says that the sketch is not funny*."""
    reading = context.reading
    if reading.words_in(item.source) not in (["he"], ["she"]):
        return False
    here = reading.sentence_of[reading.word_at(item.content[0][0])]
    near = (reading.text[slice(*reading.sentence_span(number))] for number in range(max(here - 1, 0), here + 1))
    return any(map(_IN_A_WORK.search, near)) and _HEARERS.isdisjoint(reading.lower[slice(*reading.sentences[here])])


def _before_words(line: Span, attributions: Sequence[Attribution]) -> int:
    """How many characters of a line stand before what is said in it."""
    first = min(start for item in attributions for start, end in item.content if start < line[1] and line[0] < end)
    return max(first - line[0], 0)


def _is_called_satire(beginning: str) -> bool:
    return bool(_LABEL_OF_KIND.match(beginning) or _ADMITS.match(beginning))


def _is_outlet_of_satire(url: str) -> bool:
    """Whether an address is of an outlet of satire, or by a writer of it; a section of it quotes what was said."""
    if _BY_A_SATIRIST.search(urlsplit(url).path):
        return True
    return not _names_of_host(url).isdisjoint(_HOSTS | {f"the{host}" for host in _HOSTS})


def _names_of_host(url: str) -> set[str]:
    """The parts of an address's host, but for the last, as words without a space or a hyphen between them."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")[:-1]
    return {label.replace("-", "") for label in labels}


def _is_of_itself(url: str, line: str) -> bool:
    """Whether a line says of the page, by the name that its address has, that it is humour or made up."""
    named = {re.sub(r"\W", "", found["name"]).lower() for found in _OF_ITSELF.finditer(line)}
    return not _names_of_host(url).isdisjoint(named | {name.removeprefix("the") for name in named})


def _has_cast(context: ArticleContext) -> bool:
    """Whether the page is of a stage or a screen and names who plays somebody that is watched."""
    reading, text = context.reading, context.reading.text
    if not (_STAGE.search(context.title) or _STAGE.search(text)):
        return False
    spans = [
        (reading.starts[mention.words[0]], reading.ends[mention.words[1] - 1])
        for mention in context.mentions
        if (known := context.people.of.get(mention)) is not None and known.person.actor_id is not None
    ]
    return (
        any(_PLAYED.match(text, end) and not _PICTURE.match(text[end:].lstrip()) for _, end in spans)
        or any(_PLAYS.search(text, max(start - thresholds.BEFORE_A_NAME, 0), start) for start, _ in spans)
        or (bool(spans) and (_PLAYS_HIM.search(text) or _CAST.search(text)) is not None)
    )


def _acted_parts(context: ArticleContext, lines: Sequence[str]) -> set[tuple[int, Person]]:
    """The paragraphs that name who plays somebody that is watched; and him."""
    reading = context.reading
    out: set[tuple[int, Person]] = set()
    for mention in context.mentions:
        known = context.people.of.get(mention)
        if known is None or known.person.actor_id is None:
            continue
        number = reading.paragraph_of[mention.words[0]]
        end = reading.ends[mention.words[1] - 1]
        played = _PLAYED.match(reading.text, end)
        if (
            played
            and (_BY.search(played[0]) or _STAGE.search(lines[number]))
            and not _PICTURE.match(reading.text[end:].lstrip())
        ):
            out.add((number, known.person))
    return out


def _is_present(context: ArticleContext, item: Attribution) -> bool:
    """Whether the verb tells what happens on a stage: "announces", where a report has "announced"."""
    verb = next(iter(context.reading.words_in(item.cue)), "")
    return verb.endswith("s") and verb not in SPEECH_NOUN_FORMS | AUXILIARIES


def _is_satire(line: str) -> bool:
    return _is_called_satire(line) or bool(_OUTLETS.search(line) or _MASTHEAD.match(line))


def _is_signed(context: ArticleContext, lines: Sequence[str]) -> bool:
    """Whether an outlet of satire signs the page, at its head or as its last words; not whether it is in the news."""
    if any(map(_DATELINE.match, lines[: thresholds.HEAD_OR_FOOT])):
        return True
    foot = _FOOT.search(lines[-1]) if lines else None
    if foot is None or (foot.start() > 0 and lines[-1][: foot.start()].rstrip()[-1:] not in set('.!?”"')):
        return False
    elsewhere = f"{context.title}\n{context.reading.text}".count(foot["name"].removeprefix("The "))
    return elsewhere == 1  # of a paper that is sued, the page tells before


def _satirical_parts(context: ArticleContext, lines: Sequence[str]) -> set[int]:
    """The paragraphs under a heading that names satire alone, up to the next; and those of an impersonator."""
    out: set[int] = set()
    inside = False
    for number, line in enumerate(lines):
        if number in context.reading.headings or line.isupper():
            inside = bool(_SECTION.match(line))
        if inside or _IMITATED.search(line):
            out.add(number)
    return out
