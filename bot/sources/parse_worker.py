"""The process that parses what strangers sent: it may hang, crash or eat memory, and nothing else does.

It reads jobs from standard input and writes their results to standard output, each a pickle with its length before it,
until its input ends. Both ends are this program, so what is unpickled is what it wrote itself; the stranger's part of a
job is bytes.
"""

from __future__ import annotations

import pickle
import resource
import signal
import struct
import sys
from typing import IO, TYPE_CHECKING, Any, Final

from bot.core.errors import SourceError
from bot.sources.parsers.pages import read_page
from bot.sources.parsers.site_links import read_site_links
from bot.sources.readers import read_listing

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH: Final = struct.Struct("!I")
JOBS: Final[dict[str, Callable[..., Any]]] = {
    "listing": read_listing,
    "page": read_page,
    "site_links": read_site_links,
}
_ENDED_BY_ERROR = "the job ended with an error of its own"


def main() -> None:
    """Serve jobs until the input ends. Arguments: seconds of processor time for one job, bytes of memory for all."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the parent's affair, which ends this process
    jobs, results = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand between the results
    while (job := read_frame(jobs)) is not None:
        # The kernel ends the process when its processor time is used up; waiting for a busy machine costs none.
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        results.write(framed(_done(*job)))
        results.flush()


def _done(name: str, body: bytes, arguments: dict[str, Any]) -> tuple[bool, Any]:
    """Return whether the job succeeded, and its result or the parts of its error."""
    try:
        return True, JOBS[name](body, **arguments)
    except SourceError as error:
        return False, (error.outcome, error.url, error.detail, error.permanent)
    except MemoryError:
        raise  # the process ends, and its memory with it
    except Exception as error:  # noqa: BLE001 - parsers over hostile bytes; the caller names the case
        return False, (None, "", f"{_ENDED_BY_ERROR}: {error!r}"[:300], True)


def framed(value: object) -> bytes:
    """Return a value as it stands in the pipe."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def read_frame(stream: IO[bytes]) -> Any:
    """Return the next value of a pipe, or None at its end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    data = stream.read(LENGTH.unpack(head)[0])
    return pickle.loads(data)  # noqa: S301 - written by this program


if __name__ == "__main__":
    main()
