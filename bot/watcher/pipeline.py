"""The stages in their order: each takes the attributions so far and gives them back, changed, rejected, or more.

An attribution that a stage rejects stays in the list with the reason, and the stages behind pass it over. Who is shown
what is a `View` of the one result. Which stages ask whether somebody is tracked docs/attribution.md says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.core.model import View
from bot.watcher.attribute.assertion import judge
from bot.watcher.attribute.page_speaker import without_anothers_answers
from bot.watcher.attribute.second_opinion import asked_again
from bot.watcher.attribute.speakers import resolve_speakers
from bot.watcher.attribution import TURNS, Attribution, Origin, reject
from bot.watcher.find.announced import find_announced
from bot.watcher.find.answers import find_answers
from bot.watcher.find.beside import find_beside
from bot.watcher.find.clips import find_clips
from bot.watcher.find.nested import in_reporters_turns, of_other_houses, with_nested
from bot.watcher.find.over_paragraphs import over_paragraphs
from bot.watcher.find.posts import find_posts
from bot.watcher.find.quoted import find_judged, find_phrased, find_quoted
from bot.watcher.find.repair import repair
from bot.watcher.find.turns import find_turns
from bot.watcher.find.voice import own_voice
from bot.watcher.shape.continued import with_continued
from bot.watcher.shape.own_paragraphs import with_own_paragraphs
from bot.watcher.shape.passages import in_passages
from bot.watcher.shape.satire import without_satire
from bot.watcher.shape.substance import without_bare_phrases
from bot.watcher.shape.whole import (
    join_clauses,
    settle,
    without_boilerplate,
    without_scare_quotes,
    without_that,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.watcher.context import ArticleContext

    Run: TypeAlias = Callable[[ArticleContext, list[Attribution]], list[Attribution]]
    Finder: TypeAlias = Callable[[ArticleContext], list[Attribution]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage, and what people read of it who ask how a quotation was found."""

    name: str
    run: Run
    did: str | Callable[[Attribution], str]  # to one that it found or changed: "found …", "cut …"
    reads_rejected: bool = False  # gives those, too, what it gives
    judges_statements: bool = False  # what it rejects is an attribution, but no statement that is worth telling

    def __call__(self, context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
        """The attributions after the stage, none fewer; what it did is added to their steps."""
        read = [item for item in attributions if self.reads_rejected or item.rejected is None]
        if not read and not self.finds:
            return list(attributions)
        before = {id(item) for item in read}
        out = [item if id(item) in before else self._noted(item) for item in self.run(context, read)]
        if len(read) == len(attributions):
            return out
        return [*out, *(item for item in attributions if item.rejected is not None)]

    @property
    def finds(self) -> bool:
        """Whether it finds attributions of its own."""
        return isinstance(self.did, str) and self.did.startswith("found")

    def _noted(self, item: Attribution) -> Attribution:
        """The attribution with what the stage did to it, or the links that it found, among its steps."""
        did = self.did if isinstance(self.did, str) else self.did(item)
        links = tuple(link for link in item.links if link not in item.steps)
        is_rejected = item.rejected is not None and item.rejected_by is None
        if not item.steps:
            done = (did if self.finds else f"found as a piece of another one, {did}", *links)
        else:
            done = links or (() if is_rejected else (did,))
        if not is_rejected:
            return replace(item, steps=(*item.steps, *done))
        return replace(item, steps=(*item.steps, *done, f"rejected: {item.rejected}"), rejected_by=self.name)


def _layout(find: Finder) -> Run:
    """A stage that finds by the layout what none before it found; an actor's own words have a layout of their own."""
    return lambda context, attributions: (
        attributions if context.voice is not None else settle(attributions, find(context))
    )


def _beside(context: ArticleContext) -> list[Attribution]:
    return [*find_beside(context), *find_clips(context)]


def _in_own_voice(context: ArticleContext, _attributions: list[Attribution]) -> list[Attribution]:
    return own_voice(context) or []


def _by_model(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    text = context.reading.text
    found = [
        Attribution(
            content=content,
            cue=tuple(triple.cue),
            source=tuple(triple.source),
            origin=Origin.TAGGER,
            score=float(triple.score),
            features=dict(triple.features),
        )
        for triple in context.triples
        if (content := tuple(span for span in triple.content if any(map(str.isalnum, text[slice(*span)]))))
    ]
    return [*attributions, *found]


def _of_model(run: Run) -> Run:
    """A stage that mends what the model found and leaves alone what stands in the layout."""

    def run_of_model(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
        layout = [item for item in attributions if item.origin is not Origin.TAGGER]
        return [*layout, *run(context, [item for item in attributions if item.origin is Origin.TAGGER])]

    return run_of_model


def _settled(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    del context
    layout = [item for item in attributions if item.origin is not Origin.TAGGER]
    return settle(layout, [item for item in attributions if item.origin is Origin.TAGGER])


def _by_reporters(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    return [*attributions, *repair(context, in_reporters_turns(context, attributions))]


def _by_marks(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    return settle(attributions, find_quoted(context, attributions))


def _announced_by_title(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    return attributions if context.voice is not None else find_announced(context, attributions)


def _by_judgement(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    return [*attributions, *find_judged(context, attributions)]  # an attribution that it holds is of another


def _by_phrase(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    return [*attributions, *find_phrased(context, attributions)]


def _beside_own_words(context: ArticleContext, attributions: list[Attribution]) -> list[Attribution]:
    """Of a text in an actor's own voice, beside the turns only what they tell of others."""
    if context.voice is None:
        return attributions
    actor = context.people.actor(context.voice)
    return [
        item
        if item.origin in TURNS or (item.second_hand and item.person is not actor)
        else reject(item, "part of what the actor says in his own voice")
        for item in attributions
    ]


def _without_a_name(item: Attribution) -> str:
    """What is said of one whose speaker no word of the text led to."""
    return "nobody is named as its speaker" if item.speaker is None else "its speaker is known by the layout"


def _said_so(item: Attribution) -> str:
    """What the words around it say of it."""
    if item.second_hand:
        return "second hand: the text has it from somebody else"
    return f"not said to have been said: {item.assertion}"


STAGES: Final[tuple[Stage, ...]] = (
    # Found by the layout of the text
    Stage(name="own_voice", run=_in_own_voice, did="found: the whole text is in the actor's own voice"),
    Stage(name="turns", run=_layout(find_turns), did="found behind the label of a speaker"),
    Stage(name="answers", run=_layout(find_answers), did="found under a question of an interview"),
    Stage(name="posts", run=_layout(find_posts), did="found under the account that posted it"),
    Stage(name="beside", run=_layout(_beside), did="found by a name beside the quotation"),
    # Found by the model
    Stage(name="model", run=_by_model, did="found by the model"),
    Stage(name="nested", run=_of_model(with_nested), did="found within what a medium reports"),
    Stage(name="repair", run=_of_model(repair), did="cut to one utterance, without its attribution"),
    Stage(name="settled", run=_settled, did="given the source that the model found"),
    Stage(name="reporters", run=_by_reporters, did="found in what a reporter passes on"),
    Stage(name="announced", run=_announced_by_title, did="found behind the words that announce it"),
    # Found by marks and grammar, where the model found nothing
    Stage(name="marks", run=_by_marks, did="found by its quotation marks"),
    Stage(name="judged", run=_by_judgement, did="found in what somebody judges, with words in marks"),
    Stage(name="phrases", run=_by_phrase, did="found behind a phrase that reports, with no verb of saying"),
    # Behind all that find by marks: what one of them has of a quotation over paragraphs, and another has not
    Stage(name="over_paragraphs", run=over_paragraphs, did="joined over the paragraphs of one quotation"),
    # Whose it is, and whether it was said
    Stage(name="speakers", run=resolve_speakers, did=_without_a_name, reads_rejected=True),
    Stage(name="second_opinion", run=asked_again, did="read again with the names of who may have said it"),
    Stage(name="anothers_answers", run=without_anothers_answers, did="looked whether it is he who answers"),
    Stage(name="other_houses", run=of_other_houses, did="marked as told by the office of somebody else"),
    Stage(name="assertion", run=judge, did=_said_so),
    Stage(name="own_paragraphs", run=with_own_paragraphs, did="found as a paragraph of somebody's own words"),
    Stage(name="continued", run=with_continued, did="found beside what the same speaker said"),
    # One utterance, one attribution
    Stage(name="own_turns", run=_beside_own_words, did="looked whether it stands in the actor's own words"),
    # Whether it is a statement
    Stage(name="satire", run=without_satire, did="looked whether the page means it"),
    Stage(name="scare_quotes", run=without_scare_quotes, did="looked whether it is quoted", judges_statements=True),
    Stage(name="bare_phrases", run=without_bare_phrases, did="looked whether it says a thing", judges_statements=True),
    Stage(name="boilerplate", run=without_boilerplate, did="looked where it stands", judges_statements=True),
    Stage(name="conjunctions", run=without_that, did="cut behind “that”"),
    Stage(name="joined_clauses", run=join_clauses, did="joined with the clause that goes on with it"),
    Stage(name="passages", run=in_passages, did="cut into passages"),
)
_JUDGING_STATEMENTS: Final = frozenset(stage.name for stage in STAGES if stage.judges_statements)


def is_in_view(item: Attribution, view: View) -> bool:
    """Whether whoever wants to see this much is shown an attribution."""
    match view:
        case View.TRACKED:
            return item.rejected is None and item.is_of_actor
        case View.RECORD:
            return item.is_of_actor
        case View.EVERYBODY:
            return item.rejected is None or item.rejected_by in _JUDGING_STATEMENTS
        case View.ALL:
            return True
