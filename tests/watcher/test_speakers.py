"""Whose words: the model's spans are given, the people of the article decide."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import re

import pytest

from bot.core.model import View
from tests.watcher.reader import find, rules

CASES = [
    pytest.param("Netanyahu met Yona Yahav. He said the pier was long.", "He", "netanyahu", id="the subject before, not the object"),
    pytest.param("Trump dined with Karoline Levin. She said the soup was cold.", "She", None, id="she is not he"),
    pytest.param("Karoline Levin dined with Trump. He said the soup was cold.", "He", "trump", id="he is not she"),
    pytest.param("Trump spoke.\nThe dollar fell.\nHe said it would rise.", "He", "trump", id="over a paragraph without people"),
    pytest.param("Trump spoke. Keir Starmer answered. He said it would rain.", "He", None, id="the last subject"),
    pytest.param("Speaking beside Trump, Netanyahu waited. He said it would rain.", "He", "netanyahu", id="not after a preposition"),
    pytest.param("Asked about Trump's post, Netanyahu smiled. He said it would rain.", "He", "netanyahu", id="not a possessor"),
    pytest.param("Baghaei came. The spokesman said it would rain.", "The spokesman", "baghaei", id="by role"),
    pytest.param("Baghaei came. Iran's army spokesman, Ali Zadeh, came too. The spokesman said it would rain.", "The spokesman", None, id="the last one with the role"),
    pytest.param("Baghaei and the army spokesman Ali Zadeh came. Iran's foreign ministry spokesman said it would rain.", "Iran's foreign ministry spokesman", "baghaei", id="by house"),
    pytest.param("Emmanuel Macron, the French president, met Trump. The US president said it would rain.", "The US president", "trump", id="by country"),
    pytest.param("Trump met the French president, Emmanuel Macron. The French president said it would rain.", "The French president", None, id="another country"),
    pytest.param("In Tehran the president waited. Trump slept. The Iranian president said it would rain.", "The Iranian president", None, id="the president elsewhere"),
    pytest.param("Prime Minister Netanyahu met the Prime Minister of Greece, Kyriakos Mitsotakis. The Prime Minister said it would rain.", "The Prime Minister", "netanyahu", id="a title in capitals is of whom the text names first"),
    pytest.param("Prime Minister Kyriakos Mitsotakis met Prime Minister Netanyahu. The Prime Minister said it would rain.", "The Prime Minister", None, id="who may be another"),
    pytest.param("Trump came. The attorney general said it would rain.", "The attorney general", None, id="an office that is none of his, though he commands"),
    pytest.param("Trump came. The commander-in-chief said it would rain.", "The commander-in-chief", "trump", id="who commands in chief"),
    pytest.param("Baghaei came. The State Department official said it would rain.", "The State Department official", None, id="of another house"),
    pytest.param("Baghaei came. The spokesperson of the Ministry of External Affairs said it would rain.", "The spokesperson of the Ministry of External Affairs", None, id="of another country's ministry, by its name"),
    pytest.param("Trump came. The guild's president said it would rain.", "The guild's president", None, id="of a guild"),
    pytest.param("Trump came. The country's president said it would rain.", "The country's president", "trump", id="of the country"),
    pytest.param("Trump came. Orna Stiller objected. He said it would rain.", "He", "trump", id="not whose given name is a woman's"),
    pytest.param("Trump came. Arno Stiller objected. He said it would rain.", "He", None, id="but it may be whose is none"),
    pytest.param("Trump left. Trump's lawyer said it would rain.", "Trump's lawyer", None, id="his lawyer"),
    pytest.param("Baghaei came. A spokesman said it would rain.", "A spokesman", None, id="somebody new"),
    pytest.param("Baghaei came. A spokesman for the museum said it would rain.", "A spokesman for the museum", None, id="somebody new, of another house"),
    pytest.param("Trump came. The minister, who met Trump, said it would rain.", "The minister, who met Trump,", None, id="a name in a relative clause"),
    pytest.param("Trump came. It was Trump, not Netanyahu, who said it would rain.", "who", "trump", id="the one whom the sentence singles out"),
    pytest.param("Trump came. It was Trump's son, Karl Marsh, who said it would rain.", "who", None, id="nor his son"),
    pytest.param("Trump came. Mr. Trump, Karl Marsh said it would rain.", "Mr. Trump, Karl Marsh", None, id="who is spoken to by name"),
    pytest.param("ORAN (Pars Khabar) – The wheat is in. Baghaei came. He said it would rain.", "He", "baghaei", id="the agency of the dateline is no person"),
    pytest.param("Oran, Pars Khabar – Baghaei came. According to Pars Khabar, it was cold. He said it would rain.", "He", "baghaei", id="nor without brackets"),
    pytest.param("Trump came. Mr. President, your minister said it would rain.", "Mr. President, your minister", None, id="who is spoken to"),
    pytest.param("Trump came and smiled.\nON NETANYAHU\nOn Saturday he said it would rain.", "he", "trump", id="not the topic of a heading"),
    pytest.param("In a trial in which Netanyahu, 76, has given evidence, Amit Hadad rose. The witness said it would rain.", "The witness", "netanyahu", id="who has given evidence"),
    pytest.param("On the tenth day of his testimony, Benjamin Netanyahu sat. Yair Marsh rose. The defendant said it would rain.", "The defendant", "netanyahu", id="whose testimony it is"),
    pytest.param("Netanyahu, 76, came. Yair Marsh rose. The witness said it would rain.", "The witness", None, id="who is on no stand"),
    pytest.param("Netanyahu came. The elder Netanyahu said it would rain.", "The elder Netanyahu", None, id="his father"),
    pytest.param("TRUMP\nKarl Marsh said it would rain.", "TRUMP\nKarl Marsh", None, id="a heading before the name"),
    pytest.param("Baghaei came. Iran is shut, its foreign ministry spokesman said as it would rain.", "its foreign ministry spokesman", "baghaei", id="of the country that acts"),
    pytest.param("Baghaei came. France is shut, its foreign ministry spokesman said it would rain.", "its foreign ministry spokesman", None, id="of another country that acts"),
    pytest.param("Baghaei came. The mill is shut, its spokesman said it would rain.", "its spokesman", None, id="of a thing"),
    pytest.param("Baghaei left. Referring to the remarks of the Israeli prime minister in Eilat, in which he said it would rain, Baghaei sighed.", "which he", "netanyahu", id="whose remarks they are, by his office"),
    pytest.param("Baghaei left. Citing a speech by Oskar Strand, in which he said it would rain, Baghaei sighed.", "which he", None, id="whose speech it is"),
    pytest.param("Baghaei left. He recalled a letter from Mayor Oskar Strand, in which he said it would rain.", "which he", None, id="who wrote it"),
    pytest.param("Baghaei left. He recalled Trump's speech, in which he said it would rain.", "which he", "trump", id="who owns it"),
    pytest.param("Baghaei recalled an address of Trump, in which he said it would rain.", "which he", "trump", id="though the subject is another"),
    pytest.param("Trump gave a speech at the house of Oskar Strand, in which he said it would rain.", "which he", "trump", id="not whose house it is"),
    pytest.param("Trump gave an interview with Oskar Strand, in which he said it would rain.", "which he", "trump", id="nor with whom"),
    pytest.param("Baghaei answered Trump. Trump made the remark in an interview, in which he said it would rain.", "which he", "trump", id="the subject of the clause before"),
    pytest.param("A spokesman for Netanyahu said it would rain.", "A spokesman for Netanyahu", None, id="a spokesman for him"),
    pytest.param("The Trump administration said it would rain.", "The Trump administration", None, id="an adjective"),
    pytest.param("Eric Trump came. Trump said it would rain.", "Trump said", None, id="the namesake introduced here"),
    pytest.param("Leonard Trump sold a likeness of Donald Trump.\nMr Trump said it would rain.", "Mr Trump said", None, id="Mr is anybody of the name"),
    pytest.param("Leonard Trump sold a likeness of Donald Trump.\nPresident Trump said it would rain.", "President Trump said", "trump", id="an office is not"),
    pytest.param("Donald Trump came with his son, Eric Trump.\nMr. Trump said it would rain.", "Mr. Trump said", "trump", id="nor is he who was named beside him"),
    pytest.param("President Donald Trump came with Eric Trump. President Trump said it would rain.", "President Trump", "trump", id="with his title"),
    pytest.param("Trump left. His first written statement said it would rain.", "His first written statement", "trump", id="whose statement it is"),
    pytest.param("Trump left. His social network said it would rain.", "His social network", "trump", id="whose network it is"),
    pytest.param("Trump left. His lawyer's statement said it would rain.", "His lawyer's statement", None, id="not whose lawyer makes it"),
    pytest.param("Trump left. His office in a statement said it would rain.", "His office in a statement", None, id="nor whose office"),
    pytest.param("Trump met Yair Lapid. Lapid was late. His statement said it would rain.", "His statement", None, id="nor who was named before"),
    pytest.param("Bagahei, the Iranian spokesman, came. Baghaei said it would rain.", "Baghaei", "baghaei", id="misspelt before"),
    pytest.param("An account impersonating Netanyahu said it would rain.", "An account impersonating Netanyahu", None, id="who only plays him"),
    pytest.param("Isaac Herzog was urged by Trump to buy bread. He said it would rain.", "He", None, id="not by whom he is urged"),
    pytest.param("Netanyahu left. The opposition leader said it would rain.", "The opposition leader", None, id="who leads no country"),
    pytest.param("Netanyahu left. The leader of the opposition said it would rain.", "The leader of the opposition", None, id="who leads the opposition"),
    pytest.param("Netanyahu left. The leader of the Shas party said it would rain.", "The leader of the Shas party", None, id="who leads a party"),
    pytest.param("Netanyahu left. The leader of the farmers' union said it would rain.", "The leader of the farmers' union", None, id="who leads a union"),
    pytest.param("Netanyahu left. The leader of the country said it would rain.", "The leader of the country", "netanyahu", id="who leads the country"),
    pytest.param("Netanyahu left. The leader of Israel said it would rain.", "The leader of Israel", "netanyahu", id="who leads one by name"),
    pytest.param("Netanyahu left. The deputy premier said it would rain.", "The deputy premier", None, id="a deputy"),
    pytest.param("Netanyahu left. The shadow premier said it would rain.", "The shadow premier", None, id="who would be"),
    pytest.param("Netanyahu left. The outgoing premier said it would rain.", "The outgoing premier", "netanyahu", id="who still is"),
    pytest.param("Netanyahu left. The premier of Bavaria said it would rain.", "The premier of Bavaria", None, id="of what is no country"),
    pytest.param("Netanyahu left. The prime minister of a neighbouring country said it would rain.", "The prime minister of a neighbouring country", None, id="of some country"),
    pytest.param("Netanyahu left. The head of the government's press office said it would rain.", "The head of the government's press office", None, id="the head of an office of the government"),
    pytest.param("Netanyahu left. The head of the government said it would rain.", "The head of the government", "netanyahu", id="the head of the government"),
    pytest.param("Netanyahu left. The Iranian official said it would rain.", "The Iranian official", None, id="an official of a country, and nobody named"),
    pytest.param("Baghaei left. The families' spokesman said it would rain.", "The families' spokesman", None, id="the spokesman of several"),
    pytest.param("Baghaei left. The spokesman for the families said it would rain.", "The spokesman for the families", None, id="and for them"),
    pytest.param("Baghaei left. The official from the bank said it would rain.", "The official", None, id="from a place of work"),
    pytest.param("Baghaei left. The deputy spokesman said it would rain.", "The deputy spokesman", None, id="his deputy"),
    pytest.param("Trump left. The Republican from Kentucky said it would rain.", "The Republican", None, id="from another state"),
    pytest.param("The envoy came. Asked about Trump, he said it would rain.", "he", None, id="not of whom he is asked"),
    pytest.param("The envoy came. After meeting Trump, he said it would rain.", "he", None, id="nor whom he met"),
    pytest.param("The envoy came. In a letter to President Trump, he said it would rain.", "he", None, id="nor to whom he wrote"),
    pytest.param("The envoy came. Unlike Trump, he said it would rain.", "he", None, id="nor whom he is unlike"),
    pytest.param("On meeting Trump, he said it would rain.", "he said", None, id="nor whom he met then"),
    pytest.param("Netanyahu came. Asked about Trump, he said it would rain.", "he", "netanyahu", id="but who came"),
    pytest.param("Trump came. After Trump's dinner, he said it would rain.", "he said", "trump", id="the owner may be he"),
    pytest.param("The envoy came. After Trump, he said it would rain.", "he", None, id="nor who was before him"),
    pytest.param("In a post by Trump, he said it would rain.", "he said", "trump", id="but whose post it is"),
    pytest.param("In a letter from Trump, he said it would rain.", "he said", "trump", id="and whose letter"),
    pytest.param("According to people around Trump, he said it would rain.", "he said", "trump", id="and of whom others tell"),
    pytest.param("As Trump arrived, he said it would rain.", "he said", "trump", id="and the subject"),
    pytest.param("On Monday Trump arrived, he said it would rain.", "he said", "trump", id="and that of a sentence behind a day"),
    pytest.param("As for Trump, he said it would rain.", "he said", "trump", id="and of whom it is told now"),
    pytest.param("A man dressed as Trump said it would rain.", "A man dressed as Trump", None, id="as whom somebody is dressed"),
    pytest.param("The court that tried Trump said it would rain.", "The court that tried Trump", None, id="in a clause with that"),
    pytest.param("One of the men around Trump said it would rain.", "One of the men around Trump", None, id="around whom somebody is"),
    pytest.param("The foreign ministry's Baghaei said it would rain.", "The foreign ministry's Baghaei", "baghaei", id="whom a ministry has"),
    pytest.param("Netanyahu left. The Shas leader said it would rain.", "The Shas leader", None, id="who leads a party of that name"),
    pytest.param("Netanyahu left. The Israeli leader said it would rain.", "The Israeli leader", "netanyahu", id="who leads a country"),
    pytest.param("Trump came. The Republican field said it would rain.", "The Republican field", None, id="no Republican but a field"),
    pytest.param("Trump came. The Republican added that Hale said it would rain.", "The Republican", "trump", id="a Republican who does something"),
    pytest.param("Netanyahu left. The head of the water board said it would rain.", "The head of the water board", None, id="the head of a thing"),
    pytest.param("Netanyahu left. The head of the government said it would rain.", "The head of the government", "netanyahu", id="the head of the government"),
    pytest.param("Trump came. The court president said it would rain.", "The court president", None, id="who presides over a court"),
    pytest.param("Netanyahu came. The foreign ministry spokesman said it would rain.", "The foreign ministry spokesman", None, id="an office of somebody whom the text does not name"),
    pytest.param("Netanyahu came. The Iranian foreign ministry spokesman said it would rain.", "The Iranian foreign ministry spokesman", "baghaei", id="but of his country"),
    pytest.param("Jerome Hale, whom Trump has often attacked, said it would rain.", "Trump", None, id="in a clause about somebody else"),
    pytest.param("It was cold. A barber from Ohio, whom Trump has often attacked, said it would rain.", "Trump", None, id="nor of somebody of whom nothing is known"),
    pytest.param("A reporter, whom Netanyahu has often attacked, said it would rain.", "whom Netanyahu", None, id="nor where the source begins with it"),
    pytest.param("It came from Tehran, whose spokesman, Esmail Baghaei, said it would rain.", "whose spokesman, Esmail Baghaei,", "baghaei", id="but whose spokesman he is"),
    pytest.param("Jean-Noel Barrot met Trump. Karl Marsh left. He said it would rain.", "He", None, id="a given name of either"),
    pytest.param("Netanyahu left. The leader said it would rain.", "The leader", "netanyahu", id="who leads"),
    pytest.param("The lawyer defending Netanyahu said it would rain.", "The lawyer defending Netanyahu", None, id="whom somebody defends"),
    pytest.param("The senator hoping to unseat Trump said it would rain.", "The senator hoping to unseat Trump", None, id="whom somebody hopes to unseat"),
    pytest.param("An account falsely impersonating Trump said it would rain.", "An account falsely impersonating Trump", None, id="whom somebody plays"),
    pytest.param("A visibly shouting Trump said it would rain.", "A visibly shouting Trump", "trump", id="but who shouts"),
    pytest.param("A smiling Trump said it would rain.", "A smiling Trump", "trump", id="but who smiles"),
    pytest.param("A puppet called Spokesman Baghaei said it would rain.", "A puppet called Spokesman Baghaei", None, id="as whom a puppet is known"),
    pytest.param("Yair Lapid and Netanyahu came. The former said it would rain.", "The former", None, id="the former of two"),
    pytest.param("Yair Lapid and Netanyahu came. The latter said it would rain.", "The latter", "netanyahu", id="the latter of two"),
    pytest.param("Netanyahu came. The former said it would rain.", "The former", None, id="the former of nobody"),
    pytest.param("Quizzed about Baghaei, the official said it would rain.", "the official", None, id="an official asked about him"),
    pytest.param("In reply to Baghaei, the spokesman said it would rain.", "the spokesman", None, id="a spokesman who replies to him"),
    pytest.param("In response to Trump, the president said it would rain.", "the president", None, id="a president who replies to him"),
    pytest.param("Baghaei came. In reply to Karl Marsh, the spokesman said it would rain.", "the spokesman", "baghaei", id="but he who replies to somebody"),
    pytest.param("China's foreign ministry spokesman was asked about Baghaei. The spokesman said it would rain.", "The spokesman", None, id="whom the text called so last"),
    pytest.param("Trump met the French president. The president said it would rain.", "The president", None, id="whom he met may be meant"),
    pytest.param("Trump met the French president. Trump smiled, and the president said it would rain.", "the president", "trump", id="but he who was named since"),
    pytest.param("Netanyahu's trial went on. A driver took the stand. The witness said it would rain.", "The witness", None, id="a witness in his trial"),
    pytest.param("Netanyahu took the stand. The witness said it would rain.", "The witness", "netanyahu", id="but he who took the stand"),
    pytest.param("Prime Minister Netanyahu spoke. The former prime minister said it would rain.", "The former prime minister", None, id="who had the office before him"),
    pytest.param("Iran's foreign ministry said it would rain. Baghaei was away.", "Iran's foreign ministry", None, id="the house is not the man"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "actor_id"),
    [
        pytest.param("fresh claims by US President Donald Trump", "trump", id="a name with its title"),
        pytest.param("claims by Yair Lapid", None, id="somebody else"),
        pytest.param("a meeting attended by Trump", "baghaei", id="no claims"),
    ],
)
def test_claims_are_of_whom_they_are_by(claims: str, actor_id: str | None) -> None:
    text = f"Baghaei came. He reacted to {claims} that “bread is dead”."
    found = find(rules(("“bread is dead”", "", "")), text, view=View.EVERYBODY)
    assert [quotation.actor_id for quotation in found] == [actor_id]


@pytest.mark.parametrize(("text", "source", "actor_id"), CASES)
def test_the_speaker(text: str, source: str, actor_id: str | None) -> None:
    watcher = rules(
        (
            "it would rain" if "rain" in text else text.rsplit(" said ", 1)[1].rstrip("."),
            "said",
            source.removesuffix(" said"),
        )
    )
    found = [
        q for q in find(watcher, text, view=View.EVERYBODY) if text[slice(*q.content[0])] in text.rsplit(" said ", 1)[1]
    ]
    assert [quotation.actor_id for quotation in found] == [actor_id]


@pytest.mark.parametrize("source", ["The letter", "His letter", "The post"])
@pytest.mark.parametrize(
    ("name", "actor_id"), [("Netanyahu", "netanyahu"), ("Trump", "trump"), ("Baghaei", "baghaei"), ("Yair Lapid", None)]
)
def test_the_words_of_a_letter_are_of_whoever_wrote_it(source: str, name: str, actor_id: str | None) -> None:
    text = f"{name} wrote that the road would be widened. {source} ended: “See you on the road.” It was printed."
    watcher = rules(("the road would be widened", "wrote", name), ("“See you on the road.”", "ended", source))
    found = find(watcher, text, view=View.EVERYBODY)[-1]
    assert text[slice(*found.content[0])] == "“See you on the road.”"
    assert found.actor_id == actor_id


@pytest.mark.parametrize(
    ("letter", "actor_id"),
    [
        ("Trump read out a letter from Yair Lapid", None),
        ("Trump read out a letter from the families", None),
        ("The court has a letter from Trump's lawyer", None),
        ("The court has a letter from lawyers for Trump", None),
        ("Yair Lapid read out a letter from Trump", "trump"),
        ("Trump wrote a letter to Yair Lapid", "trump"),
    ],
)
def test_what_a_letter_says_is_its_senders_and_not_of_who_reads_it_out(letter: str, actor_id: str | None) -> None:
    text = f"{letter}. “See you on the road,” the letter said."
    (found,) = find(rules(("“See you on the road,”", "said", "the letter")), text, view=View.EVERYBODY)
    assert found.actor_id == actor_id


@pytest.mark.parametrize(("source", "actor_id"), [("the US president", "trump"), ("the French president", None)])
def test_an_office_of_a_country_is_his_though_the_words_name_him(source: str, actor_id: str | None) -> None:
    text = f"Trump has bought the mill, {source} told reporters."
    (found,) = find(rules(("Trump has bought the mill,", "told", source)), text, view=View.EVERYBODY)
    assert found.actor_id == actor_id


@pytest.mark.parametrize(("name", "actor_id"), [("Trump", "trump"), ("Yair Lapid", None)])
def test_whose_the_post_is_stands_before_all_that_it_says(name: str, actor_id: str | None) -> None:
    text = f"In a post {name} told them to go. “Go at once. The road is wide,” it said."
    found = find(rules(("“Go at once. The road is wide,”", "said", "it")), text, view=View.EVERYBODY)[-1]
    assert (found.actor_id, found.speaker) == (actor_id, {"Trump": "Donald Trump"}.get(name, name))


@pytest.mark.parametrize(("name", "actor_id"), [("Trump", "trump"), ("Yair Lapid", None)])
def test_whose_message_was_read_out_says_what_it_says(name: str, actor_id: str | None) -> None:
    text = f"{name} had stayed at home. His message was read out by Netanyahu.\n“Go at once. The road is wide,” it ran."
    found = find(rules(("“Go at once. The road is wide,”", "ran", "it")), text, view=View.EVERYBODY)[-1]
    assert found.actor_id == actor_id


def test_every_link_says_how_it_was_found() -> None:
    text = "Baghaei came. He said it would rain."
    (found,) = find(rules(("it would rain", "said", "He")), text)
    first, link = found.links
    assert first == "words: model"
    assert re.fullmatch(r"He → Esmail Baghaei, mentioned just before, \d\d% likely", link)


def test_he_is_not_the_one_he_names() -> None:
    text = "Trump spoke of bread. Netanyahu had called him. He said Netanyahu was a good baker."
    (found,) = find(rules(("Netanyahu was a good baker", "said", "He")), text)
    assert found.actor_id == "trump"


@pytest.mark.parametrize(
    ("between", "actor_id"),
    [
        pytest.param("", "netanyahu", id="nothing between"),
        pytest.param("Floods in Ashdod\n", None, id="a heading"),
        pytest.param("12:40 GMT\n", None, id="a time stamp"),
        pytest.param("Yair Lapid disagreed.\n", None, id="another person"),
        pytest.param("2. On barley: ", None, id="the next item of a list"),
        pytest.param("1:12 a.m. ", None, id="the next entry of a log"),
        pytest.param("14.05: ", None, id="the same, in another form"),
        pytest.param("1.5 million tonnes, he knew. ", "netanyahu", id="a number that is no time"),
    ],
)
def test_a_chain_of_quotations_ends_where_somebody_or_something_else_begins(between: str, actor_id: str | None) -> None:
    text = f"“The wheat is in,” Netanyahu said.\n{between}“The barley comes next week.”"
    found = find(rules(), text, view=View.EVERYBODY)[-1]
    assert text[slice(*found.content[0])] == "The barley comes next week."
    assert found.actor_id == actor_id


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("Trump spoke of bread. He said Trump was a good baker.", "He", id="named in his own words"),
        pytest.param("Trump spoke of bread.\nThe Israeli president said Trump was right.", "The Israeli president", id="an office that is not his"),
        pytest.param("Trump spoke of bread. She said it was good.", "She", id="another gender"),
    ],
)  # fmt: skip
def test_who_cannot_be_meant_is_never_credited(text: str, source: str) -> None:
    words = text.rsplit(" said ", 1)[1].rstrip(".")
    watcher = rules((words, "said", source.removesuffix(" said")))
    found = [q for q in find(watcher, text, view=View.EVERYBODY) if text[slice(*q.content[0])] == words]
    assert [quotation.actor_id for quotation in found] == [None]


def test_a_question_without_a_source_is_nobodys() -> None:
    text = "“The wheat is in,” Netanyahu said.\n“Is the barley in, too?”"
    assert find(rules(), text, view=View.EVERYBODY)[-1].actor_id is None


def test_a_quotation_that_ends_in_a_question_goes_on_with_the_speaker() -> None:
    text = "“The wheat is in,” Netanyahu said.\n“We did what we had to do. Who would have done less?”"
    assert find(rules(), text, view=View.EVERYBODY)[-1].actor_id == "netanyahu"


def test_he_is_nobody_from_before_a_time_stamp_where_somebody_was_named_since() -> None:
    text = "Netanyahu spoke of bread.\n13:58 GMT\nYair Lapid, the opposition leader, came.\nHe said it was good."
    (found,) = find(rules(("it was good", "said", "He")), text, view=View.EVERYBODY)
    assert found.speaker == "Yair Lapid"


def test_in_doubt_nobody_is_credited_and_the_link_says_whom_it_might_be() -> None:
    text = (
        "Keir Starmer met Trump in Riga. Netanyahu met Emmanuel Macron.\nThe bakers were there.\nHe said it was good."
    )
    (found,) = find(rules(("it was good", "said", "He")), text, view=View.EVERYBODY)
    assert found.actor_id is None
    assert "not" in found.links[-1]


@pytest.mark.parametrize(("source", "actor_id"), [("A post shared widely", None), ("The Post", "trump")])
def test_a_post_of_nobody_knows_whom_quotes_nobody(source: str, actor_id: str | None) -> None:
    text = f"{source} quotes Trump as saying it would rain."
    (found,) = find(rules(("it would rain", "quotes", source)), text, view=View.EVERYBODY)
    assert found.actor_id == actor_id


def test_what_he_said_it_in_is_not_what_he_said() -> None:
    text = "Referring to the remarks of Netanyahu in Eilat, in which he said it would rain, Baghaei sighed."
    tagger = rules(("the remarks of Netanyahu in Eilat", "Referring to", " he"), ("it would rain", "said", " he"))
    assert [text[slice(*one.content[0])] for one in find(tagger, text) if one.actor_id == "netanyahu"] == [
        "it would rain"
    ]


@pytest.mark.parametrize(
    ("report", "cue", "actor_id"),
    [
        pytest.param("It was heard that", "was heard", None, id="heard by nobody who is named"),
        pytest.param("From Oran it was heard that", "it was heard", None, id="somewhere"),
        pytest.param("It is said that", "is said", None, id="said by nobody who is named"),
        pytest.param("He was heard saying that", "was heard saying", "trump", id="he is heard"),
        pytest.param("He was quoted as saying that", "was quoted as saying", "trump", id="he is quoted"),
    ],
)
def test_what_is_heard_without_a_source_is_not_his_who_was_spoken_of(
    report: str, cue: str, actor_id: str | None
) -> None:
    text = f"Trump came. {report} it would rain “by May”."
    (found,) = find(rules(("it would rain “by May”", cue, "")), text, view=View.EVERYBODY)
    assert found.actor_id == actor_id
