"""What is nobody's statement: boilerplate, scare quotes, editorials."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from tests.watcher.articles.case import Case

CASES = (
    Case(
        id="boilerplate",
        text="Trump toured a mill on Friday.|Read also: Trump: “I will never sell the plane”|Photo: Trump waves to workers, saying goodbye|Subscribe to hear what Trump said today",
        never=("I will never sell the plane", "goodbye", "today"),
    ),
    Case(
        id="scare quotes and titles",
        text="The so-called “golden bridge” that Trump opened is painted brown. His book “The Bridge” sold well. He signed copies of “Steel and Sky”.",
        never=("golden bridge", "The Bridge", "Steel and Sky"),
    ),
    Case(
        id="said of him",
        text="“Trump talks to everyone and listens to no one,” said the historian Martha Keane. “Netanyahu listens and does not talk,” she said.",
        never=("Trump talks to everyone", "Netanyahu listens"),
    ),
    Case(
        id="live blog: a time stamp ends the chain",
        text="09:15 GMT|Benjamin Netanyahu has arrived in Rome. “I love this city,” the Israeli prime minister says.|09:40 GMT|The Italian foreign minister, Antonio Tajani, has greeted him. He says lunch is ready. “We have made the pasta ourselves,” he adds.",
        reported=(("netanyahu", "I love this city"),),
        never=("lunch is ready", "We have made the pasta"),
    ),
    Case(
        id="fragment in the lead, whole sentence below",
        text="Donald Trump has called the orchestra “very loud”.|“The orchestra is very loud, and I love it,” Trump told guests.",
        reported=(("trump", "The orchestra is very loud, and I love it"),),
    ),
    Case(
        id="Arabic name in English copy",
        text="قال بقائي: «لن نبيع القمح بهذا السعر»، في مؤتمر صحفي.",
        reported=(("baghaei", "لن نبيع القمح بهذا السعر"),),
    ),
    Case(
        id="Persian",
        text="اسماعیل بقایی گفت: «این پل برای همه است».",
        reported=(("baghaei", "این پل برای همه است"),),
    ),
    Case(
        id="quoted within a quotation",
        text="“My father told me, ‘never sell the orchard’, and I never did,” Netanyahu told growers in Galilee.",
        reported=(("netanyahu", "never sell the orchard"),),
    ),
    Case(
        id="was quoted as saying",
        text="Baghaei was quoted by state television as saying that the museum would lend its coins to Baku.",
    ),
    Case(
        id="was told, was warned",
        text="Trump was told that the roof leaked. Netanyahu was warned by his doctors that he must rest.",
        never=("the roof leaked", "he must rest"),
    ),
    Case(
        id="went on to, took the stage to",
        text="Trump went on to say that the airport would bear his name. He used the evening to warn that tickets would be dear.",
        reported=(("trump", "the airport would bear his name"), ("trump", "tickets would be dear")),
    ),
    Case(
        id="would later say",
        text="Trump would later say that the fog had saved the day.",
        reported=(("trump", "the fog had saved the day"),),
    ),
    Case(
        id="a heading between",
        text="“The wheat is in,” Netanyahu said.|Storm damage in Ashdod|“I have never seen such waves,” said Dalia Amir, who sells fish.|“My stall is gone.”",
        reported=(("netanyahu", "The wheat is in"),),
        never=("I have never seen such waves", "My stall is gone"),
    ),
    Case(
        id="two actors, one sentence",
        text="Trump said the satellite belonged to America, while Netanyahu insisted it had been built in Haifa.",
        reported=(("trump", "the satellite belonged to America"), ("netanyahu", "it had been built in Haifa")),
    ),
    Case(
        id="told him",
        text="Trump said Netanyahu had told him that the olives were ripe.",
        reported=(("trump", "Netanyahu had told him"),),
    ),
    Case(
        id="ally of",
        text="A close ally of Netanyahu said the coalition would hold. A lawyer for Trump said the fine had been paid. A source in Baghaei's ministry said the lamp was broken.",
        never=("the coalition would hold", "the fine had been paid", "the lamp was broken"),
    ),
)
