"""Every number that the comparison goes by, with what it is and where it came from.

Those of the judge's calibration were fitted and stand beside its weights (`weights/calibration.json`). Of these here
some were measured, as is said beside them; the others were set by judgment when the gold pairs were first read, and
none of them was found by a search.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Which statements on record are compared with a new one. What ten candidates cost stands in docs/novelty.md.
CANDIDATES: Final = 10  # that the index gives
# A second translation may not share a word with the first, and both come within days: so the actor's last words are
# always among the candidates, whatever the index says.
LATEST: Final = 5
LATEST_FOR: Final = timedelta(days=2)  # before the new one
CANDIDATES_BESIDE: Final = 10  # of the same article; in a longer one those nearest by letters
# Each passage of a long transcript is compared with fewer, since ten times two hundred comparisons take a minute.
MANY: Final = 20  # statements of one actor in one article
CANDIDATES_OF_MANY: Final = 2
CANDIDATES_BESIDE_OF_MANY: Final = 3  # of the same article
COMPARE_SECONDS: Final = 60.0  # for one statement: a passage of a long transcript takes about a second
# Statements taken into memory at once: some milliseconds in the thread, or 0.1 s where it is worked out first what they
# are found by. News waits for one such part at most.
RECORD_PART: Final = 250
# For how long in all the reading of records into memory rests while news is under way. The first news after a start is
# reported sooner by it; where much waits, its comparing needs the rest of the record more than it needs the processor.
GIVES_WAY_FOR: Final = 3.0  # seconds

# Looking up. With these a lookup among 100,000 statements takes 2 ms (docs/novelty.md).
LONGEST_LOOKUP: Final = 24_000  # postings read for one lookup, rarest words first
VECTORS_READ: Final = 6_000  # for one lookup, nearest groups first
SHORTLIST: Final = 64  # the best by words and the best by meaning, of which the sum of both chooses
MEANING: Final = 1.5  # weight of the vectors against the words
LENGTH_POWER: Final = 0.3  # a fragment of a long answer is to be found as well as a text of like length
TIE: Final = 1e-6  # less than any two scores differ that are told apart: of equals the newest is found
MOST_DEAD: Final = 1_000  # rows of statements taken out, beyond as many as are in, before the index is made anew

# Texts of which each part of the comparison keeps what it read in them. A comparison has some twenty, and those of an
# actor's next one are mostly the same; with four and eight times as many the bot grew for a day until all were there.
TEXTS_KEPT: Final = 1024

# Reading words, numbers and days.
STEM: Final = 5  # letters that forms of a word share
ROUNDING: Final = 0.006  # of an amount: 1.5 million and 1,509,000 are one
CALENDAR_SLACK: Final = 0.02  # of a span of time: a month has 28 to 31 days
LEAST_BARE_SUM: Final = 1_000  # "4.5 million" may be dollars, and "fifty" is something else than $300
SLACK_FROM: Final = 27  # days from which a span may be one of months
PERCENT_SLACK: Final = 0.5  # between two shares of which one is no whole number: a third and 33 percent
LARGEST_WHOLE: Final = 1_000  # of which somebody is one: "one in five", "57 in every hundred"
YEARS: Final = range(1900, 2100)  # what numbers of four digits are, where no unit stands behind them
MONTH_REACH: Final = timedelta(days=60)  # to "the last Wednesday in November"; else the next one is meant
WEEKDAY_REACH: Final = timedelta(days=9)  # a bare weekday means one at most this far from the utterance

# Cutting the longer of two texts to what the shorter one covers.
LONGER: Final = 1.7  # times the tokens of the other, from which a text is cut
CUT_FACTOR, CUT_EXTRA = 2, 6  # tokens that the cut has at most: twice those of the other and so many more
EXCESS: Final = 0.15  # what a word costs that the other has not, where one that it has counts 1
FIRST_OF_CLAUSE: Final = 4  # tokens of a clause that put it under a condition: "but only if", "but as long as"
EVEN: Final = 1e-9  # scores no further apart are equal: floats in another order of the texts

# Two wordings word by word.
ONE_WORDING_FROM: Final = 0.72  # share of common tokens from which two texts are one wording with edits
ONE_FRAME_FROM: Final = 0.6  # the same from which a thing stands in the place of another: "in Vermont", "in Maine"
HALF_A_FRAME: Final = 0.5  # the same from which those with whom two texts begin stand in each other's place
MOST_ADDED: Final = 3  # words that only one text has: more are a sentence of their own
LEAST_LETTERS: Final = 4  # of two words that may be forms of one
LEAST_LETTERS_OF_PLURAL: Final = 3  # of a word that may stand in the other text with an "s": law and laws
LEAST_LETTERS_OF_TYPO: Final = 5  # of two words of which one may be a misspelling of the other
LONGEST_ENDING: Final = 2  # letters in which two forms of a word may differ at the end

# What differs by rule. What each veto is worth was measured: docs/novelty.md, "What each veto brings".
MOST_REPLACED: Final = 3  # words of a replaced stretch that still show what stands for what
LEAST_LETTERS_OF_PAST: Final = 5  # of a word in "ed" that is a past: "asked", and not "red"
LONGEST_SUBJECT: Final = 4  # words before the first auxiliary that are read as who does it
WORDS_TO_WHETHER: Final = 3  # words from "asked" to its "if": "asked the minister if"
LONGEST_UNKNOWN: Final = 5  # words before an "if" among which "know" is denied or wanted: "I do not know if"
LONGEST_OPENING: Final = 7  # words up to the "that" of an opening that says who claims it
LEAST_ON_ONE_THING: Final = 2  # words of weight that two texts on one thing share, where they are no one wording
SHARED_STEMS: Final = 0.6  # of the stems of both texts, from which roles are compared
LONGEST_EXCHANGED: Final = 4  # words of one of two that changed places: "the old harbour master"
LETTERS_OF_VERB: Final = 4  # of a word between two roles that may be their verb

# The judge.
LONGEST_READ: Final = 160  # word pieces of one text that the encoder reads; it was trained with as many
# Of words of weight that two statements share, their cosine, from which a change of one to the other is reported.
# Chosen with 19 files of pairs, where 22 of 348 right changes lie below, and 105 articles, where all ten false ones do.
ON_ONE_SUBJECT: Final = 0.25
NEARER: Final = 10.0  # points of 100 in letters by which a turn is nearer than what is judged to be the same
# P(different) in one order from which the other order is not read: nine of ten candidates are of another matter. What
# that spares and what it changes is printed by `benchmarks.novelty --pairs`.
FAR_FROM: Final = 0.9
MOST_DOUBT: Final = 0.12  # P(different) up to which a change is surely one: two matters may differ in a number as well

# One occasion or two.
ONE_OCCASION: Final = timedelta(days=1)  # between two reports of one utterance whose time is known
TOO_CLOSE: Final = timedelta(hours=3)  # for two occasions, even where a text speaks of an earlier one
ZONE_SLACK: Final = timedelta(hours=6)  # a bare day is a day in some time zone
NEWS_CYCLE: Final = timedelta(days=1)  # between two reports of one remark that was made in the days before
NEWS_FOR: Final = timedelta(days=7)  # that a remark is made before it is reported as of these days

# What words alone prove (docs/novelty.md, step 8): what hides a statement errs on the side of telling.
LEAST_ANSWER: Final = 4  # words; fewer are an answer that means nothing without its question: "No.", "Absolutely not"
LEAST_CONTENT: Final = 2  # words of it that say something by themselves: "The quay is a ruin", not "I like it"
MOST_POINTING: Final = 8  # words of weight up to which a text hangs on what it points to; more say it themselves
PROVEN_RUN: Final = 6  # words in a row that are no whole clause: of fewer the rest may change the sense
LONGEST_QUESTION: Final = 300  # characters before an answer
LEAST_OVERLAP: Final = 4  # of so many words of a report one at least is as it was said, or it is no report of the words
MOST_FORMS: Final = 64  # that the words of a report may have had, put to the proof: 64 take a millisecond
FIRST_WORDS: Final = 2  # of a sentence among which a word takes back what stands before it
LEAST_EXCERPT: Final = 4  # words of whole sentences that are an excerpt: fewer stand in too many texts
EXCERPT_RUN: Final = 7  # the same of words that are no whole sentence

# Points that were said before (docs/novelty.md, "Points").
CANDIDATES_OF_POINT: Final = 3  # that the index gives for each, beside those of the whole statement
MOST_POINTS: Final = 12  # of a statement, for which the index is asked: a passage of a speech has six
LONGEST_SUBJECT_OF_CLAUSE: Final = 7  # words before the verb: "the prices of bread and of milk have risen"
LONGEST_ITEM: Final = 4  # words of a list: "bread, fresh milk, and eggs"
SINCE_FROM: Final = 75.0  # likeness, 0 to 100, of later words that say a point otherwise: one word in five is another
