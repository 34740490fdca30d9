"""`actor`, as it is typed in a channel or in the terminal: what it answers, and who may."""

from __future__ import annotations

import pytest

from handlers.actor_command import split_names
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, MODERATOR, READER

ADD = 'actor add "Ilse Varga" "I. Varga" Varguita'


async def test_somebody_is_added_shown_named_and_removed(commands, town):
    added = text_of(await commands.parse_and_run(ADD, by=MODERATOR))
    assert "Ilse Varga · varga" in added
    assert "also I. Varga, Varguita" in added
    actor = town.actors.get("varga")
    assert (actor.name, actor.aliases, actor.pronouns) == ("Ilse Varga", ("I. Varga", "Varguita"), ())
    shown = text_of(await commands.parse_and_run("actor show varguita", by=READER))
    assert "nothing on record yet" in shown
    assert f"added by {MODERATOR.id}" in shown
    named = text_of(await commands.parse_and_run('actor alias varga "ایلزه وارگا"', by=MODERATOR))
    assert "Ilse Varga is found as ایلزه وارگا from now on." in named
    listed = text_of(await commands.parse_and_run("actor list", by=READER))
    assert f"{len(CONFIG.actors) + 1} actors: {len(CONFIG.actors)} from the config, 1 added by command" in listed
    assert "1 name added by command: ایلزه وارگا" in listed
    assert "Ilse Varga" in text_of(await commands.parse_and_run("actors", by=READER))
    assert "no longer found as Varguita" in text_of(
        await commands.parse_and_run("actor unalias varga Varguita", by=MODERATOR)
    )
    assert "no longer tracked" in text_of(await commands.parse_and_run("actor remove Ilse Varga", by=MODERATOR))
    assert town.actors == CONFIG.actors


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("actor add Ilse Varga", {"name": "Ilse Varga", "aliases": ()}),
        ("actor add Ilse Varga, I. Varga, Varguita", {"name": "Ilse Varga", "aliases": ("I. Varga", "Varguita")}),
        ('ACTOR ADD "Ilse Varga" id:foreign', {"id": "foreign"}),
        ('actor add Ilse Varga alias:"I. Varga"', {"name": "Ilse Varga", "aliases": ("I. Varga",)}),
        ('actor add Ilse Varga role:"Arden’s minister" pronouns:she', {"role": "Arden’s minister"}),
        ("actor add Ilse Varga pronouns:she", {"pronouns": ("she", "her", "hers", "herself")}),
        (
            'actor add Ilse Varga titles:"Arden’s minister, the minister"',
            {"titles": ("Arden’s minister", "the minister")},
        ),
        ('actor add Ilse Varga namesakes:"Tamas Varga"', {"namesakes": ("Tamas Varga",)}),
        ("actor add Éva Őri", {"id": "ori"}),
        ("actor add ایلزه وارگا", {"id": "actor", "name": "ایلزه وارگا"}),
        ("actor add Ina Mayor", {"id": "ina-mayor"}),
    ],
)
async def test_it_is_typed_in_many_ways(commands, town, typed, expected):
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert not reply.mistake, text_of(reply)
    actor = town.actors[-1]
    assert {key: getattr(actor, key) for key in expected} == expected


@pytest.mark.parametrize("typed", ["actor alias Orla Venn The Duchess", 'actor alias mayor "The Duchess"'])
async def test_a_name_is_added_to_an_actor_of_the_config(commands, town, typed):
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert not reply.mistake, text_of(reply)
    assert town.actors[0].aliases == (*CONFIG.actors[0].aliases, "The Duchess")


@pytest.mark.parametrize("typed", ["actor alias mayor Vennish", "actor alias mayor 'Vennish'", "actor add Vennish"])
async def test_one_word_finds_others_too_and_that_is_said(commands, typed):
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert "By Vennish alone, others of that name are found too" in text_of(reply)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("actor", "actor needs an action"),
        ("actor ad", "Did you mean add?"),
        ("actor fly", "Try add, alias, list, remove, set, show or unalias."),
        ("actor add", "actor add needs a name"),
        ("actor add V", "name: 'V'"),
        ("actor add Ilse Varga pronouns:it", "“it” are no pronouns"),
        ("actor add Orla Venn", "“Orla Venn” is a name of Orla Venn (mayor) already"),
        ("actor alias nobody-here Somebody", "actor alias needs an actor and a name"),
        ("actor alias wenn, Somebody", "Nobody who is tracked is called “wenn”."),
        ("actor alias mayor, the", "“the” is an ordinary word"),
        ("actor remove mayor", "mayor stands in the config"),
        ("actor remove Somebody Else", "Nobody who is tracked is called “Somebody Else”."),
        ("actor show Somebody Else", "is not a tracked person"),
    ],
)
async def test_a_mistake_says_the_way_out(commands, town, typed, said):
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert reply.mistake
    assert said in text_of(reply)
    assert town.actors == CONFIG.actors


@pytest.mark.parametrize("typed", [ADD, "actor alias mayor X. Venn", "actor remove mayor", "actor unalias mayor Venn"])
async def test_who_is_no_moderator_changes_nothing(commands, town, typed):
    reply = await commands.parse_and_run(typed, by=READER)
    assert reply.mistake
    assert f"Only a moderator may use {' '.join(typed.split()[:2])}" in text_of(reply)
    assert town.actors == CONFIG.actors


async def test_actions_and_actors_are_completed(commands):
    assert [one.value for one in await commands.complete("actor", "action", "a")][:2] == ["add", "alias"]
    assert (await commands.complete("actor", "what", "ven"))[0].value == "mayor"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ,", []),
        ("Ilse Varga", ["Ilse Varga"]),
        ('  Ilse   Varga ,"I. Varga", “Varguita”', ["Ilse Varga", "I. Varga", "Varguita"]),
    ],
)
def test_commas_part_names(text, names):
    assert split_names(text) == names


async def test_what_else_is_known_of_an_actor_is_changed_by_command(commands, town):
    await commands.parse_and_run('actor add "Ilse Varga" pronouns:he titles:"the deputy"', by=MODERATOR)
    said = await commands.parse_and_run(
        'actor set varga role:"Arden\'s minister" titles:"the minister, the minister for bridges" pronouns:she',
        by=MODERATOR,
    )
    assert "Changed: role, titles, pronouns." in text_of(said)
    actor = town.actors.get("varga")
    assert (actor.role, actor.titles) == ("Arden's minister", ("the minister", "the minister for bridges"))
    assert actor.pronouns == ("she", "her", "hers", "herself")
    assert actor.name == "Ilse Varga"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("actor set mayor role:Boss", "stands in the config with role, which wins; change it there"),
        ("actor set mayor pronouns:they", "stands in the config with pronouns, which wins; change it there"),
        ("actor set varga", "Nothing was said of the actor."),
        ("actor set varga pronouns:we", "are no pronouns"),
        ("actor set nobody role:x", "Nobody who is tracked is called “nobody”"),
    ],
)
async def test_what_cannot_be_set_is_said(commands, typed, said):
    await commands.parse_and_run('actor add "Ilse Varga"', by=MODERATOR)
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert reply.mistake
    assert said in text_of(reply)


async def test_of_an_actor_of_the_config_it_is_set_beside_what_stands_there(commands, town, store):
    configured = town.actors.get("mayor")
    said = await commands.parse_and_run('actor set mayor titles:"the harbour boss" namesakes:"Otto Venn"', by=MODERATOR)
    assert "Changed beside what stands in the config: titles, namesakes." in text_of(said)
    actor = town.actors.get("mayor")
    assert actor.titles == (*configured.titles, "the harbour boss")
    assert actor.namesakes == (*configured.namesakes, "Otto Venn")
    shown = text_of(await commands.parse_and_run("actor show mayor", by=READER))
    assert "set by command: titles the harbour boss; namesakes Otto Venn" in shown
    await commands.parse_and_run("actor set mayor titles:none", by=MODERATOR)
    assert town.actors.get("mayor").titles == configured.titles
    assert town.actors.get("mayor").namesakes == (*configured.namesakes, "Otto Venn")
    assert [one.action for one in await store.changes()] == ["changed", "changed"]
