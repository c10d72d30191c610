"""What a process and all that it started cost, from /proc: for benchmarks that run the job as a process of its own."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def at_work(**settings):
    """Environment as on a machine at work, where nobody forbids Python to keep what it compiled, with further settings."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {name: str(value) for name, value in settings.items()}


def tree(root):
    """Number → command line, of a process and all below it."""
    parents, lines = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            lines[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, IndexError):
            continue
    found, waiting = {}, [root]
    while waiting:
        pid = waiting.pop()
        if pid in lines:
            found[pid] = lines[pid]
        waiting += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu(pid):
    """Seconds of CPU that a process has spent; None where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid):
    """Bytes of memory that a process holds, what it shares with others in proportion; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
