"""Every number that the rooms of the watcher go by, with what it is.

They were set by judgment on news texts where no other origin stands beside them; those of the network of the second
opinion by what they bring on the piles of docs/attribution.md. What the models were built and trained with stands in
`find/tagger`, and the weights of the confidence in `attribute/confidence.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Text.
LONGEST_HEADING: Final = 14  # words; a longer line is a sentence without its full stop
LONGEST_SENTENCE: Final = 250  # words: longer ones are cut, so that no stage looks far
LONGEST_SINGLE: Final = 3_000  # characters: behind so many no single mark closes

# Finding by layout and marks.
LONGEST_BOILERPLATE: Final = 120  # characters of a line of the page's own within a turn
LONGEST_LABEL: Final = 70  # characters; longer ones are sentences
MOST_INITIALS: Final = 4  # letters
TRANSCRIPT: Final = 4  # labels at the start of a line
LABELLED: Final = 0.9  # share of lines with a label where none is sure
LEAST_TURNS: Final = 2  # one label alone is a dateline
LONGEST_BYLINE: Final = 120  # characters of the line above a post
LONGEST_POST: Final = 8  # paragraphs within which a line of counts ends a post
LONGEST_CALLED: Final = 4  # words of somebody who is called on the telephone
LEAST_WRAPPED: Final = 4  # line breaks within paragraphs of a text that is broken at a width
WIDTHS: Final = range(40, 101)  # characters of its lines
FULL_LINE: Final = 0.8  # of the width that a line and the first word of the next one are over
WRAPPED: Final = 0.9  # share of its line breaks behind full lines
GOING_ON: Final = 0.5  # share of these before a small letter: headlines in a list begin with capitals
LEAST_BROKEN: Final = 30  # characters of a line that a small word on the next one goes on
LONGEST_GREETED: Final = 300  # characters of a turn in which a host says who he is
LEAST_ASKED: Final = 2  # questions under the label of somebody who does little but ask
LEAST_QUESTIONS: Final = 3  # of an interview whose answers bear no label
FEW_WORDS_ASKED: Final = 9  # words and marks of a remark between questions that says no “you”
LONGEST_ASKED: Final = 60  # words of a question without a label
LEAST_LISTED: Final = 2  # items of a list of what somebody said
LONGEST_BLOCK: Final = 8  # paragraphs within which marks that one before them left open are closed
HEAD_OF_ESSAY: Final = 5  # paragraphs in which it says who wrote it
LEAST_SPEECH: Final = 3  # paragraphs in the first person of a speech that the title announces
LONGEST_SIGNATURE: Final = 8  # words of the line that closes a letter
NEAR_ABOUT: Final = 3  # words from “about” to a name
LOOKED_INTO: Final = 3  # paragraphs below a claim that say what became of it
LONGEST_RATING: Final = 6  # words of a line that rates a claim: "RATING: Fake"
SALUTATION: Final = 4  # paragraphs in which a speech greets its audience
BEFORE_COLON: Final = 12  # words from a verb of speech to the colon behind which what was said stands
BESIDE: Final = 140  # characters before and behind a quotation in which a name may stand
LEAST_QUOTED: Final = 4  # words in marks that are an utterance without a verb beside them
COVERED: Final = 0.5  # share of what stands in marks from which it was found before
WORDS_AFTER: Final = 12  # words behind the marks in which the reporting verb is looked for
WORDS_BEFORE: Final = 12  # words before the marks in which it is
LONGEST_BEGINNING: Final = 12  # words of a sentence before an inserted “he said”
TITLED_WITHIN: Final = 6  # words before a name: "by the Israeli prime minister,", "and the president of the council"
TO_A_PAPER: Final = 4  # words behind "read": "in the morning paper"
REPORTED_SHARE: Final = 0.5  # of what somebody reports, in letters; less is a piece of his own sentence
LONGEST_ACRONYM: Final = 2  # words: "the AFP"
LONGEST_PARTICIPLE: Final = 5  # words from the comma to whom it is by: ", as quoted by"
LONGEST_OWNER: Final = 8  # words from a name to its noun
LONGEST_CITING: Final = 20  # characters before a source: "according to"
NEAR_SOURCE: Final = 3  # words between a source and a cue that is its own
LONGEST_REREAD: Final = 3000  # characters of the sentences that are read again
READ_AROUND: Final = 1000  # characters before and behind them that the model is given
LEAST_OVERLAP_OF_READINGS: Final = 0.5  # of the letters of what is found, within what is reported

# A text in an actor's own voice.
LONGEST_TITLE: Final = 14  # words
LONGEST_APPARATUS: Final = 120  # characters of a line that a site puts around a post
MOST_TRAILERS: Final = 20  # hung on one line
LONGEST_TRAILER: Final = 200  # characters
LEAST_QUOTED_IN_OWN: Final = 6  # words in marks that are somebody's sentence and no phrase in scare quotes
QUOTED_SHARE: Final = 0.6  # of a sentence's letters, from which it is quoted and not said
LEAST_OWN: Final = 2  # words of a text that says something
LONGEST_HEAD_OF_POST: Final = 14  # words from the beginning of a line to the colon of "Ann Bell, the mayor, writes:"

# Who is who.
SHORT_SURNAME, LONG_SURNAME = 6, 8  # letters: shorter surnames are never guessed, longer ones may miss by two
WORDS_OF_PLACE: Final = 2  # before a name without a comma: "in New York Ann Bell said"
FEWEST_SOUNDS: Final = 2  # consonants that are heard: a name of fewer is like too many others
SHORTEST_GIVEN_GUESSED, SHORT_GIVEN = 4, 6  # letters of a given name: one may differ, of a longer one two
LONGEST_NAME: Final = 5  # words
FULL_NAME: Final = 2  # words of a name that is no surname alone
LONG_NAME: Final = 4  # words: "Mary Robinson Meets Press" is a headline
HEAD_OF_TRANSCRIPT: Final = 300  # characters in which a transcript says where it is from
LONGEST_DESCRIPTION: Final = 8  # words before the role word
LONGEST_COMPLEMENT: Final = 9  # words behind it: "of the Arab League in Cairo"
LONGEST_APPOSITION: Final = 9  # words between a name and a comma that say who it is
ROLE_WITHIN: Final = 9  # words after "Name," in which the role is looked for
NEAR_FROM: Final = 3  # words behind "from"
COURT_REACH: Final = 10  # words before and behind a name that say that its bearer stands trial
LONGEST_SHOUTED_NAME: Final = 3  # words of a name in capitals: more are a sentence, “HORMUZ TRAFFIC TO RESUME”
SHORT_WORD: Final = 2  # letters of a word that says nothing of what a sentence is on
LONGEST_HEAD_OF_LINE: Final = 7  # words and marks before a colon that say what a line is on

# Whose words.
LONGEST_MENTION: Final = 25  # words
MOST_ASKED_ABOUT: Final = 8  # people named last, to whom the tracked are added; as the network was taught
SURELY_HIS: Final = 0.8  # of the network, from which words without a name as their source are a tracked actor's
SURELY_HIS_TURN: Final = 0.9  # the same of words without a source behind others in marks: either of two may go on
SURELY_DESCRIBED: Final = 0.93  # the same of words whose source is a description
SURELY_UNKNOWN: Final = 0.95  # the same of a source that names nobody known, "it read"
SURELY_THOUGH_REPLYING: Final = 0.95  # the same of who replies where others talk
SURELY_OF_OFFICE: Final = 0.98  # the same of an office that somebody of another country bears in the text
LIKELY_HIS: Final = 0.6  # the same where he answers somebody else, or is called by his age
NAMED_WITHIN: Final = 100  # words before a pronoun: the passage that the network reads is somewhat longer
HARDLY_HIS: Final = 0.1  # of the network, below which a pronoun is not the tracked actor whom the resolver took it for
SURE_OF_PRONOUN: Final = 0.97  # of the resolver, from which a pronoun stays with an actor whom the network doubts
SURE_OF_NAMED: Final = 0.9  # the same of one who is named in the sentence before
RESOLVER_REACH: Final = 30  # sentences behind which only somebody with the right role is meant
MOST_CANDIDATES: Final = 16  # persons among whom the resolver chooses, the latest first: a matter of speed
TITLED_NAME: Final = 4  # words of a name with its title: "US President Donald Trump"
OWNED_WITHIN: Final = 3  # words between "his" and what is said to be his: "his first written statement"
NO_RELATION: Final = 16  # words before a name in which it may say that its bearer is "not related to" somebody
BESIDE_NAME: Final = 8  # words before and behind a name that may describe its bearer
QUOTED_REACH: Final = 14  # words and commas from “quoted” to “as saying”: an office and a name stand between
CHAIN: Final = 9  # helping words left of a verb: “is not yet expected to have”
BEFORE_CITING: Final = 5  # words from “reported” to “citing”
CITED: Final = 6  # words from there to the source
CITED_PHRASE: Final = 10  # words from “according” in which it stands who is cited
SURE_OF_GENDER: Final = 0.8  # of a pronoun
SURE_ENOUGH: Final = 0.6  # share of the resolver under which nobody is credited
SURE_OF_OFFICE: Final = 0.9  # the same of an office that somebody of another country bears in the text
LEADING: Final = 0.9  # share of who leads the sentence of a pronoun
SUREST: Final = 0.005  # share beyond which no log odds are taken: what the model gives beyond it is noise
SURE_OF_FLOATING: Final = 0.7  # of who was spoken of last, for a quotation without a source
NEAR_SENTENCES: Final = range(4)  # between a pronoun and who was seen or heard last: as the resolver was fitted
FAR: Final = 10_000  # sentences or paragraphs, beyond any text
MANY_CANDIDATES: Final = 8  # persons of a passage that the resolver counts
BEHIND_NAME: Final = 3  # words and marks behind a name: "'s former lawyer"
TITLE_BEFORE_NAME: Final = 4  # words before a name: "former United States president"
NAMED_IN_TITLE, NAMED_BEHIND = 200_000, 100_000  # characters from who is named in the title alone, or behind the words
SENTENCES_BACK_TO_WRITER: Final = 2  # from "it said" to whose post it is
MOST_TO_WRITER: Final = 3  # words between *a message from* and a name: titles

# Whole statements.
HEAD_OR_FOOT: Final = 2  # paragraphs in which a page says that it is satire
QUOTED_TURN: Final = 4  # words in marks behind a label that are a quotation, and no nickname
SCARE_QUOTE: Final = 30  # characters that a loose phrase in marks has at most
CLAUSE_GAP: Final = 4  # characters between a clause and the participle that goes on
TURN: Final = 0.8  # share of a turn, or of a finding in it, from which the two are the same words
SHORT_POINTER: Final = 3  # words of a phrase that only points back: “the claim”
SHORTEST_SENTENCE: Final = 4  # words before “he allowed” that are a clause, whatever the verb
LONGEST_ELLIPSIS: Final = 3  # words of an answer that means its question: “he had not”
LONGEST_NAMED: Final = 4  # words of “what he wanted”, of which nothing is said
LONGEST_TOPIC: Final = 3  # words of “the day after”, which is spoken of
BEHIND_WORK: Final = 3  # sentences behind the one that names a novel or a clip, which tell what happens in it
CLAUSE_WORDS: Final = 3  # from which “to do so” is a clause
SURE_OF_HE: Final = 0.85  # of who “he” is, named by nobody in the turn of the reporter who tells of him
MAY_BE_OWN: Final = -2.5  # log odds of a line, below which the trees have called none somebody's own words
LONGEST_GREETING: Final = 7  # words and marks of a line that greets somebody: "Dear Mr. Bell,"
OWN_WORDS: Final = 0.45  # of the trees, from which a paragraph without marks may be somebody's own words
LEAST_OWN_PARAGRAPHS: Final = 2  # such paragraphs of a page: one alone is a comment or a caption as often
LONGEST_OF_LEAD: Final = 450  # characters before the first such paragraph, which tell who it is that speaks
LONGEST_BEFORE: Final = 160  # characters of the paragraph right before one, its last ones
SPEAKS_ON_PAGE: Final = 0.7  # of the network, in the middle of such paragraphs and in each that is his
MOST_ANSWERS_ASKED_ABOUT: Final = 12  # of an interview, to see whose they are
MOST_PARAGRAPHS_ASKED_ABOUT: Final = 60  # that may be his own words: three seconds of a core; the rest are left alone
SURELY_GOES_ON: Final = 0.85  # of the network, from which a sentence in a tracked actor's paragraph is his as well
LEAST_LOGGED: Final = 3  # lines with a time, on a page that lists somebody's posts
UNSIGNED: Final = 3  # of so many such lines one may begin with nobody who is known
LEAST_QUOTES: Final = 3  # on lines of their own, on a page that says below each who said it
SHORTEST_TO_GO_ON: Final = 3  # words of such a sentence
REACH_TO_GO_ON: Final = 4  # sentences between the two
MOST_TO_GO_ON: Final = 60  # sentences of one article that are asked about: eight seconds of a core
OFFERED: Final = 4  # words of a thing that is offered: “four firefighting planes and a team”
LONG_PHRASE: Final = 25  # words from which a phrase is as good as a clause
LONGEST_PASSAGE: Final = 600  # characters of a statement that stays one
SHORT_PASSAGE: Final = 150  # characters of a paragraph that goes with the next one
LONGEST_UNCUT: Final = 1200  # characters; what is longer has no full stops, and is cut between words
OPENING_OF_PARAGRAPH: Final = 4  # words in which the trees look for somebody's "I": as they were taught, and so below
FAR_PARAGRAPHS: Final = 20  # from a name, beyond which all are as far
MANY_TIMES_AS_OFTEN: Final = 5.0  # as anybody else, at most
NO_LINE: Final = -5.0  # what stands in place of a line's log odds where there is none
LINES_AROUND: Final = (-1, 1, -2, 2)
LARGEST_LOG_ODDS: Final = 30.0  # so that none overflows
BEFORE_A_NAME: Final = 60  # characters in which "plays" and the like make it a part in a film
FIGURE_WITHIN: Final = 4  # words from "at" to the number: "at more than some 600"
SUBJECT_AND_VERB: Final = 2  # words

# When it was said.
HEAD_OF_PAGE: Final = 3  # lines in which a page says when it was published
LONGEST_DATE_LINE: Final = 90  # characters of such a line
SLIP_OF_THE_YEAR: Final = timedelta(days=3)  # from a date a year before, within which its year alone is wrong
LONG_BEFORE: Final = timedelta(days=8)  # publication: until then words were said of which a text gives no day
LONG_AFTER: Final = timedelta(days=365)  # an event, from which what was said “after” it is not of these days
EVENT_REACH: Final = 120  # characters from “in the days before” to the time of the event
BEFORE_PARTICIPLE: Final = 3  # words before the verb of a clause: “the new bridge” opened
MOST_WORDS: Final = 12  # between a time further back than a week, at the head of a sentence, and the attribution
MOST_TIMES: Final = 8  # on either side of an attribution; more stand in no sentence that people write
MOST_BACK: Final = 4  # sentences of the paragraph from which a time is inherited
NEAREST_AHEAD: Final = timedelta(days=31)  # a date without a year that comes again so soon may be meant as to come
NEXT_DAY_BEGUN: Final = 15  # the hour, UTC, from which it is the next day in Tokyo; in Tehran it is so from 20:30
TIME_OF_NEWS: Final = timedelta(days=7)  # before publication, in which a time is near
HOUR_OF_PAGE: Final = 12  # at which a page counts as published that names its day: the middle of it
DATELINE_REACH: Final = timedelta(days=3)  # from publication, within which a dateline's day is that of the article

# What reading may cost.
SECONDS_FOR_ANY: Final = 60.0  # on a busy machine an article takes two
SECONDS_FOR_THOUSAND: Final = 2.0  # characters more; a live blog of 390,000 takes 136 s on two idle cores

# What is given out.
DIRECT_FROM_SHARE: Final = (
    0.9  # share of the letters in quotation marks from which it is direct: as the gold files have it
)
BUCKET: Final = 256  # characters; any does, it is a matter of speed
LONGEST_TEXT: Final = 100_000_000  # characters; the stages are linear, so spaCy's guard against its parser is lifted
