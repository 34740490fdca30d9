"""What the documents say is so: commands, options, settings, links, numbers and the picture."""

from __future__ import annotations

import re
import tomllib
from itertools import chain, takewhile

import pytest
from discord import Permissions
from pydantic import BaseModel

from bot.core.config_sections import Settings
from bot.core.model import Assertion, Kind, Precision, Quotation, View, Watched
from bot.core.secret_tokens import Secrets, read_secrets
from bot.tools.scan import Document, scan_result
from bot.watcher import WatchText
from bot.watcher.lexicon import word_groups
from docs import activity, cards, digest, floors
from docs.picture import FOUND, PICTURE, SOURCES, found_picture, picture, sources_picture
from handlers import limits
from handlers.command_table import COMMANDS
from handlers.render.statement.badges import Badge
from handlers.slack import server as slack_server
from tests.documents import (
    DOCUMENTS,
    ROOT,
    code_blocks,
    code_spans,
    command_lines,
    require_valid,
    text_of,
    tracked_files,
)

README = text_of("README.md")
OPERATIONS = text_of("docs/operations.md")
EACH_DOCUMENT = pytest.mark.parametrize("name", DOCUMENTS)
SPOKEN = [(name, words) for name in DOCUMENTS for words in command_lines(text_of(name))]
# Composed, so that this file does not hold them itself.
FOREIGN = [
    *(re.compile(rf"(?<![\w.\-/]){re.escape('/' + folder + '/')}") for folder in ("work", "root", "opt/pypi")),
    re.compile("pypi" + r"\.org|python" + r"hosted\.org|extra-" + "index-url|--" + "index-url"),
]


def targets():
    return set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))


def settings():
    """Return every setting as documents write it: `alerts.max_age`."""
    names = set()
    for section, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            names |= {f"{section}.{key}" for key in model.model_fields}
    return names


def anchors(text):
    return {
        re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }


def table(text, first_heading):
    """Return the rows below a Markdown table's heading, each as its cells."""
    rows = list(takewhile(bool, text[text.index(f"| {first_heading} |") :].splitlines()))
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


@pytest.mark.parametrize(
    ("name", "words"), SPOKEN, ids=[f"{name.rpartition('/')[2]}: {' '.join(words)}"[:60] for name, words in SPOKEN]
)
def test_each_command_in_the_documents_exists(name, words):
    program, *arguments = words
    if program == "make":
        assert arguments[0] in targets(), f"{name} names `make {arguments[0]}`"
    else:
        require_valid(arguments)


def test_the_two_commands_stand_first():
    first = code_blocks(README, language="")[0]
    assert [words[1] for words in command_lines(f"```\n{first}```\n")] == ["demo", "test"]


def test_the_table_of_commands_is_that_of_the_code():
    assert table(README, "Command") == [[f"`{command.usage}`", command.help] for command in COMMANDS]


def test_the_way_to_slack_is_that_of_the_code():
    assert f"`{slack_server.PATH}`" in README
    manifest = text_of("manifest.yaml")
    for named in (f"command: {Settings().slack.command} ", "display_name: On Record"):
        assert named in manifest
    assert "`/invite @On Record`" in README


def test_each_badge_is_explained():
    parts = [row[0] for row in table(README, "Part")]
    assert set(Badge) <= set(parts)


def test_the_shares_of_sureness_are_those_of_the_code():
    shares = f"high confidence from {limits.SURE_FROM:.0%}, medium from {limits.LIKELY_FROM:.0%}, low below"
    assert shares.replace("%", " %") in README


def test_each_token_is_explained():
    tokens = {field.upper() for field in Secrets.__dataclass_fields__}
    assert {row[0].strip("`") for row in table(README, "Variable")} == tokens
    for document in (README, OPERATIONS):
        for name in re.findall(r"([A-Z_]+)_FILE", document):
            assert name in tokens
    for name in tokens:
        assert read_secrets({name: "value" * 7}).values() == ["value" * 7]


def test_the_invitation_asks_for_what_the_bot_needs_and_no_more():
    asked = int(re.search(r"permissions=(\d+)", README)[1])
    wanted = Permissions(view_channel=True, send_messages=True, embed_links=True, read_message_history=True)
    assert asked == wanted.value
    assert "scope=bot+applications.commands" in README
    for named in ("View Channel", "Send Messages", "Embed Links", "Read Message History"):
        assert named in README


@EACH_DOCUMENT
def test_each_internal_link_leads_somewhere(name):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        place = (ROOT / name).parent / path if path else ROOT / name
        assert place.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor in anchors(place.read_text(encoding="utf-8")), f"{name} links to {target}"


@EACH_DOCUMENT
def test_each_path_that_is_named_exists(name):
    for span in code_spans(text_of(name)):
        if re.fullmatch(r"(bot|handlers|tests|docs|benchmarks|training|\.ci)/[\w./-]*", span):
            folder = span.rstrip("/") + "/"
            known = any(one == span or one.startswith(folder) for one in tracked_files())
            assert known, f"{name} names `{span}`, which is not in the repository"


@EACH_DOCUMENT
def test_each_setting_that_is_named_exists(name):
    sections = "|".join(Settings.model_fields)
    for span in code_spans(text_of(name)):
        named = re.fullmatch(rf"((?:{sections})\.\w+)( = .+)?", span)
        module = ROOT / span.replace(".", "/")
        if named and not (module.is_dir() or module.with_suffix(".py").is_file() or (ROOT / span).is_file()):
            assert named[1] in settings(), f"{name} names `{span}`"


@EACH_DOCUMENT
def test_each_example_of_a_config_is_right(name):
    for block in code_blocks(text_of(name), language="toml"):
        for section in tomllib.loads(block).items():
            partly = Settings.model_validate(dict([section]))
            assert partly != Settings(), block


def test_each_event_that_operators_look_for_is_logged():
    code = "".join(
        path.read_text(encoding="utf-8") for part in ("bot", "handlers") for path in (ROOT / part).rglob("*.py")
    )
    for event in chain.from_iterable(code_spans(row[0]) for row in table(OPERATIONS, "Event")):
        assert re.search(rf"log\.\w+\(\s*{re.escape(chr(34) + event + chr(34))}", code), event


def test_the_unit_runs_the_bot():
    (unit,) = code_blocks(OPERATIONS, language="ini")
    program, *arguments = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)[1].split()
    assert program.endswith("/bin/onrecord")
    require_valid(arguments)


def test_the_picture_is_what_the_code_draws():
    assert PICTURE.read_text(encoding="utf-8") == picture(), "make picture"
    assert FOUND.read_text(encoding="utf-8") == found_picture(), "make picture"
    assert SOURCES.read_text(encoding="utf-8") == sources_picture(), "make picture"


@EACH_DOCUMENT
def test_each_name_of_the_code_that_is_named_exists(name):
    for span in code_spans(text_of(name)):
        if re.fullmatch(r"(?:bot|handlers)(?:\.\w+){2,}", span):
            *_, missing = resolved(span)
            assert not missing, f"{name} names `{span}`"


@EACH_DOCUMENT
def test_each_module_that_is_run_exists(name):
    for module in re.findall(r"python -m ((?:bot|docs|benchmarks|training)(?:\.\w+)+)", text_of(name)):
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), f"{name} runs {module}"


def resolved(dotted):
    """Return the module that a dotted name begins with, and what of the rest is not in it."""
    parts = dotted.split(".")
    for number in range(len(parts), 0, -1):
        module = ROOT.joinpath(*parts[:number])
        file = module.with_suffix(".py") if module.with_suffix(".py").is_file() else module / "__init__.py"
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            known = re.findall(r"^ *(?:async def|def|class) (\w+)|^(\w+)(?:: Final)? =", text, re.MULTILINE)
            return file, [one for one in parts[number:] if one not in chain.from_iterable(known)]
    return None, parts


def test_the_picture_of_the_cards_is_laid_out_from_the_bots_own_bodies():
    shown = cards.page()
    for when, first in (
        ("before", "CHANGED · <b>Ilse Varga</b>: “We pay"),
        ("now", "<h2>🟠 CHANGED · Ilse Varga</h2>"),
    ):
        assert f"Discord, {when}" in shown
        assert first in shown
    both = cards.alerts_page()
    assert both.count("🟠 CHANGED · Ilse Varga") == len(("Discord", "Slack"))
    assert "before</h1>" not in both
    assert cards.markdown_html(r"a \*b\* **c** \<d>") == "<div class=line>a *b* <b>c</b> &lt;d&gt;</div>"


async def test_the_pictures_of_charts_are_laid_out_from_the_bots_own_bodies():
    answered = activity.page(await activity.answered())
    assert answered.count("Statements by Ilse Varga by day, 18 Feb 2026 to 20 Mar 2026") > len(("Discord", "Slack"))
    assert answered.count("data:image/png;base64,") == len(("Discord", "Slack"))
    assert "The picture is in your messages with this app." in answered
    shown = await digest.page()
    assert shown.count("DIGEST · 9 statements, 1 change") == len(("Discord", "Slack"))
    assert "The bot is running" in shown


def test_one_command_draws_every_picture():
    drawn = {*re.findall(r"python -m docs\.(\w+)$", text_of("Makefile"), re.MULTILINE)}
    takes = {one.stem for one in (ROOT / "docs").glob("*.py") if "PICTURE = " in one.read_text(encoding="utf-8")}
    assert drawn == takes


def test_the_picture_of_the_floors_is_that_of_the_import_graph():
    assert floors.PICTURE.read_text(encoding="utf-8") == floors.picture(), "make picture"


def test_no_floor_imports_from_a_higher_one_and_there_are_ten_at_most():
    house = floors.floors()
    assert len(house) <= 10
    assert all(first < second for first, second in floors.between(house, floors.imports()))


def test_the_picture_needs_nothing_from_the_network():
    assert not re.search(r"url\((?!#)|(?<!xmlns=\")https?://(?!www\.textualize\.io)|<script|<image", picture())
    assert not re.search(r"url\((?!#)|href|<script|<image", found_picture())  # which shows addresses


def test_no_tracked_file_names_a_machine_or_a_registry():
    for name in tracked_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern in FOREIGN:
            found = pattern.search(text)
            assert not found, f"{name} holds {found[0]!r}"


def test_every_field_of_a_scan_and_each_value_of_what_is_asserted_is_explained():
    section = text_of("docs/attribution.md").split("### What `scan --json` gives")[1].split("\n### ")[0]
    quotation = Quotation(content=((0, 3),), kind=Kind.DIRECT, confidence=1.0, evidence=(0, 3))
    document = Document(id="d", watch_text=WatchText(text="No."))
    (row,) = scan_result(document, Watched(quotations=(quotation,)), view=View.EVERYBODY, explain=True)["statements"]
    values = (*word_groups("senses").values(), *Kind, *Assertion, *Precision)
    assert [name for name in (*row, *map(str, values)) if f"`{name}`" not in section] == []
