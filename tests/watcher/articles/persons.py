"""Who is meant: namesakes and relatives, spokespersons and institutions, coreference."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from tests.watcher.articles.case import Case

CASES = (
    # --- namesakes, relatives, things
    Case(
        id="the son is not the father",
        text="Donald Trump Jr. said the hotel would open in autumn. “My team has worked day and night,” he told a fair in Dubai.",
        never=("the hotel would open", "My team has worked"),
    ),
    Case(
        id="the wife is not the husband",
        text="Benjamin Netanyahu stayed at home. Sara Netanyahu said the kitchen had been repainted, and that she liked the colour.",
        never=("the kitchen had been repainted", "she liked the colour"),
    ),
    Case(
        id="an administration is not its president",
        text="The Trump administration said grants for lighthouses would end in June. A Trump adviser called the step overdue. President Donald Trump was playing golf.",
        never=("grants for lighthouses", "overdue"),
    ),
    Case(
        id="a namesake in sport",
        text="Mehdi Baghaei scored twice for Tractor on Friday. “I slept badly and played well,” Baghaei said after the match.",
        never=("I slept badly",),
    ),
    Case(
        id="the building speaks for nobody",
        text="A doorman at Trump Tower said the lift had been out of order since Monday. President Donald Trump has not lived there for years.",
        never=("the lift had been out of order",),
    ),
    # --- spokespersons and institutions
    Case(
        id="spokespersons of two houses",
        text="Iran's army spokesman, Mohammad Akraminia, said the drill would last three days. “It is routine,” the spokesman told state television.|Esmail Baghaei, the spokesman of the foreign ministry, said neighbours had been told of the drill in advance. “There were no surprises,” the spokesman said.",
        reported=(("baghaei", "neighbours had been told of the drill"), ("baghaei", "There were no surprises")),
        never=("the drill would last", "It is routine"),
    ),
    Case(
        id="a spokeswoman of another country",
        text="China's foreign ministry spokeswoman Mao Ning said the port would stay open. Esmail Baghaei made no remarks on it. “The port is a matter of trade,” the spokeswoman said.",
        never=("the port would stay open", "a matter of trade"),
    ),
    Case(
        id="the ministry is not its spokesman",
        text="Iran's foreign ministry said it had recalled its envoy from Oslo. The ministry added that the step was temporary. Its spokesman Esmail Baghaei said the embassy stayed open.",
        reported=(("baghaei", "the embassy stayed open"),),
        never=("had recalled its envoy", "the step was temporary"),
    ),
    Case(
        id="the office is not the prime minister",
        text="Netanyahu's office said the meeting had been moved to Thursday. The prime minister's spokesman denied that there was a quarrel.",
        never=("the meeting had been moved", "there was a quarrel"),
    ),
    Case(
        id="another president",
        text="French President Emmanuel Macron received Donald Trump in Paris. “Our cheese is not for sale,” the French president said. “We’ll see about the cheese,” the US president answered.",
        reported=(("trump", "We’ll see about the cheese"),),
        never=("Our cheese is not for sale",),
    ),
    Case(
        id="two prime ministers",
        text="Benjamin Netanyahu flew to London on Tuesday. British Prime Minister Keir Starmer said the runway lights had failed for a minute. “Nobody was in danger,” the British prime minister said. “It was a good landing,” the Israeli leader said.",
        reported=(("netanyahu", "It was a good landing"),),
        never=("the runway lights had failed", "Nobody was in danger"),
    ),
    # --- coreference
    Case(
        id="he is the subject, not the guest",
        text="Netanyahu met the mayor of Haifa, Yona Yahav, at the port on Sunday. He said the new pier would be twice as long.",
        reported=(("netanyahu", "the new pier would be twice as long"),),
    ),
    Case(
        id="she is not he",
        text="Donald Trump dined with Karoline Leavitt. She said the soup was cold. He said it was the best soup in Washington.",
        reported=(("trump", "it was the best soup in Washington"),),
        never=("the soup was cold",),
    ),
    Case(
        id="another speaker ends the chain",
        text="“The tunnel is safe,” Benjamin Netanyahu said.|Yair Lapid disagreed.|“It leaks in three places.”|“I have seen it myself,” he added.",
        reported=(("netanyahu", "The tunnel is safe"),),
        never=("It leaks in three places", "I have seen it myself"),
    ),
    Case(
        id="a heading ends the words",
        text="“The ferry sails on Monday,” Benjamin Netanyahu said.|Harbour council: no money|“Nobody has paid for the coal.”",
        reported=(("netanyahu", "The ferry sails on Monday"),),
        never=("Nobody has paid for the coal",),
    ),
    Case(
        id="somebody else answers a paragraph later",
        text="“The bridge opens in May,” Donald Trump said on Tuesday.|The mayor of Maple Harbor shook her head.|“It has no second half.”",
        reported=(("trump", "The bridge opens in May"),),
        never=("It has no second half",),
    ),
    Case(
        id="first named in the second sentence",
        text="Iran's foreign ministry spokesman said on Monday that pilgrims could travel again. Esmail Baghaei said buses would leave from Mashhad.",
        reported=(("baghaei", "buses would leave from Mashhad"), ("baghaei", "pilgrims could travel again")),
    ),
    Case(
        id="misspelt once",
        text="Esmail Baghaei spoke for an hour. “The canal will be dug,” Baghaie said. “And the salt will be washed out,” said Bahgaei.",
        reported=(("baghaei", "The canal will be dug"), ("baghaei", "And the salt will be washed out")),
    ),
    Case(
        id="a similar name is another man",
        text="Esmail Baghaei was not there. Mohammad Bagheri said the parade had been shortened. “It was too hot,” Bagheri said.",
        never=("the parade had been shortened", "It was too hot"),
    ),
)
