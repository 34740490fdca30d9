"""Which given names are women's, so that *he* is not one of them.

`python -m training.womens_names` writes `bot/watcher/lexicon/en/womens_names.txt` anew, from the names that the package
nomquamgender holds (MIT; Van Buskirk, Clauset and Larremore, "An Open-Source Cultural Consensus Approach to Name-Based
Gender Classification", 2023): of each the sources that know it, the people who bear it there, and the share of women.
It is installed for this alone: `pip install --no-deps nomquamgender==0.1.4`.
"""

from __future__ import annotations

import json
import textwrap
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_OUT: Final = Path(__file__).parents[1] / "bot/watcher/lexicon/en/womens_names.txt"
_SOURCES, _BEARERS, _SHARE = 3, 20, 0.95  # at least
_PURPOSE: Final = (
    "# Given names that 95 of 100 bearers or more are women; for telling whom *he* cannot mean, and nothing else.",
    "# Written by `python -m training.womens_names`, from the data of nomquamgender 0.1.4 (MIT, Ian Van Buskirk).",
)


def womens_names(data: Path) -> list[str]:
    """Return the names, in small letters without accents."""
    names = json.loads(data.read_text(encoding="utf-8"))
    return sorted(
        name
        for name, (sources, bearers, share, *_) in names.items()
        if name.isascii() and name.isalpha() and sources >= _SOURCES and bearers >= _BEARERS and share >= _SHARE
    )


if __name__ == "__main__":
    spec = find_spec("nomquamgender")
    if spec is None or spec.origin is None:
        raise SystemExit("nomquamgender is not installed: pip install --no-deps nomquamgender==0.1.4")
    lines = textwrap.wrap(" ".join(womens_names(Path(spec.origin).with_name("name_data.json"))), 120)
    _OUT.write_text("\n".join([*_PURPOSE, *lines]) + "\n", encoding="utf-8")
