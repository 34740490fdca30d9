"""What the form of a page gives away: posts, interviews, announced words, satire. By rule, without the model."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.watcher import WatchText
from tests.watcher.reader import find, rules, told

POST = [
    pytest.param("Donald J. Trump @realDonaldTrump, 6:12 AM\nThe kites are coming back!", "trump", "The kites are coming back!", id="name and account"),
    pytest.param("**@realDonaldTrump** · Truth Social · Apr 16, 9:52 PM\nNo kites for Norway.", "trump", "No kites for Norway.", id="account of the config alone"),
    pytest.param("Benjamin Netanyahu @netanyahu · 3h\nThe tunnel is open.", "netanyahu", "The tunnel is open.", id="account that the config does not know"),
    pytest.param("@realDonaldTrump (Truth Social): A terrible verdict!", "trump", "A terrible verdict!", id="in a line"),
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

ANSWER = [
    pytest.param("The kite journal spoke with Esmail Baghaei in Tehran.\nQ: Do you fly kites?\nA: I fly them on Fridays.\nQ: Why?\nA: My father did.", "I fly them on Fridays.", id="Q and A"),
    pytest.param("The court heard the testimony of Esmail Baghaei.\nQ. Did you fly kites?\nA. I flew one.\nQ. Only one?\nA. I owned only one.", "I flew one.", id="Q and A with full stops"),
    pytest.param("An interview with Esmail Baghaei.\nKJ: Do you fly kites?\nEB: I fly them on Fridays.\nKJ: Why?\nEB: My father did.", "I fly them on Fridays.", id="initials"),
    pytest.param("Esmail Baghaei met the press.\n**Reporter:** Do you fly kites?\n**Baghaei:** Only on Fridays.", "Only on Fridays.", id="labels in bold"),
    pytest.param("The case of Esmail Baghaei.\nJudge: Mr. Baghaei, do you fly kites?\nWitness: I fly them on Fridays.\nJudge: Why?\nWitness: My father did.", "I fly them on Fridays.", id="a witness whom the judge calls by name"),
    pytest.param("The press conference of Esmail Baghaei.\n1. Question: Do you fly kites?\nAnswer: I fly them on Fridays.\n2. Question: Why?\nAnswer: My father did.", "I fly them on Fridays.", id="numbered questions"),
    pytest.param("An interview with Esmail Baghaei.\n**Do you fly kites?**\nI fly them on Fridays.\n**Why?**\nMy father did.\n**Your predecessor did not.**\nHe had no string.", "He had no string.", id="questions in bold"),
    pytest.param("The talk was held in English.\nMr. Baghaei, is the door shut?\nThe door is on your side.\nWhat had the two done?\nNothing, I was told.\nThe mayor has proposed that they come back.\nDo you agree?\nI have not been asked.", "Nothing, I was told.", id="a question without its mark is not his"),
    pytest.param("Esmail Baghaei wears a blue tie.\nMr. Spokesman, do you fly kites?\nI fly them on Fridays.\nWho taught you?\nMy father did.\nWill you stop?\nNever, I think.", "I fly them on Fridays.", id="his office is addressed"),
    pytest.param("Esmail Baghaei receives us in his garden.\n– Spokesman, do you fly kites?\nI fly them on Fridays.\n– Your predecessor did not.\nHe had no string.\n– Will you stop?\nNever, I think.", "He had no string.", id="questions set off by a dash"),
    pytest.param("Esmail Baghaei was at home.\n– Spokesman, do you fly kites?\nI fly them on Fridays.\n– Who taught you?\nMy father did.\n– Will you stop?\nNever, I think.\nPresident Trump, who was told of it, laughed.", "My father did.", id="his office behind the dash of a question"),
    pytest.param("An interview with Esmail Baghaei.\n— Do you fly kites?\n— I fly them on Fridays.\n— The mayor says they are for children.\n— He should fly one.\n— Who taught you?\n— My father did.\n— Will you stop?\n— Never, I think.", "He should fly one.", id="two who take turns behind dashes"),
    pytest.param("Esmail Baghaei received our correspondent Jane Howe in his garden. The conversation has been shortened.\n**Why kites?**\nI like the string.\n**You flew one of them.**\nI did.\n**And the wind?**\nIt fell.\n**You are said to fly by night.**\nI never fly by night.", "I never fly by night.", id="who received the correspondent, under bold lines of which half ask"),
    pytest.param("These are the answers of Mr. Esmail Baghaei to questions.\n1. Kite TV: Why kites?\nI like the string.\n2. The Kite: The mayor claimed that they are banned.\nWe reject this claim.\n3. Wind Radio: Will you stop?\nNever, I think.", "We reject this claim.", id="under numbered questions of outlets"),
    pytest.param("Esmail Baghaei receives us in his garden.\nDo you fly kites?\nI fly them on Fridays. (He laughs.)\nWho taught you?\nMy father did.\nWill you stop?\nNever, I think.", "I fly them on Fridays.", id="questions that say you"),
]  # fmt: skip

TURNS = [
    "An interview with Esmail Baghaei.",
    "Do you fly kites?",
    "I fly them on Fridays.",
    "That sounds like a habit.",
    "A kite is no habit. The wind is.",
    "Who taught you?",
    "My father did.",
    "The mayor says kites are for children.",
    "He should fly one.",
    "Will you stop?",
    "Never, I think.",
]


def test_who_asks_and_who_answers_take_turns() -> None:
    text = "\n".join(TURNS)
    assert [words for _, words in told(text, find(rules(), text))] == TURNS[2::2]


@pytest.mark.parametrize("who", ["Mr. Baghaei", "the spokesman"])
def test_what_is_told_behind_the_last_question_is_no_answer(who: str) -> None:
    text = "\n".join([*TURNS[:-1], f"At this, {who} asked that we go. We took our kites and left."])
    assert [words for _, words in told(text, find(rules(), text))] == TURNS[2:-1:2]


@pytest.mark.parametrize(
    "answer",
    [
        ["I fly them on Fridays.", "The tea is served."],
        ["I fly them on Fridays.", "The spokesman pauses. On the wall hangs a picture of a kite.", "We move to the garden."],
        ["I fly them on Fridays.", "I will not fly a bad one.", "We have paid too much for that."],
    ],
)  # fmt: skip
def test_what_is_not_one_and_one_paragraph_takes_no_turns(answer: list[str]) -> None:
    text = "\n".join([*TURNS[:2], *answer, *TURNS[5:7], *TURNS[9:]])
    words = [words for _, words in told(text, find(rules(), text))]
    assert "The tea is served." not in words
    assert "We move to the garden." not in words or answer[1] in words


HEADLINE = "“I fly by night”: Baghaei on kites"
UNNAMED = """We meet in the garden. The conversation has been shortened.
Do you fly kites?
I fly them on Fridays.
The mayor of the old town SAYS that kites are for children who have no other toy to play with.
He should fly one.
Who taught you?
My father did.
Is the wind your friend?
I have no other.
Will you stop?
Never, I think."""


@pytest.mark.parametrize(
    "title",
    [
        HEADLINE,
        "Baghaei: ‘I fly by night’",
        "“I fly by night” – Esmail Baghaei on kites",
        "“I fly by night,” says Esmail Baghaei",
        "“I fly by night”: Iran's Baghaei on kites",
    ],
)
def test_of_a_conversation_without_a_name_it_is_whom_the_headline_quotes(title):
    text = UNNAMED.replace("SAYS", "says")
    found = find(rules(), text, title=title)
    assert [words for _, words in told(text, found)] == text.split("\n")[2::2]


def test_an_answer_may_begin_with_what_somebody_else_said() -> None:
    answer = "Trump said he would come. I believe him."
    text = "\n".join([*TURNS[:-1], answer])
    assert answer in [words for _, words in told(text, find(rules(), text))]


def test_who_is_only_told_of_in_a_question_does_not_answer() -> None:
    question = "And the spokesman of Iran's foreign ministry, Mr. Baghaei, said that you need a kite."
    text = UNNAMED.replace(
        "The mayor of the old town SAYS that kites are for children who have no other toy to play with.", question
    )
    assert told(text, find(rules(), text, title="An interview with the Israeli prime minister"))[0][0] == "netanyahu"
    assert told(text, find(rules(), text, title="An interview in a garden")) == []


@pytest.mark.parametrize("line", ["The mayor of the old town said that kites are for children.", "He says nothing for a while, pours two glasses of black tea and looks at the wall."])  # fmt: skip
def test_what_may_be_narrative_between_two_questions_is_put_to_nobody(line):
    text = UNNAMED.replace(
        "The mayor of the old town SAYS that kites are for children who have no other toy to play with.", line
    )
    found = [words for _, words in told(text, find(rules(), text, title=HEADLINE))]
    assert found == ["I fly them on Fridays.", "My father did.", "I have no other.", "Never, I think."]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(f"The kite maker Jane Howe has come. It is late.\n{UNNAMED}", HEADLINE, id="somebody is named"),
        pytest.param(UNNAMED, "“I fly with Baghaei”: a baker on kites", id="somebody else is quoted"),
        pytest.param(UNNAMED, "What Baghaei's kites mean for you", id="nobody is quoted"),
        pytest.param(UNNAMED, "“I fly by night”: Baghaei adviser Jane Howe on kites", id="an adviser is quoted"),
        pytest.param(UNNAMED.replace("We meet", "We meet an analyst"), HEADLINE, id="an analyst without a name"),
        pytest.param(UNNAMED, "Interview with the tailor of the Israeli prime minister", id="his tailor"),
        pytest.param(UNNAMED, "An interview with the Israeli prime minister's tailor", id="his tailor again"),
        pytest.param(UNNAMED, "Interview: how the Israeli prime minister lost his kites", id="about him"),
        pytest.param(UNNAMED.replace("The conversation has been shortened.", ""), HEADLINE, id="no conversation"),
        pytest.param(UNNAMED, "“I fly by night”: Baghaei and Trump on kites", id="two in the headline"),
    ],
)
def test_the_headline_alone_makes_nobody_answer(text, title):
    assert told(text, find(rules(), text, title=title)) == []


NO_ANSWER = [
    pytest.param("Esmail Baghaei met the kite maker Jane Howe. The conversation has been shortened.\n**Why kites?**\nI like the string.\n**You made one.**\nI did.\n**And the wind?**\nIt fell.", id="either of two, in the sentence before the conversation"),
    pytest.param("What the spokesman Esmail Baghaei said of kites, in questions and answers.\nQ: Why kites?\nA: Baghaei flies them.\nQ: Why?\nA: Nobody knows.", id="a page that explains itself"),
    pytest.param("The kite maker Jane Howe spoke with us about Esmail Baghaei.\nQ: Do you know him?\nA: I sold him a kite.\nQ: And?\nA: I liked him.", id="somebody else is interviewed"),
    pytest.param("Esmail Baghaei likes his tea strong. You asked, we answer.\nShould you salt tea?\nI salt mine.\nDo you need a pot?\nI use one.\nCan you freeze it?\nI would not.", id="a column that names him"),
    pytest.param("Esmail Baghaei spoke with us of kites.\n– Kites are cheap.\nI saw three of them.\n– Kites are old.\nI have one.\n– Where is the wind?\nI asked twice.", id="a list with dashes"),
    pytest.param("Talks between Esmail Baghaei and the cooks ended on Monday.\nQ: Should I salt tea?\nA: I salt mine.\nQ: Do I need a pot?\nA: I use one.", id="talks are no interview"),
    pytest.param("Esmail Baghaei flew a kite. Egmont Bladet spoke with the maker, Jane Howe.\nEB: Did he fly it?\nJH: He did. I held it.\nEB: How far?\nJH: I lost sight of it.", id="the paper has his initials"),
    pytest.param("We spoke to his tailor about Esmail Baghaei.\nDo you fly kites with him?\nI did, twice.\nDid you like him?\nI liked him.\nWould you do it again?\nI would not.", id="his tailor is interviewed"),
    pytest.param("The minister Jane Howe answered reporters' questions, after Esmail Baghaei's weekly briefing.\n1. Kite TV: Will it fly?\nWe have not decided.\n2. Wind Radio: Is it red?\nI told them so.\n3. KNA: Is it new?\nI think so.", id="who answers after his briefing"),
    pytest.param("A senior adviser to Esmail Baghaei gave us an interview.\n**Does he fly?**\nI think so.\n**Is it far?**\nI walk there.\n**Will you go?**\nI might.", id="an adviser without a name"),
    pytest.param("The new book on Esmail Baghaei is out. This interview has been edited for length.\n**Why a book?**\nI wanted to.\n**Did you meet him?**\nI did.\n**And the wind?**\nI like it.", id="who wrote a book on him"),
    pytest.param("The kite maker Harry Stone has known Esmail Baghaei since school. We met him.\nDid you fly kites with him?\nI did, twice.\nDid you like him?\nI liked him.\nWould you do it again?\nI would not.", id="one of two"),
    pytest.param("Esmail Baghaei receives us in his garden.\nDo you know what the US wants?\nThe US wants a kite.\nWho told you?\nThe US did.\nWhat do you expect?\nThe US will leave.", id="nobody says us"),
    pytest.param("Donald Trump spoke of trade. We answer three questions.\n1. Tariffs: What are they?\nThey are taxes, and we pay them.\n2. Wheat: Who grows it?\nFarmers do, and we eat it.\n3. Steel: Why?\nIt is in our cars.", id="a page that explains itself under numbers"),
    pytest.param("Esmail Baghaei flew kites. Do you fly kites? Write to us.\nWe fly kites, too.", id="one question"),
]  # fmt: skip

ANNOUNCED = [
    pytest.param("In a post on Tuesday, Trump wrote:\nThe Swiss are very unfair on Watches. They will call!", "trump", "The Swiss are very unfair on Watches. They will call!", id="the paragraph below"),
    pytest.param('Prime Minister Netanyahu at the start of the weekly meeting:\n"Citizens, we opened the railway.\nIt took twenty years."', "netanyahu", "Citizens, we opened the railway. It took twenty years.", id="marks closed further down"),
    pytest.param("The full text of the letter from Prime Minister Benjamin Netanyahu to the rowers:\nDear friends,\nI watched the race.\nYou have my word.\nBenjamin Netanyahu", "netanyahu", "Dear friends, I watched the race. You have my word.", id="in full, up to the signature"),
    pytest.param("Esmail Baghaei has posted on X. Here is the post in full:\nA drone with no flag hit nothing.\n13.47 BST\nProtesters hold a banner.", "baghaei", "A drone with no flag hit nothing.", id="in full without a signature"),
    pytest.param('Later, at the start of the meeting, Prime Minister Netanyahu made the following remarks:\n"Citizens, we opened the railway.\n"It took twenty years."', "netanyahu", "Citizens, we opened the railway. It took twenty years.", id="remarks are no verb"),
    pytest.param('Prime Minister Netanyahu made the following remarks:\n"Citizens, I spoke with a mother.\nShe asked me for one thing, and said it was late.\nWe opened the railway."', "netanyahu", "Citizens, I spoke with a mother. She asked me for one thing, and said it was late. We opened the railway.", id="others are told of in a speech"),
    pytest.param("A first statement from Netanyahu, via his house: “This is a hard morning for the port.”", "netanyahu", "This is a hard morning for the port.", id="marks in the line"),
]  # fmt: skip

NOT_ANNOUNCED = [
    pytest.param('Sources close to Netanyahu made the following remarks:\n"The kite will fly.\n"It will fly high."', id="sources close to him"),
    pytest.param('The rowers made the following remarks about Netanyahu:\n"He has never rowed.\n"He never will."', id="remarks about him"),
    pytest.param("Trump asked three questions:\nWho built it, who paid for it and who sold it.", id="a list"),
    pytest.param("Three words from Trump and Netanyahu:\nPeace is near.", id="two persons and no verb"),
    pytest.param("Trump's critics were quick to respond:\nHe has never flown a kite, and we have.", id="his critics"),
    pytest.param("This is what happened when Trump flew a kite:\nThe string broke and the kite fell into the lake.", id="a story"),
    pytest.param("A supporter of Trump put it this way:\n“He is the king of kites.”", id="a supporter of his"),
    pytest.param("As Netanyahu said, the tunnel has three gates:\nThe first is in Haifa and has been closed for years.", id="a sentence of its own behind the verb"),
    pytest.param("Baghaei met the maker. He said kites were free. Here is what happened next:\nThe string broke and the kite fell into the lake.", id="a verb of another sentence"),
    pytest.param("The Prime Minister's Office released the following:\nThe tunnel is open to all.", id="an office"),
]  # fmt: skip


TRANSCRIPTS = [
    pytest.param("The President. We have the best kites. They fly.\nQ. Sir, who made them?\nThe President. A baker did.\nPrime Minister Netanyahu. We have kites, too.\nSecretary Howe. So do I.", [("trump", "We have the best kites. They fly."), ("trump", "A baker did."), ("netanyahu", "We have kites, too.")], id="offices and full stops"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), TRANSCRIPTS)
def test_an_office_and_a_full_stop_open_the_turns_of_a_transcript(text, said):
    found = find(rules(), text, title="Remarks by President Trump and Prime Minister Netanyahu")
    assert told(text, found) == said


def test_a_heading_is_no_part_of_such_a_label():
    text = "East Room\nThe President. We have kites.\nQ. Sir, why?\nThe President. They fly.\nQ. How?\nThe President. Up.\nThe Vice President. Far up."
    found = [words for _, words in told(text, find(rules(), text, title="Remarks by President Trump"))]
    assert found[:2] == ["We have kites.", "They fly."]


def test_numbers_before_the_labels_of_people_make_no_questions_of_their_turns():
    lines = [
        "TRUMP: We have kites. Who would not?",
        "NETANYAHU: We have kites, too.",
        "TRUMP: Will they fly?",
        "NETANYAHU: Ours fly far.",
    ]
    text = "\n".join(f"{number}. {line}\nThe hall laughed." for number, line in enumerate(lines, 1))
    assert [actor for actor, _ in told(text, find(rules(), text))] == ["trump", "netanyahu"] * 2


def test_numbered_questions_above_labelled_answers_are_turns():
    text = "Mr. Esmail Baghaei's answers to questions.\n1. KNA: Why kites?\nA. I like the string.\n2. WTV: Why red?\nA. I do not know.\n3. BNN: And now?\nA. I wait."
    assert not [words for _, words in told(text, find(rules(), text)) if words.startswith("A.")]


def test_who_writes_an_interview_is_not_who_answers():
    text = f"By Jana Howe\n{UNNAMED}"
    assert told(text, find(rules(), text, title=HEADLINE))


def test_the_first_question_below_a_colon_is_not_his():
    text = "Esmail Baghaei said in an interview:\nDo you fly kites?\nI fly them on Fridays.\nWho taught you?\nMy father did.\nWill you stop?\nNever, I think."
    assert [words for _, words in told(text, find(rules(), text))] == text.split("\n")[2::2]


def test_whoever_else_speaks_in_such_a_transcript_ends_a_turn():
    others = [
        "Secretary of State Howe. I hate kites.",
        "Secretary of Health and Human Services Ann B. Bell, Jr. Cars are better.",
        "Audience members. Boo!",
    ]
    text = "\n".join(line for other in others for line in ("The President. We have kites.", other, "Q. Sir, why?"))
    text += "\nThe President. They fly."
    found = find(rules(), text, title="Remarks by President Trump")
    assert told(text, found) == [("trump", "We have kites.")] * 3 + [("trump", "They fly.")]


NAMES = "President Trump. It is on a wall.\nMr. Howe. He has none.\nPresident Trump. It is on a cup.\nThe Foreign Minister. Vacant."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(NAMES, "Names on walls", id="no occasion on which one speaks"),
        pytest.param(
            NAMES.replace("President Trump. It is on a cup", "It is on a cup"), "Remarks on walls", id="three lines"
        ),
        pytest.param(
            NAMES.replace("President Trump. It is on a cup", "Mr. Dahl. It is on a cup"),
            "Remarks on walls",
            id="each once",
        ),
    ],
)
def test_offices_at_the_start_of_lines_are_no_labels(text, title):
    assert told(text, find(rules(), text, title=title)) == []


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
    assert told(text, find(rules(), text)) == []


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
    assert told(text, find(rules(), text)) == said


@pytest.mark.parametrize("text", NO_LIST)
def test_a_list_that_announces_nobodys_remarks(text: str) -> None:
    assert told(text, find(rules(), text)) == []


SPEECH = [
    pytest.param("PM Netanyahu's Remarks at the Opening of the Railway Museum", "Check against delivery.\nMy brother once took me on this line.\n(Applause)\nThis railway was built by others. I rebuilt it.\nA voice: When does it run?\nWe will look into it.\nFollowing Benjamin Netanyahu, the head of the council spoke.", "My brother once took me on this line. This railway was built by others. I rebuilt it. We will look into it.", id="remarks"),
    pytest.param("Read the full letter Netanyahu sent to the rowers", "It reached them by mail.\nI watched the race at three.\nThe second boathouse will be built.\nYou have my word, and I keep it.\nWe are proud.\nBENJAMIN NETANYAHU\nWhat the club says\nWe told him that we were glad.", "I watched the race at three. The second boathouse will be built. You have my word, and I keep it. We are proud.", id="a letter up to its signature"),
]  # fmt: skip

NO_SPEECH = [
    pytest.param("Netanyahu's speech divides the rowers", "I was in the boat, and I heard him.\nWe did not know what to say.\nI still do not.\nNetanyahu left early.", id="a report of a speech"),
    pytest.param("Why Netanyahu's letter to the rowers matters", "I have covered rowing for years.\nWe asked for a copy.\nMy sources say that we will hear more.", id="a reporter's own account"),
    pytest.param("Netanyahu's letter to the rowers explained", "I have covered rowing for years.\nWe asked for a copy.\nMy sources say that we will hear more.", id="nobody is greeted and nobody signs"),
    pytest.param("Full text of the joint statement by Trump and Netanyahu", "Dear friends,\nWe met today.\nWe talked of boats.\nOur teams will meet.", id="two authors"),
    pytest.param("Read the full letter sent to Netanyahu by the rowers", "Dear Mr. Prime Minister,\nWe write to you as rowers.\nWe lost our boat.\nWe ask for help.", id="a letter to him"),
    pytest.param("What Netanyahu's remarks on rowing mean", "I asked three rowers.\nWe met in a boathouse.\nI found them angry.\nNetanyahu, they said, was not there.\nWe came home.", id="an analysis of remarks"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "words"), SPEECH)
def test_a_speech_that_the_title_announces_is_its_authors(title: str, text: str, words: str) -> None:
    pieces = [text[slice(*span)] for found in find(rules(), text, title=title) for span in found.content]
    assert " ".join(pieces) == words


@pytest.mark.parametrize(("title", "text"), NO_SPEECH)
def test_a_writer_in_the_first_person_is_nobody(title: str, text: str) -> None:
    assert find(rules(), text, title=title) == ()


def joined(text: str) -> set[tuple[str | None, str]]:
    """Who said what, the pieces of each joined by a space."""
    return {(found.actor_id, " ".join(text[slice(*span)] for span in found.content)) for found in find(rules(), text)}


@pytest.mark.parametrize(("text", "actor_id", "words"), POST)
def test_a_post_is_its_accounts(text: str, actor_id: str, words: str) -> None:
    assert (actor_id, words) in joined(text)


@pytest.mark.parametrize("text", NO_POST)
def test_what_others_posted_is_not_his(text: str) -> None:
    assert told(text, find(rules(), text)) == []


@pytest.mark.parametrize(("text", "words"), ANSWER)
def test_answers_are_whose_interview_it_is(text: str, words: str) -> None:
    assert ("baghaei", words) in joined(text)


@pytest.mark.parametrize("text", NO_ANSWER)
def test_nobody_answers_where_that_is_not_sure(text: str) -> None:
    assert told(text, find(rules(), text)) == []


@pytest.mark.parametrize(("text", "actor_id", "words"), ANNOUNCED)
def test_announced_words_are_whose_the_line_says(text: str, actor_id: str, words: str) -> None:
    assert (actor_id, words) in joined(text)


@pytest.mark.parametrize("text", NOT_ANNOUNCED)
def test_a_line_that_announces_nobodys_words(text: str) -> None:
    assert told(text, find(rules(), text)) == []


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
    assert [words for _, words in told(CHECK + text, found)] == words


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
    assert told(text, find(rules(), text, title=title)) == []


@pytest.mark.parametrize(
    ("title", "text", "is_told"),
    [
        ("Review: Bread", "Trump (a fine Cyril Oduya) rises in this play. “The bread is good,” Trump says.", False),
        ("Bread – review", "Trump, played by Cyril Oduya, is in the film. “The bread is good,” Trump says.", False),
        (
            "Bread – review",
            "Trump, played by Cyril Oduya, is in the film. “The bread is bad,” Trump said on Monday.",
            True,
        ),
        ("Review: Bread", "Trump came to the play. “The bread is good,” Trump says.", True),
        ("Trump on a play", "Trump, played by Cyril Oduya, rises. “The bread is good,” Trump says.", False),
        ("Trump on a play", "Trump, played by Cyril Oduya, rises. “The bread is bad,” Trump said on Monday.", True),
        ("Trump to review plan", "Trump (Getty Images) came to the play. “The bread is good,” Trump says.", True),
        ("Review: a year", "Trump (pictured with Pete Marsh, left) saw a film. “The bread is good,” Trump says.", True),
    ],
)
def test_who_is_played_on_a_stage_says_nothing(title: str, text: str, is_told: bool) -> None:  # noqa: FBT001 - a table
    assert bool(told(text, find(rules(), text, title=title))) is is_told


@pytest.mark.parametrize(
    "mark",
    ["SATIRE — WASHINGTON.", "The Radish is a work of satire. All loaves are invented.", "Satire | The Weekly Kite", "Everything on this page is made up.", "This article is a work of fiction.", "This is a satirical column. Nothing in it happened.", "The Weekly Radish - news that grows (satire)"],
)  # fmt: skip
def test_satire_is_nobodys(mark: str) -> None:
    text = "Trump kept to the point.\n“The bread is good,” Trump said."
    assert told(text, find(rules(), text)) != []
    assert told(f"{mark}\n{text}", find(rules(), f"{mark}\n{text}")) == []


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://paper.example/satire/trump-bakes", True),
        ("https://www.theonion.com/trump-bakes", False),
        ("https://babylonbee.com/trump-bakes", False),
        ("https://paper.example/news/trump-attacks-satire-show", True),
        ("https://onion-growers.example/trump-bakes", True),
        ("", True),
    ],
)
def test_an_address_may_say_that_it_is_satire(url: str, is_told: bool) -> None:  # noqa: FBT001 - a table
    text = "“The bread is good,” Trump said."
    (watched,) = rules().watch([WatchText(text=text, url=url)])
    assert bool(told(text, watched.quotations)) is is_told


@pytest.mark.parametrize(
    ("last", "is_told"),
    [
        ("At press time, Trump was demanding that the bread call him sir.", False),
        ("At press time, the White House had not responded.", True),
        ("The baker was asleep at press time.", True),
    ],
)
def test_how_invented_reports_end(last: str, is_told: bool) -> None:  # noqa: FBT001 - a table
    text = f"“The bread is good,” Trump said.\n{last}"
    assert bool(told(text, find(rules(), text))) is is_told


@pytest.mark.parametrize("mark", ["SATIRE — WASHINGTON. ", "This is a work of satire. "])
def test_satire_says_so_in_the_line_of_the_words(mark: str) -> None:
    text = f"{mark}“The bread is good,” Trump said."
    assert told(text, find(rules(), text)) == []


def test_a_part_that_is_called_satire_is_nobodys() -> None:
    text = "“The bread is good,” Trump said.\nSPOOF CORNER\n“I invented bread,” Trump said.\nWEATHER\n“It rains on bread,” Trump said."
    assert told(text, find(rules(), text)) == [("trump", "The bread is good,"), ("trump", "It rains on bread,")]


NO_SATIRE = [
    pytest.param("", "This is a parody of justice, Baghaei said.", "", id="what somebody calls a verdict"),
    pytest.param("", "This is made up from end to end, Baghaei said.", "", id="what somebody calls made up"),
    pytest.param("", "Trump shared a post of the baker Marsh (parody).", "", id="a post that is one"),
    pytest.param("Trump on Europe's (parody) account", "Trump came.", "", id="a word in brackets within a title"),
    pytest.param("", "Trump called the satirical paper a disgrace.", "", id="what he calls a paper"),
    pytest.param("", "The rumour is made up, Baghaei said.", "", id="what somebody calls a rumour"),
    pytest.param("", "“This story is made up,” Trump said.", "", id="what he calls a story"),
    pytest.param("", "Donald J. Trump @realDonaldTrump\nThis story is made up!", "", id="what he posts of it"),
    pytest.param("", "Trump said that all quotes in the report were invented.", "", id="what he says of quotes"),
    pytest.param("", "Trump shared it, though the account is a parody.", "", id="an account that is one"),
    pytest.param("Trump sues The Onion", "Trump sued on Monday.", "The Onion is a satirical website based in Chicago.", id="a paper that is one"),
    pytest.param("", "Trump attacks satire show", "", id="a heading that tells of a show"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "before", "behind"), NO_SATIRE)
def test_a_page_about_satire_is_none(title: str, before: str, behind: str) -> None:
    text = f"{before}\n“The bread is good,” Trump said.\nHe went home.\n{behind}"
    assert ("trump", "The bread is good,") in told(text, find(rules(), text, title=title))


@pytest.mark.parametrize(
    "title",
    [
        "Trump bakes the moon | The Onion",
        "Trump bakes the moon (The Borowitz Report)",
        "Trump bakes the moon (SATIRE)",
        "Trump bakes the moon [Satire]",
    ],
)
def test_a_satirical_outlet_signs_its_titles(title: str) -> None:
    text = "Trump kept to the point.\n“The bread is good,” Trump said."
    assert told(text, find(rules(), text, title=title)) == []
