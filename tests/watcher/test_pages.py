"""What the form of a page gives away: posts, announced words, essays, lists, fact checks. By rule, without the model."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from tests.watcher.reader import find, joined, reported, rules

POST = [
    pytest.param("Donald J. Trump @realDonaldTrump, 6:12 AM\nThe kites are coming back!", "trump", "The kites are coming back!", id="name and account"),
    pytest.param("**@realDonaldTrump** · Truth Social · Apr 16, 9:52 PM\nNo kites for Norway.", "trump", "No kites for Norway.", id="account of the config alone"),
    pytest.param("Benjamin Netanyahu @netanyahu · 3h\nThe tunnel is open.", "netanyahu", "The tunnel is open.", id="account that the config does not know"),
    pytest.param("@realDonaldTrump (Truth Social): A terrible verdict!", "trump", "A terrible verdict!", id="in a line"),
    pytest.param("@realDonaldTrump, 05:45, in Hebrew: The kites are back.", "trump", "The kites are back.", id="with its language"),
    pytest.param("“The biggest parade ever!” — Donald J. Trump (@realDonaldTrump) July 4, 2026", "trump", "The biggest parade ever!", id="above its signature"),
    pytest.param("Esmail Baghaei @IRIMFA_SPOX\nThe ship is free.\nIts crew is well.\n1,204 likes 88 replies", "baghaei", "The ship is free. Its crew is well.", id="two paragraphs, ended by counts"),
    pytest.param("Esmail Baghaei @IRIMFA_SPOX · 3h\n1/ The ship is free.\n2/ Its crew is well.\nReplies\n3/ is not his.", "baghaei", "The ship is free. Its crew is well.", id="a thread with numbers"),
    pytest.param("\n".join(["Esmail Baghaei @IRIMFA_SPOX · 3h", *(f"{number}/ It is free." for number in range(1, 10)), "Oil fell in London.", "Bakers are on strike."]), "baghaei", " ".join(["It is free."] * 9), id="a long thread, and nothing below it"),
    pytest.param("Benjamin Netanyahu @netanyahu · 3h\n1/ The tunnel is open.\n2/ It has three gates.\n3/ RT @rowers: We are glad.", "netanyahu", "The tunnel is open. It has three gates.", id="a thread up to what is posted again"),
    pytest.param("Donald J. Trump @realDonaldTrump\n10/7 must never happen again.\n11/7 was another day, the mayor found.", "trump", "10/7 must never happen again.", id="a date is no number of a thread"),
    pytest.param("Tehran had something to say, too. @IRIMFA_SPOX:\nKites outlive tariffs.", "baghaei", "Kites outlive tariffs.", id="an account behind a sentence"),
]  # fmt: skip

NO_POST = [
    pytest.param("Donald Trump Parody @notthatdjt\nI invented the kite.", id="a parody"),
    pytest.param("Trump Fan Club @trumpfans, 9:00 PM\nHe invented the kite!!", id="a fan club"),
    pytest.param("Barron Trump @barron\nSchool is out.", id="his son"),
    pytest.param("Donald J. Trump @realDonaldTrump, 7:03 AM\nReposted from @kitemary: The best kites on earth.", id="posted again"),
    pytest.param("Donald Trump likes what @kitemary writes\nThe best kites on earth.", id="a sentence with an account"),
    pytest.param("Donald Trump on @FoxNews\nWe had a great talk.", id="somebody on another's account"),
    pytest.param("Donald Trump and @elonmusk\nThey are the best of friends.", id="somebody and an account"),
    pytest.param("Prime Minister of Israel @IsraeliPM, 2:05 PM\nThe Office regrets the error.", id="his office"),
    pytest.param("Write to Donald Trump, editor@example.org\nThe best kites on earth.", id="an address of mail"),
]  # fmt: skip

ANNOUNCED = [
    pytest.param("In a post on Tuesday, Trump wrote:\nThe Swiss are very unfair on Watches. They will call!", "trump", "The Swiss are very unfair on Watches. They will call!", id="the paragraph below"),
    pytest.param('Prime Minister Netanyahu at the start of the weekly meeting:\n"Citizens, we opened the railway.\nIt took twenty years."', "netanyahu", "Citizens, we opened the railway. It took twenty years.", id="marks closed further down"),
    pytest.param("The full text of the letter from Prime Minister Benjamin Netanyahu to the rowers:\nDear friends,\nI watched the race.\nYou have my word.\nBenjamin Netanyahu", "netanyahu", "Dear friends, I watched the race. You have my word.", id="in full, up to the signature"),
    pytest.param("Esmail Baghaei has posted on X. Here is the post in full:\nA drone with no flag hit nothing.\n13.47 BST\nProtesters hold a banner.", "baghaei", "A drone with no flag hit nothing.", id="in full without a signature"),
    pytest.param('Later, at the start of the meeting, Prime Minister Netanyahu made the following remarks:\n"Citizens, we opened the railway.\n"It took twenty years."', "netanyahu", "Citizens, we opened the railway. It took twenty years.", id="remarks are no verb"),
    pytest.param('Prime Minister Netanyahu made the following remarks:\n"Citizens, I spoke with a mother.\nShe asked me for one thing, and said it was late.\nWe opened the railway."', "netanyahu", "Citizens, I spoke with a mother. She asked me for one thing, and said it was late. We opened the railway.", id="others are told of in a speech"),
    pytest.param('Following are Prime Minister Benjamin Netanyahu\'s remarks this morning:\n"Citizens, we opened the railway.\nIt took twenty years."', "netanyahu", "Citizens, we opened the railway. It took twenty years.", id="remarks that are his"),
    pytest.param("A first statement from Netanyahu, via his house: “This is a hard morning for the port.”", "netanyahu", "This is a hard morning for the port.", id="marks in the line"),
]  # fmt: skip

NOT_ANNOUNCED = [
    pytest.param('Sources close to Netanyahu made the following remarks:\n"The kite will fly.\n"It will fly high."', id="sources close to him"),
    pytest.param('The rowers made the following remarks about Netanyahu:\n"He has never rowed.\n"He never will."', id="remarks about him"),
    pytest.param("Trump asked three questions:\nWho built it, who paid for it and who sold it.", id="a list"),
    pytest.param("Three words from Trump and Netanyahu:\nPeace is near.", id="two persons and no verb"),
    pytest.param("Trump's critics were quick to respond:\nHe has never flown a kite, and we have.", id="his critics"),
    pytest.param("This is what happened when Trump flew a kite:\nThe string broke and the kite fell into the lake.", id="a story"),
    pytest.param('Following are Netanyahu\'s lawyer\'s remarks this morning:\n"Citizens, we opened the railway.\nIt took twenty years."', id="remarks of his lawyer"),
    pytest.param("A supporter of Trump put it this way:\n“He is the king of kites.”", id="a supporter of his"),
    pytest.param("As Netanyahu said, the tunnel has three gates:\nThe first is in Haifa and has been closed for years.", id="a sentence of its own behind the verb"),
    pytest.param("Baghaei met the maker. He said kites were free. Here is what happened next:\nThe string broke and the kite fell into the lake.", id="a verb of another sentence"),
    pytest.param("The Prime Minister's Office released the following:\nThe tunnel is open to all.", id="an office"),
]  # fmt: skip


ESSAY = "OPINION\nBy Esmail Baghaei\nMr. Baghaei is the spokesman of the ministry.\nI had a kite once. It was red.\n> It was red\nKites are free.\n"


def test_an_essay_ends_with_who_the_writer_is_and_leaves_others_their_words():
    text = "By Donald Trump\nI met the baker Ed Howe.\nEd Howe said, “Flour is dear.” He was right.\nBread is free.\nDonald Trump is the president.\nWe thank him."
    pieces = [
        text[slice(*span)]
        for found in find(rules(("“Flour is dear.”", "said", "Ed Howe")), text)
        for span in found.content
    ]
    assert pieces == ["I met the baker Ed Howe.", "Bread is free."]


def test_an_essay_is_its_writers():
    text = f"{ESSAY}Esmail Baghaei is the spokesman of Iran's foreign ministry.\nThe paper welcomes letters."
    pieces = [text[slice(*span)] for found in find(rules(), text) for span in found.content]
    assert " ".join(pieces) == "I had a kite once. It was red. Kites are free."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ESSAY.replace("By Esmail Baghaei", "By Jane Howe"), id="somebody else wrote it"),
        pytest.param(ESSAY.replace("I had", "Somebody had"), id="nothing is in the first person"),
        pytest.param(ESSAY.replace("By Esmail Baghaei", "By Esmail Baghaei's tailor"), id="his tailor wrote it"),
        pytest.param(
            "Five books\nOn kites\nBy Esmail Baghaei\nI laughed at this one. It is thin.\nOn flour\nBy Jane Howe\nI liked it.",
            id="a review of his book",
        ),
    ],
)
def test_no_essay_of_his(text):
    assert reported(text, find(rules(), text)) == []


LIST = [
    pytest.param("Following are highlights of remarks by Prime Minister Benjamin Netanyahu at the opening of the mill.\nON FLOUR\n* The mill grinds at night.\n* “Bread is not a border.”\nREACTION\n* The bakers are on strike.\nThe mill closed at noon.", [("netanyahu", "The mill grinds at night"), ("netanyahu", "Bread is not a border.")], id="in marks or not, under topics, up to what others say"),
    pytest.param("The main points of Donald Trump's remarks to the bakers:\n1. On flour: “We have the best.”\n2. He will visit the mill.", [("trump", "We have the best."), ("trump", "He will visit the mill")], id="behind a topic, with numbers"),
    pytest.param("These are key quotes from the appearance of the baker Ed Howe and Donald Trump:\nTrump\n– “Flour is cheap.”\n– “Wheat is cheap.”\nHowe\n– “Sugar is dear.”\n– “Salt is dear.”", [("trump", "Flour is cheap."), ("trump", "Wheat is cheap.")], id="of two speakers, under the name of each"),
    pytest.param("Highlights from Donald Trump's news conference:\nTARIFFS\n- “Flour is free.”\nOn trade:\n- “Salt is free.”", [("trump", "Flour is free."), ("trump", "Salt is free.")], id="at a news conference, under bare topics"),
    pytest.param("Highlights of remarks by Donald Trump\n* Flour is old.\n* Salt is old.\nHighlights of remarks by Benjamin Netanyahu\n* Flour is new.\n* Salt is new.", [("trump", "Flour is old"), ("trump", "Salt is old"), ("netanyahu", "Flour is new"), ("netanyahu", "Salt is new")], id="two lists"),
    pytest.param("Key quotes from Donald Trump's speech:\n* “The mill is old.”\n* “Bread is dear.” – Jane Stone\n* Ed Howe: “Salt is dear.”\n* “The flour is white.”", [("trump", "The mill is old."), ("trump", "The flour is white.")], id="but for items that somebody else signs, or that bear his name"),
    pytest.param("Following are highlights from a speech by Donald Trump.\nON FLOUR\n“Flour is free.”\nAsked if it will stay so: “It will.”\nMINISTER ED HOWE, SPEAKING BEHIND HIM, ON SALT\n“Salt is dear.”", [("trump", "Flour is free."), ("trump", "It will.")], id="in marks alone, up to who speaks next"),
    pytest.param("Highlights of remarks by Donald Trump\nON THE WAR OF THE BAKERS AND THE MILLERS\n* The “Golden Mill” – a mill for all – will be built.\n* The bakers’ – and millers’ – flour is old.", [("trump", "The “Golden Mill” – a mill for all – will be built"), ("trump", "The bakers’ – and millers’ – flour is old")], id="dashes within an item, under a long topic"),
    pytest.param("Highlights of remarks by Donald Trump:\n* Flour is old.\n* Salt is old.\nMost read\n1. A baker wins a prize.\n2. A mill burns down.", [("trump", "Flour is old"), ("trump", "Salt is old")], id="up to a heading that is no topic"),
]  # fmt: skip

NO_LIST = [
    pytest.param("Following are highlights of Donald Trump's visit to the mill:\n* The mill grinds at night.\n* Bread is free.", id="of a visit"),
    pytest.param("Following are highlights of the remarks of Donald Trump and Ed Howe:\n* The mill grinds at night.\n* Bread is free.", id="of two, and nothing says whose"),
    pytest.param("Key points of the remarks of the baker Ed Howe on Donald Trump's wheat:\n* The mill grinds at night.\n* Bread is free.", id="of somebody else on him"),
    pytest.param("Key points of the baker's remarks on Donald Trump:\n* The mill grinds at night.\n* Bread is free.", id="of somebody without a name on him"),
    pytest.param("Highlights from the interview of Ed Howe on Donald Trump:\n* The mill grinds at night.\n* Bread is free.", id="of an interview on him"),
    pytest.param("Following are highlights of remarks by Donald Trump.\nThe mill grinds at night.\nBread is free.", id="no items"),
    pytest.param("Reactions and key quotes after Donald Trump's speech:\n* “The mill is old.”\n* “Bread is dear.”", id="what others say of it"),
    pytest.param("After Donald Trump's speech, analysts made the following points:\n* The mill is old.\n* Bread is dear.", id="what others say behind it"),
    pytest.param("Here are the key points to watch in Donald Trump's speech:\n* The mill is old.\n* Bread is dear.", id="what he may say"),
    pytest.param("Highlights of responses to remarks by Donald Trump:\n* The mill is old.\n* Bread is dear.", id="responses to his"),
    pytest.param("Key points from our coverage of remarks by Donald Trump:\n* The mill is old.\n* Bread is dear.", id="an outlet's own"),
    pytest.param("Lawyers for Donald Trump made the following statements:\n* The mill is old.\n* Bread is dear.", id="his lawyers'"),
    pytest.param("Key quotes from Donald Trump's speech:\nThe Kremlin: “Salt is dear.”\nA heckler: “You lie.”\n* CNN: Is it so?\n* Q: Why?", id="labels of others, known or not"),
    pytest.param("Key points from Donald Trump's speech:\n* Dozens walked out as he took the stage.\n* Flour fell by two percent after he spoke.", id="what happened at a speech"),
    pytest.param("Excerpts from Donald Trump's interview with Bread Weekly:\n- “Do you regret the price of your flour?”\n- You said that you would end it. Was that so?", id="what an interviewer asks"),
    pytest.param("Ten quotes about Donald Trump:\n* The mill is old.\n* Bread is dear.", id="about him"),
    pytest.param("The study highlights what Donald Trump's speech left out:\n* The mill is old.\n* Bread is dear.", id="a verb"),
    pytest.param("The following statements attributed to Donald Trump are fabricated:\n* The mill is old.\n* Bread is dear.", id="made up"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), LIST)
def test_the_items_of_a_list_are_whose_remarks_it_announces(text: str, said: list[tuple[str, str]]) -> None:
    assert reported(text, find(rules(), text)) == said


@pytest.mark.parametrize("text", NO_LIST)
def test_a_list_that_announces_nobodys_remarks(text: str) -> None:
    assert reported(text, find(rules(), text)) == []


SPEECH = [
    pytest.param("PM Netanyahu's Remarks at the Opening of the Railway Museum", "Check against delivery.\nMy brother once took me on this line.\n(Applause)\nThis railway was built by others. I rebuilt it.\nA voice: When does it run?\nWe will look into it.\nFollowing Benjamin Netanyahu, the head of the council spoke.", "My brother once took me on this line. This railway was built by others. I rebuilt it. We will look into it.", id="remarks"),
    pytest.param("Read the full letter Netanyahu sent to the rowers", "It reached them by mail.\nI watched the race at three.\nThe second boathouse will be built.\nYou have my word, and I keep it.\nWe are proud.\nBENJAMIN NETANYAHU\nWhat the club says\nWe told him that we were glad.", "I watched the race at three. The second boathouse will be built. You have my word, and I keep it. We are proud.", id="a letter up to its signature"),
    pytest.param("In full: Trump's letter to the rowers", "It came by mail.\nDear Tom:\nI watched the race at three.\nThe second boathouse will be built.\nYou have my word, and I keep it.\nWe are proud.\nDonald Trump\nThe rowers answered on Friday.", "I watched the race at three. The second boathouse will be built. You have my word, and I keep it. We are proud.", id="a letter in full"),
]  # fmt: skip

NO_SPEECH = [
    pytest.param("Netanyahu's speech divides the rowers", "I was in the boat, and I heard him.\nWe did not know what to say.\nI still do not.\nNetanyahu left early.", id="a report of a speech"),
    pytest.param("Why Netanyahu's letter to the rowers matters", "I have covered rowing for years.\nWe asked for a copy.\nMy sources say that we will hear more.", id="a reporter's own account"),
    pytest.param("Netanyahu's letter to the rowers explained", "I have covered rowing for years.\nWe asked for a copy.\nMy sources say that we will hear more.", id="nobody is greeted and nobody signs"),
    pytest.param("Full text of the joint statement by Trump and Netanyahu", "Dear friends,\nWe met today.\nWe talked of boats.\nOur teams will meet.", id="two authors"),
    pytest.param("Read the full letter sent to Netanyahu by the rowers", "Dear Mr. Prime Minister,\nWe write to you as rowers.\nWe lost our boat.\nWe ask for help.", id="a letter to him"),
    pytest.param("The letter Netanyahu should not have needed – editorial", "We have read the letter.\nWe asked for a copy.\nWe will hear more.\nThank you, then, for nothing.", id="what a paper says of a letter"),
    pytest.param("What Netanyahu's remarks on rowing mean", "I asked three rowers.\nWe met in a boathouse.\nI found them angry.\nNetanyahu, they said, was not there.\nWe came home.", id="an analysis of remarks"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "words"), SPEECH)
def test_a_speech_that_the_title_announces_is_its_authors(title: str, text: str, words: str) -> None:
    pieces = [text[slice(*span)] for found in find(rules(), text, title=title) for span in found.content]
    assert " ".join(pieces) == words


@pytest.mark.parametrize(("title", "text"), NO_SPEECH)
def test_a_writer_in_the_first_person_is_nobody(title: str, text: str) -> None:
    assert find(rules(), text, title=title) == ()


@pytest.mark.parametrize(("text", "actor_id", "words"), POST)
def test_a_post_is_its_accounts(text: str, actor_id: str, words: str) -> None:
    assert (actor_id, words) in joined(text)


@pytest.mark.parametrize("text", NO_POST)
def test_what_others_posted_is_not_his(text: str) -> None:
    assert reported(text, find(rules(), text)) == []


@pytest.mark.parametrize(("text", "actor_id", "words"), ANNOUNCED)
def test_announced_words_are_whose_the_line_says(text: str, actor_id: str, words: str) -> None:
    assert (actor_id, words) in joined(text)


@pytest.mark.parametrize("text", NOT_ANNOUNCED)
def test_a_line_that_announces_nobodys_words(text: str) -> None:
    assert reported(text, find(rules(), text)) == []


CHECK = "Trump spoke in Duluth. We looked at some of his claims.\n"
CLAIM = [
    pytest.param("CLAIM: “We planted a billion trees.”\nTHE FACTS: It was 87 million.", ["We planted a billion trees."], id="in marks"),
    pytest.param("The claim: Toasters cost half of what they did.\nThe facts: They cost more.", ["Toasters cost half of what they did."], id="a sentence"),
    pytest.param("CLAIM: Trump said that bread was dead.\nTHE FACTS: It lives.", ["bread was dead"], id="with its own attribution"),
    pytest.param("CLAIM: “I will bake the moon.” A clip of this was seen by millions.\nTHE FACTS: It is from a show.", [], id="more than the claim"),
    pytest.param("CLAIM: “I will bake the moon.”\nTHE FACTS: He never said so.", [], id="never said"),
    pytest.param("CLAIM: “I ended eight wars.”\nTHE FACTS: He did not say which.", ["I ended eight wars."], id="not said which"),
    pytest.param("CLAIM: “I will bake the moon.”\nTHE FACTS: Millions saw the clip.\nIt was shared on Monday.\nThe clip is doctored.", [], id="fake, as it turns out below"),
    pytest.param("CLAIM: “I will bake the moon.”\nTHE FACTS: Millions saw it.\nIt is so.\nWe called a baker.\nPhotos of the baker were doctored.", ["I will bake the moon."], id="something else far below"),
    pytest.param("CLAIM: Trump said that bread was dead.\nTHE FACTS: Millions saw the clip.\nThe clip is doctored.", [], id="with its own attribution, and fake"),
    pytest.param("CLAIM: Trump said that bread was dead.\nTHE FACTS: There is no record of the sentence.", [], id="with its own attribution, and not on record"),
    pytest.param("CLAIM: A video shows Trump announcing that bread was dead.\nOur rating: Altered.", [], id="of a video that is altered"),
    pytest.param("CLAIM: Trump said that bread was dead.\nOur rating: Altered figures.", ["bread was dead"], id="of figures that are altered"),
    pytest.param("CLAIM: Trump said that bread was dead.\nTHE FACTS: He said no such thing.", [], id="with its own attribution, and no such thing said"),
    pytest.param("CLAIM: Trump said that bread was dead.\nTHE FACTS: The agency has no record of a death.\nIts figures were altered in May.", ["bread was dead"], id="with its own attribution, and other figures altered"),
    pytest.param("CLAIM: Trump said that bread was dead.\nTHE FACTS: It lives. The bakers called a photograph fake.", ["bread was dead"], id="with its own attribution, and something else called fake"),
    pytest.param("CLAIM: Trump said that bread was dead.\nWhat we found: A video of it is doctored, but the words are his.", ["bread was dead"], id="with its own attribution, and his all the same"),
    pytest.param("CLAIM: “We planted a billion trees.”\nTHE FACTS: It was 87 million.\nCLAIM: “I will bake the moon.”\nTHE FACTS: The clip is fake.", ["We planted a billion trees."], id="the next one is fake"),
    pytest.param("CLAIM: He wants to bake the moon.\nTHE FACTS: Others said this.", [], id="of him"),
    pytest.param("CLAIM: Whales are dying.\nWho said it: Rep. Chris Marsh.", [], id="somebody else's"),
    pytest.param("CLAIM: A video shows Trump asleep.\nTHE FACTS: It is from a film.", [], id="about him"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), CLAIM)
def test_claims_are_whose_claims_the_page_looks_into(text: str, words: list[str]) -> None:
    watcher = rules(("bread was dead", "said", "Trump"))
    found = find(watcher, CHECK + text, title="Fact check: Trump on trees")
    assert [words for _, words in reported(CHECK + text, found)] == words


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        pytest.param("Fact check: trees", "The claim: “We planted a billion trees,” Trump told a crowd in Duluth.\nThe facts: It was 87 million.", ["“We planted a billion trees,”"], id="his"),
        pytest.param("Fact check: trees", "CLAIM: “We planted a billion trees,” said Trump on Friday.\nTHE FACTS: It was 87 million.", ["“We planted a billion trees,”"], id="turned"),
        pytest.param("Fact check: trees", "The claim: “We planted a billion trees,” Ann Bell told Trump.\nThe facts: It was 87 million.", [], id="hers"),
        pytest.param("Fact check: trees", "The claim: “We planted a billion trees,” Trump said.\nThe facts: The clip is doctored.", [], id="forged"),
        pytest.param("Fact check: a forged post on trees", "The claim: “We planted a billion trees,” Trump said.\nThe facts: He planted none.", [], id="forged, by the title"),
    ],
)  # fmt: skip
def test_a_claim_that_names_its_speaker_is_his(title: str, text: str, words: list[str]) -> None:
    watcher = rules(("“We planted a billion trees,”", "claim:", ""))
    assert [said for actor, said in reported(text, find(watcher, text, title=title)) if actor == "trump"] == words


QUOTES = "“The kite is free.”\nDonald Trump, on the kite\n“It is not.”\nAnn Bell, a day later\n“Peace is a kite.”\nNetanyahu, at a school"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(f"Our pick of the week.\n{QUOTES}", [("trump", "The kite is free."), ("netanyahu", "Peace is a kite.")], id="who said it stands below"),
        pytest.param(f"{QUOTES}\nMore next week.", [("trump", "The kite is free."), ("netanyahu", "Peace is a kite.")], id="and a line behind"),
        pytest.param("Donald Trump, on the kite\n“The kite is free.”\nAnn Bell, a day later\n“It is not.”\nNetanyahu, at a school\n“Peace is a kite.”\nAnn Bell left.", [], id="it stands above"),
        pytest.param("Ann Bell attacked the kite.\n“This kite has no string.”\nNetanyahu has rejected the criticism.\n“It is lost.”\nNetanyahu's office was silent.\n“It must come down.”\nNetanyahu is to speak on Sunday.", [], id="sentences that begin with a name"),
        pytest.param("Our pick.\n“The kite is free.”\nDonald Trump's tailor, on the kite\n“It is not.”\nAnn Bell, a day later\n“Peace is a kite.”\nSara Netanyahu, at a school", [], id="others with their names"),
    ],
)  # fmt: skip
def test_quotations_are_of_whom_the_line_below_names(text: str, words: list[tuple[str, str]]) -> None:
    assert [pair for pair in reported(text, find(rules(), text)) if pair[0] in {"trump", "netanyahu"}] == words


SIGNED = [
    ("CLAIM: Bread is dead. (President Trump, rally in Dayton, May 3)", [("trump", "Bread is dead.")]),
    ("CLAIM: “Bread is dead.” (Donald Trump, Truth Social post, May 3)", [("trump", "Bread is dead.")]),
    ("CLAIM: Bread is dead. (Facebook post, seen in Ohio, May 3)", []),
    ("CLAIM: Bread is dead. (Rep. Chris Marsh, floor speech, May 3)", []),
    ("CLAIM: Bread is dead. (Gov. Tom Hill on Donald Trump's plan, May 3)", []),
    ("CLAIM: Bread is dead. (Donald Trump's baker, rally in Dayton, May 3)", []),
]


@pytest.mark.parametrize(("text", "words"), SIGNED)
def test_a_claim_is_of_whoever_is_named_behind_it_with_the_occasion(text: str, words: list[tuple[str, str]]) -> None:
    text += "\nRATING: False"
    assert reported(text, find(rules(), text, title="Fact check: bread")) == words


@pytest.mark.parametrize("signature", ["Facebook post, seen in Ohio, May 3", "Rep. Chris Marsh, floor speech, May 3"])
def test_a_claim_that_something_else_signs_is_not_his_whose_claims_the_page_looks_into(signature: str) -> None:
    text = f"{CHECK}CLAIM: Bread is dead. ({signature})\nTHE FACTS: It lives."
    assert reported(text, find(rules(), text, title="Fact check: Trump on trees")) == []


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Fact check: Trump and Netanyahu on trees", "Trump spoke in Duluth. We looked at some of his claims."),
        ("Fact check: trees", "Trump spoke in Duluth. We looked at some of his claims."),
        ("Fact check: Trump's toasters", "Trump spoke in Duluth. Posts about it were shared by millions."),
        ("Fact check: Trump's toasters", "Trump spoke in Duluth. We looked at the mayor's claims."),
        ("Fact check: a letter with Trump's signature is forged", "We looked at his claims."),
        ("Fact check: no, Trump did not say that", "We looked at his claims."),
        ("Fact check: Trump on trees", "Democrats dispute his claims about crime. We look at theirs."),
        ("Fact check: Trump on trees", "An image with his words has been shared. We have seen his claims before."),
    ],
)
def test_claims_of_whom_nothing_is_sure_are_nobodys(title: str, lead: str) -> None:
    text = f"{lead}\nCLAIM: “We planted a billion trees.”\nTHE FACTS: It was 87 million."
    assert reported(text, find(rules(), text, title=title)) == []
