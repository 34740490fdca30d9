"""Speech that stands in the layout, and clauses by rule: no model at all."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.model import Kind, View
from tests.watcher.reader import MarkedTagger, find, reported, rules, with_model

HIT = [
    pytest.param("REPORTER: Is it done? PRESIDENT TRUMP: It is done. REPORTER: When?", "trump", "It is done.", id="labels in a line"),
    pytest.param("SPOKESMAN BAGHAEI: Good morning.\nQUESTION: Is it so?\nSPOKESMAN BAGHAEI: It is.", "baghaei", "It is.", id="labels in lines"),
    pytest.param("Trump spoke with us.\nQ: Will you sell?\nA: Never in my life.", "trump", "Never in my life.", id="Q and A"),
    pytest.param("“I never sold it.” – Donald Trump", "trump", "I never sold it.", id="name after a dash"),
    pytest.param("“The bread is good,” Netanyahu said.", "netanyahu", "The bread is good,", id="marks and a verb"),
    pytest.param("Netanyahu was brief. “The bread is good.”", "netanyahu", "The bread is good.", id="floating"),
    pytest.param("قال بقائي: «الخبز جيد جدا اليوم».", "baghaei", "الخبز جيد جدا اليوم", id="Arabic"),
    pytest.param("FIRST ON CHANNEL 9: Trump came to the mill.\n“The bread is good,” Trump said.", "trump", "The bread is good,", id="a label that names nobody"),
    pytest.param("TRUMP: “The bread is good.”\nTHE FACTS: It is old.\nTRUMP: “The wine is good.”\nTHE FACTS: It is new.", "trump", "The bread is good.", id="a fact check under labels"),
    pytest.param('Trump was asked of bread.\n"MARSH: Is it good?\n"TRUMP: The bread is good.\n"It was never better.\n"MARSH: Thank you."\nFollow Ann.', "trump", "The bread is good. … It was never better.", id="a transcript within quotation marks"),
    pytest.param("CLIP (TRUMP): The bread is good.\nMARSH: So much for the bread.\nCLIP (NETANYAHU): The wine is good.", "trump", "The bread is good.", id="a clip in a script"),
    pytest.param("KAITLAN MARSH: Mr. President, is it good?\nDONALD TRUMP: The bread is good. We like it.", "trump", "The bread is good. We like it.", id="one question and one answer"),
    pytest.param("PRESIDENT TRUMP: The bread is good.\nADVERTISEMENT\nThe wine is, too.\nQ: Who pays for it?\nPRESIDENT TRUMP: We do.", "trump", "The bread is good. … The wine is, too.", id="an advertisement within a turn"),
    pytest.param("MILL QUEST: The president came.\n“The bread is good,” Trump said.\nBIRTHDAYS: The miller is 50.", "trump", "The bread is good,", id="heads of a newsletter"),
    pytest.param("MILL QUEST: The president wants a MILL.\n“The bread is good,” Trump said.\nBIRTHDAYS: The miller is 50.", "trump", "The bread is good,", id="heads of a newsletter whose words stand elsewhere in capitals"),
    pytest.param("Dear Mr. President: I write to you of bread.\n“The bread is good,” Trump said.\nDear Mr. President: I write again.", "trump", "The bread is good,", id="a salutation"),
    pytest.param("**PRESIDENT TRUMP:**\nThe bread is good. We like it.\n**MR MARSH:**\nNo.", "trump", "The bread is good. We like it.", id="a label that is all of its line"),
    pytest.param("UPDATE: Trump came to the mill.\n“The bread is good,” Trump said.\nUPDATE: He left.\n“Good bye,” he said.", "trump", "The bread is good,", id="a label twice that names nobody"),
    pytest.param("QUESTION (Orbita): Is it good?\nBAGHAEI (through an interpreter): The bread is good. We like it.\nQUESTION (Star): And the wine?\nBAGHAEI: No.", "baghaei", "The bread is good. We like it.", id="labels with a word in brackets"),
    pytest.param("Aboard Air Force One\n2:47 P.M. EDT\nTHE PRESIDENT: The bread is good. We like it.\nQ And the wine?\nTHE PRESIDENT: No.", "trump", "The bread is good. We like it.", id="an office at a place of his"),
    pytest.param("Trump was brief. Here are his words:\n“The bread is good. I like it.”", "trump", "The bread is good. I like it.", id="announced by “here”"),
    pytest.param("Trump made it very clear that the bread was good.", "trump", "the bread was good", id="made it clear"),
    pytest.param("Trump finally voiced hope that the bread would be good.", "trump", "the bread would be good", id="voiced hope"),
    pytest.param("Trump sold the mill, expressing the belief that the bread was good.", "trump", "the bread was good", id="expressing a belief"),
    pytest.param("Trump voiced deep concern over the price of bread in the north.", "trump", "the price of bread in the north", id="voiced concern over"),
    pytest.param("Trump conveyed his thanks to the bakers of the north and left.", "trump", "the bakers of the north and left", id="conveyed thanks"),
    pytest.param("Trump held the bakers of the north, all of them, responsible for the price.", "trump", "the bakers of the north, all of them, responsible for the price", id="held responsible"),
    pytest.param("Trump was of the view that the bread was good.", "trump", "the bread was good", id="of the view"),
    pytest.param("Baghaei considered the silence of the bakers of the north to be a kind of consent.", "baghaei", "the silence of the bakers of the north to be a kind of consent", id="considered to be"),
    pytest.param("Baghaei regards the mill as the work of thieves.", "baghaei", "the mill as the work of thieves", id="regards as"),
    pytest.param("Netanyahu also invited the bakers of the north to Jerusalem.", "netanyahu", "the bakers of the north to Jerusalem", id="invited"),
    pytest.param("On bread the mayor was silent. On wine Trump was unequivocal: in glasses, and cheap.", "trump", "in glasses, and cheap", id="a manner and a colon"),
    pytest.param("Before he left Trump made one more promise, to a baker of the north: a new mill by May.", "trump", "a new mill by May", id="a promise and a colon"),
    pytest.param("Trump had a word for the bakers: their bread was good.", "trump", "their bread was good", id="a word and a colon"),
    pytest.param("Trump came to the mill. In his words, the bread was good and cheap.", "trump", "the bread was good and cheap", id="in his words"),
]  # fmt: skip

MISS = [
    pytest.param(
        "“TRUMP: A LIFE” is the title of the book about Trump.\n“TRUMP: A LIFE” came out in May.",
        id="a title in quotation marks",
    ),
    pytest.param("The agenda: bread, wine and a word from Trump.", id="a colon without a verb"),
    pytest.param("Trump likes the so-called “golden loaf”.", id="scare quotes"),
    pytest.param("Read also: Trump said that the bread was good", id="a link to another article"),
    pytest.param("Aides to Trump said that the bread was good.", id="his aides"),
    pytest.param("Trump's baker said that the bread was good.", id="his baker"),
    pytest.param("Netanyahu came, and his office said the bread was good.", id="his office"),
    pytest.param("Trump was told that the bread was good.", id="he was told"),
    pytest.param("From an aide: Trump made clear that the bread was good.", id="made clear, as an aide says"),
    pytest.param("Bakers voiced hope that Trump would come.", id="the hope of others"),
    pytest.param("Trump held the bakers in high regard for the price.", id="held, and not responsible"),
    pytest.param("Trump expressed the oil from the olives of the north.", id="expressed, and no feeling"),
    pytest.param("Trump announced the decision.", id="a noun and its article"),
    pytest.param(
        "One baker thought that Trump regarded the mill as a matter of business.", id="regarded, as somebody thinks"
    ),
    pytest.param("Trump was considered by the bakers of the north to be a friend.", id="considered by others"),
    pytest.param("Trump was invited by the bakers of the north to come again.", id="invited by others"),
    pytest.param("Trump had a problem: the bread of the north was old.", id="a problem and a colon"),
    pytest.param("Trump was late: the bread of the north was sold.", id="late, and a colon"),
]


@pytest.mark.parametrize(("text", "actor_id", "words"), HIT)
def test_found(text: str, actor_id: str, words: str) -> None:
    assert (actor_id, words) in reported(text, find(rules(), text))


@pytest.mark.parametrize("text", MISS)
def test_not_found(text: str) -> None:
    assert reported(text, find(rules(), text)) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("I have nothing to say about that. Next question, please.", [], id="nothing to say"),
        pytest.param("I won’t go into that.", [], id="will not go into it"),
        pytest.param("(Smiles. Does not answer.)", [], id="a stage direction"),
        pytest.param("I have nothing to say to men who burn bread.", ["I have nothing to say to men who burn bread."], id="nothing to say to somebody"),
        pytest.param("I won’t go into that mill.", ["I won’t go into that mill."], id="a place"),
    ],
)  # fmt: skip
def test_a_refusal_to_answer_is_no_statement(answer: str, expected: list[str]) -> None:
    text = f"Q: Is it so?\nTRUMP: {answer}\nQ: Thank you."
    assert [words for actor, words in reported(text, find(rules(), text)) if actor == "trump"] == expected


@pytest.mark.parametrize(
    ("label", "head"),
    [
        pytest.param("Netanyahu", "‘The bread is good’", id="a heading of a live blog"),
        pytest.param("RATING", "False", id="the verdict of a fact check"),
    ],
)
def test_below_a_heading_with_a_colon_stands_narrative(label: str, head: str) -> None:
    text = (
        f"Netanyahu came.\n{label}: {head}\n“The wine is better,” Trump said in the mill.\n"
        f"09:14\n{label}: {head}\nTrump left the mill."
    )
    found = [quotation for quotation in find(rules(), text) if quotation.actor_id == "trump"]
    assert [text[slice(*span)] for quotation in found for span in quotation.content] == ["The wine is better,"]
    assert [quotation.second_hand for quotation in found] == [False]


def test_a_turn_is_direct_speech_and_holds_no_stage_direction() -> None:
    text = "REPORTER: Ready? PRESIDENT TRUMP: Always. (Laughter.) Always ready. REPORTER: Thanks."
    (found,) = [quotation for quotation in find(rules(), text) if quotation.actor_id]
    assert found.kind is Kind.DIRECT
    assert [text[slice(*span)] for span in found.content] == ["Always.", "Always ready."]


PRESIDENTS = "{title}\nTHE PRESIDENT: The bread is good.\nQ: President Herzog's baker says it is old.\nTHE PRESIDENT: It is good."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Remarks by President Trump in a bakery", [("trump", "The bread is good."), ("trump", "It is good.")], id="his"),
        pytest.param("Remarks in a bakery", [], id="one of two presidents"),
        pytest.param("Herzog answers Trump: full transcript", [], id="who is answered does not speak"),
        pytest.param("Remarks by President Herzog on Trump's bread", [], id="nor he of whom it is"),
    ],
)  # fmt: skip
def test_the_president_of_a_transcript_is_the_one_who_speaks_by_its_title(
    title: str, expected: list[tuple[str, str]]
) -> None:
    text = "Trump met President Herzog.\n" + PRESIDENTS.format(title="In the bakery")
    assert reported(text, find(rules(), text, title=title)) == expected


@pytest.mark.parametrize(
    ("title", "is_his"),
    [
        pytest.param("Remarks by President Trump and the Prime Minister of Norway at lunch", False, id="an office of another country"),
        pytest.param("Press conference of the Norwegian Prime Minister", False, id="the country before it"),
        pytest.param("Norway's Prime Minister on bread: full text", False, id="the country as its owner"),
        pytest.param("President Trump and Norwegian PM Strand meet the press", False, id="a short name of the office"),
        pytest.param("Joint remarks, Prime Minister Strand and President Trump", False, id="with a name that the text has"),
        pytest.param("The Premier of Norway on Israel's bread", False, id="another word for the office"),
        pytest.param("Remarks by Prime Minister Netanyahu with the Prime Minister of Norway", True, id="his are announced"),
        pytest.param("Prime Minister Netanyahu hosts Mayor Strand", True, id="somebody else without the office"),
        pytest.param("Israel's Prime Minister and Mayor Strand on bread", True, id="his own country"),
        pytest.param("Remarks by the Prime Minister of Israel", True, id="behind it"),
        pytest.param("President Trump and the President of Norway at lunch", True, id="another office"),
        pytest.param("Bread in Norway: the Prime Minister answers", True, id="a country of which he speaks"),
    ],
)  # fmt: skip
def test_a_label_without_a_name_is_not_his_where_the_title_names_another_holder(title: str, is_his: bool) -> None:  # noqa: FBT001 - a table
    text = "PRIME MINISTER: The bread is good.\nQ Did Prime Minister Netanyahu bake it?\nPRIME MINISTER: It is good.\nQ Mr. Oskar Strand?"
    assert bool(reported(text, find(rules(), text, title=title))) is is_his


@pytest.mark.parametrize(
    ("asked", "words", "cue", "source", "expected"),
    [
        pytest.param("Trump said yesterday that bread is dead. Any comment?", "bread is dead", "said", "Trump", [("trump", "bread is dead")], id="a report in a question"),
        pytest.param("Does Trump say bread is dead?", "bread is dead?", "say", "Trump", [], id="whether he says so is the question"),
        pytest.param("Trump said yesterday that you burnt the bread. Any comment?", "you burnt the bread", "said", "Trump", [], id="of the one who is asked"),
        pytest.param("Trump said yesterday that your bread is old. Any comment?", "your bread is old", "said", "Trump", [("trump", "your bread is old")], id="of something of his"),
        pytest.param("Trump said that bread is dead. Is it?", "bread is dead. Is it?", "said", "Trump", [("trump", "bread is dead.")], id="the question behind it is no part of it"),
        pytest.param("Trump said, “Bread is dead.” Do you agree?", "“Bread is dead.” Do you agree?", "said", "Trump", [("trump", "“Bread is dead.”")], id="nor one behind marks"),
        pytest.param("Trump asked, “Bread is dead. Is it?”", "“Bread is dead. Is it?”", "asked", "Trump", [("trump", "“Bread is dead. Is it?”")], id="one within marks is"),
        pytest.param("Mr. President, your baker says bread is dead.", "bread is dead", "says", "Mr. President, your baker", [], id="who is addressed did not say it"),
    ],
)  # fmt: skip
def test_what_a_reporter_quotes_is_a_report(
    asked: str, words: str, cue: str, source: str, expected: list[tuple[str, str]]
) -> None:
    text = f"Trump was away.\nQUESTION: {asked}\nMR MARSH: No.\nQUESTION: Thank you."
    assert reported(text, find(rules((words, cue, source)), text)) == expected


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        pytest.param("Trump came.\nQ: Is it so?\nTrump: No.\nQuestion: Never?", ["Q:", "Question:"], id="who asks"),
        pytest.param("ANN BELL, HOST: Trump came.\nTRUMP: No.\nBELL: Never?", ["ANN BELL, HOST:", "BELL:"], id="a host, then by her surname"),
        pytest.param("PRESENTER (Ann Bell): Trump came.\nVO: He left.", ["PRESENTER (Ann Bell):", "VO:"], id="who reads it out"),
        pytest.param("BYLINE: Ann Bell\nCORRESPONDENT: Trump came.\nNARRATOR: He left.", ["BYLINE:", "CORRESPONDENT:", "NARRATOR:"], id="who reports"),
        pytest.param("ANN MARSH-BELL, HOST: Trump came.\nTRUMP: No.\nMARSH-BELL: Never?", ["ANN MARSH-BELL, HOST:", "MARSH-BELL:"], id="a surname with a hyphen"),
        pytest.param("HOST: Our mill correspondent, Ann Bell, reports.\nBELL: Trump came.\nMILLER: He did.", ["HOST:", "BELL:"], id="a correspondent"),
        pytest.param("HOST: From Springfield, Ann Bell.\nBELL: Trump came.", ["HOST:", "BELL:"], id="from where"),
        pytest.param("ANN BELL: Will you?\nTRUMP: No.\nANN BELL: Never?\nTRUMP: Why?", ["ANN BELL:", "ANN BELL:"], id="who does little but ask"),
        pytest.param("EVE ROE: Our reporter Ann Bell is there.\nANN BELL: Will you?\nTRUMP: No.\nANN BELL: Never?", ["EVE ROE:", "ANN BELL:", "ANN BELL:"], id="who hands over to her"),
        pytest.param("ANN BELL: Will you?\nTRUMP: No.", [], id="one question"),
        pytest.param("Trump came.\n1. Question: Will you?\nAnswer: No.\n2. Question: Never?\nAnswer: No.\n3. Question: Why?\nAnswer: So.", [], id="an answer above a question with a number"),
        pytest.param("HOST: Ann Bell has more.\nBELL: Trump came.\nHALE: No.", ["HOST:", "BELL:"], id="who has more"),
        pytest.param("HOST: With us is Ann Bell, a miller.\nBELL: Trump came.\nHOST: He did.", ["HOST:", "HOST:"], id="a guest"),
        pytest.param("Question for Trump: Is it so?\nTrump: No.\nThe question of the day: Is it?", [], id="words that name nobody"),
        pytest.param("QUESTION FOR TRUMP: Is it so?\nTRUMP: No.\nTRUMP: Never.", [], id="words in capitals that name nobody"),
        pytest.param("Trump came.\nHost: Is it so?\nTrump: No.", [], id="but one"),
        pytest.param("ANN BELL: Welcome. I’m Ann Bell.\nTOM ROE: And I am Tom Roe.\nBELL: Trump came.\nROE: He did.", ["ANN BELL:", "TOM ROE:", "BELL:", "ROE:"], id="hosts who say who they are"),
        pytest.param("ANN: Hello, I'm Ann Bell.\nTOM: I'm late.\nANN: Trump came.", ["ANN:", "ANN:"], id="by their given names"),
        pytest.param("ANN: I'm Eve Roe, she said.\nTOM: Yes.\nANN: Trump came.", [], id="who quotes somebody is no host"),
        pytest.param("LEVANT TELEVISION: Trump came.\nTRUMP: I did.\nMILL RADIO: Why?", ["LEVANT TELEVISION:", "MILL RADIO:"], id="outlets"),
        pytest.param("Presenter: Our Ann is there.\nBell (live): Trump came.", ["Presenter:", "Bell (live):"], id="who is there, live"),
    ],
)  # fmt: skip
def test_the_model_does_not_see_the_labels_of_reporters(text: str, blank: list[str]) -> None:
    tagger = MarkedTagger()
    find(with_model(tagger), text)
    seen = "\n" + text
    for label in blank:
        seen = seen.replace(f"\n{label}", "\n" + " " * len(label))
    assert tagger.read[0] == seen[1:]


@pytest.mark.parametrize(
    "labels",
    [("ANN BELL, HOST", "BELL"), ("CORRESPONDENT", "CORRESPONDENT"), ("NARRATOR", "VO"), ("PRESENTER (Ann Bell)", "BELL")],
)  # fmt: skip
def test_what_a_reporter_tells_under_a_label_is_a_report(labels: tuple[str, str]) -> None:
    text = f"{labels[0]}: Trump came to the mill.\nMR MARSH: I saw him.\n{labels[1]}: Trump said that bread is dead."
    watcher = rules(("bread is dead", "said", "Trump"))
    assert reported(text, find(watcher, text)) == [("trump", "bread is dead")]


def test_a_line_that_is_broken_at_a_width_goes_on() -> None:
    text = "TRUMP: We had a very good meeting\nwith the bakers. We will have\na loaf soon.\nMARSH: Thank you.\nTRUMP: Good."
    (first, _) = reported(text, find(rules(), text))
    assert "a loaf soon" in first[1]


@pytest.mark.parametrize(
    ("asked", "source", "is_second_hand"),
    [
        pytest.param("He said bread is dead.", "He", True, id="whom he has not named"),
        pytest.param("Netanyahu came and he said bread is dead.", "he", False, id="whom he has named"),
    ],
)
def test_he_in_what_a_reporter_says(asked: str, source: str, *, is_second_hand: bool) -> None:
    text = f"Trump met Karl Marsh.\nQ: {asked}\nTrump: It is.\nQ: Thank you."
    (found,) = [
        one
        for one in find(rules(("bread is dead", "said", source)), text, view=View.ALL)
        if text[slice(*one.content[0])] == "bread is dead"
    ]
    assert found.second_hand is is_second_hand


def test_he_in_what_a_reporter_says_is_not_the_reporter() -> None:
    text = "HOST: Donald Trump came. Has he bread?\nTOM ROE, BYLINE: He has. He said bread is dead.\nHOST: Oh."
    (found,) = [one for one in find(rules(("bread is dead", "said", "He")), text, view=View.ALL) if one.cue]
    assert found.speaker == "Donald Trump"


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("Mr. Baghaei, the American president", ["trump"], id="whom a question is put to, and who said it"),
        pytest.param("Mr. Baghaei, the Iranian spokesman", ["baghaei"], id="his own office"),
        pytest.param("Mr. Baghaei, the American president of old,", ["baghaei"], id="more of whom is named"),
        pytest.param("Baghaei, the American president", ["baghaei"], id="nobody is called by a title"),
    ],
)
def test_who_is_called_by_name_before_an_office_of_somebody_else_did_not_say_it(who: str, expected: list[str]) -> None:
    text = f"President Donald Trump was away.\nMILL TV: {who} said bread is dead.\nMR MARSH: No.\nMILL TV: Thank you."
    found = reported(text, find(rules(("bread is dead", "said", who)), text))
    assert [actor for actor, _ in found] == expected


@pytest.mark.parametrize(
    ("said", "content"),
    [
        pytest.param("“We signed it on Monday.” Of the price: “It was fair.”", ["We signed it on Monday.", "It was fair."], id="all in marks"),
        pytest.param("“Sleepy” Karl did it. They call him “the best.”", ["“Sleepy” Karl did it. They call him “the best.”"], id="nicknames"),
        pytest.param("“We signed it on Monday.”", ["We signed it on Monday."], id="one quotation"),
        pytest.param("We signed it, and they call it “fair.”", ["We signed it, and they call it “fair.”"], id="the last words alone"),
    ],
)  # fmt: skip
def test_a_turn_in_marks_holds_none_of_the_narrators_words(said: str, content: list[str]) -> None:
    text = f"SPOKESMAN BAGHAEI: {said}\nQUESTION: Is it so?\nSPOKESMAN BAGHAEI: It is."
    first = next(one for one in find(rules(), text) if one.actor_id)
    assert [text[slice(*span)] for span in first.content] == content


@pytest.mark.parametrize("date", ["12.10.2026", "12 October 2026", "Oct 12, 2026, 10:30 a.m. GMT", "**2026-10-12**"])
def test_a_date_on_a_page_is_no_turn(date: str) -> None:
    text = (
        f"PM meets guest\nPublish Date: {date}\nPrime Minister Netanyahu told him: The ferry sails.\nTHE GUEST: Good."
    )
    found = find(rules(("The ferry sails", "told", "Prime Minister Netanyahu")), text, view=View.ALL)
    assert [one.second_hand for one in found if text[slice(*one.content[0])] == "The ferry sails"] == [False]
