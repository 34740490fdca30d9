"""Questions with known answers: what the second opinion is asked of texts whose speakers are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.core.config import example_config_path, read_config
from bot.tools.evaluate.people import same_person
from bot.tools.evaluate.words import Text
from bot.watcher.attribute.page_speaker import asked_about, passage_of
from bot.watcher.attribute.second_opinion import head_of_page, nearest, persons_named, shifted
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.components import make_pipeline
from bot.watcher.people.roster import make_roster
from bot.watcher.shape.continued import holder_beside, in_question, open_sentences
from bot.watcher.shape.own_paragraphs import own_shares
from bot.watcher.text.normalise import normalise
from bot.watcher.text.post_marks import without_marks_of_quoting
from training.confidence import documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from spacy.tokens import Doc

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.find.tagger import Tagger
    from bot.watcher.person import Person

ELSE = frozenset(
    {
        *("namesake", "title-holder", "predecessor", "spokesperson", "official", "opponent", "aides"),
        *("organisation", "institution", "spokesman", "country", "document", "newspaper", "lawyer", "family"),
        *("anonymous", "unnamed", "heckler", "family-member", "writer", "reader", "relative"),
    }
)
"""Reasons of the gold files that say that somebody else speaks; of the others nothing is known about the speaker."""
OTHERS = frozenset({"another", "foreign", "former", "like", "other"})
"""With what reasons of the same kind begin: *other-premier*, *former-chancellor*, *like-office*."""
HALF = 0.5
ASKED_FROM = 0.01  # of the trees, from which a paragraph is asked about: more than the stage asks of
LEAST_OWN = 3  # such paragraphs of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked of a text, and who may be right: first nobody of these, then each name."""

    document: str
    text: str
    content: tuple[Span, ...]
    source: tuple[Span, ...]
    names: tuple[str, ...]
    right: tuple[bool, ...] = ()


class Reader:
    """Reads texts with the watcher's stages, and asks what the second opinion may be asked of them.

    Each question comes with the words of the quotation as the gold file counts them.
    """

    def __init__(self, config: Path, tagger: Tagger) -> None:
        actors = read_config(config).actors
        self.ids = {actor.name: actor.id for actor in actors}
        self._tagger = tagger
        # Without the network itself: what it has answered already would not be asked about.
        self._nlp = make_pipeline(make_roster(actors), tagger.__call__)

    def unnamed(self, page: Page) -> Iterator[tuple[Question, set[int]]]:
        """Ask of every quotation whose source says no name."""
        doc = self._read(page)
        persons = persons_named(doc._.context)
        for item in doc._.attributions:
            if item.rejected is None and persons and not _is_named(doc._.context, item, persons):
                yield _asked(page, doc._.context, item, persons)

    def beside(self, page: Page, marked: Sequence[Span]) -> Iterator[tuple[Question, set[int]]]:
        """Ask of sentences without an attribution, in a paragraph with words of a tracked actor or a marked span."""
        doc = self._read(page)
        reading, persons = doc._.context.reading, persons_named(doc._.context)
        items = [item for item in doc._.attributions if item.rejected is None]
        gold = page.gold.words_begun(marked)
        held = {
            number for number in range(len(reading.sentences)) if gold & page.words([reading.sentence_span(number)])
        }
        his = [span for item in items if item.is_of_actor for span in item.content]
        held |= {reading.sentence_of[at] for at in reading.places_in(his)}
        reported = {reading.paragraph_of[at] for item in items for at in reading.places_in(item.content)}
        for sentence in open_sentences(reading, items):
            if persons and holder_beside(reading, sentence, dict.fromkeys(held, True), reported):
                item = in_question(reading, Attribution(content=(), origin=Origin.TAGGER), sentence)
                yield _asked(page, doc._.context, item, persons)

    def on_page(self, page: Page) -> Iterator[tuple[Question, set[int]]]:
        """Ask of the paragraphs that may be a tracked actor's own words, whoever speaks, where a page has several."""
        doc = self._read(page)
        context: ArticleContext = doc._.context
        for person, shares in own_shares(context, self._tagger.own_lines(context.as_learnt)).items():
            paragraphs = [paragraph for paragraph, share in shares.items() if share >= ASKED_FROM]
            if len(paragraphs) < LEAST_OWN:
                continue
            for paragraph in paragraphs:
                text, span = passage_of(context, min(paragraphs), paragraph)
                names = tuple(one.name for one in asked_about(context, person))
                asked = Question(document=page.document["id"], text=text, content=(span,), source=(), names=names)
                yield asked, page.words([context.reading.paragraph_span(paragraph)])

    def _read(self, page: Page) -> Doc:
        doc = self._nlp.make_doc(without_marks_of_quoting(page.clean.text))
        doc._.title = page.document.get("title") or ""
        return self._nlp(doc)


class Page:
    """A document of a gold file, as it stands there and as the watcher reads it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.gold, self.clean = Text(document["text"]), normalise(document["text"])

    def words(self, spans: Sequence[Span]) -> set[int]:
        """Give the words that begin in spans of what the watcher reads."""
        return set(self.gold.words_begun([self.clean.to_original(span) for span in spans]))


def _asked(
    page: Page, context: ArticleContext, item: Attribution, persons: Sequence[Person]
) -> tuple[Question, set[int]]:
    head = head_of_page(context)
    question = Question(
        document=page.document["id"],
        text=head + context.reading.text,
        content=shifted(item.content, len(head)),
        source=shifted(item.source, len(head)),
        names=tuple(person.name for person in nearest(context, item, persons)),
    )
    return question, page.words(item.content)


def _is_named(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> bool:
    words = context.reading.words_in(item.source)
    return any(person.words and person.words[-1].lower() in words for person in persons)


def of_people(tagger: Tagger, folder: Path, part: str) -> Iterator[Question]:
    """Ask the articles of polnear-train or polnear-dev, of whose quotations the speakers are known by name.

    Their sentences without an attribution are asked about too: those that no quotation of the gold file holds are the
    reporter's.
    """
    read = Reader(folder / "polnear-actors.toml", tagger)
    speakers = {row["id"]: row["speakers"] for row in documents(folder / f"polnear-{part}-people.jsonl")}
    for doc in (doc for doc in documents(folder / f"polnear-{part}.jsonl") if doc["id"] in speakers):
        page = Page(doc)
        said = [
            (page.gold.words_begun(quote["content"]), who or "")
            for quote, who in zip(doc["quotes"], speakers[doc["id"]], strict=True)
        ]
        for question, words in read.unnamed(page):
            shared, who = max(((_alike(words, content), who) for content, who in said), default=(0.0, ""))
            if shared >= HALF and who:
                names = [] if who == "writer" or who.startswith("?:") else who.split(" & ")
                exact = [name in names for name in question.names]
                right = exact if any(exact) else [_is_one_of(name, names) for name in question.names]
                yield replace(question, right=(not any(right), *right))
        for question, words in read.beside(page, ()):
            if not any(words & content for content, _ in said):
                yield replace(question, right=(True, *(False for _ in question.names)))


def _is_one_of(name: str, names: Sequence[str]) -> bool:
    return any(same_person(name, other) for other in names)


def of_actors(tagger: Tagger, paths: Sequence[Path]) -> Iterator[Question]:
    """Ask articles in which the statements of the three actors are marked: what is not theirs is somebody else's."""
    read = Reader(example_config_path(), tagger)
    for doc in (doc for path in paths for doc in documents(path)):
        page = Page(doc)
        for question, words in read.unnamed(page):
            right = _right(question, words, page, read.ids)
            if right is not None:
                yield replace(question, right=right)


def of_sentences(tagger: Tagger, paths: Sequence[Path]) -> Iterator[Question]:
    """Ask of sentences that no attribution holds, in a statement's paragraph; those not marked are the reporter's."""
    read = Reader(example_config_path(), tagger)
    for doc in (doc for path in paths for doc in documents(path)):
        marked = [content for one in doc["statements"] for content in one["content"]]
        unsure = [content for one in doc["statements"] if not one["must"] for content in one["content"]]
        page = Page(doc)
        for question, words in read.beside(page, marked):
            right = _right(question, words, page, read.ids, is_any_trap_nobodys=True)
            if right is not None and not words & page.gold.words_begun(unsure):
                yield replace(question, right=right)


def of_pages(tagger: Tagger, paths: Sequence[Path]) -> Iterator[Question]:
    """Ask whose the paragraphs are that may be somebody's own words; those not marked are not the three actors'."""
    read = Reader(example_config_path(), tagger)
    for doc in (doc for path in paths for doc in documents(path)):
        page = Page(doc)
        for question, words in read.on_page(page):
            right = _right(question, words, page, read.ids, is_any_trap_nobodys=True)
            if right is not None:
                yield replace(question, right=right)


def _right(
    question: Question, words: set[int], page: Page, ids: Mapping[str, str], *, is_any_trap_nobodys: bool = False
) -> tuple[bool, ...] | None:
    """Who may be right; None: nothing is known of who speaks. `is_any_trap_nobodys`: for whatever reason it is one."""
    doc, begun = page.document, page.gold.words_begun
    marked = [(len(words & begun(one["content"])), one["actor"]) for one in doc["statements"]]
    his = {actor for shared, actor in marked if shared >= HALF * max(len(words), 1)}
    reasons = {one["why"].replace(" ", "-") for one in doc["non_statements"] if words & begun([one["span"]])}
    if his:
        right = [ids.get(name) in his for name in question.names]
        return (False, *right) if any(right) else None
    is_else = all(reason in ELSE or reason.partition("-")[0] in OTHERS for reason in reasons)
    if any(shared for shared, _ in marked) or not (is_any_trap_nobodys or is_else):
        return None
    return (True, *(name not in ids for name in question.names))


def _alike(words: set[int], other: set[int]) -> float:
    return len(words & other) / max(len(words | other), 1)
