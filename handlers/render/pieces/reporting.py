"""What leads into the words of a statement: its reporting verb, as that verb goes on. Pure.

How a verb goes on stands in `reporting_verbs.txt`. What an article wrote between its verb and the words is taken over
where it reads well in the present tense; where nothing fits, the plainest form that keeps the sense is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bot.core.model import Kind
from bot.core.word_files import read_groups
from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from bot.core.model import Quotation

CONJUNCTIONS: Final = ("that", "whether", "if", "how", "why")

_PARTICLES: Final = frozenset("about against as at down for from in of off on out over to up upon with".split())
_NOT_A_VERB_BEHIND: Final = frozenset(["a", "an", "the", "his", "her", "its", "their", "my", "our", "this", "that"])
# What an article says of when, where and how between a verb and its clause: left out, the clause stands without it.
_ASIDE: Final = re.compile(
    r"(?:on|in|at|during|after|before|from|through|via|late|early|earlier|last|again|also|once|today|yesterday|\w+ly)\b",
    re.IGNORECASE,
)
# His own words without quotation marks: "says that I do not worry" would be said of somebody else.
_FIRST_PERSON: Final = re.compile(r"\bI\b(?![^“]*”)")
_CLEAN: Final = re.compile(r"[^\W_][\w’'. -]*")  # words alone: no comma, bracket or quotation mark
_CONJUNCTION: Final = re.compile(rf"(?:^|\s)({'|'.join(CONJUNCTIONS)})$", re.IGNORECASE)
_OPENING_MARKS: Final = " \"“„«'\u2018"
_FINITE: Final = frozenset(
    "is are was were be am has have had do does did will would shall should can could may might must cannot isn't "
    "aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't couldn't".split()
)
_RELATIVE: Final = frozenset(["that", "which", "who", "whom", "whose", "where", "when", "to"])


def third_person(infinitive: str) -> str:
    """Return the form of a verb behind `she`: denies, dismisses, says."""
    if infinitive.endswith("y") and infinitive[-2:-1] not in "aeiou":
        return f"{infinitive[:-1]}ies"
    return infinitive + ("es" if infinitive.endswith(("s", "sh", "ch", "x", "z")) else "s")


FRAMES: Final = {
    verb: frozenset(frames)
    for verb, frames in read_groups(files("handlers.render.pieces").joinpath("reporting_verbs.txt")).items()
}
_OF_THIRD: Final = {third_person(verb): verb for verb in FRAMES}
_CALLED_AS: Final = re.compile(r"(?:[\w’'-]+ ){0,4}as\b")  # "labelled it as gossip": nobody "calls it as gossip"


_OBJECT_BEFORE: Final = re.compile(
    r"""
    (?<!\bin\ )(?<!\bat\ )(?<!\bon\ )(?<!\bof\ )(?<!\bto\ )  # "a speech in which he called him"
    \b(?:what|which|whom|that)(?:\s+[\w’'.-]+){1,6}\s+$
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A reporting verb where it stands in an article, before the words or behind them."""

    verb: str  # its infinitive, "" where it is not known
    particles: str = ""  # "against", "out", "on"
    between: str | None = None  # what stands from there to the words; None where that cannot be said in a few words
    conjunction: str = ""  # which leads into the words, at the end of that
    is_noun: bool = False  # "his warning", "her denial"
    has_object_before: bool = False  # "what he called", "a plan which she described as"


def cue_of(text: str, quotation: Quotation) -> Cue:
    """Return the reporting verb of a quotation as it stands in its article."""
    start = quotation.content[0][0] if quotation.content else 0
    verb = quotation.verb or ""
    cues = [(first, end) for first, end in quotation.cue if first < end <= min(start, len(text))]
    found = text[slice(*cues[-1])].split() if cues else []
    bare = Cue(verb=verb, between=None)
    if not found or not 0 < start <= len(text):
        return bare
    at = next((place for place, word in enumerate(found) if _onset(word) == _onset(verb or found[0])), 0)
    particles = found[at + 1 :]
    is_noun = any(one.casefold() not in _PARTICLES for one in particles)
    is_noun = is_noun or (at > 0 and found[at - 1].casefold() in _NOT_A_VERB_BEHIND)
    between = plain(_without(text, cues[-1][1], start, quotation.source)).strip().rstrip(_OPENING_MARKS)
    conjunction = found_at[1].casefold() if (found_at := _CONJUNCTION.search(between)) else ""
    between = between.removesuffix(between[-len(conjunction) :]).strip() if conjunction else between
    in_between = between.rstrip(",: ") if quotation.kind is Kind.DIRECT else between
    fits = not in_between or (bool(_CLEAN.fullmatch(in_between)) and len(in_between) <= limits.BETWEEN)
    return Cue(
        verb=verb,
        particles="" if is_noun else " ".join(particles).casefold(),
        between=between if fits else None,
        conjunction=conjunction,
        is_noun=is_noun,
        has_object_before=_OBJECT_BEFORE.search(text, max(0, cues[-1][0] - limits.BETWEEN), cues[-1][0]) is not None,
    )


def lead_in(text: str, *, kind: Kind, sense: str | None, cue: Cue | None = None) -> str:
    """Return what leads into words, with the space behind it: `denies that `, `urges `, `warns, `; or "".

    Args:
        text: the words.
        kind: how they are given. The actor's own words stand by themselves where their verb adds nothing.
        sense: the verb's, where the words would mislead without it: "denies", "calls it".
        cue: the verb in its article, where that is known and these are its first words.

    """
    shown, _, rest = short(sense or "", limits.SENSE).partition(" ")
    verb = _OF_THIRD.get(shown) or (cue.verb if cue and not sense else "")
    frames = FRAMES.get(verb, frozenset())
    if sense and not frames:
        shown, rest = f"{shown} {rest}".strip(), ""
    shown = shown or (third_person(verb) if frames else "")
    if kind is not Kind.DIRECT and (first := text.split(maxsplit=1)[:1]) and first[0] in _FINITE:
        return f"{shown or 'says'}: … "  # "which, he said, was enough": its subject stands outside
    if kind is Kind.DIRECT and not sense and ("that" in frames or "noun" not in frames):
        return ""
    if shown == "calls" and cue and cue.between is not None and _CALLED_AS.match(f"{cue.between} {text}".strip()):
        shown, rest = "describes", ""
    if not shown and cue is None and kind is not Kind.DIRECT and _is_clause(text) and not _FIRST_PERSON.search(text):
        return "says "  # beside a denial the words alone would be read as one
    leads = _Leads(text=text, kind=kind, shown=shown, rest=rest, frames=frames)
    return leads.with_conjunction(cue) or leads.as_written(cue) or leads.by_themselves()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leads:
    """One verb and the words that it leads into."""

    text: str
    kind: Kind
    shown: str  # "denies"; "" where no verb is known
    rest: str  # of the sense: "out", "on", "it", "it as"
    frames: frozenset[str]

    def with_conjunction(self, cue: Cue | None) -> str:
        """Lead into a clause that begins with its conjunction, in the words or before them."""
        is_direct = self.kind is Kind.DIRECT
        inside = "" if is_direct else self.text.split(maxsplit=1)[:1]
        own = bool(inside) and inside[0].casefold() in CONJUNCTIONS
        before = cue.conjunction if cue else ""
        if (not own and not before) or (is_direct and not self.shown):
            return ""
        conjunction = "" if own else f"{before} "
        hearer = ""
        if cue and cue.between and {"hearer", "person"} & self.frames and not _ASIDE.match(cue.between):
            hearer = f"{cue.between} "
        if "hearer" in self.frames and not hearer:
            return f"says {conjunction}"
        return f"{self.shown or 'says'} {hearer}{conjunction}"

    def as_written(self, cue: Cue | None) -> str:
        """Go on as the article does: `urges `, `accuses the opposition of `, `rules out `."""
        if cue is None or cue.between is None or cue.is_noun or not self.shown:
            return ""
        between = cue.between.strip(",: ")
        is_quoted = self.kind is Kind.DIRECT or self.text[:1] in _OPENING_MARKS
        if (
            is_quoted
            and cue.has_object_before
            and self.rest.startswith("it")
            and between == self.rest.removeprefix("it").strip()
        ):
            return f"{self.shown} {self.rest} "
        if self.kind is Kind.DIRECT and cue.between[-1:] in {",", ":"}:
            return self._into_a_sentence(between)
        is_aside = bool(_ASIDE.match(between)) and bool({"that", "to"} & self.frames)
        verb = f"{self.shown} {cue.particles or self._particle()}".strip()
        return f"{verb} {between} " if between and not is_aside else f"{verb} "

    def _misses_its_object(self, cue: Cue) -> bool:
        """Tell whether what is judged stands before the verb: `what he called “a gift”`."""
        is_quoted = self.kind is Kind.DIRECT or self.text[:1] in _OPENING_MARKS
        return is_quoted and cue.has_object_before and self.rest.startswith("it")

    def by_themselves(self) -> str:
        """Lead into words of which it is not known how their verb went on: as plainly as their sense allows."""
        if not self.shown:
            return ""
        # Whom they tell is not known, and nobody "tells that".
        verb = "says" if "hearer" in self.frames else f"{self.shown} {self._particle()}".strip()
        if self.kind is Kind.DIRECT:
            return self._into_a_sentence("")
        first = self.text.split(maxsplit=1)[:1]
        if first == ["to"] and "to" in self.frames:
            return f"{verb} "
        if {"that", "hearer"} & self.frames and _is_clause(self.text) and not _FIRST_PERSON.search(self.text):
            return f"{verb} that "
        if (self._particle() or self._takes_an_object()) and not _is_clause(self.text):
            return f"{verb} "
        return f"{verb} it: " if "it" in self.frames else f"{verb}: "

    def _into_a_sentence(self, between: str) -> str:
        """Lead into whole sentences of the speaker."""
        if self.rest.startswith("it"):  # "calls it “nonsense”"
            return f"{self.shown} {self.rest} "
        if between and "noun" in self.frames and not _ASIDE.match(between):
            return f"{self.shown} {between}, saying "
        if "quote" in self.frames:
            return f"{self.shown}, "
        verb = f"{self.shown} {self.rest}".strip()
        return f"{verb} it: " if "it" in self.frames else f"{verb}: " if not self.frames or self.rest else ""

    def _takes_an_object(self) -> bool:
        return "noun" in self.frames or ("person" in self.frames and "that" not in self.frames)

    def _particle(self) -> str:
        return "" if self.rest.startswith("it") else self.rest


def _is_clause(text: str) -> bool:
    """Tell whether words have a subject and its verb: `ministers had lied`, and not `the plan that was agreed`."""
    for word in re.findall(r"[\w’']+", text.casefold())[1:12]:
        if word.replace("’", "'") in _FINITE:
            return True
        if word in _RELATIVE:
            return False
    return False


def _onset(word: str) -> str:
    """Return the letters by which the forms of a verb are known: say and said, tell and told."""
    found = re.match(r"[^aeiou]+|[a-z]{2}", word.casefold())
    return found[0] if found else word.casefold()


def _without(text: str, start: int, end: int, spans: tuple[tuple[int, int], ...]) -> str:
    """Return a stretch of text without the spans in it: `said Venn in May` → `said in May`."""
    kept, place = "", start
    for first, last in sorted(spans):
        if place <= first < end:
            kept, place = kept + text[place:first], max(last, place)
    return (kept + text[place:end]).replace("\n", " ").strip()
