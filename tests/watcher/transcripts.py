"""Invented transcripts, speeches, releases and posts of any length, made by rule: no word of them was ever said."""

from __future__ import annotations

from itertools import count

THINGS = ("harbour", "ferry", "bridge", "railway", "school", "hospital", "lighthouse", "market", "mill", "library")
PLACES = ("Kolka", "Ruhnu", "Sulina", "Mazirbe", "Vardø", "Kihnu", "Ainaži", "Roja", "Sõrve", "Engure")
TELLING = (
    "We are going to raise the wall of the {thing} in {place} by {number} metres before the storms come.",
    "And nobody believed that the {thing} in {place} could be paid for, but it costs {number} million and we have it.",
    "I said to the engineers of {place}, you have {number} weeks for the {thing}, and they did it in half of that.",
    "The people who run the {thing} in {place} wrote to me {number} times, and every time I wrote back.",
    "If they close the {thing} in {place} again, we will stop the {number} boats that bring them their salt.",
)


def sentences(*, start: int = 0):
    """Sentences in the first person, no two alike."""
    for number in count(start):
        telling = TELLING[number % len(TELLING)]
        thing, place = THINGS[number % len(THINGS)], PLACES[(number // len(THINGS)) % len(PLACES)]
        yield telling.format(thing=thing, place=place, number=number + 2)


def paragraphs(many: int, *, of: int = 4, start: int = 0) -> list[str]:
    """Paragraphs of so many sentences each."""
    said = sentences(start=start)
    return [" ".join(next(said) for _ in range(of)) for _ in range(many)]


def transcript(*, turns: int, long_turn: int = 0, label: str = "PRESIDENT TRUMP:", q: str = "Q:") -> str:
    """Questions and answers; the answers from the third on are four paragraphs long, one of them `long_turn` more.

    Every question says of itself that it is one: "I ask".
    """
    lines = ["Remarks at the harbour of Kolka", "The East Room", "11:32 A.M. EST", ""]
    answers = iter(paragraphs(turns * 4 + long_turn, start=7))
    for number in range(turns):
        lines += [f"{q} Mr. President, I ask about point {number + 1} of the plan. Will it hold?", ""]
        many = (long_turn if number == turns // 2 else 0) + (4 if number > 1 else 1)
        said = [next(answers) for _ in range(many)]
        said[0] = f"{label} (Applause.) {said[0]}"
        said[-1] += " (Laughter.)"
        lines += [line for one in said for line in (one, "")]
    return "\n".join([*lines, "END 12:40 P.M. EST"])


def speech(*, many: int) -> str:
    """A speech without labels, under a title."""
    return "\n\n".join(["Remarks by President Trump on harbours", "The White House", *paragraphs(many)])


RELEASE = """\
FOR IMMEDIATE RELEASE
Office of the Press Secretary
WASHINGTON, May 2 — President Donald J. Trump today opened the sea wall at Kolka, two metres higher than the old one.
“We built it in a year, and they said that it would take us ten,” said President Trump. “I want to thank the divers.”
The President also met with the mayor of Kolka. Work on the wall began last spring and cost 40 million euros.
“Our harbour is safe for a hundred years,” the mayor said.
Follow us @harbour
"""
