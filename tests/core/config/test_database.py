"""Which database a config names."""

from __future__ import annotations

import re

import pytest

from bot.core.config import parse_config, read_config
from bot.core.database import beside, database_of
from bot.core.errors import ConfigError
from tests.core.config.samples import LEAST


def test_the_record_lies_beside_the_config_wherever_it_is_run(tmp_path, monkeypatch):
    (tmp_path / "etc").mkdir()
    path = tmp_path / "etc" / "config.toml"
    path.write_text(LEAST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    wanted = f"sqlite:///{tmp_path}/etc/onrecord.db"
    assert read_config(path).store.url == wanted == database_of(path)
    (tmp_path / "onrecord.db").touch()  # where it was before
    with pytest.raises(ConfigError, match=re.escape(f'write "sqlite:///{tmp_path}/onrecord.db", or move the record')):
        read_config(path)
    (tmp_path / "etc" / "onrecord.db").touch()
    assert read_config(path).store.url == wanted


@pytest.mark.parametrize("written", ["postgresql+psycopg://u@h/n", "postgresql://u@h/n", "sqlite:////var/lib/a.db"])
def test_the_record_is_named_below_store_and_read_under_its_earlier_name(written, tmp_path):
    path = tmp_path / "config.toml"
    for section, notes in {"[store]\nurl": (), "[bot]\ndatabase": ("bot.database: is called store.url now",)}.items():
        path.write_text(f'{LEAST}\n{section} = "{written}"\n', encoding="utf-8")
        config = read_config(path)
        assert config.store.url == database_of(path) == written
        assert [one.partition(",")[0] for one in config.notes] == list(notes)


def test_a_record_that_is_named_twice_is_refused():
    with pytest.raises(ConfigError, match=re.escape("bot.database: is called store.url now")):
        parse_config(f'{LEAST}\n[bot]\ndatabase = "sqlite:///a.db"\n[store]\nurl = "sqlite:///b.db"\n')


@pytest.mark.parametrize(
    "address", ["sqlite:////var/lib/a.db", "sqlite:///~/a.db", "postgresql://u@h/n", "sqlite:///:memory:"]
)
def test_an_address_that_is_whole_stays(address, tmp_path):
    assert beside(address, folder=tmp_path) == address
