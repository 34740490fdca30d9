"""The tracked people of these tests, with fewer names than the example config has: the rules must do the rest."""

from __future__ import annotations

from bot.core.model import Actor

BAGHAEI = Actor(
    id="baghaei",
    name="Esmail Baghaei",
    role="Iran's foreign ministry spokesperson",
    aliases=(
        "Esmaeil Baqaei",
        "Baghaei",
        "Baqaei",
        "Esmaeil Baghaei-Hamaneh",
        "@IRIMFA_SPOX",
        "اسماعیل بقایی",
        "بقایی",
        "إسماعيل بقائي",
        "بقائي",
    ),
    titles=("Iran's foreign ministry spokesman", "the Iranian spokesman", "the spokesman", "the spokesperson"),
    institutions=("Iran's foreign ministry",),
    outlets=("IRNA", "Tasnim", "Fars", "Press TV"),
    namesakes=("Hamid Baghaei", "Ali Bagheri"),
)
TRUMP = Actor(
    id="trump",
    name="Donald Trump",
    role="President of the United States",
    aliases=("Trump", "President Trump", "Donald J. Trump", "@realDonaldTrump", "دونالد ترامب", "ترامب"),
    titles=("the US president", "the president", "the American leader", "the commander-in-chief"),
    institutions=("the White House",),
    outlets=("CNN", "Axios"),
    venues=("Truth Social", "Air Force One"),
    namesakes=("Trump Tower", "Melania Trump", "$TRUMP"),
)
NETANYAHU = Actor(
    id="netanyahu",
    name="Benjamin Netanyahu",
    role="Prime Minister of Israel",
    aliases=("Netanyahu", "Bibi", "Binyamin Netanyahu", "בנימין נתניהו", "נתניהו"),
    titles=("the Israeli prime minister", "the prime minister", "the premier", "the Israeli leader"),
    institutions=("the Prime Minister's Office",),
    outlets=("Ynet", "Kan"),
    namesakes=("Sara Netanyahu",),
)
ACTORS = (BAGHAEI, TRUMP, NETANYAHU)
