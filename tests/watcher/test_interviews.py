"""Who answers in an interview, and who speaks in a transcript. By rule, without the model."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from tests.watcher.reader import find, joined, reported, rules

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
    pytest.param("The spokesman received the Kite Post in his garden.\nKite Post: Has the wind turned?\nEsmail Baghaei: It has not.\nWill it turn?\nWe ask the birds.\nMr. Howe says you are afraid of birds.\nHe has said so for a year.\nHow many kites are left?\nI count only what I have seen.", "He has said so for a year.", id="labels given once"),
    pytest.param("Esmail Baghaei receives us in a room with a clock. The interview has been shortened.\nKite Post: The wind has turned, they say. Has it?\nIt is a strange wind.\nWill the birds be back?\nWe ask them.\nThe keeper told this paper that they would be.\nThen I wish them luck.\nAnd the children?\nAsk the wall.\nWhat comes next?\nWe shall see.", "Then I wish them luck.", id="questions without you, in an interview that says so"),
    pytest.param("Esmail Baghaei received us in his garden. The interview has been shortened.\nYou fly kites. Why?\nI like the string.\nThe mayor said that you fly them by night.\nLet him say so.\nYour neighbour says “never again.” Is he angry?\nI fly above him.\nThe wind has fallen.\nSo should we fly less?\nWhat will you do?\nI will wait for it.\nWho taught you?\nMy father did.", "So should we fly less?", id="an answer that asks back, under a line that does not ask"),
    pytest.param("Esmail Baghaei received us in his garden.\nKite Post: Mr Baghaei, why kites?\nEsmail Baghaei: I like the string.\nThe mayor said you like «the wind». Is it so?\nI like both.\nThe keeper has seen none of them.\nHe may come by.\nWho taught you?\nMy father did.\nWill you stop?\nNever, I think.", "He may come by.", id="labels given once, then lines that do not ask"),
    pytest.param("*The spokesman received us in his garden. It was noon.*\n\n**Mr. Baghaei, do you fly kites?**\n\nI fly them on Fridays.\n\n**The mayor says they are for children.**\n\nShe called before I did. I told her: fly one.\n\n**Will you stop?**\n\nNever, I think.\n\n*As we leave he waves.*", "She called before I did. I told her: fly one.", id="bold questions between lines in italics"),
    pytest.param("The following are parts of a press conference by Esmail Baghaei.\nQ: Is the wind good?\nA: We asked for it.\nQ: Why?\nA: It was late.", "It was late.", id="a press conference by him"),
    pytest.param("Esmail Baghaei receives us in his garden.\nDo you fly kites?\nI fly them on Fridays. (He laughs.)\nWho taught you?\nMy father did.\nWill you stop?\nNever, I think.", "I fly them on Fridays.", id="questions that say you"),
]  # fmt: skip

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
    pytest.param("Fact check of the speech.\nKite TV: Is it windy?\nEsmail Baghaei: We have no wind.\nIs that true?\nNo, we have some.\nDid you measure it?\nWe did, with a kite.\nWhat of the birds?\nWe looked for them.", id="a page that checks what he said"),
    pytest.param("Esmail Baghaei held his weekly press conference on Monday.\nWhich goods get dearer?\nCoffee and toys.\nWhen will it start?\nOn 1 August.\nWho decides?\nIn practice, as we have seen, one man.\nCan it be stopped?\nA court may do so.", id="a page that explains itself without you"),
    pytest.param("In an interview after Esmail Baghaei's speech the head of a bank talked to us.\nWas it a good speech?\nI liked parts of it.\nWas it long?\nI had a train to catch.\nWas there applause?\nWe clapped for the cooks.\nWhat now?\nWe wait.", id="who talks of his speech"),
    pytest.param("Esmail Baghaei flew kites. Do you fly kites? Write to us.\nWe fly kites, too.", id="one question"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), ANSWER)
def test_answers_are_whose_interview_it_is(text: str, words: str) -> None:
    assert ("baghaei", words) in joined(text)


@pytest.mark.parametrize("text", NO_ANSWER)
def test_nobody_answers_where_that_is_not_sure(text: str) -> None:
    assert reported(text, find(rules(), text)) == []


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
    assert [words for _, words in reported(text, find(rules(), text))] == TURNS[2::2]


@pytest.mark.parametrize("who", ["Mr. Baghaei", "the spokesman"])
def test_what_is_told_behind_the_last_question_is_no_answer(who: str) -> None:
    text = "\n".join([*TURNS[:-1], f"At this, {who} asked that we go. We took our kites and left."])
    assert [words for _, words in reported(text, find(rules(), text))] == TURNS[2:-1:2]


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
    words = [words for _, words in reported(text, find(rules(), text))]
    assert "The tea is served." not in words
    assert "We move to the garden." not in words or answer[1] in words


def test_behind_the_last_answer_the_page_speaks_of_itself() -> None:
    more = ["Is it far?", "I walk there."]
    text = "\n".join(
        [*TURNS, *more, "Your rivals say that you are tired.", "I get up at five.", "An aide called us later."]
    )
    assert [words for _, words in reported(text, find(rules(), text))][-1] == "I get up at five."


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
    assert [words for _, words in reported(text, found)] == text.split("\n")[2::2]


def test_an_answer_may_begin_with_what_somebody_else_said() -> None:
    answer = "Trump said he would come. I believe him."
    text = "\n".join([*TURNS[:-1], answer])
    assert answer in [words for _, words in reported(text, find(rules(), text))]


def test_who_is_only_told_of_in_a_question_does_not_answer() -> None:
    question = "And the spokesman of Iran's foreign ministry, Mr. Baghaei, said that you need a kite."
    text = UNNAMED.replace(
        "The mayor of the old town SAYS that kites are for children who have no other toy to play with.", question
    )
    assert (
        reported(text, find(rules(), text, title="An interview with the Israeli prime minister"))[0][0] == "netanyahu"
    )
    assert reported(text, find(rules(), text, title="An interview in a garden")) == []


@pytest.mark.parametrize("line", ["The spokesman, Mr. Baghaei, said that kites are for children.", "He says nothing for a while, pours two glasses of black tea and looks at the wall."])  # fmt: skip
def test_what_may_be_narrative_between_two_questions_is_put_to_nobody(line):
    text = UNNAMED.replace(
        "The mayor of the old town SAYS that kites are for children who have no other toy to play with.", line
    )
    found = [words for _, words in reported(text, find(rules(), text, title=HEADLINE))]
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
    assert reported(text, find(rules(), text, title=title)) == []


TRANSCRIPTS = [
    pytest.param("The President. We have the best kites. They fly.\nQ. Sir, who made them?\nThe President. A baker did.\nPrime Minister Netanyahu. We have kites, too.\nSecretary Howe. So do I.", [("trump", "We have the best kites. They fly."), ("trump", "A baker did."), ("netanyahu", "We have kites, too.")], id="offices and full stops"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), TRANSCRIPTS)
def test_an_office_and_a_full_stop_open_the_turns_of_a_transcript(text, said):
    found = find(rules(), text, title="Remarks by President Trump and Prime Minister Netanyahu")
    assert reported(text, found) == said


def test_a_heading_is_no_part_of_such_a_label():
    text = "East Room\nThe President. We have kites.\nQ. Sir, why?\nThe President. They fly.\nQ. How?\nThe President. Up.\nThe Vice President. Far up."
    found = [words for _, words in reported(text, find(rules(), text, title="Remarks by President Trump"))]
    assert found[:2] == ["We have kites.", "They fly."]


def test_numbers_before_the_labels_of_people_make_no_questions_of_their_turns():
    lines = [
        "TRUMP: We have kites. Who would not?",
        "NETANYAHU: We have kites, too.",
        "TRUMP: Will they fly?",
        "NETANYAHU: Ours fly far.",
    ]
    text = "\n".join(f"{number}. {line}\nThe hall laughed." for number, line in enumerate(lines, 1))
    assert [actor for actor, _ in reported(text, find(rules(), text))] == ["trump", "netanyahu"] * 2


def test_numbered_questions_above_labelled_answers_are_turns():
    text = "Mr. Esmail Baghaei's answers to questions.\n1. KNA: Why kites?\nA. I like the string.\n2. WTV: Why red?\nA. I do not know.\n3. BNN: And now?\nA. I wait."
    assert not [words for _, words in reported(text, find(rules(), text)) if words.startswith("A.")]


def test_who_writes_an_interview_is_not_who_answers():
    text = f"By Jana Howe\n{UNNAMED}"
    assert reported(text, find(rules(), text, title=HEADLINE))


def test_the_first_question_below_a_colon_is_not_his():
    text = "Esmail Baghaei said in an interview:\nDo you fly kites?\nI fly them on Fridays.\nWho taught you?\nMy father did.\nWill you stop?\nNever, I think."
    assert [words for _, words in reported(text, find(rules(), text))] == text.split("\n")[2::2]


def test_whoever_else_speaks_in_such_a_transcript_ends_a_turn():
    others = [
        "Secretary of State Howe. I hate kites.",
        "Secretary of Health and Human Services Ann B. Bell, Jr. Cars are better.",
        "Audience members. Boo!",
    ]
    text = "\n".join(line for other in others for line in ("The President. We have kites.", other, "Q. Sir, why?"))
    text += "\nThe President. They fly."
    found = find(rules(), text, title="Remarks by President Trump")
    assert reported(text, found) == [("trump", "We have kites.")] * 3 + [("trump", "They fly.")]


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
    assert reported(text, find(rules(), text, title=title)) == []


def test_an_actor_who_only_asks_back_is_no_reporter():
    text = "JANE HOWE: Do you fly kites?\nESMAIL BAGHAEI: Do you?\nJANE HOWE: I asked you.\nESMAIL BAGHAEI: They are red. Are they not?"
    assert ("baghaei", "They are red. Are they not?") in joined(text)
