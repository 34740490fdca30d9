"""Words that carry the logic of a statement: negation, modality, quantity, condition, order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEGATIONS = frozenset({"not", "no", "nobody", "nothing", "never", "neither", "none", "nowhere", "without", "nor"})
# Verbs and adjectives that turn round what follows them, by the beginnings of their forms.
_IMPLICIT_NEGATIONS_WORDS = """
refus reject deny denie fail prevent ceas declin unable impossib unaccept unwilling stopp abandon cancel halt
forbid forbad prohibit exclud baseless untrue unless lack
"""
_IMPLICIT_NEGATIONS = tuple(_IMPLICIT_NEGATIONS_WORDS.split())
# What stands between a thing and its being done, by kind; a star stands for any ending, a colon for a space.
_MODALITIES = {
    "possibility": "may might perhaps possib* probab* maybe considering consideration weighs weighing mull* likely"
    " potential* thinking:of thinking:about seem seems expected",
    "necessity": "must should ought oblig* requir* duty need:to needs:to have:to has:to had:to bound:to forced:to",
    "intention": "plan:to plans:to planned:to intend* intent* aim:to aims:to want wants wish wishes hope hopes hoped"
    " hoping would:like",
    "willingness": "ready:to prepared:to willing* open:to",
    "permission": "can allow* permit* permission able:to free:to",
    "threat": "threat* warn*",
    "promise": "promis* pledg* vow vows vowed",
}
_KINDS = {
    kind: re.compile(rf"\b(?:{'|'.join(word.replace('*', '[a-z]*').replace(':', ' ') for word in words.split())})\b")
    for kind, words in _MODALITIES.items()
}
# "I want to say this", "as everybody can see": nothing is wanted or permitted.
_SAID_ON_THE_WAY = re.compile(
    r"\b(?:want|wish|would like) to (?:say|tell|stress|emphasi[sz]e)\b|\bcan (?:you believe|see)\b"
)
_MODALS_WORDS = """
may might perhaps possibly probably maybe considering likely weighing hope hopes hoped hoping possible seem seems
mulling possibility potentially expected must should ought obliged obligation required duty can could will
"""
_MODALS = frozenset(_MODALS_WORDS.split())
_ALL_WORDS = """
all every everyone everybody everything each whole entire completely total totally full fully both entirely
always complete unanimous wholly
"""
_ALL = frozenset(_ALL_WORDS.split())
_SOME_WORDS = """
some part partly partial partially several few somewhat sometimes many somebody someone
"""
_SOME = frozenset(_SOME_WORDS.split())
_NEARLY_WORDS = """
almost nearly most mostly hardly virtually practically majority barely scarcely rarely
"""
_NEARLY = frozenset(_NEARLY_WORDS.split())
_CONDITIONS = frozenset(
    {"if", "unless", "provided", "until", "except", "otherwise", "condition", "conditional", "till"}
)
_CONDITION_PHRASE = re.compile(
    r"\bas long as\b|\bin case\b|(?<!at )\bonce (?:the|they|it|he|we|there|all|a|his|their|our)\b|\bno \w+, no \w+"
)
_NO_LONGER = ("no longer", "any more", "anymore", "any longer")
_ONLY = frozenset({"only", "solely", "exclusively"})
_NONE_BUT = re.compile(r"\b(?:nobody|no one|none|nothing|no \w+) (?:but|except|other than)\b")
_ORDER = frozenset({"before", "after", "until", "till", "since", "first", "last"})
_DEGREE = frozenset({"more", "less", "fewer", "over", "under", "above", "below"})
_STATE = frozenset({"still", "already", "yet", "longer", "anymore"})
LOGIC_WORDS = _NEGATIONS | _MODALS | _ALL | _SOME | _NEARLY | _CONDITIONS | _ORDER | _DEGREE | _STATE | {"only", "even"}

_OPPOSITES = """
before after|with without|over under|above below|all none|up down|more less|more fewer|always never|still never
also only|first last|for against|within beyond|open closed|opened closed|open close|accept reject
accepted rejected|allow ban|allowed banned|allowed forbidden|permitted forbidden|support oppose|supports opposes
supported opposed|full partial|fully partly|complete partial|temporary permanent|public secret|public private
success failure|possible impossible|legal illegal|lawful unlawful|start end|started ended|begin end|begins ends
began ended|raise cut|raised cut|rise fall|rises falls|rose fell|risen fallen|increase reduce|increased reduced
increase decrease|grew shrank|buy sell|bought sold|win lose|won lost|strong weak|stronger weaker
strongest weakest|best worst|better worse|enter leave|stay leave|staying leaving|stays leaves|friend enemy
friends enemies|war peace|include exclude|including except|include omit|year month|week month|weeks months
days weeks|hours days|hours minutes|import export|imports exports|give take|gave took|true false|high low
higher lower|highest lowest|lift impose|lifted imposed|early late|earlier later|inside outside|sign cancel
agree disagree|agreed refused|guilty innocent|arrive leave|come go|keep abandon|hire fire|hired fired
free captive|released detained|released arrested|join quit|joined quit|joined left|safe dangerous|rich poor
alive dead|deploy withdraw|deployed withdrawn|expand shrink|morning evening|morning night|spring autumn
summer winter|spring summer|north south|northern southern|east west|eastern western|can must|will may|may must
could will|could must|might will|should will|some all|most all|some most|few many|few all|many all|some none
one both|nobody everybody|nothing everything|never always|nothing something|nobody somebody|million billion
thousand million|billion trillion|president minister|king queen|mother father|men women|army police|navy army
house senate|direct indirect|approve reject|approved rejected|confirm deny|confirmed denied|praise condemn
praised condemned|remember forget|succeed fail|succeeded failed|lend give|loan gift|half all|half whole
double halve|doubled halved|last next|attack defend|attacked defended|ready unready|able unable|sure unsure
"""


def _opposite_pairs() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair.split()) for line in _OPPOSITES.split("\n") for pair in line.split("|") if pair)


_OPPOSITE_PAIRS = _opposite_pairs()


def are_opposite(a: str, b: str) -> bool:
    """Tell whether two words exclude each other: "full" and "partial"."""
    return frozenset((a, b)) in _OPPOSITE_PAIRS


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic:
    """What the logic words of a text come to."""

    negations: int  # written ones; "not only" and "nothing but" are none
    turned: int  # negations, and verbs that turn round what follows: "refuse to", "fail to"
    modality: frozenset[str]  # "possibility", "necessity", "intention" …
    quantity: str  # "all", "nearly", "some" or ""
    conditional: bool
    only: bool
    not_only: bool
    no_longer: bool


def _is_negation(tokens: Sequence[str], position: int) -> bool:
    word = tokens[position]
    if word not in _NEGATIONS or word == "nor":
        return False
    after = list(tokens[position + 1 : position + 4])
    if word in {"not", "no"} and after[:1] in (["only"], ["just"], ["merely"], ["doubt"]):
        return False
    if word in {"nothing", "nobody", "none", "no"} and (
        "but" in after[:2] or "except" in after[:2] or after[:2] == ["other", "than"]
    ):
        return False
    return not (word == "not" and after[:1] == ["but"])  # can not but


def modality(tokens: Sequence[str], *, indirect: bool) -> frozenset[str]:
    """Give the kinds of modality of a stretch of text: possibility, necessity, intention, permission and others."""
    joined = _SAID_ON_THE_WAY.sub(" ", " ".join(tokens))
    kinds = {kind for kind, words in _KINDS.items() if words.search(joined)}
    if "could" in tokens:
        kinds.add("permission" if indirect else "possibility")
    return frozenset(kinds)


def read_logic(tokens: Sequence[str], *, indirect: bool) -> Logic:
    """Read the logic words of a text. In an indirect report "could" and "would" may be "can" and "will"."""
    found = set(tokens)
    negations = sum(_is_negation(tokens, position) for position in range(len(tokens)))
    implicit = sum(word.startswith(_IMPLICIT_NEGATIONS) for word in tokens)
    joined = " ".join(tokens)
    not_only = any(phrase in joined for phrase in ("not only", "not just", "not merely", "not alone"))
    if found & _NEARLY:
        quantity = "nearly"
    elif found & _ALL:
        quantity = "all"
    elif found & _SOME:
        quantity = "some"
    else:
        quantity = ""
    return Logic(
        negations=negations,
        turned=negations + implicit,
        modality=modality(tokens, indirect=indirect),
        quantity=quantity,
        conditional=bool(found & _CONDITIONS) or _CONDITION_PHRASE.search(joined) is not None,
        only=(bool(found & _ONLY) or _NONE_BUT.search(joined) is not None) and not not_only,
        not_only=not_only,
        no_longer=any(phrase in joined for phrase in _NO_LONGER),
    )


def logic_words(rule: str, tokens: Sequence[str]) -> list[str]:
    """Give the words of a text by which it has a polarity, modality, quantity or condition, in their order."""
    joined = " ".join(tokens)
    match rule:
        case "polarity":
            return [
                word
                for position, word in enumerate(tokens)
                if _is_negation(tokens, position) or word.startswith(_IMPLICIT_NEGATIONS)
            ]
        case "modality":
            return [
                *(found[0] for kind in _KINDS.values() for found in kind.finditer(joined)),
                *({"could"} & set(tokens)),
            ]
        case "quantity":
            return [word for word in tokens if word in _NEARLY | _ALL | _SOME]
        case "condition":
            return [
                *(word for word in tokens if word in _CONDITIONS),
                *(found[0] for found in _CONDITION_PHRASE.finditer(joined)),
            ]
        case "no longer":
            return [phrase for phrase in _NO_LONGER if phrase in joined]
        case _:
            return [word for word in tokens if word in _ONLY] or [found[0] for found in _NONE_BUT.finditer(joined)]
