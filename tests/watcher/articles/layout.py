"""Layout: quotations over paragraphs, marks of every kind, and speech without any."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from tests.watcher.articles.case import Case

CASES = (
    Case(
        id="multi-paragraph quotation, each paragraph opens, only the last closes",
        text="“The dam is full,” Prime Minister Benjamin Netanyahu said on a visit to the north.|“We built it in two years. Nobody believed us.|“And we shall build another one,” he went on.|The engineers applauded.",
        reported=(
            ("netanyahu", "The dam is full"),
            ("netanyahu", "We built it in two years"),
            ("netanyahu", "we shall build another one"),
        ),
    ),
    Case(
        id="bare quotation paragraph between attributed ones",
        text="Esmail Baghaei told the press in Tehran that the border post would reopen in May.|“Lorries have waited for forty days. That is enough.”|He added that the drivers would be paid.",
        reported=(
            ("baghaei", "the border post would reopen in May"),
            ("baghaei", "Lorries have waited for forty days"),
            ("baghaei", "the drivers would be paid"),
        ),
    ),
    Case(
        id="opened and never closed costs its own paragraph only",
        text="President Donald Trump spoke at a shipyard in Mobile.|“These are beautiful ships, the best ships, Trump said.|The governor of Alabama thanked the workers.|“We will build forty of them,” Trump added.",
        reported=(("trump", "We will build forty of them"),),
        never=("thanked the workers",),
    ),
    Case(
        id="single marks and a possessive",
        text="Donald Trump told farmers’ leaders in Iowa that the new levy was ‘a gift from the workers’ point of view’.|‘They’ll love it,’ he said.",
        reported=(("trump", "a gift from the workers’ point of view"), ("trump", "They’ll love it")),
    ),
    Case(
        id="guillemets",
        text="« Nous » is how he began. «The river belongs to nobody alone», Iran's foreign ministry spokesman Esmaeil Baqaei told reporters.",
        reported=(("baghaei", "The river belongs to nobody alone"),),
    ),
    Case(
        id="speech after a colon without marks",
        text="Esmail Baghaei, answering a question on fishing rights, said: our boats sail in our own waters; no one may board them; we have told the neighbours so.|He added: the coast guard has its orders.",
        reported=(("baghaei", "our boats sail in our own waters"), ("baghaei", "the coast guard has its orders")),
    ),
    Case(
        id="speaker labels in running text",
        text="REPORTER: Sir, will the bridge be named after you? PRESIDENT DONALD TRUMP: They want to do it. I said maybe. REPORTER: And the cost? PRESIDENT DONALD TRUMP: Very low. Under budget.",
        reported=(("trump", "They want to do it"), ("trump", "Under budget")),
        never=("will the bridge be named", "And the cost"),
    ),
    Case(
        id="interview with Q and A",
        title="Interview: Benjamin Netanyahu on water and trains",
        text="Prime Minister Benjamin Netanyahu received us in his office.|Q: Will the railway reach Eilat?|A: It will. I promised it and I keep promises.|Q: When do you expect that?|A: In four years, not a day more.",
        reported=(("netanyahu", "I promised it and I keep promises"), ("netanyahu", "In four years")),
        never=("Will the railway reach", "When do you expect"),
    ),
    Case(
        id="post with a trailer",
        text="Donald Trump posted on Truth Social: Our Coal Miners are the BEST in the World. They will be back at work by Easter!!! — Donald J. Trump (@realDonaldTrump) March 3",
        reported=(("trump", "Our Coal Miners are the BEST"),),
        never=("@realDonaldTrump",),
    ),
    Case(
        id="name after a dash",
        text="The quotes of the week.|“I never liked the old curtains.” – Donald Trump|“Neither did I.” – Harold Finch, decorator",
        reported=(("trump", "I never liked the old curtains"),),
        never=("Neither did I",),
    ),
)
