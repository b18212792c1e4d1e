"""Grown: whether a journal of ten million entries takes webhooks as fast as a small one.

Both journals are filled by `ingest` and their report is written; then `serve` takes as many
webhooks as it can, the large journal for five minutes in all, a fresh copy of the small one in
turns with it.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time

import bodies
from intake import CONNECTIONS, SECRET, TARGET, Competitor, write_settings
from measuring import Figures, compiled, free_port, running, wait_for_port

SMALL, LARGE = 100_000, 10_000_000
LARGE_SECONDS = 300
ROUNDS = 10
UPDATES_A_BODY = 100
# What a slice of the filling takes on the disk stays small.
SLICE = 500_000


def fill(options, place, count):
    """A journal of so many entries, its report written."""
    os.mkdir(place)
    write_settings(place, free_port())
    saved = os.path.join(place, "saved.ndjson")
    for first in range(0, count, SLICE):
        bodies.write_lines(saved, first, min(SLICE, count - first), UPDATES_A_BODY)
        subprocess.run([options.program, "ingest", "--source", "meta", saved], cwd=place,
                       check=True, capture_output=True)
    os.remove(saved)
    subprocess.run([options.program, "sync"], cwd=place, check=True, capture_output=True)


def listen_on(port, place):
    path = os.path.join(place, "ticksheet.json5")
    with open(path) as file:
        first, _, rest = file.read().partition("listen:")
    with open(path, "w") as file:
        file.write(f'{first}listen: "127.0.0.1:{port}",{rest.split(",", 1)[1]}')


@contextlib.contextmanager
def serving(options, name, place):
    port = free_port()
    listen_on(port, place)
    with open(os.path.join(place, "log"), "wb") as log, \
            running([options.program, "serve"], cwd=place, stdout=log, stderr=log) as process:
        wait_for_port(port, process)
        yield Competitor(name, port, process)


def entries(options, place):
    shown = subprocess.run([options.program, "status", "--json"], cwd=place, capture_output=True,
                           text=True, check=True)
    return json.loads(shown.stdout)["entries"]


def run(options, report):
    load = compiled("load", options.folder)
    requests = os.path.join(options.folder, "requests")
    small, large, copy = (os.path.join(options.folder, name) for name in ("small", "large", "copy"))
    begun = time.monotonic()
    fill(options, small, SMALL)
    fill(options, large, LARGE)
    size = os.path.getsize(os.path.join(large, "data/ticksheet.db"))
    report.say(f"  filled {LARGE:,} and {SMALL:,} entries in {time.monotonic() - begun:,.0f} s; "
               f"the large journal has {size / 1e9:.1f} GB")
    seconds = LARGE_SECONDS / ROUNDS
    rates = {"small": [], "large": []}
    first, answered = LARGE, 0
    wanted = 40_000
    with serving(options, "large", large) as grown:
        for number in range(ROUNDS + 1):
            bodies.write_requests(requests, wanted, TARGET, SECRET, first)
            grown.next = 0
            found = grown.run(load, requests, seconds if number else 1)
            answered += found["ok"]
            first += wanted
            if found["ok"] != found["sent"]:
                report.fault(f"{found['sent'] - found['ok']} of {found['sent']} got no 200")
            wanted = int(found["per_second"] * seconds * 1.5) + 40_000
            if not number:
                continue
            if found["exhausted"]:
                report.say("      the requests ran out before a round's end")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(small, copy)
            with serving(options, "small", copy) as fresh:
                # So long that the journal stays small, and that starting does not count.
                beside = fresh.run(load, requests, 4)
            rates["large"].append(found)
            rates["small"].append(beside)
            report.say(f"    round {number}: {found['per_second']:,.0f}/s at {first:,} entries, "
                       f"{beside['per_second']:,.0f}/s at {SMALL:,}")
    tell(report, rates)
    held = entries(options, large)
    report.keep("stored", {"answered": answered, "entries": held})
    if held < LARGE + answered:
        report.fault(f"the journal holds {held:,} entries of {LARGE + answered:,}")


def tell(report, rates):
    for name, count in (("large", LARGE), ("small", SMALL)):
        rate = Figures(found["per_second"] for found in rates[name])
        cost = Figures(found["cpu_us"] for found in rates[name])
        slowest = max(found["p99"] for found in rates[name])
        report.say(f"  from {count:,} entries: {rate.text()} webhooks/s over {CONNECTIONS} "
                   f"connections, {cost.text('{:.1f}')} CPU µs each, p99 ≤ {slowest:.1f} ms")
        report.keep(name, {"per_second": rate.json(), "cpu_us": cost.json(), "rounds": rates[name]})
    ratio = Figures(a["per_second"] / b["per_second"]
                    for a, b in zip(rates["large"], rates["small"]))
    report.keep("ratio", ratio)
    report.goal("webhooks/s, large / small", ratio.median, "≥ 0.8", ratio.median >= 0.8)
