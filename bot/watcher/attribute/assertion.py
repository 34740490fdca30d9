"""Whether the text says that the words were said: stated, denied, still to come, supposed, or told by somebody else."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher import thresholds
from bot.watcher.attribute.beside_cue import (
    BE,
    COMING,
    DECLINE,
    DECLINE_VERBS,
    NEGATIONS,
    SUPPOSED,
    WILL,
    chain_start,
    helping_words,
    outside,
)
from bot.watcher.attribute.hearsay import is_hearsay
from bot.watcher.attribution import TURNS, Attribution, Origin, Places, length, overlap
from bot.watcher.lexicon import AUXILIARIES, SPEECH_VERBS, word_list
from bot.watcher.people.source_spans import HEARD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading


_SUPPOSE: Final = frozenset("imagine suppose supposing".split())  # "Suppose the mayor had said"
_WERE: Final = frozenset("if were had".split())
_WOULD: Final = frozenset("would could might".split())
_IF: Final = frozenset("if unless whether should".split())
_CLAUSE_STARTS: Final = frozenset("whether if what who why when where how".split())
_HEARD_OR_CITED: Final = HEARD | {"cited"}
_GIVEN_BACK: Final = word_list("verbs_done_to_hearers")
_RELAY: Final = re.compile(
    r"""
    \b
    (?:
        office | bureau | house | palace | readout | transcript | video | footage | recording | broadcast
        | statement | reuters | associated\ press | agence | agency | television | tv | news | radio
    )
    \b
    """,
    re.IGNORECASE | re.VERBOSE,
)  # who passes on an actor's words for the actor, or as the press
_DISOWNED: Final = re.compile(  # right behind the words, or the sentence that reports them: "… ." He did not say it.
    r"""
    [\W]{0,8}(?:which\ )?
    (?:There\ is\ no\ (?:record|evidence|proof|trace)\ that\ )?
    (?P<who>he|she|[A-Z]\w+)\ (?:never|ever|did\ not|didn['’]t)\s
    (?:(?:say|said|spoke|speak|wrote|write|tweeted|tweet|posted|post)
        \ (?:it|so|that|this|them|these\ words|any\ such\ thing)(?=\W*(?:[.,;]|either\b))
      | (?:said|spoke|wrote|posted)(?=\s*[.,;]))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FAKE: Final = re.compile(  # behind the words, too: "… ." The post is fake.
    r"""
    [\W]{0,8}(?:
        (?:the|this|that)\ (?:post|quote|quotation|video|clip|image|screenshot|recording|account|statement)
        \ (?:is|was)\ (?:an?\ (?:clumsy\ |crude\ )?)?
        (?:fake|fabricat\w+|doctored|hoax|deepfake|forgery|forged|invented|made\ up|AI-generated)\b
      | (?<=,\ )(?:is|was)\ an?\ (?:clumsy\ |crude\ )?(?:fake|hoax|deepfake|forgery)\b
      | [^.!?\n]{0,80}\b(?:said|saying)\ no\ such\ thing\b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UNTRUE: Final = re.compile(  # before who said it, or behind what he is said to have said
    r"""
    \b(?:it|that)(?:\ is|\ was|['’]s)\ (?:not\ true|untrue|false|a\ (?:lie|myth|hoax))\ that\b
    | ^\W*(?:rumou?rs|reports|claims|posts)\ that\b.*\b(?:are|were)\ (?:not\ true|untrue|false|fabricated|invented)\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_DREAMT: Final = re.compile(r"\bin (?:my|his|her|a|one|the) (?:\w+ )?(?:dream|nightmare)s?\b")
_STAGED: Final = re.compile(
    r"""
    ^(?:  # "In a fake video, …", "A forged letter has …", "In the play, …"
        (?P<in>in\ )?(?:an?|the|one|this|that)\ (?:\w+\ )?
        (?:fake|faked|fabricated|forged|doctored|bogus|parody|spoof)\ (?:\w+\ )?
        (?:video|clip|post|audio|recording|letter|statement|image|screenshot|tweet|account)
        (?(in)\b|\ (?:has|had|shows|showed|makes|made|in\ which)\b)
      | in\ (?:an?|the|one|this|his|her)\ (?:\w+\ )?(?:play|novel|sketch|skit|cartoon|musical|comedy)\ ,
    )
    """,
    re.VERBOSE,
)
_NOT_HE: Final = (["it", "was", "not"], ["it", "is", "not"], ["it", "was", "n't"], ["it", "is", "n't"])
_APPEARING: Final = frozenset("appear appeared appears seem seemed seems".split())
_OPENERS_OF_TOPIC: Final = frozenset({"of", "about"})
_WITNESSED: Final = frozenset("hear heard know known recall recalls remember remembers saw see seen".split())
_NOBODY: Final = NEGATIONS | {"nobody", "none"}
_OPENS_CLAUSE: Final = frozenset(", ; : — – and but or so that which who".split())
_AT_LAST: Final = frozenset("before until".split())  # "I had never heard him say so before": now he did
_INVENTED: Final = word_list("invention_words")
_GENERATED: Final = frozenset({"ai", "generated"})
_WITHHELD: Final = frozenset("answer comment confirm disclose elaborate identify name reveal specify".split())
_BEFORE_HIS_VERB: Final = frozenset("neither never nor nowhere".split())  # "Nowhere does he say"
_SHORT: Final = "short of"  # "stopped short of saying"


def assertion_of(reading: Reading, item: Attribution) -> Assertion:
    """Judge one quotation by the words around its cue, and behind it."""
    if _opens_in_marks(reading, item) and _is_disowned(reading, item):
        return Assertion.NEGATED
    if not item.cue or item.origin in {*TURNS, Origin.DASH}:
        return Assertion.STATED
    first, stop = reading.word_range(item.cue[0])
    if first >= stop:
        return Assertion.STATED
    cue = reading.lower[first:stop]
    begin = reading.sentences[reading.sentence_of[first]][0]
    chain = helping_words(reading, first, begin)
    words = [*chain, *cue]
    opening = reading.starts[begin]
    if reading.lower[begin] in _BEFORE_HIS_VERB and not any(a <= opening < b for a, b in item.content):
        words = [reading.lower[begin], *words]
    if (
        _is_invented(_without_what_it_is_of(outside(reading, item, begin), cue))
        or _is_staged([reading.lower[first - 2], *words])
        or _is_question(cue, words, reading, item, quoted=_opens_in_marks(reading, item))
        or _is_supposed(reading, item, first - len(chain), begin)
    ):
        return Assertion.HYPOTHETICAL
    after = reading.lower[stop : stop + 3]
    if (
        _UNTRUE.search(" ".join(outside(reading, item, begin)))
        or _is_not_his(reading, item)
        or _is_unheard_of(reading, item, chain_start(reading, first, begin), begin)
        or _says_nothing(after)
        or "nothing" in cue[1:]  # of *said nothing about*
    ):
        return Assertion.NEGATED
    return _by_chain([] if _is_withheld(reading, item, cue) else words)


def _is_withheld(reading: Reading, item: Attribution, cue: Sequence[str]) -> bool:
    """*He would not name them: “You know them”*: what he held back is not what he said instead, behind the colon."""
    start = item.content[0][0]
    behind = reading.text[item.cue[0][0] : start]
    return _opens_in_marks(reading, item) and ":" in behind and not _WITHHELD.isdisjoint(cue)


def _says_nothing(after: Sequence[str]) -> bool:
    if after[:1] == ["nothing"]:
        return after[1:2] == [] or after[1] not in AUXILIARIES  # "said nothing had been signed"
    return after[:1] == ["no"] and (
        after[1:2] in (["more"], ["comment"], ["details"]) or after[1:] == ["such", "thing"]
    )


def _is_not_his(reading: Reading, item: Attribution) -> bool:
    """*It was not Trump who said X*, *X is not what Trump said*; not *it was not clear who did it, Trump said*."""
    if not item.source:
        return False
    first, stop = reading.word_range(item.source[0])
    before = reading.lower[max(first - 3, 0) : first]
    is_cleft = before in _NOT_HE and reading.lower[stop : stop + 1] == ["who"]
    return is_cleft or before[-2:] in (["not", "what"], ["never", "what"])


def _is_unheard_of(reading: Reading, item: Attribution, before: int, begin: int) -> bool:
    """*Nobody has heard him say X*, *I cannot remember him ever saying X*; not *Nobody who heard him say X*."""
    source = reading.word_at(item.source[0][0]) if item.source else before - 1
    if not begin < source < before or reading.lower[source - 1] not in _WITNESSED:
        return False
    clause = next((at for at in range(source - 2, begin - 1, -1) if reading.lower[at] in _OPENS_CLAUSE), begin)
    words = reading.lower[clause:source]
    is_negated = not _NOBODY.isdisjoint(words) and "only" not in words
    return is_negated and _AT_LAST.isdisjoint(outside(reading, item, begin))


def _is_staged(words: Sequence[str]) -> bool:
    """*A video in which he appears to say that X*."""
    return not _APPEARING.isdisjoint(words) and "say" in {SPEECH_VERBS.get(word) for word in words}


def _without_what_it_is_of(beside: Sequence[str], cue: Sequence[str]) -> list[str]:
    """Without what he speaks of: *Bell said of the deepfake*, *told the makers of a satirical show*."""
    words = list(beside)
    behind = next((at for at in range(len(words)) if words[at : at + len(cue)] == list(cue)), len(words))
    of = next((at for at in range(behind, len(words)) if words[at] in _OPENERS_OF_TOPIC), len(words))
    return words[:of]


def _is_invented(beside: Sequence[str]) -> bool:
    """Whether the sentence says that the speech was made up, by a person or a program, or dreamt."""
    words = " ".join(beside)
    is_made = not _INVENTED.isdisjoint(beside) or _GENERATED.issubset(beside)
    return is_made or bool(_DREAMT.search(words) or _STAGED.match(words))


def _is_disowned(reading: Reading, item: Attribution) -> bool:
    """Whether the text says right behind a quotation that he never said it, or that the post is fake."""
    last = max(end for _, end in (*item.content, *item.cue, *item.source))
    sentence = reading.sentence_of[min(reading.word_at(max(last - 1, 0)), len(reading.words) - 1)]
    for at in (item.extent[1], reading.sentence_span(sentence)[1]):
        if _FAKE.match(reading.text, at):
            return True
        found = _DISOWNED.match(reading.text, at)
        if found and (found["who"].casefold() in {"he", "she"} or found["who"] in (item.speaker or "").split()):
            return True
    return False


def _by_chain(words: Sequence[str]) -> Assertion:
    held = set(words)
    ahead = words[: words.index("to")] if "to" in words else words
    if held & DECLINE_VERBS or (held & DECLINE and ("to" in held or words[-1:] == ["of"] or _SHORT in " ".join(words))):
        return Assertion.NEGATED
    negated = bool(held & NEGATIONS)
    if negated and not ("only" in held and "not" in held):
        return Assertion.NEGATED
    is_to = any(one in BE and other == "to" for one, other in pairwise(words))  # "is to say on Monday"
    if is_to or held & WILL or (set(ahead) & COMING and "to" in held):
        return Assertion.FUTURE
    is_had = "'d" in held and SPEECH_VERBS.get(words[-1], words[-1]) != words[-1]  # "he'd said", and not "he'd say"
    if held & (SUPPOSED - {"'d"} if is_had else SUPPOSED) and not held & (
        {"later", "only", "eventually", "on"} | _HEARD_OR_CITED
    ):
        return Assertion.HYPOTHETICAL
    return Assertion.STATED


def _is_question(
    cue: Sequence[str], words: Sequence[str], reading: Reading, item: Attribution, *, quoted: bool
) -> bool:
    if quoted:
        return False
    verb = next((SPEECH_VERBS[word] for word in cue if word in SPEECH_VERBS), "")
    start = reading.word_at(item.content[0][0])
    opening = reading.lower[start] if start < len(reading.lower) else ""
    if verb in {"ask", "question", "wonder"} and (
        opening in _CLAUSE_STARTS
        or "about" in words
        or reading.lower[start - 1 : start] in (["about"], ["whether"], ["if"])
    ):
        return True
    sentence = reading.sentences[reading.sentence_of[reading.word_at(item.cue[0][0])]]
    before = range(sentence[0], reading.word_at(item.cue[0][0]))
    label = next((at for at in before if reading.words[at] == ":"), sentence[0] - 1)
    begins = label + 1 if label - sentence[0] <= thresholds.LONGEST_MENTION else sentence[0]  # "Fact check: Did he say"
    return (
        reading.words[sentence[1] - 1] == "?" and opening != "?" and reading.lower[begins : begins + 1][0] in _INVERTED
    )


_INVERTED: Final = word_list("question_openers")


def _is_supposed(reading: Reading, item: Attribution, before: int, begin: int) -> bool:
    anchor = before
    if item.source:
        source = reading.word_at(item.source[0][0])
        if begin <= source < before:
            anchor = source
    said = set(reading.places_in(item.content))  # what he supposes himself does not count
    begin = next((at for at in range(begin, anchor) if at not in said), anchor)
    near = [reading.lower[at] for at in range(max(begin, anchor - 2), anchor) if at not in said]
    opening = reading.lower[begin]
    if opening in _SUPPOSE:
        return True
    if opening == "were" and "to" in reading.lower[begin : reading.word_range(item.cue[0])[1]]:  # "Were he to say"
        return True
    if opening in _WERE and not _WOULD.isdisjoint(reading.lower[at] for at in range(begin, before) if at not in said):
        return True
    if opening == "had" and anchor == begin + 1:  # "Had Bell said no, the ships would have turned"
        return True
    return not _IF.isdisjoint(near)


def _opens_in_marks(reading: Reading, item: Attribution) -> bool:
    start = item.content[0][0]
    return (start > 0 and reading.text[start - 1] in "\"“«‘'„") or reading.text[start : start + 1] in tuple("\"“«‘'„")


def is_passive(reading: Reading, item: Attribution) -> bool:
    """Whether the source was told rather than told: "Netanyahu was asked", "was warned that"."""
    if not item.cue or (_opens_in_marks(reading, item) and not item.source):
        return False
    first, stop = reading.word_range(item.cue[0])
    cue = reading.lower[first:stop]
    if set(cue) & _HEARD_OR_CITED or not set(cue) & _GIVEN_BACK:
        return False
    begin = reading.sentences[reading.sentence_of[first]][0]
    held = set(helping_words(reading, first, begin)) | set(cue[:-1])
    if item.source and item.source[0][0] > item.cue[0][0]:
        return False  # "was told by Trump"
    return bool(held & BE)


def judge(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """All quotations with their assertion and second-hand mark; what the source was told is none of its words."""
    reading = context.reading
    out: list[Attribution] = []
    places = Places(item.content for item in attributions)
    turns = sorted((item for item in attributions if item.origin in TURNS), key=lambda item: item.extent)
    for item in attributions:
        turn = _turn_around(item, turns)
        outer = _outer(item, [attributions[number] for number in places.near(item.content)])
        outer = outer or (None if turn and _passes_on(reading, item, turn) else turn)
        teller = item.teller or (outer.speaker if outer else None)
        assertion = assertion_of(reading, item)
        if assertion is Assertion.STATED:
            assertion = item.assertion  # of the report that holds it
        if is_passive(reading, item) or (turn is not None and turn.is_report and _is_asked(reading, item)):
            assertion = Assertion.HYPOTHETICAL
        judged = replace(
            item,
            assertion=assertion,
            second_hand=item.second_hand or outer is not None or is_hearsay(reading, item),
            teller=teller,
            links=(*item.links, f"told by {teller}") if teller else item.links,
        )
        out.append(item if judged == item else judged)
    return out


def _outer(item: Attribution, others: Sequence[Attribution]) -> Attribution | None:
    """The shortest of somebody else's quotations that hold this one, attribution and all."""
    if item.origin in TURNS or (not item.cue and not item.source):
        return None
    whole = (*item.content, *item.cue, *item.source)
    outer = [
        other
        for other in others
        if other is not item
        and not other.is_report
        and not _RELAY.search(other.speaker or "")
        and (other.person is not item.person or item.person is None)
        and length(other.content) > length(item.content)
        and overlap(whole, other.content) >= length(whole) * 0.9
    ]
    return min(outer, key=lambda other: length(other.content), default=None)


def _passes_on(reading: Reading, item: Attribution, turn: Attribution) -> bool:
    """Whether whoever asks or reports passes on what somebody said whom he names.

    Who *he* or *she* is whom he has not named has to be rather sure.
    """
    if not turn.is_report:
        return False
    if not item.source or reading.words_in(item.source[:1])[:1] not in (["he"], ["she"]):
        return True
    first, stop = reading.word_at(turn.source[0][0]), reading.word_at(item.source[0][0])
    is_named = item.person is not None and any(first < at < stop for at in item.person.seen_at)
    return is_named or (item.person is not None and item.sure >= thresholds.SURE_OF_HE)


def _is_asked(reading: Reading, item: Attribution) -> bool:
    """Whether what a reporter tells is a question, or speaks of the one whom he asks: "he told us you had tried"."""
    end = item.extent[1]
    return "?" in {reading.text[end - 1], reading.text[end : end + 1]} or "you" in reading.words_in(item.content)


def _turn_around(item: Attribution, turns: Sequence[Attribution]) -> Attribution | None:
    at = bisect_right(turns, item.content[0][0], key=lambda turn: turn.extent[0]) - 1
    return turns[at] if item.origin not in TURNS and at >= 0 and item.content[0][0] < turns[at].extent[1] else None
