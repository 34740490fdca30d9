"""Every threshold of the handlers, in one table, each with where it came from.

Lengths are in characters unless they say otherwise: units are UTF-16 code units, a cost is what `render.costs` counts.
"By eye" means: chosen by looking at alerts in Discord, Slack and a terminal, on a phone and on a desk; nothing breaks
where it is moved.

Documents named here: [D-message] discord.com/developers/docs/resources/message, [D-components] …/components/reference,
[D-commands] …/interactions/application-commands, all of the same place; [S-blocks]
docs.slack.dev/reference/block-kit/blocks, [S-elements] …/block-kit/block-elements/button-element, [S-rates]
docs.slack.dev/apis/web-api/rate-limits, [S-bolt] threads #2509 and #2867 of github.com/slackapi/bolt-js.
"""

from __future__ import annotations

from datetime import timedelta

# What a text may say beside its headline, in words, and be the headline alone: search feeds add the outlet's name
HEADLINE_AND_OUTLET = 5  # "The Christian Science Monitor", and one to spare

# Discord, lengths in units, as the strictest reading of its documents counts
DISCORD_CONTENT = 2000  # [D-message] create message
DISCORD_TITLE = 256  # [D-message] embed limits, as the next three
DISCORD_AUTHOR = 256
DISCORD_FOOTER = 2048
DISCORD_DESCRIPTION = 4096
DISCORD_DETAILS = 1800  # by eye; of the description: what stands below the quotations is never crowded out by them
DISCORD_SOURCE = 600  # by eye; of the content: what closes it, the source above all, escaped
DISCORD_BUTTON_URL = 512  # [D-components] button
DISCORD_BUTTON_LABEL = 80  # [D-components] button
DISCORD_CUSTOM_ID = 100  # [D-components] custom id
DISCORD_ROWS = 5  # [D-components] of a message
DISCORD_BUTTONS_A_ROW = 5  # [D-components] action row
DISCORD_CHOICES = 25  # [D-commands] autocomplete
DISCORD_CHOICE = 100  # [D-commands] option choice, name and value
DISCORD_THREAD_NAME = 100  # docs.discord.com/developers/resources/channel, start thread
DISCORD_COMMAND_HELP = 100  # [D-commands] description of a command or an option
DISCORD_LONGEST_WAIT = 6.0  # seconds in which a used-up bucket is waited for in place; channels have windows of five
DISCORD_CLOCK_SKEW = timedelta(minutes=5)  # of our clock against Discord's; by far more than NTP leaves
DISCORD_CALL_BACK_WITHIN = 2.5  # seconds; Discord takes no acknowledgement after three
DISCORD_CALL_BACK_TRY = 1.0  # seconds of them for one try: Discord says of a second one whether the first arrived
DISCORD_REGISTER_AGAIN_AFTER = timedelta(minutes=1)  # by eye; the log says meanwhile what is wrong
DISCORD_RETRY_AFTER = (1.0, 2.0, 5.0, 15.0, 60.0)  # seconds to the next connect, by failures in a row; the last stays
DISCORD_CLOSE_WITHIN = 1.0  # seconds for the goodbye; a host that does not answer is left

# Slack, lengths in units
SLACK_HEADER = 150  # [S-blocks] header
SLACK_SECTION = 3000  # [S-blocks] section, of its text
SLACK_CONTEXT = 3000  # [S-blocks] context, of a text object
SLACK_PIECE = 3000  # of one text of rich text; [S-blocks] gives none, this is what a text object takes
SLACK_BUTTON_LABEL = 75  # [S-elements]
SLACK_BUTTON_VALUE = 2000  # [S-elements]
SLACK_BLOCKS = 50  # [S-blocks] a message
SLACK_BUTTONS = 25  # [S-blocks] actions
# Slack refuses a message at about 13,000 characters whatever its blocks hold, and does not say what it counts [S-bolt];
# so everything is counted, the blocks as they are sent.
SLACK_MESSAGE = 9800
SLACK_NOTIFICATION = 300  # by eye
SLACK_LAST_MOMENT = 4_102_444_800  # the year 2100; a date before 1970 or after it is shown as text
SLACK_POST_EVERY = 1.0  # seconds between messages to one channel. [S-rates] chat.postMessage
SLACK_BURST = 10  # messages that Slack lets through at once; [S-rates] "short bursts", the number by trial
SLACK_CLOCK_SKEW = timedelta(seconds=60)  # of our clock against Slack's
# Slack ends every socket after some hours, so the first try comes at once.
SLACK_RETRY_AFTER = (0.0, 1.0, 2.0, 5.0, 15.0, 60.0)
SLACK_CONNECT_WITHIN = 10.0  # seconds
SLACK_HEARTBEAT_EVERY = 10.0  # seconds; a host that does not answer half of it long is gone
SLACK_SOCKET_CLOSE_WITHIN = 0.5  # seconds for the goodbye: two seconds are all that a close may take
SLACK_SERVER_CLOSE_WITHIN = 1.0  # seconds for requests that are being answered
SLACK_GROUPS_KNOWN_FOR = 300.0  # seconds: who joins a user group may change routes soon after
SLACK_ZONE_WITHIN = 1.5  # seconds to learn where somebody reads; by eye
SLACK_INSTALL_WITHIN = 600  # seconds from the first page to the return from Slack; as slack-sdk has it
SLACK_LARGEST_ENVELOPE = 4 * 1024 * 1024  # bytes
SLACK_LARGEST_REQUEST = 1024 * 1024  # bytes; an alert comes back with each press of its button

# Both platforms
REQUEST_WITHIN = 15.0  # seconds for one request, with its answer
REQUEST_CONNECT_WITHIN = 5.0  # of them for the connection
LONGEST_HOST_PAUSE = timedelta(days=1)  # that a host can ask for; more would be a silent stop
ANSWER_AGAIN_AFTER = (0.2, 0.5, 1.0, 3.0)  # seconds to the next try at an answer that somebody waits for; by eye
ANSWERS_FINISH_WITHIN = 0.5  # seconds, for answers under way at the end
ANSWER_WITHIN = 30.0  # seconds in which it is tried again; by eye: who has waited so long has asked anew
MESSAGES_A_REQUEST = 100  # to find a message: the most that Discord gives; Slack advises 200 at most
MOST_REQUESTS = 10  # to find a message; a channel that took a thousand since then is not looked through further
REFUSED_RETRY_AFTER = 900.0  # seconds; Discord resets a token after too many logins, and bans after too many refused
REMEMBERED = 1000  # things that were heard; both platforms deliver twice within seconds
STEADY_AFTER = 60.0  # seconds: a connection that lasted so long was no failure
# Seconds, more than a goodbye takes. One cancel is not enough: `asyncio.wait_for`, in which discord.py connects, loses
# it before Python 3.12 where the connect is done in the same moment.
CANCEL_AGAIN_AFTER = 1.2

# A page of an answer, cut so that it fits into one message of any platform
PAGE_COST = 3500  # as the wordiest platform escapes it; Discord takes DISCORD_DESCRIPTION
PIECE_COST = 1500  # of one line; Slack takes SLACK_PIECE
PAGE_BLOCKS = 20  # Slack takes SLACK_BLOCKS, and a block of ours may be two of its own
TITLE = SLACK_HEADER
LABEL = SLACK_BUTTON_LABEL
TOKEN = 90  # of a button; DISCORD_CUSTOM_ID, less what the message needs of it
LINE_COST = 3  # of a line: its end, and the mark of a quotation
SEGMENT_COST = 4  # the marks of a style
COMMAND_COST = 12  # what stands before a command: "/onrecord ", its marks counted double
MOMENT_COST = 40  # a date of Slack's rich text, at its longest

# An alert: the name, the words, the source and whether it is new are read in four seconds. All by eye.
QUOTES = 3  # the lead and two more
OUTLETS = 3  # named beside the alert's own
LEAD = 500
QUOTE = 240
EARLIER_WORDS = 200
COMPARED_POINT = 400  # of a point that stands beside another
SAME_FROM = 0.5  # of what the judge makes of two, 0 to 1: above it it says that both are the same
KNOWN_WORDS = 120  # of a point that was said before
KNOWN_NAMED = 2  # such points; the rest is counted
NAME = 80
ROLE = 120
SENSE = 30
BETWEEN = 60  # of what an article wrote between a verb and the words
QUESTION = 150  # before an answer of a few words
MANNER = 80
VERDICT = 120
DIFFERENCE = 50  # of either side of what differs: both fit into VERDICT with the words around them
OUTLET = 60
HEADLINE = 180
LINK = 200  # of an address beside others: many links share one message
LONGEST_LINK = 1000  # of any; Discord takes 2048 and Slack 3000, and many links share one message
CORRECTIONS_NAMED = 2  # beside the words; the rest is counted
FALLBACK = 240  # the alert in one line
FALLBACK_LEAD = 60  # of what stands before the words there
SURE_FROM = 0.9  # README says so too, and a test holds both together
LIKELY_FROM = 0.7

# A correction and an overflow line. By eye.
CORRECTED = 400
CORRECTION_LEAD = 80
LEADS = 40  # alerts of an overflow line whose words it shows; the rest is counted by actor
LEADS_COST = 2600  # of all of them: DISCORD_DESCRIPTION, less the other lines
LEAD_WORDS = (40, 110)  # the fewest and the most of each
ACTORS_NAMED = 6  # of those that are only counted
SUBJECTS_NAMED = 12  # sources or actors of a notice; the rest is counted
NOTICE_LINES = 20  # of all notices that are not over, in an answer
CAUSES_NAMED = 3  # of an outage of all sources, the most frequent first

# A message that tells many statements. By eye, but for the cost: as much as Discord's embed and Slack's message take.
DIGEST_COST = 3200  # of all its lines
DIGEST_LINES = 20  # statements; Slack counts each line's pieces beside their text
DIGEST_STATEMENTS = 300  # of an answer: some twenty pages
DIGEST_A_BLOCK = 6  # of an answer: lines
DIGEST_NOW = timedelta(days=1)  # that `digest now` tells where nobody says since when
DIGEST_WORDS = 160
DIGEST_WORDS_COST = 190
DIGEST_HEADLINE_COST = 100
DIGEST_CHART_FROM = 4  # statements: fewer are seen at a glance
DIGEST_CHART_ACTORS = (2, 6)  # the fewest and the most: as many names as stand below the bars
DIGEST_CHART_NAME = 26  # of each, in two lines

# Answers. By eye, so that five statements fit into one page.
STATEMENTS_A_PAGE = 5
LISTED_COST = 690  # of a statement in a list
LISTED_WORDS_COST = 280
LISTED_LEAST_WORDS_COST = 100  # whatever else is to be said
LISTED_LINK = 160
LISTED_NAME_COST = 60
LISTED_MARKS_COST = 100
LISTED_KNOWN_COST = 120
SOURCES_A_PAGE = 15  # rows of the table of sources: a page of which all fail has room for the reasons
CAUSE = 80  # of a failure, below that table
CAUSE_COST = 90
REMARK_NAME_COST = 45
# Seconds that a host takes of late: so long a poll keeps its seat (`bot.jobs.thresholds.SEAT_FOR`).
SLOW_ANSWER = 5.0
STATEMENTS_OF = timedelta(days=7)  # that the table counts
ALIASES = 120
REASON = 160
ROUTE = 300  # what a route asks for
STEP = 200
CHOICE_COST = 400
EVIDENCE_AROUND = 1500  # on either side of the words, on a page without paragraphs
MESSAGE_READ = 20_000  # characters of a message, or of a page behind it: read in some seconds, before the next news
SOURCE_ITEMS_TRIED = 5  # by `source test`
SOURCE_STATEMENTS_SHOWN = 3  # of each; by eye
IMPORTED_BYTES = 1_000_000  # of a list of sources in a channel: one of two thousand has half of that
IMPORTED_SHOWN = 6  # sources of such a list, and as many that were refused; the file has all
IMPORTED_URL = 100
SOURCE_TRIED_WITHIN = 120.0  # seconds; a reader waits no longer, and Discord takes an answer for 15 minutes
MESSAGE_READ_WITHIN = 60.0  # seconds, with the wait for what is being read
MESSAGE_STATEMENTS = 8  # shown of a message
MESSAGE_REJECTED = 3  # of what is none
MESSAGE_WORDS = 300  # of each
HOME_STATEMENTS = 5
HOME_ROUTES = 20
CONFIG_LINE = 200  # of what a reload changed, or of a mistake in the config
CONFIG_LINES = 10  # such lines; the log has all
FAILURES_SHOWN = 5  # of each sort
STATUS_COUNTS = timedelta(days=1)  # so far back outcomes are counted
MISSED_SHOWN_FOR = timedelta(days=7)  # so long `sources` says what of a source could not be reached
WALLS_LOOKED_AT = 500  # articles that wait, and as many that were given up, in which walls are counted
LATEST_LOOKED_AT = 25  # to find the latest of the actor's own that is no background
LAST_PAGE = 9999
TIMELINE = 200  # statements of a timeline; by eye: some twenty pages
TIMELINE_A_BLOCK = 4
TIMELINE_WORDS = 200
FILE_STATEMENTS = 1000  # in a file: as many as are counted (`bot.core.thresholds.COUNTED`)
FILE_PAGES = 100  # of another answer

# Why something was or was not reported. By eye.
WHY_FOUND = 3  # statements, and as many that were not said, that words find: each takes a third of a page
WHY_STATEMENTS = 20  # of one article or line; the rest is counted
WHY_ARTICLES = 8  # of those that report a statement
WHY_UNSAID_FOR = timedelta(days=30)  # so long ago words that are no statement are looked for
EVIDENCE_SHOWN = 260
LOOKUPS_AT_A_TIME = 2  # of one person; by eye: a second one while the first is read, and no script

# What people type. Scores are rapidfuzz's, 0..100; tried on the spellings of tests/handlers/test_commands.py.
NEAR_COMMAND = 60
NEAR_ID = 70
GOOD_CHOICE = 80
SAME_NAME = 82  # one letter wrong in six is still the same name
SAME_WORD = 88  # the same for a word among others, which may be meant as a word to search for
NEAR_NAME = 60
NEAR_WORD = 75  # a word that finds nothing may be such a name: two letters of five changed places
WIDER_WORDS = 4  # of a search that finds nothing, each of which is left out by itself
SHORTEST_GUESS = 5  # letters; a shorter word is near to too many
SHORTEST_PART = 3  # letters of a part of a name that stands alone: not "al", not "de"
LONGEST_RUN = 5  # words of a name among others
NAMES_OFFERED = 5
SHOWN_BACK = 60  # of what was typed
EARLIEST_TYPED_YEAR = 1970

# Text
STACKED_MARKS = 4  # on one letter; pointed Hebrew needs three, a stack of them runs over the lines beside it
PICTURE_WIDTH = 92  # columns of docs/alert.svg; wider is not readable in README on a phone

# Charts
ALT_TEXT = 1000  # characters; docs.slack.dev/reference/methods/files.getUploadURLExternal; Discord takes 1024
CHART_DAYS = 45  # of a chart by day; by eye, as the next two
CHART_WEEKS = 60  # of a chart by week
CHART_MONTHS = 60  # of a chart by month; of more time it is by year
CHART_LABELS = 8  # below the bars, at most
ACTIVITY_FOR = timedelta(days=30)  # where nobody says
ACTIVITY_WIDER = "365d"  # is offered where there is nothing

# The archive's pages. By eye, unless they say otherwise.
WEB_STATEMENTS_A_PAGE = 20
WEB_LAST_PAGE = 49  # counted from 0: as many as are counted (`bot.core.thresholds.COUNTED`); older by time
WEB_FIELD = 200  # characters of a field that are read
WEB_VERSIONS = 10  # of a statement, earlier ones and later ones each
WEB_UNREPORTED = 40  # of what was not reported, the newest
WEB_UNREPORTED_FOR = timedelta(days=7)
WEB_FEED = 50  # statements of a feed
WEB_ANSWERS_AT_A_TIME = 2  # of the four connections that lookups have; people in channels need the others
WEB_WAITING = 40  # requests; beyond them a reader is asked to come back
WEB_WRONG_PASSWORDS = 10  # from one address, before it has to wait; whoever mistypes does so three times
WEB_WRONG_PER = timedelta(minutes=10)
WEB_CLOSE_WITHIN = 1.0  # seconds for answers under way
WEB_RETRY = 5  # seconds after which a busy archive is asked again

# Looking at a site asks it, and others, for some forty addresses at somebody's word.
FINDS_A_PERSON = 3
FINDS_PER = timedelta(minutes=10)
FINDS_AT_A_TIME = 2  # of all people
