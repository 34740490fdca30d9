"""Small edits that change what was said, and dressings that do not. Every rule returns None where it does not apply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Container, Sequence

_MODALITY = (
    (r"\bwill\b", ("may", "could", "wants to", "might", "hopes to", "does not have to")),
    (r"'ll\b", (" might", " may", " could")),
    (r"\bwould\b", ("might", "hoped to", "could")),
    (r"\bmust\b", ("may", "could")),
    (r"\b(?:has|have) to\b", ("may", "might", "will")),
    (r"\b(?:is|are|am|'re|'m|was|were) going to\b", ("might", "would like to", "decided not to")),
    (r"\b(?:are|is|am) (\w+ing)\b", (r"might be \1", r"would like to be \1")),
    (r"'(?:re|m) (\w+ing)\b", (r" might be \1", r" would like to be \1")),
    (r"\bmay\b", ("will", "must")),
    (r"\bmight\b", ("will", "certainly will")),
    (r"\bcan\b", ("must", "will")),
    (r"\bcould\b", ("must", "will")),
    (r"\bshould\b", ("will", "may")),
    (r"\b(?:want|plan|intend|hope|mean) to\b", ("will", "may", "have decided to", "used to want to")),
    (r"\b(?:wants|plans|intends|hopes|means|threatens) to\b", ("will", "may", "has decided to", "has agreed to")),
    (r"\b(?:ready|prepared|willing) to\b", ("going to", "unlikely to", "obliged to", "free to")),
    (r"\b(?:is|are) (?:considering|thinking about|weighing)\b", ("has decided on", "has ruled out")),
    (r"\bagreed to\b", ("offered to", "was asked to", "promised to think about whether to")),
    (r"\bdecided to\b", ("thought of the chance to", "was urged to", "would decide in spring whether to")),
    (r"\bordered\b", ("considered", "asked for", "was asked for")),
    (r"\bpromised\b", ("considered", "refused", "was asked for")),
    (r"\boffered\b", ("promised", "asked for", "considered")),
    (r"\bdemand(s?)\b", (r"expect\1", r"propose\1")),
    (r"\binsist(s?) on\b", (r"prefer\1", r"ask\1 for")),
    (r"\bcertain(?:ly)?\b", ("probable", "possible")),
    (r"\bhas\b", ("may have", "has almost")),
    (r"\bhave\b", ("may have", "have almost")),
)
_QUANTITY = (
    (r"\ball\b", ("some", "almost all", "most", "half")),
    (r"\bevery\b", ("almost every", "not every", "every other")),
    (r"\bnever\b", ("rarely", "hardly ever", "once")),
    (r"\bnobody\b", ("hardly anybody", "not everybody")),
    (r"\bno one\b", ("hardly anyone", "only a few")),
    (r"\bnothing\b", ("little", "not everything")),
    (r"\bno\b", ("hardly any", "almost no")),
    (r"\bnone\b", ("few", "not all")),
    (r"\beach\b", ("only a few", "almost each")),
    (r"\bboth\b", ("one", "neither")),
    (r"\bneither\b", ("only one", "each")),
    (r"\bsome\b", ("all", "no")),
    (r"\bmost\b", ("all", "few")),
    (r"\bmany\b", ("few", "all")),
    (r"\beverything\b", ("something", "almost everything", "nothing")),
    (r"\beverybody\b", ("nobody", "almost everybody")),
    (r"\bcompletely\b", ("partly", "almost")),
    (r"\bfully\b", ("partly",)),
    (r"\bentire\b", ("part of the",)),
    (r"\bwhole\b", ("half the",)),
    (r"\bany\b", ("every",)),
    (r"\balways\b", ("sometimes", "never")),
    (r"\bonly\b", ("also", "not only")),
)
# What is done, and what is not quite.
_STATE = (
    (
        r"\bha(?:s|ve) been (\w+(?:ed|en|id|ilt|ound|old))\b",
        (r"will soon be \1", r"had almost been \1", r"is yet to be \1"),
    ),
    (
        r"\b(is|are|was|were) (over|settled|finished|done|ready|complete|closed|open|free|signed|agreed|back)\b",
        (r"\1 almost \2", r"\1 not yet \2", "will soon be \2", "should be \2"),
    ),
    (r"\bha(?:s|ve) (\w+ed)\b", (r"will have \1", r"had not yet \1", r"almost \1")),
    (r"\bwill be (\w+(?:ed|en|id|ilt|old))\b", (r"has been \1", r"is being \1", r"was to have been \1")),
    (r"\b(?:is|are) being (\w+)\b", (r"has been \1", r"will be \1")),
    (r"\balready\b", ("soon", "almost", "not yet")),
    (r"\bwe are (\w+ing)\b", (r"we have finished \1", r"we stopped \1", r"we will start \1")),
)
# The whole, and a part of it.
_HANDLED = (
    r"\b(accept|reject|support|pay|return|rebuild|open|close|reopen|lift|publish|sell|release|free|build|fund|ban|cut"
    r"|sign|rejected|accepted|returned|reopened|published|freed|released|paid|lifted)"
)
_PARTS = (
    (r"\bin full\b", ("in part", "in two parts")),
    (r"\bthe (?:whole|entire)\b", ("part of the", "most of the", "the first half of the")),
    (r"\b(all|every one) of\b", ("some of", "half of", "most of")),
    (
        _HANDLED + r" (the|our|all the|those|these)\b",
        (r"\1 part of \2", r"\1 some of \2", r"\1 most of \2", r"\1 the first part of \2"),
    ),
    (r"\bboth\b", ("one of the", "the first of the")),
    (r"\bwithout exception\b", ("with few exceptions", "with one exception")),
)
# Opposites and near neighbours that are not the same; each works both ways.
_OPPOSITES = """
before after|more less|more fewer|over under|above below|first last|open close|opened closed|allow forbid
allowed forbidden|support oppose|supported opposed|northern southern|north south|east west|eastern western
accept reject|accepted rejected|approve reject|approved rejected|start stop|started stopped|begin end
began ended|raise lower|raised lowered|raise cut|rise fall|rose fell|increase reduce|increased reduced|buy sell
bought sold|win lose|won lost|strong weak|stronger weaker|best worst|better worse|enter leave|stay leave
stays leaves|friend enemy|friends enemies|full partial|temporary permanent|public secret|success failure
possible impossible|legal illegal|lawful unlawful|ready unready|cheap expensive|war peace|attack defend
include exclude|including except|with without|million billion|year month|week month|days weeks|weeks months
months years|hours days|up down|army police|minister president|import export|imports exports|give take|gave took
true false|high low|higher lower|highest lowest|lift impose|lifted imposed|succeed fail|succeeded failed
early late|inside outside|partly fully|at_least at_most|for against|sign tear_up|signed torn_up|old new
longer shorter|same different|together alone|guilty innocent|arrive depart|come go|keep abandon
keeping abandoning|build demolish|building demolishing|hire fire|hired fired|remember forget|expand shrink
free detained|released detained|join quit|joined quit|joining quitting|safe dangerous|public private|rich poor
right wrong|alive dead|deploy withdraw|deployed withdrawn|soldiers policemen|hospitals schools|doctors teachers
gas oil|water power|roads railways|men women|fathers mothers|king queen|governor mayor|senate house
court parliament|morning evening|spring autumn|summer winter|still no_longer|already not_yet|ever never
within after|until after|by after|even except|because although
"""
_CONDITIONS = (
    " if parliament agrees",
    " provided that the others do the same",
    ", but only if the money is there",
    " unless something changes",
    " once the elections are over",
    ", if they ask for it",
    " as long as the other side keeps its word",
    " if there is a written guarantee",
    " on condition that the prisoners are freed",
    ", subject to approval by the court",
    " if the inspectors confirm it",
    ", except in the border towns",
    " unless they apologise first",
)
_CONDITION = re.compile(
    r",? (?:but )?(?:only )?(?:if|unless|provided that|provided|once|as long as|so long as|on condition that|except)\b"
    r"[^,;.]+(?=[,;.]|$)"
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|can|could|must|has|have|had|does|do|did|should|am)\b"
    r"(?! not|n't| no\b| never| nothing| nobody)",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no longer) ?|n't\b")
_NUMBER = re.compile(
    r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.]*\d)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b",
    re.IGNORECASE,
)
_SPELLED = """
two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy
eighty ninety
"""
_NUMBER_WORDS = _SPELLED.split()
_YEARS = range(1900, 2101)
_FRACTION = re.compile(r"\b(?:a|one) (half|third|quarter|fifth|tenth)\b|\bhalf\b", re.IGNORECASE)
_FRACTION_WORDS = ("half", "a third", "a quarter", "a fifth", "a tenth", "two thirds", "three quarters")


def _opposites() -> list[tuple[re.Pattern[str], str]]:
    rules = []
    for pair in re.split(r"[|\n]", _OPPOSITES.strip()):
        one, other = (word.replace("_", " ") for word in pair.split())
        rules += [(re.compile(rf"\b{one}\b", re.IGNORECASE), other), (re.compile(rf"\b{other}\b", re.IGNORECASE), one)]
    return rules


_OPPOSITE_RULES = _opposites()


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    new = match.expand(new) if "\\" in new else new
    if match[0][:1].isupper() and match.start() < 2:  # noqa: PLR2004
        new = new[:1].upper() + new[1:]
    return re.sub(r"\s+", " ", text[: match.start()] + new + text[match.end() :])


def _from_table(table: Sequence[tuple[str, Sequence[str]]], text: str, rng: random.Random) -> str | None:
    rules = [(match, new) for pattern, new in table for match in re.finditer(pattern, text, re.IGNORECASE)]
    if not rules:
        return None
    match, news = rng.choice(rules)
    return _replaced(text, match, rng.choice(list(news)))


def negated(text: str, rng: random.Random) -> str | None:
    """Add a negation, or take one away."""
    match = _NEGATION.search(text)
    if match and rng.random() < 0.7:  # noqa: PLR2004
        for contracted, plain in (("won't", "will"), ("can't", "can"), ("cannot", "can")):
            if contracted in text:
                return text.replace(contracted, plain, 1)
        return re.sub(r"\s+", " ", text[: match.start()] + text[match.end() :])
    matches = list(_AUXILIARY.finditer(text))
    if not matches:
        return None
    match = matches[0] if rng.random() < 0.7 else rng.choice(matches)  # noqa: PLR2004
    return text[: match.end()] + rng.choice([" not", " not", " no longer", " never"]) + text[match.end() :]


def other_number(text: str, rng: random.Random) -> str | None:
    """Change one number or fraction."""
    fractions = list(_FRACTION.finditer(text))
    if fractions and rng.random() < 0.5:  # noqa: PLR2004
        match = rng.choice(fractions)
        return _replaced(text, match, rng.choice([word for word in _FRACTION_WORDS if word not in match[0].lower()]))
    matches = list(_NUMBER.finditer(text))
    if not matches:
        return None
    match = rng.choice(matches)
    if not match[0][0].isdigit():
        return _replaced(text, match, rng.choice([word for word in _NUMBER_WORDS if word != match[0].lower()]))
    value = float(match[0].replace(",", ""))
    if value in _YEARS:
        new = value + rng.choice([-3, -2, -1, 1, 2, 5])
    else:
        shifted = [value + 5, value + 1, value * 3, value + 10, value * 1.5, value - 1]
        new = rng.choice([value * 2, value * 10, value / 10, value / 2, *shifted])
    if new < 1 or int(new) == int(value):
        new = value + 2
    return _replaced(text, match, str(int(new)))


def other_modality(text: str, rng: random.Random) -> str | None:
    """Make a promise a possibility, or the reverse."""
    return _from_table(_MODALITY, text, rng)


def other_quantity(text: str, rng: random.Random) -> str | None:
    """Make all some, or the reverse."""
    return _from_table(_QUANTITY, text, rng)


def other_state(text: str, rng: random.Random) -> str | None:
    """Make done what is still to come, or the reverse."""
    return _from_table(_STATE, text, rng)


def other_part(text: str, rng: random.Random) -> str | None:
    """Make the whole a part."""
    return _from_table(_PARTS, text, rng)


def opposite(text: str, rng: random.Random) -> str | None:
    """Put the opposite for one word."""
    rules = [(match, new) for pattern, new in _OPPOSITE_RULES for match in pattern.finditer(text)]
    return _replaced(text, *rng.choice(rules)) if rules else None


def other_condition(text: str, rng: random.Random) -> str | None:
    """Drop the condition, or add one."""
    match = _CONDITION.search(text)
    if match and match.start() > 15:  # noqa: PLR2004
        return text[: match.start()] + text[match.end() :]
    return None if match else text.rstrip(".! ") + rng.choice(_CONDITIONS) + "."


class NameEdits:
    """Edits of names; the lists of names come from slots.tsv."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self._names = [list(group) for group in names]
        self._patterns = [
            re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, group), key=len, reverse=True)) + r")\b")
            for group in names
        ]

    def other_name(self, text: str, rng: random.Random) -> str | None:
        """Put another name of the same kind for one."""
        hits = [
            (match, group)
            for pattern, group in zip(self._patterns, self._names, strict=True)
            for match in pattern.finditer(text)
        ]
        if not hits:
            return None
        match, group = rng.choice(hits)
        new = rng.choice([name for name in group if name != match[0]])
        return text[: match.start()] + new + text[match.end() :]

    def swapped(self, text: str, _rng: random.Random) -> str | None:
        """Let the two names of a text change places."""
        for pattern in self._patterns:
            found = sorted(set(pattern.findall(text)))
            if len(found) == 2:  # noqa: PLR2004
                other = dict(zip(found, reversed(found), strict=True))
                return "".join(other.get(part, part) for part in re.split(f"({'|'.join(map(re.escape, found))})", text))
        return None


_FUNCTION_WORDS = """
is are was were will would has have had can could must may might should do does did of in on at to for from by before
after until since with without about over under near through against into that which who and or but if unless when
than as not never nor
"""
_NO_NOUNS = """
it they we he she you i this these those all every some no any there here so more most less very only same other one
two three four five six seven eight nine ten much many few what how first last next whole entire right way rest
country government side sides ministry nation state republic world day year time man way fact case
"""
_NO_NOUN = frozenset((_FUNCTION_WORDS + _NO_NOUNS).split())
_FUNCTION_WORD = rf"(?:{'|'.join(_FUNCTION_WORDS.split())})\b"
_WORD = rf"(?!{_FUNCTION_WORD})[a-z][a-z'-]*"
_NOUN_PHRASE = re.compile(
    rf"\b(the|our|my|their|his|a|an) ((?:{_WORD} )?{_WORD})(?= {_FUNCTION_WORD}|[.,;:!?]|$)", re.IGNORECASE
)


class Moved(NamedTuple):
    """A text with another noun phrase, and whether it is what the text begins with."""

    text: str
    begins: bool


class SubjectEdits:
    """Puts another noun phrase for one, in its frame. The phrases come from the lines of seeds."""

    def __init__(self, lines: Sequence[str]) -> None:
        found = {phrase for line in lines for _, _, phrase in self._phrases(line)}
        single = {phrase for phrase in found if " " not in phrase}
        # A word that never stands alone after an article is mostly a verb: "the rumours came".
        self._pool = sorted(phrase for phrase in found if phrase.split()[-1] in single)

    @staticmethod
    def _phrases(text: str) -> list[tuple[int, int, str]]:
        """Give start and end of the words after each article, and these words."""
        return [
            (match.start(2), match.end(2), match[2].lower())
            for match in _NOUN_PHRASE.finditer(text)
            if not _NO_NOUN.intersection(match[2].lower().split())
            and not match[2].lower().endswith(("ly", "ing", "ed"))
        ]

    def subjects(self, text: str) -> list[str]:
        """Give the noun phrases that can be replaced."""
        known = set(self._pool)
        return [phrase for _, _, phrase in self._phrases(text) if phrase in known]

    def another(self, phrase: str, taken: Container[str], rng: random.Random) -> str | None:
        """Choose a phrase of the same number whose words stand in none of the `taken`."""
        for _ in range(20):
            new = rng.choice(self._pool)
            if _is_plural(new) == _is_plural(phrase) and not any(word in taken for word in new.split()):
                return new
        return None

    def put(self, text: str, phrase: str, new: str) -> Moved | None:
        """Put `new` for `phrase`; None where it does not stand in the text."""
        for start, end, found in self._phrases(text):
            if found == phrase:
                head = text[:start]
                if re.search(r"\ban? $", head, re.IGNORECASE):
                    head = re.sub(r"an? $", "an " if new[0] in "aeiou" else "a ", head, flags=re.IGNORECASE)
                begins = len(head.split()) <= (2 if head.startswith("that ") else 1)
                return Moved(head + new + text[end:], begins)
        return None


def _is_plural(phrase: str) -> bool:
    return phrase.endswith("s") and not phrase.endswith(("ss", "us", "is"))


_PERSONS = (
    (r"\bI am\b|\bI'm\b", "he was"),
    (r"\bI've\b|\bI have\b", "he had"),
    (r"\bI'll\b|\bI will\b", "he would"),
    (r"\bI'd\b", "he would"),
    (r"\bI\b", "he"),
    (r"\b[Mm]y\b", "his"),
    (r"\bme\b", "him"),
    (r"\b[Ww]e're\b|\b[Ww]e are\b", "{we} were"),
    (r"\b[Ww]e've\b|\b[Ww]e have\b", "{we} had"),
    (r"\b[Ww]e'll\b|\b[Ww]e will\b", "{we} would"),
    (r"\b[Ww]e\b", "{we}"),
    (r"\b[Oo]urs\b", "theirs"),
    (r"\b[Oo]ur\b", "{our}"),
    (r"\bus\b", "them"),
)
_TENSES = (
    (r"\bwill not\b|\bwon't\b", "would not"),
    (r"\bwill\b", "would"),
    (r"\bcan't\b|\bcannot\b", "could not"),
    (r"\bcan\b", "could"),
    (r"\bmay\b", "might"),
    (r"\bit's\b", "it was"),
    (r"\bisn't\b|\bis not\b", "was not"),
    (r"\bdon't\b", "did not"),
    (r"\bis\b", "was"),
    (r"\bare\b", "were"),
    (r"\bhas\b|\bhave\b", "had"),
)


_SIDES = (
    ("they", "their"),
    ("the government", "its"),
    ("his country", "his country's"),
    ("the country", "the country's"),
)


def reported(text: str, rng: random.Random) -> str:
    """Shift person and tense, as an indirect report does."""
    if text.startswith(("that ", "he ")):
        return text
    we, our = rng.choice(_SIDES)
    for pattern, new in _PERSONS:
        text = re.sub(pattern, new.replace("{we}", we).replace("{our}", our), text)
    if rng.random() < 0.75:  # noqa: PLR2004
        for pattern, new in _TENSES:
            text = re.sub(pattern, new, text)
    return ("that " if rng.random() < 0.6 else "") + text.rstrip(".!")  # noqa: PLR2004


def mistyped(text: str, rng: random.Random) -> str:
    """Let two letters of one long word change places."""
    words = list(re.finditer(r"[a-z]{6,}", text))
    if not words:
        return text
    word = rng.choice(words)
    at = word.start() + rng.randrange(1, len(word[0]) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


_OPENINGS = {
    "president": (
        "Look, ",
        "I will tell you, ",
        "Honestly, ",
        "Believe me, ",
        "You know, ",
        "Let me tell you, ",
        "I've said it many times, ",
        "Frankly, ",
        "And by the way, ",
    ),
    "spokesman": (
        "As I have said before, ",
        "Once again, ",
        "We have announced many times that ",
        "I emphasise that ",
        "Naturally, ",
        "In this regard, ",
        "With regard to your question, ",
        "We have always said that ",
        "Let me recall that ",
    ),
    "premier": (
        "I say to you: ",
        "Citizens, ",
        "Let me be clear: ",
        "I want to say this: ",
        "My friends, ",
        "I repeat: ",
        "I have said time and again: ",
        "I told the ministers: ",
        "This evening I say: ",
    ),
}
_CLOSINGS = {
    "president": (
        ", frankly",
        ", believe me",
        ", and everybody knows it",
        ", OK?",
        ", it's very simple",
        ", can you believe it?",
    ),
    "spokesman": (
        ", and this is clear",
        ", and the world knows it",
        ", as everyone can see",
        ", and that is the position of the ministry",
    ),
    "premier": (
        ", and so it will be",
        ", with God's help",
        ", I tell you",
        ", and our enemies know it",
        ", ladies and gentlemen",
    ),
}


def opened(text: str, voice: str, rng: random.Random) -> str:
    """Put an opening of the voice before the text."""
    if text.startswith(("that ", "he ")):
        return text
    return rng.choice(_OPENINGS[voice]) + lowered(text)


def closed(text: str, voice: str, rng: random.Random) -> str:
    """Put a closing of the voice after the text."""
    return text.rstrip(".! ") + rng.choice(_CLOSINGS[voice]) + "."


def lowered(text: str) -> str:
    """Lower the first letter; names suffer, which no reader of `plain_form` will see."""
    return text if re.match(r"I\b", text) else text[:1].lower() + text[1:]
