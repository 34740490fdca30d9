"""What is shipped for running the bot is held to the code: figures by name, services by their commands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
import yaml

from bot.cli import EXIT_BAD_CONFIG
from bot.core.config_sections import MetricsSettings
from bot.core.secret_tokens import Secrets
from bot.core.work import ProcessRole
from bot.metrics.meters import Meters
from bot.tools.thresholds import DRAIN_WITHIN, END_WITHIN
from tests import test_container as container
from tests.documents import ROOT, code_blocks, require_valid, text_of

OTHERS = {"process_resident_memory_bytes"}  # of prometheus_client's own collectors
JOB = "onrecord"
OF_PROMETHEUS = {"vector(1)", f'up{{job="{JOB}"}} == 0'}  # these ask nothing of ours
_NAME = re.compile(r"\b(?:onrecord|process)_[a-z_]+")
_LABELLED = re.compile(r"\b(onrecord_[a-z_]+)\{([^}]*)\}")


def alert_rules():
    (group,) = yaml.safe_load((ROOT / "deploy/prometheus-alerts.yml").read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def dashboard():
    return json.loads((ROOT / "deploy/grafana/onrecord.json").read_text(encoding="utf-8"))


def expressions():
    yield from ((rule["alert"], rule["expr"]) for rule in alert_rules())
    for panel in dashboard()["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])


def figures():
    """Return each of our figures as Prometheus has it, with its labels."""
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"], "gauge": [""]}
    meters = Meters()
    return {
        family.name + ending: set(meters.labels_of[family.name])
        for family in meters.registry.collect()
        if family.name in meters.labels_of
        for ending in endings[family.type]
    }


FIGURES = figures()


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_each_figure_that_is_asked_for_exists_with_its_labels(where, expression):
    names = set(_NAME.findall(expression)) - OTHERS
    assert names <= set(FIGURES), where
    for name, conditions in _LABELLED.findall(expression):
        assert set(re.findall(r"(\w+)[=!]", conditions)) <= FIGURES[name], where
    assert _NAME.search(expression) or expression in OF_PROMETHEUS, where


@pytest.mark.parametrize("has_figures", [True, False])
def test_each_panel_is_drawn_in_its_place(has_figures):
    at = datetime(2026, 11, 29, 12, tzinfo=UTC)
    series = [{"name": "one", "values": [(at, 0.0), (at + timedelta(minutes=5), 7.0)]}] if has_figures else []
    from docs.dashboard import draw  # noqa: PLC0415 - matplotlib, which no other test needs

    panels = dashboard()["panels"]
    figure = draw([(one, series) for one in panels])
    figure.draw_without_rendering()
    assert [one.get_title(loc="left") for one in figure.axes] == [one["title"] for one in panels]
    boxes = [one.get_position() for one in figure.axes]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert all(0 < box.x0 < box.x1 < 1 and 0 < box.y0 < box.y1 < 1 for box in boxes)


def test_each_figure_of_ours_is_on_the_dashboard():
    shown = {name for _, expression in expressions() for name in _NAME.findall(expression)}
    ours = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in FIGURES}
    assert {name for name in ours if not any(one.startswith(name) for one in shown)} == set()


def test_each_alert_says_what_it_is_and_what_to_do():
    for rule in alert_rules():
        assert rule["annotations"]["summary"], rule
        assert rule["annotations"]["description"], rule
        assert rule["labels"]["severity"] in {"critical", "warning", "none"}


def test_the_panels_do_not_lie_over_each_other():
    taken = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        mine = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not mine & taken
        assert at["x"] + at["w"] <= 24
        taken |= mine


def service(name="onrecord"):
    return compose()["services"][name]


def compose():
    return yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))


def seconds(span):
    return float(span.removesuffix("s"))


def test_compose_runs_the_image_as_it_is_with_record_and_config_in_the_volume():
    places = dict(one.split(":")[:2] for one in service()["volumes"])
    assert places == {"onrecord": container.only("VOLUME"), "./config.toml": container.config_of(
        json.loads(container.only("CMD"))
    )}  # fmt: skip
    assert {"command", "entrypoint", "user", "healthcheck"}.isdisjoint(service()), "the Dockerfile says it"
    assert (ROOT / service()["build"] / "Dockerfile").is_file()


def test_a_service_gets_the_time_to_end_that_the_bot_takes():
    assert all(seconds(one["stop_grace_period"]) > DRAIN_WITHIN for one in lasting().values())
    assert seconds(unit()["TimeoutStopSec"]) > END_WITHIN
    assert all(seconds(unit(name)["TimeoutStopSec"]) > DRAIN_WITHIN for name in (ROLES, WORKERS))


def bots():
    return {name: one for name, one in compose()["services"].items() if one["image"] == "onrecord"}


def lasting():
    """Return the bots that run until they are stopped."""
    return {name: one for name, one in bots().items() if one["restart"] == "unless-stopped"}


@pytest.mark.parametrize("name", sorted(bots()))
def test_a_container_can_change_nothing_but_its_record(name):
    assert service(name)["read_only"] is True
    assert service(name)["cap_drop"] == ["ALL"]
    assert "ports" not in service(name), "nobody reaches it unless the operator says so"
    assert f"{container.config_of(json.loads(container.only('CMD')))}:ro" in str(service(name)["volumes"])


def test_without_a_profile_there_is_one_service():
    assert [name for name, one in compose()["services"].items() if not one.get("profiles")] == ["onrecord"]


def roles_of(commands):
    """Return the roles that processes have by their commands."""
    return {command[0] if command[0] == "worker" else command[command.index("--role") + 1] for command in commands}


def test_the_larger_form_does_all_of_the_work_on_a_record_that_is_up_to_date():
    many = {name: one for name, one in lasting().items() if one.get("profiles") == ["many"]}
    commands = [one["command"] for one in many.values()]
    for command in commands:
        require_valid(command)
        assert container.config_of(command) == container.config_of(json.loads(container.only("CMD")))
    assert roles_of(commands) == set(ProcessRole) - {ProcessRole.ALL}
    assert many["worker"]["deploy"]["replicas"] == 2
    assert all(
        one["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}} for one in many.values()
    )
    assert service("postgres")["profiles"] == ["many"]
    assert "ports" not in service("postgres")


def test_the_one_service_waits_for_the_record_only_where_there_is_what_brings_it_up_to_date():
    assert service()["depends_on"] == {"migrate": {"condition": "service_completed_successfully", "required": False}}


def test_the_record_is_brought_up_to_date_once_beside_a_server_that_is_ready():
    (name,) = bots().keys() - lasting().keys()
    one = service(name)
    assert one["profiles"] == ["many"]
    assert one["restart"] == "no"
    assert one["command"] == ["migrate", "-c", container.config_of(json.loads(container.only("CMD")))]
    require_valid(one["command"])
    assert one["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def watched():
    return {name: one for name, one in compose()["services"].items() if one.get("profiles") == ["watched"]}


def test_what_watches_reads_files_that_are_there_and_is_open_to_this_machine_alone():
    assert set(watched()) == {"prometheus", "grafana"}
    for one in watched().values():
        assert all((ROOT / place.split(":")[0]).exists() for place in one["volumes"] if place.startswith("."))
        assert all(port.startswith("127.0.0.1:") for port in one.get("ports", []))


def scraped(name="prometheus.yml"):
    return yaml.safe_load((ROOT / "deploy" / name).read_text(encoding="utf-8"))


def job(name="prometheus.yml"):
    (one,) = scraped(name)["scrape_configs"]
    assert one["job_name"] == JOB
    return one


def test_each_process_is_scraped_at_its_port_with_the_rules_and_the_dashboard_that_are_shipped():
    (asked,) = job()["dns_sd_configs"]
    assert set(asked["names"]) == set(lasting())
    assert asked["port"] == MetricsSettings().port
    assert not any("network_mode" in one for one in lasting().values()), "one port does for all"
    mounted = dict(one.split(":")[:2] for each in watched().values() for one in each["volumes"])
    places = {place: file for file, place in mounted.items()}
    assert [places[one] for one in scraped()["rule_files"]] == ["./deploy/prometheus-alerts.yml"]
    of_grafana = ROOT / "deploy/grafana/provisioning"
    (provider,) = yaml.safe_load((of_grafana / "dashboards/onrecord.yml").read_text(encoding="utf-8"))["providers"]
    assert f"{provider['options']['path']}/onrecord.json" in places
    (source,) = yaml.safe_load((of_grafana / "datasources/prometheus.yml").read_text(encoding="utf-8"))["datasources"]
    assert source["url"].removeprefix("http://").partition(":")[0] in watched()


def test_each_volume_that_is_named_is_used():
    used = {one.split(":")[0] for each in compose()["services"].values() for one in each["volumes"]}
    assert set(compose()["volumes"]) == {one for one in used if not one.startswith(".")}


UNIT, ROLES, WORKERS = "onrecord.service", "onrecord@.service", "onrecord-worker@.service"
INSTANCES = {UNIT: [""], ROLES: ["scheduler", "gateway"], WORKERS: ["1", "2"]}
EACH_UNIT = pytest.mark.parametrize("name", INSTANCES)


def unit(name=UNIT):
    lines = (ROOT / "deploy" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def words_of(name, instance):
    """Return what an instance of a unit has the bot do."""
    program, *words = unit(name)["ExecStart"].replace("%i", instance).split()
    assert program == "/opt/onrecord/bin/onrecord"
    return words


def test_each_unit_is_known_here():
    assert {path.name for path in (ROOT / "deploy").glob("*.service")} == set(INSTANCES)


@EACH_UNIT
def test_a_unit_runs_a_command_that_there_is_with_the_config_of_all(name):
    for instance in INSTANCES[name]:
        require_valid(words_of(name, instance))
        assert container.config_of(words_of(name, instance)) == "/etc/onrecord/config.toml"


def test_the_units_of_many_do_all_of_the_work():
    commands = [words_of(name, instance) for name in (ROLES, WORKERS) for instance in INSTANCES[name]]
    assert roles_of(commands) == set(ProcessRole) - {ProcessRole.ALL}


def test_the_units_of_many_on_one_host_are_scraped_at_a_port_each():
    processes = [(name, instance) for name in (ROLES, WORKERS) for instance in INSTANCES[name]]
    said = text_of("docs/operations.md")
    assert " ".join(name.replace("@.service", f"@{instance}") for name, instance in processes) in said
    assert f"`metrics.ports = {len(processes)}`" in said
    settings = MetricsSettings(on=True, ports=len(processes))
    (asked,) = job(of_units := "prometheus-units.yml")["static_configs"]
    ports = range(settings.port, settings.port + settings.ports)
    assert asked["targets"] == [f"localhost:{port}" for port in ports]
    assert all((ROOT / "deploy" / one).is_file() for one in scraped(of_units)["rule_files"])


@pytest.mark.parametrize("what", ["prometheus.yml", "prometheus-units.yml", "prometheus-alerts.yml"])
def test_prometheus_takes_the_file(what, tmp_path):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("there is no Prometheus here")
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    file = tmp_path / "deploy" / what
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("/etc/prometheus/", f"{file.parent}/"), encoding="utf-8")
    kind = "rules" if "groups" in yaml.safe_load(text) else "config"
    checked = subprocess.run([promtool, "check", kind, file], capture_output=True, text=True, check=False)  # noqa: S603
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_units_of_many_start_when_the_clock_is_right_and_after_a_database_on_this_machine():
    for name in (ROLES, WORKERS):
        assert set(unit(name)["After"].split()) == {"network-online.target", "time-sync.target", "postgresql.service"}
        assert unit(name)["Wants"] == "network-online.target", "a database elsewhere is no unit of this machine"


def test_the_units_are_alike_but_for_what_they_run_and_when_they_end():
    own = {"Description", "After", "ExecStart", "TimeoutStopSec"}
    alone, *many = ({key: said for key, said in unit(name).items() if key not in own} for name in INSTANCES)
    assert many == [alone, alone]


@EACH_UNIT
def test_systemd_takes_the_unit(name, tmp_path):
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("there is no systemd here")
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace("/opt/onrecord/bin/onrecord", sys.executable), encoding="utf-8")
    verified = subprocess.run([verifier, "verify", tmp_path / name], capture_output=True, text=True, check=False)  # noqa: S603
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")


def test_the_unit_in_the_documents_is_the_one_that_is_shipped():
    (shown,) = code_blocks(text_of("docs/operations.md"), language="ini")
    assert shown == (ROOT / "deploy/onrecord.service").read_text(encoding="utf-8")


@EACH_UNIT
def test_a_bad_config_is_not_retried_for_ever(name):
    assert unit(name)["RestartPreventExitStatus"] == str(EXIT_BAD_CONFIG)
    assert unit(name)["Restart"] == "always"


def test_the_tokens_come_from_files_that_the_bot_reads():
    credential, _, _ = unit()["LoadCredential"].partition(":")
    (name, _, path) = unit()["Environment"].partition("=")
    assert name.removesuffix("_FILE").casefold() in Secrets.__dataclass_fields__
    assert path.removeprefix("%d/") == credential


@EACH_UNIT
def test_what_parses_for_the_bot_ends_with_it_and_not_before(name):
    """Without it systemd sends SIGTERM to every process, and the text that is being parsed counts as not parsed."""
    assert unit(name)["KillMode"] == "mixed"
