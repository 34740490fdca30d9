"""Pairs in which who did it and to whom are exchanged, or said otherwise: no network of the trials told these apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.novelty.pairs import CHANGED, SAME, Pair

if TYPE_CHECKING:
    import random

# Verb in the past, participle, and a noun phrase that says the same from the other side, if there is one.
_DEEDS = """
called|called|got a call from
phoned|phoned|had a phone call from
invited|invited|had an invitation from
asked|asked|had a request from
warned|warned|had a warning from
thanked|thanked|had thanks from
visited|visited|had a visit from
threatened|threatened|had threats from
attacked|attacked|came under attack from
paid|paid|took money from
sued|sued|faced a suit from
criticised|criticised|drew criticism from
praised|praised|won praise from
helped|helped|had help from
supported|supported|had the support of
advised|advised|took advice from
questioned|questioned|faced questions from
blamed|blamed|got the blame from
deceived|deceived|fell for a lie of
lied to|lied to|heard lies from
wrote to|written to|had a letter from
apologised to|apologised to|had an apology from
promised aid to|promised aid by|had a promise of aid from
offered a truce to|offered a truce by|had an offer of a truce from
sold weapons to|sold weapons by|bought weapons from
lent money to|lent money by|borrowed money from
owed money to|owed money by|
gave a list to|given a list by|received a list from
sent an envoy to|sent an envoy by|received an envoy of
handed the file to|handed the file by|took the file from
leaked the plan to|leaked the plan by|learned of the plan from
surrendered to|surrendered to by|accepted the surrender of
recognised|recognised|was granted recognition by
betrayed|betrayed|
provoked|provoked|
insulted|insulted|took insults from
defeated|defeated|lost to
outvoted|outvoted|
sanctioned|sanctioned|came under sanctions of
trusted|trusted|had the trust of
feared|feared|
replaced|replaced|gave way to
followed|followed|went before
welcomed|welcomed|had a welcome from
expelled|expelled|
interrupted|interrupted|
spied on|spied on|
shelled|shelled|came under fire from
fired on|fired on|came under fire from
"""
_MANY = """
the Americans, the Russians, the Turks, the Egyptians, the Saudis, the Europeans, the French, the Poles, the
rebels, the Houthis, the fishermen, the teachers, the farmers, the police, the settlers, our neighbours
"""
_ONE = """
the army, the union, the opposition, the bank, the court, the governor, the mayor, the minister, the king, the
chancellor, Macron, Starmer, Merz, Orban, Rubio, Vance, Grossi, Lavrov, Kallas, Modi, Erdogan, Sisi, Meloni,
Carney, Tusk, Hezbollah, Damascus, Ankara, Moscow, Beijing, Brussels, Washington, London, Doha, Qatar, my
predecessor, the general, the ambassador, the speaker of parliament, the commission, the company
"""
_TAILS = ("", "", " last night", " on Monday", " a week ago", " twice this year", " before the talks")
_OURSELVES = {"we": "us", "I": "me"}
_SINGULAR = tuple(" ".join(_ONE.split()).split(", "))
_WHO = (*" ".join(_MANY.split()).split(", "), *_SINGULAR)


@dataclass(frozen=True, slots=True)
class _Deed:
    past: str
    participle: str
    other_side: str


_DEEDS_OF_ALL = tuple(_Deed(*row.split("|")) for row in _DEEDS.strip().splitlines())


def role_pairs(rng: random.Random, number: int) -> list[Pair]:
    """Make so many pairs, as many the same as changed."""
    return [_pair(rng, is_same=place % 2 == 0) for place in range(number)]


def _pair(rng: random.Random, *, is_same: bool) -> Pair:
    deed, tail = rng.choice(_DEEDS_OF_ALL), rng.choice(_TAILS)
    doer, other = rng.sample(_WHO, 2)
    if rng.random() < 0.35:  # noqa: PLR2004 - the speaker's own side
        doer = rng.choice(tuple(_OURSELVES))
    if rng.random() < 0.5:  # noqa: PLR2004
        doer, other = other, doer
    first = rng.choice(_said(deed, doer, other, tail))
    ways = _said(deed, doer, other, tail) if is_same else _said(deed, other, doer, tail)
    second = rng.choice([way for way in ways if way != first])
    if rng.random() < 0.3 and not {doer, other} & _OURSELVES.keys():  # noqa: PLR2004 - as an outlet tells it
        second = "that " + second
    return Pair(_sentence(first), _sentence(second), SAME if is_same else CHANGED, f"roles {deed.past}", "roles")


def _said(deed: _Deed, doer: str, other: str, tail: str) -> list[str]:
    subject, object_ = (_OURSELVES.get(one, one) for one in (doer, other))
    were = "was" if other == "I" or other in _SINGULAR else "were"
    ways = [f"{doer} {deed.past} {object_}{tail}"] * 2
    ways.append(f"it was {doer} who {deed.past} {object_}{tail}")
    if not deed.participle.endswith("by"):
        ways.append(f"{other} {were} {deed.participle} by {subject}{tail}")
    if deed.other_side:
        ways.append(f"{other} {deed.other_side} {subject}{tail}")
    return ways


def _sentence(text: str) -> str:
    return text if text.startswith("that ") else text[0].upper() + text[1:] + "."
