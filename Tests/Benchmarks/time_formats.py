"""Times: formatting and reading against Python's datetime and zoneinfo over the same tz database."""

import subprocess
import time
import zoneinfo
from datetime import datetime

from measuring import Figures, LeftOut, swift_program

FOLDER = "/usr/share/zoneinfo"
ZONE = "America/New_York"
FIRST, COUNT = 1_767_225_600, 200_000
PATTERN = "yyyy-MM-dd HH:mm:ss"


def best_of(work, count=COUNT):
    """Nanoseconds a row, best of three, as the probe takes its best of five."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, (time.perf_counter() - start) / count * 1e9)
    return best


def peers():
    """What Python does for the same; named as the probe names its own."""
    zone = zoneinfo.ZoneInfo(ZONE)
    state, scattered = 42, []
    for _ in range(COUNT):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        scattered.append(FIRST + (state >> 33) % 31_536_000)

    def ordered_rows():
        for row in range(COUNT):
            datetime.fromtimestamp(FIRST + row * 20, zone).strftime("%Y-%m-%d %H:%M:%S")

    def scattered_rows():
        for second in scattered:
            datetime.fromtimestamp(second, zone).strftime("%Y-%m-%d %H:%M:%S")

    def parsed():
        for _ in range(COUNT):
            datetime.fromisoformat("2026-01-01T00:00:00Z").timestamp()

    return {f"format {PATTERN}": ordered_rows, f"format-scattered {PATTERN}": scattered_rows,
            "parse 2026-01-01T00:00:00Z": parsed}


def run(options, report):
    try:
        zoneinfo.reset_tzpath(to=[FOLDER])
        works = peers()
        datetime.fromisoformat("2026-01-01T00:00:00Z")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise LeftOut(f"Python here cannot do it: {error}") from error
    program = swift_program("time-probe", "TIME_PROBE")
    ours, theirs = [], []
    for _ in range(options.rounds):
        done = subprocess.run([program, FOLDER, "--bench"], capture_output=True, text=True,
                              check=True)
        ours.append({line.split("\t")[0]: float(line.split("\t")[1])
                     for line in done.stdout.splitlines()})
        theirs.append({name: best_of(work) for name, work in works.items()})
    for name in ours[0]:
        figures = Figures(found[name] for found in ours)
        text = f"  {name:46} {figures.text('{:.0f}'):>18} ns"
        report.keep(name, figures)
        if name in works:
            peer = Figures(found[name] for found in theirs)
            ratio = Figures(b[name] / a[name] for a, b in zip(ours, theirs))
            report.keep(f"Python, {name}", peer)
            report.keep(f"Python / ours, {name}", ratio)
            text += f"   Python {peer.text('{:.0f}')} ns, {ratio.median:.1f} × ours"
        report.say(text)
