"""Word lists: how English news reports speech, and what it calls people. One list a file, by language.

Here stand the lists that several modules read; a list of one module is read there, by its name. `bot.core.word_files`
says how a file is written.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from bot.core.places import place_names
from bot.core.word_files import read_groups, read_words

FOLDER: Final = files("bot.watcher.lexicon").joinpath("en")


def word_list(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(read_words(FOLDER.joinpath(f"{name}.txt")))


def word_groups(name: str) -> dict[str, str]:
    """The words of a list in groups, each with the name of its group."""
    groups = read_groups(FOLDER.joinpath(f"{name}.txt"))
    return {word: group for group, words in groups.items() for word in words}


def verb_forms(name: str) -> dict[str, str]:
    """Every form of the verbs of a list, with its infinitive."""
    return {form: verb for verb in read_words(FOLDER.joinpath(f"{name}.txt")) for form in _forms(verb)}


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return [verb, *_IRREGULAR[verb]]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    stem = verb.removesuffix("e")
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [verb, third, stem + "ed", stem + "ing"]


_IRREGULAR: Final = read_groups(FOLDER.joinpath("irregular_verbs.txt"))

SPEECH_VERBS: Final = verb_forms("speech_verbs")
CUE_VERBS: Final = {**verb_forms("other_cue_verbs"), **SPEECH_VERBS}  # of which a cue may be
CLAUSE_VERBS: Final = word_list("clause_verbs")
SPEECH_NOUNS: Final = word_groups("speech_nouns")

ROLES: Final = word_groups("roles")
FEMALE_ROLES: Final = word_list("female_roles")
MALE_ROLES: Final = word_list("male_roles")
COURTESY: Final = word_list("courtesy_titles")
FEMALE_COURTESY: Final = word_list("female_courtesy_titles")
OCCASIONS: Final = word_list("occasions")
SPOKEN_OCCASIONS: Final = word_list("spoken_occasions")
TITLE_WORDS: Final = frozenset(ROLES) | COURTESY | word_list("title_words")
NAME_SUFFIXES: Final = word_list("name_suffixes")
FEMALE_NAMES: Final = word_list("female_given_names")
MALE_NAMES: Final = word_list("male_given_names")
BODIES: Final = word_list("bodies")
BODY_WORDS: Final = word_list("body_words")
DETERMINERS: Final = word_list("determiners")
COUNTRIES: Final = {name[0].lower(): place for name, place in place_names().items() if len(name) == 1}

FUNCTION_WORDS: Final = word_list("function_words")
PREPOSITIONS: Final = word_list("prepositions")
PRESS_WORDS: Final = word_list("press")
AUXILIARIES: Final = word_list("auxiliaries")
ADVERBS: Final = word_list("adverbs")
DAYS_MONTHS: Final = word_list("days_and_months")
