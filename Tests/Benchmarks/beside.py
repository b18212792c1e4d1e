"""Beside: how long webhooks wait while a command works on the same journal.

`serve` takes a steady rate; `sync`, `ingest`, `export`, `forget` and a purge take turns beside it. In
turn with it, beside the same command, so does the server in C that checks and stores and does no
more: what its requests wait too is the machine's doing.
"""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time

import bodies
from intake import CONNECTIONS, LATENCY_RATE, SECRET, TARGET, Competitor, stores, write_settings
from measuring import Figures, LeftOut, compiled, free_port, running, wait_for_port

DAY = 86_400
PAST = 100_000


def retain(place):
    path = os.path.join(place, "ticksheet.json5")
    with open(path) as file:
        text = file.read()
    more = '\n  { name: "beside", mapping: "whatsapp-campaign-reports", to: [{ csv: "reports/beside.csv" }] },'
    text = text.replace("reports: [", "reports: [" + more)
    text = text.replace("journal:", 'retention: { bodies: "30d", entries: "400d" }, journal:')
    with open(path, "w") as file:
        file.write(text)


def run(options, report):
    place = os.path.join(options.folder, "beside")
    os.mkdir(place)
    port = free_port()
    write_settings(place, port)
    retain(place)
    requests = os.path.join(options.folder, "beside-requests")
    seconds, rounds = max(options.seconds, 5), min(options.rounds, 5)
    jobs = work(options, place)
    bodies.write_requests(
        requests, int(LATENCY_RATE * seconds * (len(jobs) + 2) * rounds * 1.1), TARGET, SECRET)
    report.say(f"  {LATENCY_RATE:,} webhooks a second over {CONNECTIONS} connections for {seconds:g} s, "
               "in turn with a server in C that checks and stores; beside them what a lone fdatasync "
               "of 4 KiB takes while the same command works")
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(open(os.path.join(place, "log"), "wb"))
        company = Company(options, requests, seconds, Competitor("serve", port, None))
        try:
            company.least = stack.enter_context(stores(2, options.folder))
        except LeftOut as left:
            report.say(f"  left out: the server in C ({left})")
        serve = stack.enter_context(contextlib.ExitStack())

        def start_with(past):
            if past:
                wait_for_purge(log.name, past)
            serve.close()
            make_past(options, place, past)
            company.serve.process = serve.enter_context(
                running([options.program, "serve"], cwd=place, stdout=log, stderr=log))
            wait_for_port(port, company.serve.process)

        # `serve` purges when it starts, for longer than a round.
        company.measure(report, f"a purge of {PAST:,} entries", rounds, lambda: repeated(None), start_with)
        wait_for_purge(log.name, rounds)
        company.measure(report, "nothing", rounds, lambda: repeated(None))
        for name, arguments in jobs:
            company.measure(report, name, rounds,
                            lambda: repeated([options.program, *arguments], place))


def make_past(options, place, number):
    """Entries of long ago, already in the reports: the purge of `serve` has something to do."""
    saved = os.path.join(place, "saved.ndjson")
    bodies.write_lines(saved, 1_000_000 * (1 + number), PAST, 100)
    for command in (["ingest", "--source", "meta", saved], ["sync"]):
        subprocess.run([options.program, *command], cwd=place, check=True, capture_output=True)
    with sqlite3.connect(os.path.join(place, "data/ticksheet.db")) as journal:
        for table in ("entries", "bodies"):
            journal.execute(f"UPDATE {table} SET received = received - {500 * DAY}")
    journal.close()
    # What was written here is not to go to the disk beside what is measured.
    os.sync()


def wait_for_purge(log, count):
    """What is measured next is not to be measured beside a purge as well."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        with open(log) as file:
            if file.read().count("retention removed") >= count:
                os.sync()
                return
        time.sleep(1)
    raise TimeoutError("the purge did not end within 600 s")


class Company:
    """`serve`, the server in C and the disk, each measured beside the same command."""

    def __init__(self, options, requests, seconds, serve):
        self.load = compiled("load", options.folder)
        self.syncs = compiled("syncs", options.folder)
        self.scratch = os.path.join(options.folder, "beside", "syncs")
        self.requests, self.seconds = requests, seconds
        self.serve, self.least = serve, None

    def measure(self, report, name, rounds, command, before=lambda number: None):
        """`before`: What is done before a round of `serve`, given its number."""
        servers = [self.serve] + ([self.least] if self.least else [])
        found, syncs = {one.name: [] for one in servers}, []
        for number in range(rounds):
            # Each round begins with the other one.
            for one in servers[::-1] if number % 2 else servers:
                if one is self.serve:
                    before(number)
                with command():
                    found[one.name].append(
                        one.run(self.load, self.requests, self.seconds, LATENCY_RATE))
                time.sleep(0.2)
            with command():
                done = subprocess.run([self.syncs, self.scratch, "2"], check=True,
                                      capture_output=True, text=True)
            syncs.append(json.loads(done.stdout))
        report.keep(name, {"rounds": found, "fdatasync": syncs})
        ours = found[self.serve.name]
        p50, p99 = middle(ours, "p50"), middle(ours, "p99")
        sync, any_sync = middle(syncs, "p99"), middle(syncs, "any_p99")
        text = (f"    beside {name:27} p50 {p50.median:5.2f} ms  p99 {p99.text('{:.1f}'):>18} ms  "
                f"fdatasync p99 {sync.text('{:.1f}')} ms, of requests at any moment "
                f"{any_sync.text('{:.1f}')}")
        if self.least:
            text += f"  in C p99 {middle(found[self.least.name], 'p99').text('{:.1f}')} ms"
        report.say(text)
        limit = max(20.0, 4 * sync.median)
        report.goal(f"p99 beside {name}, ms", p99.median, f"≤ {limit:.0f}", p99.median <= limit)
        for one in ours:
            if one["ok"] != one["sent"]:
                report.fault(f"beside {name}: {one['sent'] - one['ok']} requests got no 200")


def middle(rounds, key):
    return Figures(found[key] for found in rounds)


@contextlib.contextmanager
def repeated(command, place=None):
    """Runs a command again and again; none where there is none."""
    if not command:
        yield
        return
    loop = 'while :; do "$@" >/dev/null 2>&1; done'
    beside = subprocess.Popen(["sh", "-c", loop, "sh", *command], cwd=place,
                              start_new_session=True)
    try:
        yield
    finally:
        os.killpg(beside.pid, signal.SIGKILL)
        beside.wait()


def work(options, place):
    again = os.path.join(place, "again.ndjson")
    bodies.write_lines(again, 200_000, 50_000, 100)
    return [
        ("sync", ["sync"]),
        ("export", ["export", "--report", "beside", "--to", "out.csv", "--overwrite"]),
        ("ingest of 50,000 events", ["ingest", "--source", "meta", again]),
        ("forget", ["forget", "+573000000007"]),
        ("rebuild", ["rebuild", "--report", "beside", "--without-purged"]),
    ]
