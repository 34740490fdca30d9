"""Rewordings that change nothing: other words for the same, so that a changed letter is not yet a changed statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

# Each line holds ways of saying one thing; any may stand for any other.
_WAYS = """
will|is going to
must|has to
have to|need to|must
can|is able to
cannot|is not able to|is unable to
was able to|managed to
before|prior to
after|following
because of|owing to|on account of
because|for the reason that
almost|nearly|just about
more than|upwards of|in excess of
less than|fewer than
at least|no fewer than|a minimum of
at most|no more than
roughly|approximately
all of|every one of
the whole|the entire|all the
every|each
everybody|everyone|all people
nobody|no one|not one person|not a soul
nothing|not a thing|not anything
never|at no time|not once
not any more|no longer
only|solely|exclusively
if|in case|provided that
unless|except if
although|even though|though
despite|in spite of|notwithstanding
big|large|huge
small|little|tiny
begin|start|commence
began|started|commenced
begins|starts|gets under way
finish|conclude
ended|finished|came to an end
buy|purchase|acquire
bought|purchased|acquired
sell|offer for sale
receive|obtain
gets|receives|obtains
got|received|obtained
give|hand over|grant
gave|handed over|granted
build|construct|put up
built|constructed|put up
destroyed|demolished|wiped out
help|aid|assistance
money|funds|cash
deal|agreement|accord
agreement|accord|settlement
treaty|pact|convention
talks|negotiations|discussions
meeting|get-together|session
war|armed conflict
attack|assault|strike
attacked|assaulted|struck
killed|slain
died|lost their lives|perished
soldiers|troops|servicemen
army|armed forces|military
police|law enforcement
government|cabinet|administration
parliament|the legislature
lawmakers|legislators|members of parliament
law|statute|act
court|tribunal
judge|justice
chief|head|leader
spokesman|spokesperson
ambassador|envoy
foreign minister|top diplomat
capital|capital city
country|nation|state
countries|nations|states
people|persons|men and women
citizens|nationals
children|kids|young people
women|females
farmers|growers
workers|employees|labourers
doctors|physicians
hospital|clinic
school|place of learning
pupils|schoolchildren
university|college
company|firm|business
companies|firms|businesses
factory|plant|works
jobs|posts|employment
wages|pay|salaries
price|cost
prices|costs
tax|levy|duty
taxes|levies
money back|refund
ship|vessel|boat
ships|vessels|boats
plane|aircraft|jet
planes|aircraft|jets
car|vehicle|automobile
cars|vehicles|automobiles
road|highway
railway|rail line|train line
border|frontier
river|waterway
sea|ocean
island|isle
town|small city
village|hamlet
house|home
houses|homes
flat|apartment
weapons|arms
missile|rocket
missiles|rockets
drone|unmanned aircraft
drones|unmanned aircraft
prisoners|captives|detainees
prison|jail
election|vote|ballot
voters|electorate
letter|written message
reply|answer|response
answered|replied to|responded to
question|query
report|account
reports|accounts
newspaper|paper|daily
press|media
lie|falsehood|untruth
false|untrue|wrong
true|correct|accurate
good|fine|decent
bad|poor|terrible
great|wonderful|terrific|excellent
beautiful|lovely|gorgeous
strong|powerful|mighty
weak|feeble
new|fresh|recent
old|former|previous
fast|quick|rapid
quickly|rapidly|fast
soon|shortly|before long
now|at present|right now|at the moment
today|this day
immediately|at once|right away|without delay
again|once more|anew
often|frequently|many times
always|at all times|constantly
together|jointly|side by side
alone|by oneself|without help
very|extremely|really
completely|entirely|totally|fully
partly|in part|to some extent
clear|plain|obvious
important|significant|crucial
difficult|hard|tough
dangerous|hazardous|risky
safe|secure
free|at liberty
rich|wealthy
poor|impoverished
ready|prepared|willing
refuse|decline
refused|declined|would not
reject|turn down|dismiss
rejected|turned down|dismissed
accept|agree to|consent to
accepted|agreed to|consented to
support|back|stand behind
supports|backs|stands behind
oppose|are against|object to
opposed|was against|objected to
promise|pledge|vow
promised|pledged|vowed
warn|caution
warned|cautioned
ask|request
asked|requested
want|wish
wants|wishes
think|believe|reckon
know|are aware
knew|was aware
regard|consider|deem
demonstrate|prove
showed|demonstrated|proved
stop|halt|put an end to
stopped|halted|put an end to
continue|go on|carry on
continues|goes on|carries on
keep|retain|hold on to
leave|depart from
left|departed from|quit
arrive|come in|get there
arrived|came in|got there
return|come back|go back
returned|came back|went back
send|dispatch
sent|dispatched
raise|increase|put up
raised|increased|put up
cut|reduce|lower
grow|expand|increase
fell|dropped|declined
found|discovered
fired|dismissed|sacked
appointed|named
signed|put his name to
closed|shut
illegal|unlawful|against the law
legal|lawful|within the law
unjust|unfair
apology|expression of regret
victory|win|triumph
enemy|foe|adversary
enemies|foes|adversaries
friend|ally
friends|allies
neighbour|the country next door
nine out of ten|ninety percent of
a fifth of|twenty percent of
a quarter of|twenty-five percent of
half of|fifty percent of
a third of|one third of
two weeks|fourteen days|a fortnight
a week|seven days
two years|twenty-four months
two days|forty-eight hours
three days|seventy-two hours
an hour|sixty minutes
a dozen|twelve
a billion|a thousand million
want to|wish to|would like to
wants to|wishes to|would like to
plans to|intends to|means to
plan to|intend to|mean to
is ready to|is prepared to|is willing to
are ready to|are prepared to|are willing to
refuses to|declines to
is considering|is weighing|is thinking about
are considering|are weighing|are thinking about
may|might|may possibly
is obliged to|has a duty to
is allowed to|is permitted to|has permission to
are allowed to|are permitted to
is forbidden|is banned|is not allowed
has no intention of|does not intend
under no circumstances|in no case
no doubt|certainly|without doubt
perhaps|maybe|possibly
insists on|is adamant about
demands|calls for
demand|call for
demanded|called for
proposed|suggested|put forward
proposal|suggestion
plan|scheme|project
decision|ruling
decided|resolved|made up his mind
ordered|instructed|directed
allowed|permitted
banned|prohibited|forbidden
prevent|stop|keep from
caused|brought about|led to
happened|occurred|took place
takes place|is held
was held|took place
visit|travel to|go to
visited|travelled to|went to
met|sat down with
spoke with|talked to
spoke|talked
says|states|maintains
believes|is of the opinion
hope|trust
hopes|trusts
afraid|frightened|scared
angry|furious
glad|pleased|happy
proud of|pleased with
sorry|apologetic
protect|defend|shield
protects|defends|shields
guarantee|ensure|assure
guarantees|ensures
fight|combat
win|prevail
won|prevailed
lost|was beaten
lose|be defeated
pay for|bear the cost of|foot the bill for
pays for|bears the cost of|foots the bill for
paid for|bore the cost of
costs|comes to
cheap|inexpensive
expensive|costly|dear
huge|enormous|gigantic
whole|entire|complete
first|initial
last|final
main|chief|principal
only one|single
equal|the same
different|distinct
near|close to
far from|a long way from
around|about
inside|within
everywhere|in all places
nowhere|in no place
anybody|anyone
somebody|someone
in public|openly
in secret|secretly|behind closed doors
publicly|in public
directly|face to face
in writing|on paper
for free|at no cost|free of charge
for ever|permanently|for good
for years|for many years
in the coming days|over the next few days
in the past|formerly
in time|on schedule
late|behind schedule
this year|within the year
tonight|this evening
the other side|the opposite party
both sides|the two sides|both parties
the two countries|both countries
the opposition|his opponents
critics|detractors
experts|specialists
scientists|researchers
teachers|schoolteachers
fishermen|fishers
pensioners|the retired|retirees
patients|the sick
victims|casualties
wounded|injured|hurt
arrested|detained|taken into custody
freed|released|set free
search|look for
investigation|inquiry|probe
trial|court case
sentence|verdict
guilty|to blame
responsible|answerable
mistake|error
success|achievement
failure|fiasco|flop
problem|difficulty
solution|answer
crisis|emergency
danger|threat|peril
rumour|hearsay
secret|confidential
message|note
statement|declaration
speech|address
announced|made known|declared
published|made public|released
explained|set out
showed|revealed
proof|evidence
facts|truth
goal|aim|objective
reason|ground
result|outcome
rules|regulations
right|entitlement
strength|power
peace|an end to the war
truce|ceasefire
troops|soldiers
base|camp
flood|deluge
drought|lack of rain
harvest|crop
wheat|grain
petrol|gasoline|fuel
electricity|power
"""
_OPENERS = (
    "again",
    "as before",
    "of course",
    "in my view",
    "let us be frank",
    "as everybody knows",
    "in short",
    "to be precise",
    "first of all",
)


def _table() -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {}
    for line in _WAYS.strip().splitlines():
        group = line.split("|")
        for way in group:
            ways.setdefault(way, []).extend(other for other in group if other != way)
    return ways


_TABLE = _table()
_KNOWN = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True)) + r")\b(?!')", re.IGNORECASE
)
_ARTICLE = re.compile(r"\b(a)n? $", re.IGNORECASE)
_HOME = {
    "president": ("the United States", "America", "Washington"),
    "spokesman": ("the country", "the republic", "his country"),
    "premier": ("the country", "the state", "his country"),
}
_WE = re.compile(r"\b[Ww]e\b")
_OUR = re.compile(r"\b[Oo]ur\b")
_IF_FIRST = re.compile(r"^(If|Unless|When|Once|Until|Before|After) ([^,;.]+), ([^,;.]+)\.?$")
_IF_LAST = re.compile(r"^([^,;.]+?),? (if|unless|when|once|until|before|after) ([^,;.]+)\.?$")
_TWO = re.compile(r"^([^,;.]{15,})(?:, and|;|\.) ([^,;.]{15,})\.?$")
_NO = re.compile(r"\bno (?=[a-z]+ )")
_NOT_ANY = re.compile(r"\b(do|does|did|will|would|can|could|has|have|had) not\b")


def reworded(text: str, voice: str, rng: random.Random) -> str:
    """Say the same with one to three other words, or in another order."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        text = _once(text, voice, rng)
    return text


def with_synonym(text: str, rng: random.Random) -> str | None:
    """Put another word of the table for one; None where no word is in it."""
    matches = list(_KNOWN.finditer(text))
    if not matches:
        return None
    match = rng.choice(matches)
    new = rng.choice(_TABLE[match[0].lower()])
    before = _ARTICLE.sub(r"\1n " if new[0] in "aeiou" else r"\1 ", text[: match.start()])
    return before + new + text[match.end() :]


def _once(text: str, voice: str, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.62:  # noqa: PLR2004
        replaced = with_synonym(text, rng)
        if replaced:
            return replaced
    if draw < 0.72:  # noqa: PLR2004
        home = rng.choice(_HOME[voice])
        text = _WE.sub(home, text)
        return _OUR.sub(f"{home}'s", text)
    if draw < 0.86:  # noqa: PLR2004
        return _turned(text, rng)
    if draw < 0.93:  # noqa: PLR2004
        return (
            f"{rng.choice(_OPENERS)}, {text[:1].lower()}{text[1:]}" if not text.startswith(("that ", "he ")) else text
        )
    return _NO.sub("not a single ", text, count=1) if rng.random() < 0.5 else _NOT_ANY.sub(r"\1n't", text)  # noqa: PLR2004


def _turned(text: str, rng: random.Random) -> str:
    """Let two clauses change places."""
    match = _IF_FIRST.match(text)
    if match:
        return f"{match[3]} {match[1].lower()} {match[2]}"
    match = _IF_LAST.match(text)
    if match and match[2] in {"if", "unless", "once", "when"}:
        return f"{match[2]} {match[3]}, {match[1]}"
    match = _TWO.match(text)
    if match and not re.match(r"(?:so|but|it|they|he|she|that|this|not)\b", match[2]):
        return f"{match[2]}{rng.choice(('; ', '. ', ', and '))}{match[1]}"
    return text
