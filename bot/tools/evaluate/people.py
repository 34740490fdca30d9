"""Who a quotation's source is, by name, against gold; and whether tracked people in real news get what they said.

A gold file of this form gives, for each quotation of a file of quotations, the name of its source as a careful reader
resolves it: a name, several joined by " & ", `?: …` for somebody whom the article does not name, `writer`, or null
where nobody can tell. Quotations are paired as in `quotations`, those of speech alone count, and pairs with an index
under 0.5 are passed over.

*right*: the name is the gold one. *wrong*: it is another one that the article's gold knows, the wrong mouth.
*abstained*: no name, or one that the gold does not know. Of tracked people, *recall* is the share of their quotations
of speech of which predictions with their name cover 60 % of the words, *precision* the share of these predictions of
which half of the words lie in their quotations.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.core.word_files import read_words
from bot.tools.evaluate.actors import Mistake, reported_in
from bot.tools.evaluate.quotations import percent
from bot.tools.evaluate.words import Text, words_of_name
from bot.tools.thresholds import COVERED_FROM, OVERLAP_FROM, RIGHT_FROM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.tools.evaluate.actors import Reported

FORMS: Final = ("name", "pronoun", "description", "none")  # of a source that has a name in the article
NOBODY: Final = "nobody"  # a source without a name in the article
_OUTCOMES: Final = ("right", "wrong", "abstained")
_SHARED_TITLES: Final = frozenset(read_words(files("bot.tools.evaluate").joinpath("titles.txt")))
_PRONOUN_SOURCES: Final = frozenset(["he", "she", "they", "we", "i", "it", "you", "him", "her", "them", "who"])
_WITHIN_NAMES: Final = frozenset({"of", "the", "and", "for", "de", "van", "von", "bin", "al", "der"})
_OF_DESCRIPTIONS: Final = frozenset({"a", "an", "several", "some", "many", "his", "her", "their", "both"})
_CAPITALISED: Final = re.compile(r"\b[A-Z][\w'’-]+")
_FIRST_CAPITAL: Final = re.compile(r"^\W*[A-Z]")
_NAME: Final = re.compile(r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+)*")


Content: TypeAlias = "Sequence[Sequence[int]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _GoldQuotation:
    """One quotation of the gold: its words, and who said them."""

    words: frozenset[int]
    content: Content
    form: str
    names: tuple[str, ...]  # of the source; none where the article has no name for it
    known: bool  # whether the reader could tell
    speech: bool

    @property
    def counts(self) -> bool:
        return self.speech and self.known

    def is_by(self, name: str) -> bool:
        return any(same_person(name, other) for other in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Predicted:
    """One prediction, of whoever."""

    words: frozenset[int]
    content: Content
    speaker: str

    def names_one_of(self, names: Collection[str]) -> bool:
        return _is_a_name(self.speaker) and any(same_person(self.speaker, name) for name in names)


def score_people(
    gold: Mapping[str, dict[str, Any]],
    predicted: Mapping[str, dict[str, Any]],
    *,
    actors: Mapping[str, str],
) -> tuple[dict[str, Any], list[Mistake]]:
    """Score predictions.

    Args:
        gold: documents with `text`, `quotes` and `speakers`, by id.
        predicted: documents with `statements`, of every speaker, and `tracked`, those of tracked people alone (where it
            is not given, the `statements` that name them), by id.
        actors: the names of the tracked people by their ids.

    Returns:
        For each form of source, "nobody" and "named" (all forms): `pairs`, and `right`, `wrong` and `abstained` in
        percent; `named_f1`; `actors`: `statements`, `recall`, `told`, `precision`, `wrong`. And every wrong mouth.

    """
    count: Counter[tuple[str, str]] = Counter()
    mistakes: list[Mistake] = []
    for document_id, document in gold.items():
        text = Text(document["text"])
        said = _gold(text, document)
        row = predicted.get(document_id) or {}
        wrong = _count_names(count, said, _predictions(text, row.get("statements", [])))
        tracked = reported_in(text, row.get("tracked", row.get("statements", [])))
        for actor_id, name in actors.items():
            wrong += _count_actor(count, name, said, [one for one in tracked if one.actor_id == actor_id])
        mistakes += [
            Mistake(document_id=document_id, what="wrong who", actor_id=who, text=text.joined(content))
            for who, content in wrong
        ]
    return _figures_of_names(count), mistakes


def same_person(name: str, other: str) -> bool:
    """Whether two names are one person's: the words of one hold the other's, or surname and first letter are equal."""
    ours, theirs = ([word for word in words_of_name(given) if word not in _SHARED_TITLES] for given in (name, other))
    if not ours or not theirs:
        return False
    if ("jr" in ours) != ("jr" in theirs) or "campaign" in set(ours) ^ set(theirs):
        return False
    within = set(ours) <= set(theirs) or set(theirs) <= set(ours)
    return within or (ours[-1] == theirs[-1] and ours[0][0] == theirs[0][0])


def _gold(text: Text, document: dict[str, Any]) -> list[_GoldQuotation]:
    out: list[_GoldQuotation] = []
    for quote, speaker in zip(document["quotes"], document["speakers"], strict=True):
        unnamed = speaker is None or speaker == "writer" or speaker.startswith("?:")
        names = () if unnamed else tuple(speaker.split(" & "))
        out.append(
            _GoldQuotation(
                words=text.words_begun(quote["content"]),
                content=quote["content"],
                form=_form(text.joined(quote.get("source"))) if names else NOBODY,
                names=names,
                known=speaker is not None,
                speech=bool(quote["speech"]),
            )
        )
    return out


def _form(source: str) -> str:
    """How the source is put: by name, as a pronoun, as a description, or not at all."""
    if not source:
        return "none"
    if set(words_of_name(source)) <= _PRONOUN_SOURCES:
        return "pronoun"
    return "name" if _CAPITALISED.search(_FIRST_CAPITAL.sub("x", source)) or _NAME.fullmatch(source) else "description"


def _is_a_name(speaker: str) -> bool:
    """Whether a predicted speaker is a name, and no description such as *experts on ferries*."""
    words = speaker.split()
    return (
        bool(words)
        and words[0].lower() not in _OF_DESCRIPTIONS
        and all(word in _WITHIN_NAMES or not word[0].islower() for word in words)
    )


def _predictions(text: Text, rows: Iterable[dict[str, Any]]) -> list[_Predicted]:
    found = (
        _Predicted(words=text.words_begun(row["content"]), content=row["content"], speaker=row.get("speaker") or "")
        for row in rows
    )
    return [one for one in found if one.words]


def _count_names(
    count: Counter[tuple[str, str]], said: Sequence[_GoldQuotation], found: Sequence[_Predicted]
) -> list[tuple[str, Content]]:
    """Count who is named for which quotation; returns the wrong mouths with the words put into them."""
    known = {name for one in said for name in one.names}
    paired = _paired([one.words for one in said], [one.words for one in found])
    of_names = {number for number, one in enumerate(said) if one.counts and one.names}
    passed_over = {at for number, at in paired.items() if number not in of_names}
    count["named", "reported"] += sum(one.names_one_of(known) for at, one in enumerate(found) if at not in passed_over)
    count["named", "wanted"] += len(of_names)
    wrong: list[tuple[str, Content]] = []
    for number, at in sorted(paired.items()):
        if said[number].counts:
            outcome = _naming(said[number], found[at], known)
            count[said[number].form, "all"] += 1
            count[said[number].form, outcome] += 1
            count["named", "found"] += number in of_names and outcome == "right"
            wrong += [(found[at].speaker, found[at].content)] if outcome == "wrong" else []
    return wrong


def _naming(one: _GoldQuotation, found: _Predicted, known: Collection[str]) -> str:
    if any(same_person(found.speaker, name) for name in one.names):
        return "right"
    if found.names_one_of(set(known) - set(one.names)):
        return "wrong"
    return "abstained" if one.names else "right"


def _paired(gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]]) -> dict[int, int]:
    """One to one, the likest first; those too unlike are paired as well, and left out."""
    likest = sorted(
        (-len(theirs & ours) / len(theirs | ours), number, at)
        for number, theirs in enumerate(gold)
        for at, ours in enumerate(found)
        if theirs & ours
    )
    out: dict[int, int] = {}
    taken: set[int] = set()
    left_out: set[int] = set()
    for unlike, number, at in likest:
        if number in out or number in left_out or at in taken:
            continue
        taken.add(at)
        if -unlike >= OVERLAP_FROM:
            out[number] = at
        else:
            left_out.add(number)
    return out


def _count_actor(
    count: Counter[tuple[str, str]], name: str, said: Sequence[_GoldQuotation], reported: Sequence[Reported]
) -> list[tuple[str, Content]]:
    """Count what is reported of a tracked person; returns the wrong mouths with the words put into them."""
    own = [one for one in said if one.is_by(name)]
    others = [one.words for one in said if one.known and not one.is_by(name)]
    covered = _united(one.words for one in reported)
    spoken = [one.words for one in own if one.speech and one.words]
    count["actors", "statements"] += len(spoken)
    count["actors", "found"] += sum(len(words & covered) >= COVERED_FROM * len(words) for words in spoken)
    count["actors", "reported"] += len(reported)
    his = [_united(one.words for one in own)]
    missed = [one for one in reported if not _lies_in(one.words, his)]
    wrong = [one for one in missed if _lies_in(one.words, others)]
    count["actors", "right"] += len(reported) - len(missed)
    count["actors", "wrong"] += len(wrong)
    return [(one.actor_id, one.content) for one in wrong]


def _lies_in(words: frozenset[int], others: Iterable[frozenset[int]]) -> bool:
    """Tell whether half of the words lie in one of the others."""
    return any(len(words & other) >= RIGHT_FROM * len(words) for other in others)


def _united(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)


def _figures_of_names(count: Counter[tuple[str, str]]) -> dict[str, Any]:
    def outcomes(forms: Sequence[str]) -> dict[str, Any]:
        pairs = sum(count[form, "all"] for form in forms)
        return {"pairs": pairs} | {
            outcome: percent(sum(count[form, outcome] for form in forms), pairs) for outcome in _OUTCOMES
        }

    precision = count["named", "found"] / (count["named", "reported"] or 1)
    recall = count["named", "found"] / (count["named", "wanted"] or 1)
    both = precision + recall
    return {
        **{form: outcomes((form,)) for form in (*FORMS, NOBODY)},
        "named": outcomes(FORMS),
        "named_f1": {
            "P": round(100 * precision, 1),
            "R": round(100 * recall, 1),
            "F1": round(200 * precision * recall / both, 1) if both else 0.0,
        },
        "actors": {
            "statements": count["actors", "statements"],
            "recall": percent(count["actors", "found"], count["actors", "statements"]),
            "told": count["actors", "reported"],  # as the scorer of the gold files calls it
            "precision": percent(count["actors", "right"], count["actors", "reported"]),
            "wrong": count["actors", "wrong"],
        },
    }
