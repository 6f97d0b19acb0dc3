"""What the application holds, at a moment when nobody calls."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .counts import Count
from .world import World

MEGABYTE = 1024.0  # kilobytes, as /proc says them
GROWTH = 15.0  # megabytes: what Python's allocator keeps of a busy time
IDLE_SECONDS = 30.0
ESTABLISHED = "01"  # proc(5), net/tcp
A_FEW = 3  # files and tasks: a connection to Asterisk more or less


@dataclass(frozen=True)
class Held:
    pid: int
    memory: float  # megabytes that are really there
    files: tuple[str, ...]  # sockets too, but those kept open to Asterisk, of which 48 may be
    tasks: int


async def held(world: World) -> Held:
    metrics = (await world.metrics()).splitlines()
    [tasks] = (line.split()[1] for line in metrics if line.startswith("stasis_app_tasks "))
    port = world.proxy.url.rpartition(":")[2]
    kept_open = f"port {port} state {ESTABLISHED}"
    return _of_process(world.app.pid, round(float(tasks)), kept_open)


async def leaked(world: World, before: Held) -> list[Count]:
    """Connections that are not used are closed after a while, and what closes them ends, too."""
    deadline = asyncio.get_running_loop().time() + IDLE_SECONDS
    while True:
        counts = _compared(before, await held(world))
        late = asyncio.get_running_loop().time() > deadline
        if late or not any(each.broken for each in counts):
            return counts
        await asyncio.sleep(1)


def _of_process(pid: int, tasks: int, kept_open: str) -> Held:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    [memory] = (int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
    files = tuple(each for each in _files(pid) if each != kept_open)
    return Held(pid, memory / MEGABYTE, files, tasks)


def _more(before: Held, after: Held) -> str:
    return ", ".join((Counter(after.files) - Counter(before.files)).elements())


def _files(pid: int) -> tuple[str, ...]:
    """Of a TCP connection with whom it is; else without its number."""
    found = []
    connections = _connections(pid)
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            kind, _, inode = str(each.readlink()).partition(":[")
            found.append(connections.get(inode.rstrip("]"), kind))
    return tuple(found)


def _connections(pid: int) -> dict[str, str]:
    """By the socket's inode: the other side's port, and the state (proc(5), net/tcp)."""
    lines = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    rows = [line.split() for line in lines]
    return {row[9]: f"port {int(row[2].rpartition(':')[2], 16)} state {row[3]}" for row in rows}


def _compared(before: Held, after: Held) -> list[Count]:
    assert before.pid == after.pid, "another process"
    return [
        _grown("memory, MB", before.memory, after.memory, GROWTH),
        _grown(
            "files and sockets", len(before.files), len(after.files), A_FEW, _more(before, after)
        ),
        _grown("tasks", before.tasks, after.tasks, A_FEW),
    ]


def _grown(what: str, before: float, after: float, most: float, more: str = "") -> Count:
    text = f"{before:.0f} → {after:.0f}"
    wrong = [f"{text} {more}"] if after - before > most else []
    return Count(f"leaked {what} ({text}; {most:g} are none)", max(0, round(after - before)), wrong)
