"""How it is said: what is asserted, denied or second hand, and the words that introduce it."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from tests.watcher.articles.case import Case

CASES = (
    # --- assertion
    Case(
        id="denied is said",
        text="Trump denied that he had sold the yacht. He rejected the idea that the marina was losing money.",
        reported=(("trump", "he had sold the yacht"), ("trump", "the marina was losing money")),
    ),
    Case(
        id="declined",
        text="Baghaei declined to say whether the consulate would reopen. He did not comment on the missing files.",
        never=("the consulate would reopen", "the missing files"),
    ),
    Case(
        id="did not say",
        text="President Donald Trump did not say when the statue would be moved. Netanyahu never said that the statue was ugly.",
        never=("the statue would be moved", "the statue was ugly"),
    ),
    Case(
        id="still to come",
        text="Netanyahu is expected to announce that the ferry line will be closed. Trump will say on Friday that he supports the step. Baghaei plans to tell parliament that the ferry is Iranian.",
        never=("the ferry line will be closed", "he supports the step", "the ferry is Iranian"),
    ),
    Case(
        id="supposed",
        text="If Trump says that the zoo must close, keepers will strike. The president could announce that the elephants are to be sold.",
        never=("the zoo must close", "the elephants are to be sold"),
    ),
    Case(
        id="asked",
        text="Baghaei was asked whether the gas field had been sold. Asked if the price was right, Netanyahu smiled and left.",
        never=("the gas field had been sold", "the price was right"),
    ),
    Case(
        id="second hand",
        text="Two people briefed on the meeting said Trump told the admirals that the fleet was too small. According to aides, Netanyahu said the cake was dry.",
        never=("the fleet was too small", "the cake was dry"),
    ),
    Case(
        id="quoted somebody else",
        text="Netanyahu quoted General Eyal Zamir as saying that the fence had rusted. He said the fence would be replaced.",
        reported=(),
        never=("the fence had rusted",),
    ),
    Case(
        id="thoughts",
        text="Trump believes the stadium is too small, people close to him say. Netanyahu fears that the vote will be lost. Baghaei hopes to visit Shiraz.",
        never=("the stadium is too small", "the vote will be lost", "visit Shiraz"),
    ),
    # --- verbs, nouns, cues
    Case(
        id="noun cue",
        text="Donald Trump left early. His warning that imported steel would cost double alarmed builders. They called Netanyahu's claim that prices were falling absurd.",
        reported=(("trump", "imported steel would cost double"),),
    ),
    Case(
        id="according to",
        text="The lighthouse on Kish is to be repaired, according to Esmail Baghaei. According to Netanyahu, the tram will run on Saturdays.",
        reported=(
            ("baghaei", "The lighthouse on Kish is to be repaired"),
            ("netanyahu", "the tram will run on Saturdays"),
        ),
    ),
    Case(
        id="vowed, accused, called",
        text="Trump vowed to tear up the fishing treaty and accused Canada of “stealing our cod”. Netanyahu called the treaty “a scrap of paper”.",
        reported=(
            ("trump", "tear up the fishing treaty"),
            ("trump", "stealing our cod"),
            ("netanyahu", "a scrap of paper"),
        ),
    ),
    Case(
        id="participles",
        text="Baghaei welcomed the visit, saying the two navies had much to learn from each other and adding that a second visit was planned.",
        reported=(("baghaei", "the two navies had much to learn"), ("baghaei", "a second visit was planned")),
    ),
    Case(
        id="coordinated that-clauses",
        text="Netanyahu told the cabinet that the budget would pass, that taxes would not rise and that the ministers could go home.",
        reported=(("netanyahu", "the budget would pass"), ("netanyahu", "the ministers could go home")),
    ),
    Case(
        id="parenthetical said",
        text="The talks, Trump said on Monday, had gone better than anyone expected. The next round, he added, would be in Geneva.",
        reported=(("trump", "had gone better than anyone expected"), ("trump", "would be in Geneva")),
    ),
    Case(
        id="dateline is no subject",
        text="ERBIL, Kurdistan Region of Iraq – Esmail Baghaei said on Tuesday that the crossing had been swept of snow.",
        reported=(("baghaei", "the crossing had been swept of snow"),),
    ),
    Case(
        id="inverted, with an apposition",
        text="“We sell carpets, not excuses,” said Esmail Baghaei, the ministry's spokesman, on Wednesday.",
        reported=(("baghaei", "We sell carpets, not excuses"),),
    ),
    Case(
        id="mixed, through a title",
        text="Benjamin Netanyahu opened the museum. The premier called the collection “a mirror of the land” and said it would travel abroad.",
        reported=(("netanyahu", "a mirror of the land"), ("netanyahu", "it would travel abroad")),
    ),
)
