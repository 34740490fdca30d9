"""Every number that the rooms of the watcher go by, with what it is.

They were set by judgment on news texts where no other origin stands beside them; those of the network of the second
opinion by what they bring on the piles of docs/attribution.md. Those of the model stand beside its weights, the weights
of the confidence in `attribute/confidence.py`.
"""

from __future__ import annotations

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
LEAST_ASKED: Final = 2  # questions under the label of somebody who does little but ask
LEAST_QUESTIONS: Final = 3  # of an interview whose answers bear no label
FEW_WORDS_ASKED: Final = 9  # words and marks of a remark between questions that says no “you”
LONGEST_ASKED: Final = 60  # words of a question without a label
LEAST_LISTED: Final = 2  # items of a list of what somebody said
LONGEST_BLOCK: Final = 8  # paragraphs within which marks that open under a colon are closed
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

# A text in an actor's own voice.
LONGEST_TITLE: Final = 14  # words
LONGEST_APPARATUS: Final = 120  # characters of a line that a site puts around a post
MOST_TRAILERS: Final = 20  # hung on one line
LONGEST_TRAILER: Final = 200  # characters
LEAST_QUOTED_IN_OWN: Final = 6  # words in marks that are somebody's sentence and no phrase in scare quotes
QUOTED_SHARE: Final = 0.6  # of a sentence's letters, from which it is quoted and not said
LEAST_OWN: Final = 2  # words of a text that says something

# Whose words.
LONGEST_MENTION: Final = 25  # words
MOST_ASKED_ABOUT: Final = 8  # people named last, to whom the tracked are added; as the network was taught
SURELY_HIS: Final = 0.93  # of the network, from which words without a name as their source are a tracked actor's
SURELY_DESCRIBED: Final = 0.95  # the same of words whose source is a description
SURELY_OF_OFFICE: Final = 0.99  # the same of an office that somebody of another country bears in the text
LIKELY_HIS: Final = 0.6  # the same where he answers somebody else
NAMED_WITHIN: Final = 100  # words before a pronoun: the passage that the network reads is somewhat longer
HARDLY_HIS: Final = 0.1  # of the network, below which a pronoun is not the tracked actor whom the resolver took it for
SURE_OF_PRONOUN: Final = 0.97  # of the resolver, from which a pronoun stays with an actor whom the network doubts
SURE_OF_NAMED: Final = 0.9  # the same of one who is named in the sentence before
RESOLVER_REACH: Final = 30  # sentences behind which only somebody with the right role is meant
MOST_CANDIDATES: Final = 16  # persons among whom the resolver chooses, the latest first: a matter of speed
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

# Whole statements.
HEAD_OR_FOOT: Final = 2  # paragraphs in which a page says that it is satire
QUOTED_TURN: Final = 4  # words in marks behind a label that are a quotation, and no nickname
SCARE_QUOTE: Final = 30  # characters that a loose phrase in marks has at most
CLAUSE_GAP: Final = 4  # characters between a clause and the participle that goes on
TURN: Final = 0.8  # share of a turn, or of a finding in it, from which the two are the same words
SHORT_POINTER: Final = 3  # words of a phrase that only points back: “the claim”
SHORTEST_SENTENCE: Final = 4  # words before “he allowed” that are a clause, whatever the verb
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

# When it was said.
MOST_WORDS: Final = 12  # between a time further back than a week, at the head of a sentence, and the attribution
MOST_TIMES: Final = 8  # on either side of an attribution; more stand in no sentence that people write
MOST_BACK: Final = 4  # sentences of the paragraph from which a time is inherited

# What is given out.
DIRECT: Final = 0.9  # share of the letters in quotation marks from which it is direct: as the gold files have it
BUCKET: Final = 256  # characters; any does, it is a matter of speed
LONGEST_TEXT: Final = 100_000_000  # characters; the stages are linear, so spaCy's guard against its parser is lifted
