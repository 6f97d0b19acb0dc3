"""What the figures were measured on."""

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path


def description() -> Iterator[str]:
    """Without Asterisk: only who runs one can ask it."""
    yield f"CPU       {_cpu()}, {len(os.sched_getaffinity(0))} cores for us"
    yield f"system    {platform.system()} {platform.release()}"
    yield f"Python    {platform.python_implementation()} {sys.version.split()[0]}"
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    yield f"load      {load} at the start (1, 5, 15 minutes)"


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def cpu_seconds(pid: int) -> float:
    """What a process has used by now, in user mode and in the kernel (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")
