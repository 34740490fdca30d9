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
from typing import TYPE_CHECKING, Any, Final

from bot.tools.evaluate.actors import COVERED_FROM, RIGHT_FROM, Mistake
from bot.tools.evaluate.quotations import OVERLAP_FROM, percent
from bot.tools.evaluate.words import Text, name_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FORMS: Final = ("name", "pronoun", "description", "none")  # of a source that has a name in the article
NOBODY: Final = "nobody"  # a source without a name in the article
_OUTCOMES: Final = ("right", "wrong", "abstained")
_TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "sen",
        "rep",
        "gov",
        "president",
        "vice",
        "prime",
        "minister",
        "secretary",
        "senator",
        "the",
        "of",
        "former",
    ]
)
_PRONOUNS: Final = frozenset(["he", "she", "they", "we", "i", "it", "you", "him", "her", "them", "who"])
_WITHIN_NAMES: Final = frozenset({"of", "the", "and", "for", "de", "van", "von", "bin", "al", "der"})
_OF_DESCRIPTIONS: Final = frozenset({"a", "an", "several", "some", "many", "his", "her", "their", "both"})
_CAPITAL: Final = re.compile(r"\b[A-Z][\w'’-]+")
_FIRST_CAPITAL: Final = re.compile(r"^\W*[A-Z]")
_NAME: Final = re.compile(r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One quotation of the gold: its words, and who said them."""

    words: frozenset[int]
    content: Sequence[Sequence[int]]
    form: str
    names: tuple[str, ...]  # of the source; none where the article has no name for it
    known: bool  # whether the reader could tell
    speech: bool

    @property
    def counts(self) -> bool:
        return self.speech and self.known


def score(
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
        everybody = [(text.words_begun(found["content"]), found) for found in row.get("statements", [])]
        _count_names(count, mistakes, document_id, text, said, [(w, found) for w, found in everybody if w])
        tracked = [
            (words, actors[found["actor"]], found)
            for found in row.get("tracked", row.get("statements", []))
            if found.get("actor") in actors
            and found.get("assertion", "stated") == "stated"
            and (words := text.words_begun(found["content"]))
        ]
        for name in actors.values():
            own = [(words, found) for words, told, found in tracked if told == name]
            _count_actor(count, mistakes, document_id, text, name, said, own)
    return _figures(count), mistakes


def same_person(name: str, other: str) -> bool:
    """Whether two names are one person's: the words of one hold the other's, or surname and first letter are equal."""
    ours, theirs = ([word for word in name_words(given) if word not in _TITLES] for given in (name, other))
    if not ours or not theirs:
        return False
    if ("jr" in ours) != ("jr" in theirs) or "campaign" in set(ours) ^ set(theirs):
        return False
    within = set(ours) <= set(theirs) or set(theirs) <= set(ours)
    return within or (ours[-1] == theirs[-1] and ours[0][0] == theirs[0][0])


def _gold(text: Text, document: dict[str, Any]) -> list[_Said]:
    out: list[_Said] = []
    for quote, speaker in zip(document["quotes"], document["speakers"], strict=True):
        unnamed = speaker is None or speaker == "writer" or speaker.startswith("?:")
        names = () if unnamed else tuple(speaker.split(" & "))
        out.append(
            _Said(
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
    if set(name_words(source)) <= _PRONOUNS:
        return "pronoun"
    return "name" if _CAPITAL.search(_FIRST_CAPITAL.sub("x", source)) or _NAME.fullmatch(source) else "description"


def _is_name(speaker: str) -> bool:
    """Whether a predicted speaker is a name, and no description such as *experts on ferries*."""
    words = speaker.split()
    return (
        bool(words)
        and words[0].lower() not in _OF_DESCRIPTIONS
        and all(word in _WITHIN_NAMES or not word[0].islower() for word in words)
    )


def _count_names(
    count: Counter[tuple[str, str]],
    mistakes: list[Mistake],
    document_id: str,
    text: Text,
    said: Sequence[_Said],
    found: Sequence[tuple[frozenset[int], dict[str, Any]]],
) -> None:
    known = {name for one in said for name in one.names}
    paired = _paired([one.words for one in said], [words for words, _ in found])
    passed_over = {at for number, at in paired.items() if not said[number].counts or not said[number].names}
    for at, (_, row) in enumerate(found):
        speaker = row.get("speaker") or ""
        count["named", "told"] += (
            at not in passed_over and _is_name(speaker) and any(same_person(speaker, name) for name in known)
        )
    for number, one in enumerate(said):
        if not one.counts:
            continue
        count["named", "wanted"] += bool(one.names)
        if number not in paired:
            continue
        _, row = found[paired[number]]
        speaker = row.get("speaker") or ""
        hit = any(same_person(speaker, name) for name in one.names)
        other = _is_name(speaker) and any(same_person(speaker, name) for name in known - set(one.names))
        if one.names:
            outcome = "right" if hit else "wrong" if other else "abstained"
        else:
            outcome = "wrong" if other else "right"
        count[one.form, "all"] += 1
        count[one.form, outcome] += 1
        count["named", "found"] += hit
        if outcome == "wrong":
            mistakes.append(
                Mistake(document_id=document_id, what="wrong who", actor_id=speaker, text=text.joined(row["content"]))
            )


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
    count: Counter[tuple[str, str]],
    mistakes: list[Mistake],
    document_id: str,
    text: Text,
    name: str,
    said: Sequence[_Said],
    told: Sequence[tuple[frozenset[int], dict[str, Any]]],
) -> None:
    def is_his(one: _Said) -> bool:
        return any(same_person(name, other) for other in one.names)

    own = _union(one.words for one in said if is_his(one))
    others = [one.words for one in said if one.known and not is_his(one)]
    covered = _union(words for words, _ in told)
    for one in said:
        if one.speech and one.words and is_his(one):
            count["actors", "statements"] += 1
            count["actors", "found"] += len(one.words & covered) >= COVERED_FROM * len(one.words)
    for words, row in told:
        half = RIGHT_FROM * len(words)
        right = len(words & own) >= half
        wrong = not right and any(len(words & other) >= half for other in others)
        count["actors", "told"] += 1
        count["actors", "right"] += right
        count["actors", "wrong"] += wrong
        if wrong:
            mistakes.append(
                Mistake(
                    document_id=document_id, what="wrong who", actor_id=row["actor"], text=text.joined(row["content"])
                )
            )


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)


def _figures(count: Counter[tuple[str, str]]) -> dict[str, Any]:
    def outcomes(forms: Sequence[str]) -> dict[str, Any]:
        pairs = sum(count[form, "all"] for form in forms)
        return {"pairs": pairs} | {
            outcome: percent(sum(count[form, outcome] for form in forms), pairs) for outcome in _OUTCOMES
        }

    precision = count["named", "found"] / (count["named", "told"] or 1)
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
            "told": count["actors", "told"],
            "precision": percent(count["actors", "right"], count["actors", "told"]),
            "wrong": count["actors", "wrong"],
        },
    }
