"""Every number that reading the web goes by, with what it is and where it came from.

Those of a standard name it; the others were set by judgment, on the feeds and pages of news sites as they are. What
people set stands in `[polling]` of the config.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# How often a host is asked.
# Nearly every WordPress feed says "hourly", whoever writes it and however often. No hint keeps us away longer.
LONGEST_HINT: Final = timedelta(minutes=15)
# Some hosts answer 304 to a known ETag for ever. So the whole feed is asked for once in so long a time.
WHOLE_EVERY: Final = timedelta(minutes=30)
LONGEST_ANSWER: Final = timedelta(minutes=1)  # with the wait for a turn; hardly a poll takes longer
# A host may ask for more; a feed that nobody asks for longer is a silent stop.
LONGEST_RETRY_AFTER: Final = timedelta(days=1)
LONGEST_TURN: Final = 60.0  # seconds that a fetch waits for its turn at a host; then it is tried again later
# In seconds; a longer Retry-After is the store's to remember, this memory ends with the process.
LONGEST_CLOSED: Final = 3600.0
# In seconds; longer ones are meant for crawls of a whole site, and news would be old by then.
LONGEST_CRAWL_DELAY: Final = 5.0
ROBOTS_KEPT_FOR: Final = timedelta(days=1)  # RFC 9309 2.4: no longer than 24 hours
# For a robots.txt that could not be read: it is asked for again soon, and not with every page.
FAILURE_KEPT_FOR: Final = timedelta(minutes=10)
CONNECT_TIMEOUT: Final = 10.0  # seconds; a host that does not answer the door within them is down
PATIENCE: Final = 3  # attempts at a page that fails for now, before the feed's own text has to do

# How much of a host's answer is read.
CHUNK: Final = 64 * 1024  # bytes read at once: no more than these are unpacked before the limit is asked again
LONGEST_ROBOTS: Final = 512 * 1024  # RFC 9309 2.5: at least 500 KiB are read, the rest may be ignored
HEAD: Final = 4096  # where a declaration or a document type can stand
SAMPLE: Final = 64 * 1024  # bytes looked at for a guess
TRUSTED_SHARE: Final = 0.02  # of characters that may be broken in a text that declares UTF-8 and is still taken for it
MANY_ENTRIES: Final = 500  # the newest are kept; feeds that list more list an archive
MOST_PARTS: Final = 8  # documents of one source beyond its first in one poll, each with a request of its own
# Of the addresses of a sitemap, and of the parts of an index: a page that old is fetched no more by default, too.
OLDEST_IN_A_SITEMAP: Final = timedelta(days=7)
UNDATED_PARTS: Final = 4  # of an index that dates none: two at either end
MOST_OF_AN_INDEX: Final = 2_000  # parts that are looked at, half of them at either end
SAME_LASTMOD: Final = 20  # addresses from which on `lastmod` is taken for the time of writing where most have the same
FEWEST_OF_A_LIST: Final = 3  # links that stand alike and read like headlines: two may be anything
FEWEST_WORDS_OF_A_LINK: Final = 4  # that may be a headline: fewer are a section, a service or "Read more"
LONGEST_TITLE_OF_A_LINK: Final = 300  # characters of a title: what is longer is the text of a card
LONGEST_NAME_OF_A_LINK: Final = 120  # characters of what names a feed or an account
MOST_PIECES_OF_A_LINK: Final = 8  # of text in one link, between the tags in it
HIGHEST_CARD: Final = 6  # elements above a link that may hold its date
MOST_LINKS: Final = 3_000  # of a page, the first: one with more of them is the archive of a site
MOST_DATES: Final = 4  # of one card that are tried
LONGEST_WRITTEN_DATE: Final = 80  # characters of a line with a date, a name and a place
ENDS_LOOKED_AT: Final = 100  # items at either end of such a one that are kept where their dates do not tell their age
# To find what a site has: enough for the largest, and over within the time that somebody waits for an answer.
MOST_FEEDS_FOUND: Final = 12  # that its page names
MOST_ACCOUNTS_FOUND: Final = 8
MOST_SITEMAPS_FOUND: Final = 4  # of its robots.txt; each may have eight parts
MOST_ASKED_TO_FIND: Final = 40  # addresses in all
FIND_AT_ONCE: Final = 4
LONGEST_TO_FIND: Final = 3_000_000  # bytes of one document: at somebody's word, less is fetched than for a source
FIND_WITHIN: Final = 60.0  # seconds
MOST_NAMED: Final = 5  # feeds of a page that was given for a feed, in the message that says so
MOST_LOOKED_AT: Final = 50_000  # items of one document, whose dates are read to find the newest
LONGEST_ENTRY_TITLE: Final = 2_000  # characters of markup
LONGEST_MARKUP: Final = 500_000  # characters of one item
# In bytes; the fallback takes minutes and gigabytes over a larger document made for that.
MOST_TO_REPAIR: Final = 2_000_000
# Ten times those of an article's page: reading more of them takes seconds, and it is a list or an attack.
MANY_ELEMENTS: Final = 20_000
# Posts of an account. Older pages are read back to the last poll; these are 160 posts of Telegram, the fewest.
MOST_PAGES: Final = 8
MOST_STALLED: Final = 3  # older pages in a row that bring nothing older: a service may send an empty one, not many
MASTODON_PAGE: Final = 40  # posts; the most that a server gives at once
BLUESKY_PAGE: Final = 50  # posts; each may bring three others that it answers and quotes
# Before the last poll: what was posted while it was under way, or is shown late by a service's caches, was not in it.
PAGES_OVERLAP: Final = timedelta(minutes=15)
# In bytes; honest ones have a third of that at most, and hostile ones take 100 MB to read.
LONGEST_PAGE_OF_POSTS: Final = 2_000_000
LONGEST_JSON_OF_POSTS: Final = 3_500_000  # with what each post answers and quotes
LONGEST_FEED_OF_VIDEOS: Final = 500_000  # YouTube lists fifteen
# An answer to a post of one's own belongs to its thread for a day: a text that is older than
# `polling.recheck_until` is not read again when it grows.
LONGEST_THREAD: Final = timedelta(days=1)
MOST_OF_A_THREAD: Final = 100  # posts; nobody writes more in a row
FEWEST_UNREADABLE: Final = 3  # posts that are all there is on a page: one may be odd, all of them are another form
LONGEST_CHANNEL_NAME: Final = 200  # characters of what a forward says of where it comes from
DEEPEST: Final = 12  # levels of JSON-LD that are looked at
LONGEST_ARTICLE: Final = 200_000  # characters: no article is longer, and spaCy's memory grows with the text

# What is an article.
# A feed's text of so many times the words of the page is taken for the article, and the page for a teaser.
FULLER: Final = 1.5
# Share of the runs of words of a feed's text that its page shows: with less, a page of about its length
# is a list or comments.
LEAST_SHOWN: Final = 0.3
SHINGLE: Final = 5  # words in a row that two texts share only where one was taken from the other
FEWEST_WORDS: Final = 40  # of a teaser that is worth reading where there is nothing better
# Words of a page that may be a wall or a teaser before one; below it one phrase of walls.txt decides.
MOST_WORDS_OF_A_WALL: Final = 220
MOST_WORDS_OF_A_NOTICE: Final = 600  # of a page that says what only a wall does, and little else
MOST_CHARACTERS_OF_A_NOTICE: Final = 12_000
MOST_WORDS_BEFORE_A_PHRASE: Final = 2  # of walls.txt in its sentence; behind more it has to speak to the reader
MOST_WORDS_OF_A_LABEL: Final = 4  # in quotation marks; more is what somebody said
FEW_CHARACTERS: Final = 25  # less is a leftover of a page, not an article
FEWEST_WORDS_OF_A_HEADLINE: Final = 6  # fewer may be the name of who speaks next
PLACEHOLDER_AFTER: Final = timedelta(days=14)  # an article of New Year's midnight is read within that time
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100  # in which a date may be meant
LATEST_AHEAD: Final = timedelta(days=2)  # the end of tomorrow, in any zone

# What reading may cost.
PROCESSES: Final = 2  # at most: one that is busy with a bad body must not hold up the others
PROCESSOR_SECONDS: Final = 10  # for one body; the slowest honest page that was seen took two
WALL_SECONDS: Final = 60.0  # for one body on a machine that is busy with other things
MEMORY: Final = 1_000_000_000  # bytes of address space; an idle process has 300 MB of it, most of them libraries
EXIT_SECONDS: Final = 5.0  # for a process that has closed its pipe to end; then it is killed
IDLE_SECONDS: Final = 120.0  # after which the last process ends; sources are polled every two minutes by default
SPARE_SECONDS: Final = 5.0  # after which one ends that rests beside another; to start it takes half a second
FAILURES_REMEMBERED: Final = 1_000  # bodies that failed, by their hash
MANY_HOSTS: Final = 2000  # beyond that, hosts at rest are forgotten
MANY_ORIGINS: Final = 2000  # whose robots.txt is kept; beyond that the oldest are forgotten

# Files that somebody hands over in a folder.
MOST_FILES: Final = 20  # read in one poll: the next one comes within seconds
MOST_TRIES_AT_A_FILE: Final = 3  # where the machine may have been busy, before it counts as a file that nobody can read
LARGEST_PART_OF_A_DOCUMENT: Final = 20_000_000  # bytes of a Word document's text; 300 pages have two million
MOST_ATTACHMENTS: Final = 20  # of one mail that are read
MOST_MAILS_IN_A_MAIL: Final = 2  # levels: who forwards a forwarded mail
LONGEST_FIRST_LINE: Final = 200  # characters of a text's first line that may be its headline
LONGEST_FILE_NAME: Final = 255  # bytes, as most file systems have it
FULL_PRINTED_LINE: Final = 0.85  # of the width of a text: a line is that long where the next word had no room in it
SHORTEST_WRAP: Final = 40  # characters: nobody wraps text more narrowly
LONGEST_WRAP: Final = 160  # nor more widely: longer lines are whole paragraphs
FULL_LINES: Final = 0.5  # share of the lines with another behind them that are full in a text that is wrapped
FEWEST_FULL_LINES: Final = 3  # fewer may be as long by chance
HEAD_LINES_OF_A_PAGE: Final = 2  # at either end of a printed page, which may stand on every page
FEWEST_PAGES: Final = 3  # of a document in which lines come again: of two they may do so by chance
LONGEST_SPEAKER_LABEL: Final = 80  # characters of what names a speaker before a colon
LONGEST_PLAIN_FILE: Final = 800_000  # characters, before spaces and marks that say nothing are taken out
LONGEST_HEAD_OF_A_MAIL: Final = 100_000  # bytes; the email package takes minutes over larger ones made for that

LONGEST_AUTHOR: Final = 100  # characters of a name, as a file or a post gives it

# What is posted to the webhook.
REPLAY_WINDOW: Final = timedelta(minutes=5)  # as Slack has it: clocks differ, and who listens in may not post it later
POSTS_READ_AT_ONCE: Final = 8  # bodies in memory
WEBHOOK_BODY_WITHIN: Final = 10.0  # seconds for a body to come
WEBHOOK_CLOSE_WITHIN: Final = 2.0  # seconds that posts under way get to end
WEBHOOK_RETRY: Final = 5.0  # seconds to the next try of a post at a record that cannot be written

# Search engines.
SPACING_OF_GDELT: Final = 5.0  # seconds: "Please limit requests to one every 5 seconds"
LONGEST_ANSWER_OF_AN_ENGINE: Final = 200  # characters of what it says in place of results
MOST_REDIRECTS_WITHIN: Final = 3  # of redirects within redirects
