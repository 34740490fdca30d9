"""A Dockerfile without an engine: what stands in it, and each of its lines carried out in a root of its own.

The root is an overlay over this machine's, in a mount namespace: whatever a line does lies in memory and is gone with
the namespace. In the place of the base image stands this machine with its Python. So it shows that a line can be run
and what comes of it, and not that the base image has all that the line needs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Self

from tests.documents import ROOT, text_of, tracked_files

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = "4g"  # of the memory that a build may take; what is installed takes 1 GB
ROOTS = "/mnt"  # within the namespace
_BEGIN = f"mount -t tmpfs -o size={SIZE} scratch {ROOTS} && echo ready && exec sleep infinity"
_LAYER = (
    "mkdir -p {0}/up {0}/work {0}/merged && "
    "mount -t overlay overlay -o lowerdir=/,upperdir={0}/up,workdir={0}/work {0}/merged && "
    "mount --rbind /dev {0}/merged/dev && mount -t proc proc {0}/merged/proc"
)
# By these pip finds the packages where the machine has them from.
_OF_THE_MACHINE = re.compile(r"PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|.*_proxy", re.IGNORECASE)


def steps_of(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile, each with what follows it."""
    lines = re.sub(r"\\\n", " ", text).splitlines()
    found = [line.strip().partition(" ") for line in lines if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in found]


STEPS = steps_of(text_of("Dockerfile"))


def shut_out(path: str) -> bool:
    """Tell whether .dockerignore keeps a path from the engine; the last rule that fits wins."""
    out = False
    for rule in text_of(".dockerignore").split():
        pattern = rule.removeprefix("!").removeprefix("**/")
        parts = path.split("/")
        if any(fnmatch(part, pattern) for part in (parts if rule.startswith("**/") else parts[:1])):
            out = not rule.startswith("!")
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of a command."""

    code: int
    output: str


@dataclass(slots=True)
class Stage:
    """One stage, as far as it is built."""

    name: str
    root: str
    folder: str = "/"
    user: str = "root"
    environment: dict[str, str] = field(default_factory=dict)


class ScratchBuild:
    """Carries out a Dockerfile. Use as a context manager; its end leaves nothing behind.

    Args:
        context: an empty folder, for the files that an engine would be given.

    """

    def __init__(self, context: Path) -> None:
        self._context = context
        self._stages: list[Stage] = []
        self.ran: dict[str, Ran] = {}  # by what follows RUN
        self._namespace: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._namespace = subprocess.Popen(  # noqa: S603 - our own
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", _BEGIN],  # noqa: S607 - the machine's
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._namespace.stdout is not None
        with self._namespace.stdout as said:
            assert said.readline() == "ready\n"
        for name in tracked_files():
            if not shut_out(name):
                place = self._context / name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, place)
        return self

    def __exit__(self, *what: object) -> None:
        assert self._namespace is not None
        self._namespace.kill()  # the last process in the namespace: what is mounted there goes with it
        self._namespace.wait()

    @property
    def last(self) -> Stage:
        """The stage that is built."""
        return self._stages[-1]

    def build(self, steps: Sequence[tuple[str, str]]) -> None:
        """Carry out the steps, up to the first command that fails."""
        for name, rest in steps:
            match name:
                case "FROM":
                    self._begin(rest.partition(" AS ")[2])
                case "WORKDIR":
                    self.last.folder = rest
                    self._inside("mkdir", "-p", f"{self.last.root}{rest}")
                case "ENV":
                    given = dict(one.split("=", 1) for one in rest.split())
                    known = self.last.environment
                    known |= {key: Template(value).safe_substitute(known) for key, value in given.items()}
                case "USER":
                    self.last.user = rest
                case "COPY":
                    self._copy(*rest.split())
                case "RUN":
                    self.ran[rest] = self.run("sh", "-c", rest)
                    if self.ran[rest].code:
                        return

    def run(self, *words: str) -> Ran:
        """Run a command in the last stage, as its user, in its folder, with its environment."""
        stage = self.last
        variables = [f"{key}={value}" for key, value in stage.environment.items()]
        become = ["setpriv", f"--reuid={stage.user}", f"--regid={stage.user}", "--init-groups"]
        in_folder = ["sh", "-c", 'cd "$0" && exec "$@"', stage.folder, *words]
        return self._inside("chroot", stage.root, "env", "-i", *variables, *become, *in_folder)

    def _begin(self, name: str) -> None:
        place = f"{ROOTS}/{len(self._stages)}"
        python = Path(sys.base_prefix)
        environment = {key: value for key, value in os.environ.items() if _OF_THE_MACHINE.fullmatch(key)}
        environment |= {"HOME": "/root", "PATH": f"{python}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        self._stages.append(Stage(name=name, root=f"{place}/merged", environment=environment))
        made = self._inside("sh", "-c", _LAYER.format(place))
        assert made.code == 0, made.output
        # Every user may run the Python of an image; of a machine it may lie in root's own folder.
        self._inside("chmod", "o+x", *(f"{self.last.root}{one}" for one in python.parents))

    def _copy(self, *words: str) -> None:
        flags = [one for one in words if one.startswith("--from=")]
        *sources, target = words[len(flags) :]
        roots = {stage.name: stage.root for stage in self._stages}
        root = roots[flags[0].removeprefix("--from=")] if flags else f"{self._context}/"
        into = Path(self.last.root + os.path.join(self.last.folder, target))  # noqa: PTH118 - an absolute one stands
        self._inside("mkdir", "-p", str(into))
        for source in sources:
            is_folder = self._inside("test", "-d", f"{root}{source}").code == 0
            copied = self._inside("cp", "-a", f"{root}{source}{'/.' if is_folder else ''}", str(into))
            assert copied.code == 0, copied.output

    def _inside(self, *words: str) -> Ran:
        assert self._namespace is not None
        ran = subprocess.run(  # noqa: S603 - our own
            ["nsenter", f"--target={self._namespace.pid}", "--mount", "--", *words],  # noqa: S607 - the machine's
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return Ran(code=ran.returncode, output=ran.stdout)


def why_not() -> str | None:
    """Say why no line can be carried out here; None: they can."""
    if os.geteuid() != 0:
        return "only root has mount namespaces in which a file may belong to another user"
    if missing := [one for one in ("unshare", "nsenter", "chroot", "setpriv", "useradd") if shutil.which(one) is None]:
        return f"this machine lacks {', '.join(missing)}"
    with_layer = f"mount -t tmpfs scratch {ROOTS} && {_LAYER.format(ROOTS)}"
    tried = subprocess.run(  # noqa: S603 - our own
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", with_layer],  # noqa: S607 - the machine's
        check=False,
        capture_output=True,
        text=True,
    )
    return f"no overlay can be mounted: {tried.stderr.strip()}" if tried.returncode else None
