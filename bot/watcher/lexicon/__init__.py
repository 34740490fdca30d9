"""Word lists: how English news reports speech, and what it calls people."""

# ruff: noqa: E501 - tables of words

from __future__ import annotations

from typing import Final

_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "speak": "speaks spoke spoken speaking",
    "write": "writes wrote written writing",
    "hold": "holds held holding",
    "swear": "swears swore sworn swearing",
    "read": "reads read reading",
    "put": "puts put putting",
    "go": "goes went going",
    "tweet": "tweets tweeted tweeting",
    "admit": "admits admitted admitting",
    "deadpan": "deadpans deadpanned deadpanning",
    "brag": "brags bragged bragging",
    "slam": "slams slammed slamming",
    "dub": "dubs dubbed dubbing",
    "quip": "quips quipped quipping",
    "rebut": "rebuts rebutted rebutting",
    "deny": "denies denied denying",
    "reply": "replies replied replying",
    "vow": "vows vowed vowing",
    "foretell": "foretells foretold foretelling",
    "rule": "rules ruled ruling",
    "think": "thinks thought thinking",
}


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return [verb, *_IRREGULAR[verb].split()]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    stem = verb.removesuffix("e")
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [verb, third, stem + "ed", stem + "ing"]


def lemmas(verbs: str) -> dict[str, str]:
    """Every form of the verbs, with its verb."""
    return {form: verb for verb in verbs.split() for form in _forms(verb)}


# Verbs whose clause is what the subject said. Form -> verb.
SPEECH_VERBS: Final = lemmas(
    "say tell add note stress state claim argue insist explain announce declare warn deny reject confirm reply answer "
    "remark comment observe assert contend maintain emphasise emphasize underline underscore reiterate repeat acknowledge "
    "admit concede suggest indicate describe call label brand dub accuse blame criticise criticize condemn denounce slam blast "
    "urge demand promise pledge vow threaten predict caution complain lament joke quip boast brag tweet post write respond "
    "retort counter allege charge disclose reveal report recall remind mention highlight point praise hail welcome dismiss "
    "refute rebut dispute propose recommend advise assure reassure swear continue conclude clarify specify elaborate "
    "express voice signal hint muse ask question wonder request appeal plead declare proclaim profess exclaim shout yell "
    "thunder fume snap mutter whisper joke rail rage decry deplore mock ridicule deride lambast lambaste castigate "
    "thank congratulate apologise apologize testify recount relate inform brief notify stipulate read quote cite scoff "
    "interject chime opine tout trumpet crow bemoan rebuke chide scold admonish attribute liken compare characterise "
    "characterize portray defend deadpan grumble jest wisecrack reaffirm affirm renew invoke hold speak"
)

# Verbs of thought: what the subject holds in mind is no statement.
THOUGHT_VERBS: Final = lemmas(
    "believe think fear hope want wish feel expect know understand suspect doubt worry consider intend plan prefer"
)

# Verbs that may open a clause without "that": the rule for indirect speech trusts these alone.
CLAUSE_VERBS: Final = frozenset(
    "say add insist claim argue maintain warn announce declare stress state note explain assert contend reiterate emphasise "
    "emphasize underline underscore acknowledge admit concede suggest promise pledge vow threaten predict caution deny confirm "
    "reply complain joke boast write tweet remark observe allege reveal disclose hint signal repeat clarify recall remind "
    "assure affirm reaffirm indicate accuse conclude tell respond retort counter testify swear quip lament".split()
)

# What the clause alone would hide: the verb's sense, as a card shows it.
SENSES: Final = {
    "deny": "denies", "reject": "rejects", "dismiss": "dismisses", "refute": "denies", "rebut": "denies", "dispute": "disputes",
    "warn": "warns", "caution": "warns", "threaten": "threatens", "promise": "promises", "pledge": "promises", "vow": "vows",
    "urge": "urges", "demand": "demands", "accuse": "accuses", "blame": "blames", "condemn": "condemns", "denounce": "condemns",
    "decry": "condemns", "deplore": "condemns", "criticise": "criticises", "criticize": "criticises", "predict": "predicts",
    "propose": "proposes", "acknowledge": "acknowledges", "admit": "admits", "concede": "concedes", "praise": "praises",
    "hail": "praises", "welcome": "welcomes", "joke": "jokes", "quip": "jokes", "apologise": "apologises", "apologize": "apologises",
    "call": "calls it", "describe": "calls it", "label": "calls it", "brand": "calls it", "dub": "calls it",
    "suggest": "suggests", "hint": "hints", "ask": "asks", "question": "questions", "wonder": "asks",
}  # fmt: skip

# Nouns that carry a clause: "his warning that", "Trump's claim that". Noun -> verb of its sense.
SPEECH_NOUNS: Final = {
    "warning": "warn", "claim": "claim", "statement": "state", "remark": "remark", "comment": "comment", "assertion": "assert",
    "promise": "promise", "pledge": "pledge", "vow": "vow", "threat": "threaten", "accusation": "accuse", "allegation": "allege",
    "denial": "deny", "insistence": "insist", "suggestion": "suggest", "admission": "admit", "acknowledgment": "acknowledge",
    "acknowledgement": "acknowledge", "announcement": "announce", "argument": "argue", "complaint": "complain", "demand": "demand",
    "call": "urge", "appeal": "appeal", "assurance": "assure", "prediction": "predict", "declaration": "declare", "reply": "reply",
    "response": "respond", "answer": "answer", "boast": "boast", "contention": "contend", "confirmation": "confirm", "concession": "concede",
    "description": "describe", "characterization": "describe", "rejection": "reject", "criticism": "criticise", "post": "post",
    "message": "state", "tweet": "tweet", "joke": "joke", "explanation": "explain", "proposal": "propose", "words": "say",
}  # fmt: skip

_ROLE_GROUPS = (
    "spokesperson: spokesman spokeswoman spokesperson spox",
    "prime minister: premier pm primeminister",
    "president: president president-elect ex-president",
    "leader: leader leaders strongman",
    "minister: minister",
    "secretary: secretary",
    "diplomat: diplomat",
    "official: official",
    "ambassador: ambassador envoy representative emissary",
    "senator: senator sen",
    "congressman: congressman congresswoman lawmaker legislator rep mp deputy",
    "chancellor: chancellor",
    "governor: governor gov",
    "mayor: mayor",
    "general: general gen commander colonel admiral major lieutenant captain brigadier",
    "chief: chief head director boss chairman chairwoman chair chairperson ceo founder executive president-general",
    "speaker: speaker",
    "analyst: analyst expert professor economist scholar researcher historian strategist fellow academic",
    "lawyer: lawyer attorney counsel prosecutor judge justice",
    "candidate: candidate nominee frontrunner contender hopeful",
    "republican: republican",
    "democrat: democrat",
    "king: king queen prince princess emir sultan sheikh monarch",
    "ayatollah: ayatollah imam cleric pope pastor bishop rabbi",
    "adviser: adviser advisor aide strategist manager ally confidant",
    "journalist: journalist reporter anchor host correspondent editor columnist moderator interviewer commentator presenter",
    "businessman: businessman billionaire tycoon mogul developer owner trader investor executive",
    "doctor: doctor nurse surgeon physician scientist",
    "officer: officer policeman sheriff detective agent inspector constable",
    "witness: witness defendant guest octogenarian septuagenarian",
    "resident: resident man woman boy girl mother father brother sister wife husband son daughter widow voter supporter student teacher farmer activist author writer actor singer player coach veteran soldier worker driver neighbor neighbour",
    "negotiator: negotiator mediator",
    "counterpart: counterpart",
    "vice president: vice-president",
    "politician: politician statesman",
)
# Words for people by what they do. Form -> role.
ROLES: Final = {form: line.split(":")[0] for line in _ROLE_GROUPS for form in line.split(":")[1].split()}
FEMALE_ROLES: Final = frozenset(
    "spokeswoman congresswoman chairwoman queen princess woman girl mother sister wife daughter widow actress businesswoman".split()
)
MALE_ROLES: Final = frozenset(
    "spokesman congressman chairman king prince man boy father brother husband son emir sultan businessman policeman pope".split()
)

COURTESY: Final = frozenset("mr mrs ms miss dr sir dame lord lady prof professor rev mx madam hon".split())
FEMALE_COURTESY: Final = frozenset("mrs ms miss dame lady madam".split())

# Capitalised words that stand before a name and are not part of it.
TITLE_WORDS: Final = (
    frozenset(ROLES)
    | COURTESY
    | frozenset(
        "prime foreign vice deputy first chief former ex acting then interim defence defense finance interior energy justice health "
        "trade treasury state national security house senate white press ministry department office parliament parliamentary congress "
        "supreme union labor labour commerce economy education transport environment intelligence army military police navy guard "
        "revolutionary opposition republican democratic conservative liberal party cabinet executive managing assistant under senior "
        "special us-envoy united nations un eu nato iaea fbi cia gop attorney affairs staff homeland budget oil nuclear government "
        "lieutenant brigadier rear admiral staff-sergeant crown high representative incoming outgoing elect".split()
    )
)

# Words that make a capitalised sequence a body or a thing, not a person.
BODY_WORDS: Final = frozenset(
    "house ministry department council party agency street tower university sea gulf times post news journal tv radio union nations "
    "republic committee commission court parliament congress senate assembly bank fund company corp corporation inc ltd group "
    "organization organisation foundation institute center centre school college hospital church airport base force forces army navy "
    "guard guards corps police administration campaign office bureau board authority association federation league club island islands "
    "river mountain city county state states province region district square avenue road hotel plaza park club resort golf casino "
    "treaty agreement accord accords plan deal act bill law project programme program summit conference forum war operation strait "
    "embassy consulate desert peninsula network press media magazine tribune herald post-gazette social airlines airways films studios "
    "pact doctrine prize award cup games olympics series building bridge library museum theater theatre stadium arena hall palace "
    "service services society alliance coalition front movement brigade brigades militia caucus chamber store shop cafe restaurant "
    "street heights valley bay coast port canal jr-high dynasty era effect brand steaks vodka airlines heritage reserve".split()
)

COUNTRIES: Final = {
    form: line.split(":")[0]
    for line in (
        "us: us u.s. u.s usa american america americans washington states",
        "iran: iran iranian iran's tehran persian iranians islamic", "israel: israel israeli jerusalem israelis zionist jewish",
        "uk: uk u.k. britain british london english england", "france: france french paris", "germany: germany german berlin",
        "russia: russia russian moscow kremlin", "china: china chinese beijing", "oman: oman omani muscat", "qatar: qatar qatari doha",
        "saudi: saudi riyadh", "egypt: egypt egyptian cairo", "turkey: turkey turkish türkiye ankara", "iraq: iraq iraqi baghdad",
        "syria: syria syrian damascus", "lebanon: lebanon lebanese beirut", "jordan: jordan jordanian amman", "uae: uae emirati emirates",
        "palestine: palestine palestinian gaza gazan", "yemen: yemen yemeni houthi houthis", "ukraine: ukraine ukrainian kyiv",
        "canada: canada canadian ottawa", "mexico: mexico mexican", "japan: japan japanese tokyo", "india: india indian delhi",
        "pakistan: pakistan pakistani islamabad", "afghanistan: afghanistan afghan taliban kabul", "eu: eu european europe brussels",
        "un: un u.n. nations united", "venezuela: venezuela venezuelan", "brazil: brazil brazilian", "italy: italy italian rome",
        "spain: spain spanish madrid", "poland: poland polish warsaw", "korea: korea korean seoul pyongyang", "cuba: cuba cuban",
        "hungary: hungary hungarian", "ireland: ireland irish dublin", "australia: australia australian", "norway: norway norwegian",
        "sweden: sweden swedish", "kuwait: kuwait kuwaiti", "bahrain: bahrain bahraini", "armenia: armenia armenian",
        "azerbaijan: azerbaijan azerbaijani", "denmark: denmark danish greenland", "netherlands: netherlands dutch", "swiss: swiss switzerland",
        "austria: austria austrian vienna", "greece: greece greek athens", "argentina: argentina argentine", "colombia: colombia colombian",
        "hamas: hamas", "hezbollah: hezbollah", "iaea: iaea watchdog", "nato: nato",
    )
    for form in line.split(":")[1].split()
}  # fmt: skip

DAYS_MONTHS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december jan feb mar apr jun jul aug sept sep oct nov dec".split()
)

FUNCTION_WORDS: Final = frozenset(
    "a an the this that these those it its he she they we you i his her their our my your him them us me who whom whose which what when "
    "where why how if whether while as at by for from in into of off on onto out over per to up upon with within without about above "
    "across after against along amid among around before behind below beneath beside besides between beyond but down during except "
    "inside like near outside past since through throughout till toward towards under underneath until via and or nor so yet not no "
    "all any both each either every neither few many more most much other others same several some such than too very just also even "
    "only still then there here now once again never ever often always sometimes soon later earlier meanwhile however although though "
    "because unless despite instead rather perhaps maybe indeed thus hence therefore moreover furthermore nevertheless nonetheless is "
    "are was were be been being am do does did done have has had having will would shall should can could may might must let lets "
    "asked speaking according one two three four five six seven eight nine ten first last next separately additionally earlier "
    "yesterday today tomorrow tonight regarding concerning following standing answering responding pressed quoting citing another "
    "new old good well yes nobody everyone somebody everybody nothing everything something officials sources people critics supporters "
    "what's that's it's he's she's they're we're i'm don't didn't doesn't isn't wasn't aren't won't can't".split()
)

PREPOSITIONS: Final = frozenset(
    "of for to by from with under about against on in at beside between among before after behind like over through towards toward "
    "into near without despite alongside amid upon beyond across than via regarding concerning including following as".split()
)

AUXILIARIES: Final = frozenset(
    "is are was were be been being am has have had having do does did will would shall should can could may might must 'll ’ll 'd ’d "
    "'s ’s 've ’ve he'll he’ll he'd he’d she'd she’d".split()
)
ADVERBS: Final = frozenset(
    "also then later again repeatedly reportedly allegedly recently earlier previously already only simply merely once often always "
    "first still just now today yesterday even further furthermore instead personally publicly privately explicitly clearly "
    "immediately ever never not n't on monday tuesday wednesday thursday friday saturday sunday himself herself too subsequently "
    "separately meanwhile nonetheless nevertheless rather additionally bluntly flatly angrily defiantly cautiously".split()
)
