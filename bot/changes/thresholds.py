"""Every number by which words are found again at their source, with what it is.

They were set by judgment, on pages that were fetched again and on those that tests grow, cut and turn by the paragraph.
"""

from __future__ import annotations

from typing import Final

# What a page still has of a text.
RUN: Final = 4  # words in a row that make a stretch of one text known again in another
RUN_OF_FEW: Final = 2  # the same in a text of fewer than `FEW_ON_PAGE` words, as of a post
FEW_ON_PAGE: Final = 60  # words
SURE_RUN: Final = 8  # words in a row; fewer may be the hour and the name at the head of an entry
FOOT: Final = 40  # words at the end of a live page that stay there, below the oldest entry
ROLLED: Final = 60  # words in a row above them that are gone, where entries went and not one quotation
CUT_SHORT: Final = 0.6  # share of the old text below which one that only begins like it is the open part of a page
CUT_ALIKE: Final = 0.8  # likeness of that one to the beginning of the old text

# What became of a quotation.
AROUND: Final = 500  # characters before a quotation's evidence that may show who speaks
SURE_OF_ANOTHER: Final = 0.7  # confidence from which words are somebody else's
PART: Final = 0.5  # share of a text below which too much is gone to conclude anything from what is
WHOLE: Final = 0.8  # of the words of a quotation from which what stands in its place is no part of it
ADDED: Final = 2  # words that a watcher may see more of in one quotation, without more having been written

# What stands in the place of words.
TYPO_FROM: Final = 7  # letters of a word that may differ in one and be the same word
NEAR: Final = 0.55  # share of letters in words kept from which a stretch took the place of the words
NEAR_OF_FEW: Final = 0.7  # the same for fewer than `FEW` words, to which too much is alike
FEW: Final = 4  # words
LEAST_LEFT: Final = 0.3  # share of the words that is left where they were only cut
TRIES: Final = 3  # stretches looked at, the likest first
MOST_OFF: Final = 40  # words around the likest stretch that are looked at
REPLACED: Final = 1.6  # what a word in another's place costs, where one left out or added costs 1
STRAY: Final = 3  # letters of a word that stands in any text
CLAUSE_REST: Final = 2  # words by which one that took the place of another at an edge may be longer
BEFORE: Final = 2  # words before others among which a negation turns these
ANOTHER: Final = 0.1  # share of a text kept below which it is another one
