"""What leads into the words of a statement reads as an editor would write it, verb by verb."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Kind
from bot.core.word_files import read_groups
from bot.watcher.lexicon import FOLDER
from handlers import limits
from handlers.render.pieces.beginnings import begun_low
from handlers.render.pieces.reporting import FRAMES, cue_of, lead_in, third_person
from handlers.render.pieces.text import plain
from tests.handlers.render.test_text import NASTY
from tests.store.samples import quotation

VERBS_OF_SENSES = read_groups(FOLDER.joinpath("senses.txt"))
# The article, with its verb in brackets and the words in braces, and how that is read aloud behind "Venn".
ALOUD = [
    ("liken", "Venn [likened] {the council to a leaking boat}.", "likens the council to a leaking boat"),
    ("slam", "Venn [slammed] {the “reckless” plan}.", "slams the “reckless” plan"),
    ("brag", "Venn [bragged] that {nobody builds faster}.", "brags that nobody builds faster"),
    ("accept", "Venn [accepted] {the blame for the delay}.", "accepts the blame for the delay"),
    ("accuse", "Venn [accused] {the opposition of selling the port}.", "accuses the opposition of selling the port"),
    ("acknowledge", "Venn [acknowledged] that {the works are late}.", "acknowledges that the works are late"),
    ("add", "Venn [added] that {nobody would pay}.", "adds that nobody would pay"),
    ("admit", "Venn [admitted] {the works were late}.", "admits the works were late"),
    ("advise", "Venn [advised] {people to stay at home}.", "advises people to stay at home"),
    ("affirm", "Venn [affirmed] that {the port is open}.", "affirms that the port is open"),
    ("agree", "Venn [agreed] {to meet the union}.", "agrees to meet the union"),
    ("allege", "Venn [alleged] that {votes were bought}.", "alleges that votes were bought"),
    ("announce", "{The port will open in May}, Venn [announced].", "announces that the port will open in May"),
    ("answer", "Venn [answered] that {it was too early}.", "answers that it was too early"),
    ("apologise", "Venn [apologised for] {the delay}.", "apologises for the delay"),
    ("appeal", "Venn [appealed for] {calm}.", "appeals for calm"),
    ("argue", "Venn [argued] that {the toll is fair}.", "argues that the toll is fair"),
    ("ask", "Venn [asked] {whether the port could open}.", "asks whether the port could open"),
    ("assert", "Venn [asserted] that {the sea is ours}.", "asserts that the sea is ours"),
    ("assure", "Venn [assured] unions that {nobody would go}.", "assures unions that nobody would go"),
    ("attribute", "Venn [attributed] {the delay to the storm}.", "attributes the delay to the storm"),
    ("back", "Venn [backed] {the plan of the council}.", "backs the plan of the council"),
    ("blame", "Venn [blamed] {the storm for the delay}.", "blames the storm for the delay"),
    ("boast", "Venn [boasted] that {nobody builds faster}.", "boasts that nobody builds faster"),
    ("call", "Venn [called] {the report “nonsense”}.", "calls the report “nonsense”"),
    ("call", "Venn [called] the report {“nonsense”}.", "calls the report “nonsense”"),
    ("call", "the chair, whom Venn on Monday [called] {“better than the last”}.", "calls it “better than the last”"),
    ("call", "He left room for what he [called] {“a small gift”}.", "calls it “a small gift”"),
    ("call", "a speech in which Venn [called] {him “a lie”}.", "calls him “a lie”"),
    ("describe", "a plan which Venn [described] as {“a trap” for all}.", "describes it as “a trap” for all"),
    ("call", "Venn [called on] {the union to return to work}.", "calls on the union to return to work"),
    ("call", "Venn [called for] {calm}.", "calls for calm"),
    ("caution", "Venn [cautioned against] {closing the port}.", "cautions against closing the port"),
    ("challenge", "Venn [challenged] {the council to vote}.", "challenges the council to vote"),
    ("charge", "Venn [charged] that {votes were bought}.", "charges that votes were bought"),
    ("cite", "Venn [cited] {the cost of steel}.", "cites the cost of steel"),
    ("claim", "Venn [claimed] {to have won}.", "claims to have won"),
    ("clarify", "Venn [clarified] that {the toll stays}.", "clarifies that the toll stays"),
    ("comment", "Venn [commented] that {it was early}.", "comments that it was early"),
    ("compare", "Venn [compared] {the plan to a house without a roof}.", "compares the plan to a house without a roof"),
    ("complain", "Venn [complained] that {nobody listens}.", "complains that nobody listens"),
    ("concede", "Venn [conceded] {defeat in the harbour}.", "concedes defeat in the harbour"),
    ("conclude", "Venn [concluded] that {the bridge is safe}.", "concludes that the bridge is safe"),
    ("condemn", "Venn [condemned] {the strike on the ferry}.", "condemns the strike on the ferry"),
    ("confirm", "Venn [confirmed] that {talks had begun}.", "confirms that talks had begun"),
    ("congratulate", "Venn [congratulated] {the crews on the rescue}.", "congratulates the crews on the rescue"),
    ("contend", "Venn [contended] that {the law is clear}.", "contends that the law is clear"),
    ("counter", "Venn [countered] that {the law is clear}.", "counters that the law is clear"),
    ("criticise", "Venn [criticised] {the “reckless” plan}.", "criticises the “reckless” plan"),
    ("declare", "Venn [declared] {an emergency in the port}.", "declares an emergency in the port"),
    ("decline", "Venn [declined] {to name the bidder}.", "declines to name the bidder"),
    ("defend", "Venn [defended] {the decision to close the school}.", "defends the decision to close the school"),
    ("demand", "Venn [demanded] that {the council resign}.", "demands that the council resign"),
    ("demand", "Venn [demanded] {an apology}.", "demands an apology"),
    ("denounce", "Venn [denounced] {the raid as “piracy”}.", "denounces the raid as “piracy”"),
    ("deny", "Venn [denied] that {ministers had lied}.", "denies that ministers had lied"),
    ("deny", "Venn [denied] {having ordered a strike}.", "denies having ordered a strike"),
    ("deny", "Venn [denied] {any part in it}.", "denies any part in it"),
    ("deny", "{“I never ordered it,”} Venn [denied].", "denies it: “I never ordered it,”"),
    ("deplore", "Venn [deplored] {the loss of the ferry}.", "deplores the loss of the ferry"),
    ("describe", "Venn [described] {the talks as “frank”}.", "describes the talks as “frank”"),
    ("disclose", "Venn [disclosed] that {the sum was higher}.", "discloses that the sum was higher"),
    ("dismiss", "Venn [dismissed] {the report as gossip}.", "dismisses the report as gossip"),
    ("dispute", "Venn [disputed] {the figures of the council}.", "disputes the figures of the council"),
    ("doubt", "Venn [doubted] {whether it would hold}.", "doubts whether it would hold"),
    ("emphasise", "Venn [emphasised] {the need for calm}.", "emphasises the need for calm"),
    ("expect", "Venn [expected] {to sign in May}.", "expects to sign in May"),
    ("explain", "Venn [explained] {why the port was closed}.", "explains why the port was closed"),
    ("express", "Venn [expressed] {concern at the delay}.", "expresses concern at the delay"),
    ("fear", "Venn [feared] that {the ice would come}.", "fears that the ice would come"),
    ("guarantee", "Venn [guaranteed] {a seat for each child}.", "guarantees a seat for each child"),
    ("hail", "Venn [hailed] {the rescue of the crew}.", "hails the rescue of the crew"),
    ("highlight", "Venn [highlighted] {the cost of steel}.", "highlights the cost of steel"),
    ("hint", "Venn [hinted at] {a new toll}.", "hints at a new toll"),
    ("hope", "Venn [hoped] {to sign in May}.", "hopes to sign in May"),
    ("indicate", "Venn [indicated] that {talks could follow}.", "indicates that talks could follow"),
    ("inform", "Venn [informed] the council that {the money was gone}.", "informs the council that the money was gone"),
    ("insist", "Venn [insisted] {the port would open}.", "insists the port would open"),
    ("instruct", "Venn [instructed] {the crews to wait}.", "instructs the crews to wait"),
    ("invite", "Venn [invited] {the union to talks}.", "invites the union to talks"),
    ("joke", "Venn [joked] that {the ice was free}.", "jokes that the ice was free"),
    ("lament", "Venn [lamented] {the loss of the ferry}.", "laments the loss of the ferry"),
    ("maintain", "Venn [maintained] that {the law is clear}.", "maintains that the law is clear"),
    ("mention", "Venn [mentioned] {a second bridge}.", "mentions a second bridge"),
    ("mock", "Venn [mocked] {the plan as a toy}.", "mocks the plan as a toy"),
    ("note", "Venn [noted] that {the ice was thin}.", "notes that the ice was thin"),
    ("offer", "Venn [offered] {to resign}.", "offers to resign"),
    ("oppose", "Venn [opposed] {the sale of the port}.", "opposes the sale of the port"),
    ("order", "Venn [ordered] {the crews to wait}.", "orders the crews to wait"),
    ("plead", "Venn [pleaded for] {more time}.", "pleads for more time"),
    ("pledge", "Venn [pledged] {4 million for the quay}.", "pledges 4 million for the quay"),
    ("praise", "Venn [praised] {the crews for their courage}.", "praises the crews for their courage"),
    ("predict", "Venn [predicted] {a hard winter}.", "predicts a hard winter"),
    ("promise", "Venn [promised] {to keep the port open}.", "promises to keep the port open"),
    ("promise", "Venn [promised] on Tuesday {to keep the port open}.", "promises to keep the port open"),
    ("propose", "Venn [proposed] {raising the toll}.", "proposes raising the toll"),
    ("question", "Venn [questioned] {the figures of the council}.", "questions the figures of the council"),
    ("reaffirm", "Venn [reaffirmed] {the port's right to the quay}.", "reaffirms the port's right to the quay"),
    ("reassure", "Venn [reassured] parents that {the school is safe}.", "reassures parents that the school is safe"),
    ("recall", "Venn [recalled] {how the ice broke}.", "recalls how the ice broke"),
    ("recommend", "Venn [recommended] {closing the quay}.", "recommends closing the quay"),
    ("refuse", "Venn [refused] {to sign}.", "refuses to sign"),
    ("refute", "Venn [refuted] {the claims of the council}.", "refutes the claims of the council"),
    ("reiterate", "Venn [reiterated] that {the toll stays}.", "reiterates that the toll stays"),
    ("reject", "Venn [rejected] {the plan, “a toy”}.", "rejects the plan, “a toy”"),
    ("reject", "Venn [rejected] the plan: {“We will not pay.”}", "rejects the plan, saying “We will not pay.”"),
    ("remark", "Venn [remarked] that {it was early}.", "remarks that it was early"),
    ("remind", "Venn [reminded] ministers that {the money was gone}.", "reminds ministers that the money was gone"),
    ("repeat", "Venn [repeated] {her call for calm}.", "repeats her call for calm"),
    ("reply", "Venn [replied] that {it was early}.", "replies that it was early"),
    ("reveal", "Venn [revealed] {the name of the bidder}.", "reveals the name of the bidder"),
    ("rule", "Venn [ruled out] {talks with the union}.", "rules out talks with the union"),
    ("say", "Venn [said] {the port was safe}.", "says the port was safe"),
    ("say", "Venn [said] on Monday that {the port was safe}.", "says that the port was safe"),
    ("say", "Venn [said] in May: {“The port is safe.”}", "“The port is safe.”"),
    ("state", "Venn [stated] that {the port was safe}.", "states that the port was safe"),
    ("stress", "Venn [stressed] {the need for calm}.", "stresses the need for calm"),
    ("suggest", "Venn [suggested] {a second bridge}.", "suggests a second bridge"),
    ("support", "Venn [supported] {the plan of the council}.", "supports the plan of the council"),
    ("swear", "Venn [swore] {to rebuild the quay}.", "swears to rebuild the quay"),
    ("tell", "Venn [told] {the council to resign}.", "tells the council to resign"),
    ("tell", "Venn [told] reporters that {the ferry would stay}.", "tells reporters that the ferry would stay"),
    ("testify", "Venn [testified] that {the ice was thin}.", "testifies that the ice was thin"),
    ("thank", "Venn [thanked] {the crews for their work}.", "thanks the crews for their work"),
    ("threaten", "Venn [threatened] {to close the port}.", "threatens to close the port"),
    ("urge", "Venn [urged] {unions to end the strike}.", "urges unions to end the strike"),
    ("vow", "Venn [vowed] {to rebuild the quay}.", "vows to rebuild the quay"),
    ("warn", "Venn [warned] Europe that {the bridge would close}.", "warns Europe that the bridge would close"),
    ("warn", "Venn [warned of] {a hard winter}.", "warns of a hard winter"),
    ("warn", "{“The ice is thin,”} Venn [warned].", "warns, “The ice is thin,”"),
    ("welcome", "Venn [welcomed] {the ruling of the court}.", "welcomes the ruling of the court"),
    ("wonder", "Venn [wondered] {whether it would hold}.", "wonders whether it would hold"),
    ("write", "Venn [wrote] that {the toll stays}.", "writes that the toll stays"),
]
SENSES = {"call": "calls it", "describe": "describes it as", "say": None, "tell": None, "thank": None}


def read(marked):
    """Return the text and the spans of its verb and its words."""
    text, spans = "", {}
    for piece in re.split(r"([\[{].*?[\]}])", marked):
        if piece[:1] in "[{" and piece:
            spans[piece[0]] = (len(text), len(text) + len(piece) - 2)
            piece = piece[1:-1]  # noqa: PLW2901 - without its brackets
        text += piece
    return text, spans["["], spans["{"]


def aloud(marked, verb, sense):
    text, cue, content = read(marked)
    said = text[slice(*content)]
    kind = Kind.DIRECT if said[0] + said[-1] == "“”" else Kind.MIXED if "“" in said else Kind.INDIRECT
    found = quotation(content=(content,), cue=(cue,), verb=verb, sense=sense, kind=kind, source=((0, 4),))
    leads = lead_in(said, kind=kind, sense=sense, cue=cue_of(text, found))
    return leads + (begun_low(said) if leads.endswith("that ") else said)


def test_each_sense_is_led_in_by_a_verb_whose_ways_are_known():
    unknown = {sense for sense in VERBS_OF_SENSES if third_person_of(sense) not in FRAMES}
    assert unknown == set()


def test_no_verb_that_judges_its_object_reads_as_says():
    """What he slammed and what he defended would be the same statement in the same words."""
    judging = {verb for verb, frames in FRAMES.items() if "it" in frames}
    known = {verb.partition("-")[0] for verbs in VERBS_OF_SENSES.values() for verb in verbs}
    assert judging - known == {"attribute", "back"}


def third_person_of(sense):
    shown = sense.partition(" ")[0]
    return next((verb for verb in FRAMES if third_person(verb) == shown), shown)


@pytest.mark.parametrize(("verb", "marked", "expected"), ALOUD)
def test_a_verb_is_read_aloud(verb, marked, expected):
    particle = re.search(r"\[\w+ (on|for|out)\]", marked)
    sense = SENSES.get(verb, third_person(verb))
    if particle and verb in {"call", "rule"}:
        sense = f"{third_person(verb)} {particle[1]}"
    assert aloud(marked, verb, sense) == expected


def test_eighty_verbs_and_more_are_read():
    assert len({verb for verb, *_ in ALOUD} & set(FRAMES)) >= 80
    assert {verb for verb, *_ in ALOUD} <= set(FRAMES)


def test_no_frame_is_misspelt():
    assert set().union(*FRAMES.values()) == {"that", "wh", "to", "noun", "person", "hearer", "quote", "it"}


@pytest.mark.parametrize(
    ("text", "kind", "sense", "expected"),
    [
        pytest.param("I am not afraid", Kind.INDIRECT, "says", "says: I am not afraid", id="in the first person"),
        pytest.param(
            "it is “what I do”", Kind.INDIRECT, "says", "says that it is “what I do”", id="within marks alone"
        ),
        pytest.param(
            "Crews of the port may go", Kind.INDIRECT, "says", "says that crews of the port may go", id="a long subject"
        ),
        pytest.param("that they go", Kind.INDIRECT, "denies", "denies that they go", id="its own conjunction"),
        pytest.param("that they go", Kind.INDIRECT, None, "says that they go", id="and no verb"),
        pytest.param("ministers had lied", Kind.INDIRECT, "denies", "denies that ministers had lied", id="a clause"),
        pytest.param("She had lied", Kind.INDIRECT, "denies", "denies that she had lied", id="a sentence"),
        pytest.param("any part in it", Kind.INDIRECT, "denies", "denies any part in it", id="a thing"),
        pytest.param(
            "the plan that was agreed", Kind.INDIRECT, "rejects", "rejects the plan that was agreed", id="rel"
        ),
        pytest.param("to go", Kind.INDIRECT, "promises", "promises to go", id="an infinitive"),
        pytest.param("unions to go", Kind.INDIRECT, "urges", "urges unions to go", id="somebody"),
        pytest.param("talks", Kind.INDIRECT, "rules out", "rules out talks", id="a particle"),
        pytest.param("a hard winter", Kind.INDIRECT, "warns", "warns: a hard winter", id="nothing that fits"),
        pytest.param("we will go", Kind.INDIRECT, "rejects", "rejects it: we will go", id="no clause"),
        pytest.param("We go.", Kind.DIRECT, "warns", "warns, We go.", id="a quotation"),
        pytest.param("We go.", Kind.DIRECT, "denies", "denies it: We go.", id="one that is denied"),
        pytest.param("We go.", Kind.DIRECT, "accuses", "We go.", id="one that says all by itself"),
        pytest.param("nonsense", Kind.DIRECT, "calls it", "calls it nonsense", id="what is not named"),
        pytest.param("We go.", Kind.DIRECT, "murmurs", "murmurs: We go.", id="a sense that the table lacks"),
        pytest.param("was “enough”", Kind.MIXED, "laments", "laments: … was “enough”", id="whose subject is left out"),
        pytest.param("was enough", Kind.INDIRECT, None, "says: … was enough", id="and no verb"),
        pytest.param("they go", Kind.INDIRECT, None, "they go", id="nothing known"),
        pytest.param("We go.", Kind.DIRECT, None, "We go.", id="nothing to say"),
        ("rice tariffs go to 75%", Kind.INDIRECT, "tells", "says: rice tariffs go to 75%"),
        ("the toll was kept", Kind.INDIRECT, "reminds", "says that the toll was kept"),
    ],
)
def test_words_without_their_article_get_the_plainest_form(text, kind, sense, expected):
    leads = lead_in(text, kind=kind, sense=sense)
    assert leads + (begun_low(text) if leads.endswith("that ") else text) == expected


@pytest.mark.parametrize(
    ("marked", "verb", "sense", "expected"),
    [
        pytest.param("[Said] Venn in May that {it holds}.", "say", None, "says that it holds", id="the name behind"),
        pytest.param(
            "Venn [reiterated her warning] that {it breaks}.", "reiterate", "warns", "warns that it breaks", id="a noun"
        ),
        pytest.param("Venn was [quoted as saying] {it holds}.", "say", None, "says it holds", id="passed on"),
        pytest.param(
            "Venn [denied], as in May, {she had lied}.", "deny", "denies", "denies that she had lied", id="a comma"
        ),
        pytest.param(
            "Venn [labelled] {it as gossip}.", "label", "calls it", "describes it as gossip", id="another verb"
        ),
        pytest.param("Venn [denied] “them” {the port}.", "deny", "denies", "denies the port", id="a quotation between"),
        pytest.param("Venn [told] {ships to wait}.", "tell", None, "tells ships to wait", id="told to do"),
        pytest.param("Venn [told] that {it holds}.", "tell", None, "says that it holds", id="told nobody"),
    ],
)
def test_what_stands_between_is_taken_over_where_it_reads_well(marked, verb, sense, expected):
    assert aloud(marked, verb, sense) == expected


@given(text=NASTY, sense=st.none() | NASTY | st.sampled_from([*map(third_person, FRAMES)]), kind=st.sampled_from(Kind))
def test_what_leads_in_is_plain_and_short(text, sense, kind):
    leads = lead_in(text, kind=kind, sense=sense)
    assert leads == plain(leads)
    assert len(leads) <= limits.SENSE + len(" it: ") + len("that ")
    assert not leads or leads.endswith(" ")
