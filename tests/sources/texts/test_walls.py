from __future__ import annotations

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.texts.walls import is_nothing_else, wall_in
from bot.sources.thresholds import MOST_CHARACTERS_OF_A_NOTICE, MOST_WORDS_OF_A_NOTICE, MOST_WORDS_OF_A_WALL, PATIENCE
from tests.loopback.news import page
from tests.sources.samples import entry_at, fetcher_for, item_for, source_at

SAID = "“We will not accept it,” said Esmail Baghaei at the quay on Monday."
FERRIES = [f"The ferry of pier {pier} left late, and nobody on board knew why it had." for pier in range(9)]
FULL = "\n\n".join([SAID, *FERRIES])
TEASER = " ".join([*["The ferry left late, and nobody on board knew why."] * 5, "Subscribe to continue reading."])
WALLS = {
    "javascript": "Please enable JavaScript and reload this page to go on to the Harbour Post.",
    "challenge": "Checking your browser before you go on to harbour.example. This takes a few seconds.",
    "consent": "We and our partners value your privacy. Accept all cookies or manage your choices below.",
    "login": "Sign in to continue. Welcome back to the Harbour Post, the paper of the northern quay.",
    "human": "Press and hold to confirm that you are a human, and not a robot, on the Harbour Post.",
    "javascript, German": "Bitte aktivieren Sie JavaScript, um diese Seite der Hafenpost zu sehen.",
    "javascript, French": "Veuillez activer JavaScript pour lire le Courrier du Port.",
    "javascript, Spanish": "Active JavaScript para leer el Diario del Puerto.",
    "money": "This article is for subscribers only. Already a subscriber? Start your free trial today.",
}
ARTICLES = [
    SAID,
    "The ministry asked drivers to sign in at the gate, and to wait for the ferry behind the yellow line there.",
    "Cookies are sold at the kiosk. “I accept all of them,” Baghaei joked, and nobody at the quay laughed about it.",
]

# What the hosts of consent, of protection and of challenges show: by what it wants, with as much as there is around it.
NOTICES = {
    "consent, framework": "We value your privacy\nWe and our 842 partners store and/or access information on a "
    "device, such as cookies, and process personal data, such as unique identifiers. With your permission we may "
    "use precise location and identification through device scanning. You may click to agree to our and our "
    "partners' processing.",
    "consent, number alone": "We and our 1,511 technology partners ask you to consent to the use of cookies to "
    "store and access personal data on your device. This can include the use of unique identifiers and "
    "information about your browsing patterns to create the best possible user experience on this website, and "
    "to sell advertising there.",
    "consent, family": "Harbour Mail is part of the Sorrel family of brands. The sites and apps that we own and "
    "operate, and our digital advertising service. When you use our sites and apps, we use cookies to provide "
    "them to you, to authenticate users and to apply security measures. If you click ‘Accept all’, we and our "
    "partners, 238 of whom are part of the consent framework, will also use your precise location.",
    "consent, search": "Before you continue to the site\nWe use cookies and data to deliver our services, and to "
    "measure how they are used. If you choose “Reject all,” we will not use cookies for these additional "
    "purposes.",
    "consent, German": "Wir und unsere 184 Partner speichern Informationen auf einem Gerät, etwa Cookies, und "
    "verarbeiten personenbezogene Daten für Anzeigen und Inhalte. Ihre Einwilligung gilt für diese Website "
    "allein, und Sie können Ihre Zustimmung jederzeit ändern oder widerrufen. Weitere Hinweise gibt die "
    "Datenschutzerklärung der Website.",
    "consent, German or pay": "Besuchen Sie hafenpost.example wie gewohnt mit Werbung und Tracking, indem Sie der "
    "Nutzung aller Cookies zustimmen. Einzelheiten finden Sie in unserer Datenschutzerklärung.",
    "consent, French": "Nous et nos 148 partenaires stockons des informations sur votre appareil, comme les "
    "cookies, et traitons des données personnelles. Avec votre accord, nous utilisons votre position. Vous "
    "pouvez retirer votre consentement à tout moment. Certains partenaires ne demandent pas votre consentement "
    "et invoquent leur intérêt.",
    "consent, French button": "Continuer sans accepter\nLe Courrier du Port finance ainsi ses articles.",
    "consent, Spanish": "Nosotros y nuestros 93 socios almacenamos información en un dispositivo, como las "
    "cookies, y tratamos datos personales. Con su permiso, nosotros y nuestros socios podemos usar datos de "
    "ubicación. Puede cambiar sus preferencias, y algunos socios no piden su consentimiento para mostrar "
    "publicidad.",
    "block": "You are unable to access harbour.example\nWhy am I not let in? This website is using a security "
    "service to protect itself. What you did last set it off: a word or a SQL command in an address will do. Write "
    "to the site owner, say what you did, and name the Ray ID below. The harbour and its paper mean no harm.",
    "block, sorry": "Sorry, you have been blocked.\n\nPlease email the site owner.",
    "block, address": "Your IP address has been temporarily blocked. Write to the desk of the Harbour Post.",
    "block, region": "We recognise you are attempting to access this website from a country of the European "
    "Economic Area, and therefore access cannot be granted at this time.",
    "block, German": "Ihr Zugriff auf diese Website wurde blockiert.",
    "block, French": "Vous avez été bloqué. Écrivez au Courrier du Port.",
    "block, Spanish": "Su acceso ha sido denegado por el Diario del Puerto.",
    "challenge": "Verifying you are human. This may take a few seconds. harbour.example needs to review the "
    "security of your connection before proceeding.",
    "challenge, settings": "harbour.example\nEnable JavaScript and cookies to continue",
    "challenge, German": "Bestätigen Sie, dass Sie kein Roboter sind.",
    "challenge, French": "Vérifions que vous êtes humain. Cela ne prend que quelques secondes.",
    "challenge, Spanish": "Verifique que no es un robot para seguir con la lectura.",
    "interruption": "As you were reading, something about your browser made us think you were a bot. Perhaps you "
    "read faster than people do, or cookies are off in your browser, or a plugin of it stops JavaScript. To regain "
    "access, please make sure that both are on, and come back to this website.",
    "interruption, traffic": "We have detected unusual activity from your network. To go on, tick the box.",
}
MORE = "Ministers of four states met at the quay on Monday, and agreed that the ferries would run all year long."
MENTIONS = {
    "cookie law": "The commission said on Monday that sites have to let readers reject all cookies as easily as "
    "they accept all cookies. Banners that say “We and our 842 partners store and/or access information on a "
    "device” are to go. “With your consent we track you is no choice,” said the commissioner. Publishers fear "
    "for advertising.",
    "cookie law, short": "Sites must let readers reject all cookies as easily as they accept them, a court in "
    "Sorrel ruled.",
    "consent quoted": "The page greets readers with “Accept all cookies or manage your choices”, which a court "
    "forbade.",
    "consent of a state": "The law on consent was passed. Partners of the coalition want privacy settings for "
    "children.",
    "privacy settings": "The minister promised new privacy settings for every child, and a fine for those who have "
    "none.",
    "partners": "We and our European partners will use every means, Baghaei said. We value our partners and store "
    "no arms.",
    "partners, French": "Nous et nos partenaires européens utiliserons tous les moyens, a dit le ministre au port "
    "lundi.",
    "partners, Spanish": "Nosotros y nuestros socios europeos usaremos todos los medios, dijo el ministro en el "
    "puerto.",
    "partners, German": "Wir und unsere europäischen Partner werden alles tun, sagte der Minister am Montag im Hafen.",
    "consent, German": "Mit ihrer Zustimmung hat die Ministerin den Weg zum Hafen frei gemacht, sagte ihr Sprecher "
    "am Montag.",
    "cloudflare": "Cloudflare said an error of its own made thousands of sites answer “Sorry, you have been "
    "blocked” on Monday. Readers of the Harbour Post were shown “You are unable to access harbour.example” for "
    "an hour. The company said its security service had taken a change of a database for an attack, and that no "
    "data were lost.",
    "cloudflare, short": "Cloudflare, whose security service protects every fifth site, was down for an hour on "
    "Monday.",
    "javascript": "The ministry's portal requires JavaScript, and blind readers cannot use it, said their union.",
    "captcha": "Researchers had a machine complete the CAPTCHA of a bank in nine of ten tries, they wrote on Monday.",
    "robots": "Factories have to prove that every robot is insured. The union wants robots to be taxed as workers are.",
    "interruption": "“Pardon our interruption, but the vote is over,” the deputy called, and the session broke off.",
    "access": "To regain access to the port, the rebels gave up two hostages, said the ministry on Monday evening.",
    "moment": "Just a moment after the vote the lights went out, and nobody in the chamber knew why they had.",
    "gate": "The ministry asked drivers to sign in to continue to the pier, and to wait for the ferry behind the line.",
    "footer": "\n".join(
        [*FERRIES, "We and our 842 partners store and/or access information on a device, such as cookies."]
    ),
    "banner": "\n".join(["We and our 842 partners store and/or access information on your device.", *FERRIES]),
}


@pytest.mark.parametrize("text", NOTICES.values(), ids=NOTICES)
def test_a_notice_is_a_wall(text):
    assert wall_in(text)
    assert is_nothing_else(text)


def test_a_notice_of_several_hundred_words_is_a_wall():
    purposes = [f"Purpose {number}: your device is measured for advertising of kind {number}." for number in range(25)]
    text = "\n".join([NOTICES["consent, framework"], *purposes])
    assert MOST_WORDS_OF_A_WALL < len(text.split()) < MOST_WORDS_OF_A_NOTICE
    assert wall_in(text)
    assert wall_in("\n".join([text] * 2)) is None


@pytest.mark.parametrize("hostile", ['."', ".”", "“.", "a. ", "„.“", "we and our 1 ", "we use ", "if you click "])
def test_what_no_wall_is_as_long_as_costs_nothing(hostile):
    assert wall_in(hostile * 200_000) is None
    wall_in(hostile * (MOST_CHARACTERS_OF_A_NOTICE // len(hostile)))


@pytest.mark.parametrize("text", MENTIONS.values(), ids=MENTIONS)
@pytest.mark.parametrize("more", ["", f"\n{MORE} {MORE}"], ids=["alone", "with more"])
async def test_an_article_about_cookies_consent_or_protection_is_no_wall(news, text, more):
    assert not is_nothing_else(text + more)
    article = await read(news, f"{text}{more}".replace("\n", "\n\n"))
    assert (article.whole, article.wall) == (True, "")


@pytest.mark.parametrize("text", NOTICES.values(), ids=NOTICES)
async def test_a_notice_is_tried_again_and_named_where_the_feed_holds_nothing(news, text):
    for attempts in (0, PATIENCE):
        with pytest.raises(SourceError) as raised:
            await read(news, text.replace("\n", "\n\n"), attempts=attempts)
        assert (raised.value.outcome, raised.value.permanent) == (FetchOutcome.WALL, False)


@pytest.mark.parametrize("text", [*WALLS.values(), TEASER], ids=[*WALLS, "teaser"])
def test_a_wall_says_that_it_is_one(text):
    assert wall_in(text)


@pytest.mark.parametrize("text", ARTICLES)
def test_an_article_is_none(text):
    assert wall_in(text) is None


def test_in_a_long_article_the_phrase_is_a_footer():
    assert wall_in("word " * MOST_WORDS_OF_A_WALL + WALLS["consent"]) is None


async def read(news, shown, *, attempts=0, **entry):
    news.put_page("/a", page("Minister says no", shown.split("\n\n")))
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        return await fetcher.fetch_article(source, item_for(entry_at(f"{news.url}/a", **entry), attempts=attempts))


@pytest.mark.parametrize("text", [*WALLS.values(), TEASER], ids=[*WALLS, "teaser"])
async def test_what_the_feed_holds_is_read_in_place_of_a_wall(news, text):
    article = await read(news, text, text=FULL)
    assert (article.text, article.whole) == (FULL, False)


async def test_a_page_that_shows_much_less_than_its_feed_is_a_teaser(news):
    assert (await read(news, "The ferry left late, and nobody on board knew why it had.", text=FULL)).text == FULL


OTHERS = "\n\n".join(f"Reader {one} writes that the harbour café has been far too dear for years." for one in range(10))


async def test_a_page_of_the_length_of_its_feed_without_its_words_is_comments(news):
    article = await read(news, OTHERS, text=FULL)
    assert (article.text, article.whole) == (FULL, False)


async def test_a_page_that_puts_its_text_otherwise_than_its_feed_is_the_article(news):
    shown = "\n\n".join([*FERRIES, SAID])
    assert (await read(news, shown, text=FULL)).whole


async def test_a_summary_in_the_feed_is_not_taken_for_the_article(news):
    assert (await read(news, f"{FULL}\n\n{FULL.replace('pier', 'quay')}", text=OTHERS[:300])).whole


async def test_a_page_that_shows_more_than_its_feed_is_the_article(news):
    article = await read(news, FULL, text=SAID)
    assert article.whole
    assert SAID in article.text


@pytest.mark.parametrize("text", WALLS.values(), ids=WALLS)
async def test_a_wall_before_nothing_else_is_tried_again(news, text):
    with pytest.raises(SourceError) as raised:
        await read(news, text)
    assert (raised.value.outcome, raised.value.permanent) == (FetchOutcome.WALL, False)


async def test_behind_a_wall_that_stays_the_teaser_of_the_feed_has_to_do(news):
    assert (await read(news, WALLS["login"], text=SAID, attempts=PATIENCE)).text == SAID


async def test_a_teaser_on_the_page_is_read_where_there_is_nothing_else(news):
    assert (await read(news, TEASER)).text.startswith("The ferry left late")


OTHER_WALLS = {
    "region": "This paper is kept for readers at home, where it is printed. We are sorry that it is so for now.",
    "money": "To view this article, become a member of the Harbour Post. It costs less than a cup of coffee.",
    "italian": "Per leggere la Gazzetta del Porto ricarichi la pagina con gli script accesi, e poi attenda un momento.",
    "long": "\n\n".join(f"Purpose {one}: addresses of your device are kept for measuring." for one in range(60)),
}


@pytest.mark.parametrize("text", OTHER_WALLS.values(), ids=OTHER_WALLS)
@pytest.mark.parametrize("held", [SAID, FULL], ids=["teaser", "full text"])
async def test_a_page_that_shows_nothing_of_its_feed_comes_with_what_that_holds(news, text, held):
    article = await read(news, text, text=held)
    of_feed = article if not article.whole else article.of_feed
    assert (of_feed.text, of_feed.whole, of_feed.original) == (held, False, article.original)
    assert of_feed.wall


@pytest.mark.parametrize(
    "shown", ["\n\n".join([*FERRIES, SAID]), FULL, f"{OTHERS}\n\n{FULL}"], ids=["in another order", "all", "at the end"]
)
@pytest.mark.parametrize("held", [SAID, " ".join(FULL.split()[:50]), ""], ids=["teaser", "beginning", "nothing"])
async def test_a_page_that_shows_words_of_its_feed_stands_alone(news, shown, held):
    article = await read(news, shown, text=held)
    assert (article.whole, article.of_feed, article.wall) == (True, None, "")


@pytest.mark.parametrize("text", [*WALLS.values(), TEASER], ids=[*WALLS, "teaser"])
async def test_what_is_read_in_place_of_a_wall_says_so(news, text):
    assert (await read(news, text, text=FULL)).wall
