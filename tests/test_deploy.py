"""What is shipped for running the bot is held to the code: figures by name, services by their commands."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from bot.metrics.meters import Meters
from tests.documents import ROOT

OTHERS = {"process_resident_memory_bytes"}  # of prometheus_client's own collectors
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
    ours = [one for one in vars(Meters()).values() if hasattr(one, "_labelnames")]
    return {
        family.name + ending: set(one._labelnames)
        for one in ours
        for family in one.describe()
        for ending in endings[family.type]
    }


FIGURES = figures()


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_each_figure_that_is_asked_for_exists_with_its_labels(where, expression):
    names = set(_NAME.findall(expression)) - OTHERS
    assert names <= set(FIGURES), where
    for name, conditions in _LABELLED.findall(expression):
        assert set(re.findall(r"(\w+)[=!]", conditions)) <= FIGURES[name], where
    assert names | set(_NAME.findall(expression)) or expression == "vector(1)"


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
