"""Beside: how long webhooks wait while a command works on the same journal.

`serve` takes a steady rate; `sync`, `ingest`, `export`, `forget` and a purge take turns beside it.
"""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time

import bodies
from intake import CONNECTIONS, LATENCY_RATE, SECRET, TARGET, Competitor, write_settings
from measuring import compiled, free_port, running, wait_for_port

DAY = 86_400


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
    load, syncs = compiled("load", options.folder), compiled("syncs", options.folder)
    requests = os.path.join(options.folder, "beside-requests")
    seconds = max(options.seconds, 5)
    jobs = work(options, place)
    bodies.write_requests(
        requests, int(LATENCY_RATE * seconds * (len(jobs) + 3) * 1.3), TARGET, SECRET)
    saved = os.path.join(place, "saved.ndjson")
    # Entries of long ago, already in the reports: the purge of `serve` has something to do.
    bodies.write_lines(saved, 0, 300_000, 100)
    for command in (["ingest", "--source", "meta", saved], ["sync"]):
        subprocess.run([options.program, *command], cwd=place, check=True, capture_output=True)
    with sqlite3.connect(os.path.join(place, "data/ticksheet.db")) as journal:
        for table in ("entries", "bodies"):
            journal.execute(f"UPDATE {table} SET received = received - {500 * DAY}")
    report.say(f"  {LATENCY_RATE:,} webhooks a second over {CONNECTIONS} connections; beside them what a "
               "lone fdatasync of 4 KiB takes while the same command works")
    with open(os.path.join(place, "log"), "wb") as log, \
            running([options.program, "serve"], cwd=place, stdout=log, stderr=log) as process:
        wait_for_port(port, process)
        serve = Competitor("serve", port, process)
        for name, arguments in [("a purge of 300,000 entries", None), ("nothing", None), *jobs]:
            with repeated(options.program, arguments, place):
                found = serve.run(load, requests, seconds, LATENCY_RATE)
                # The limit of what the disk gives in such company, webhooks or not.
                done = subprocess.run([syncs, os.path.join(place, "syncs"), "3"], check=True,
                                      capture_output=True, text=True)
            sync = json.loads(done.stdout)
            limit = max(20.0, 4 * sync["p99"])
            report.keep(name, found | {"fdatasync": sync})
            report.say(f"    beside {name:34} p50 {found['p50']:6.2f} ms   p99 {found['p99']:7.2f} ms"
                       f"   at most {found['max']:7.2f} ms   fdatasync p99 {sync['p99']:6.2f} ms, "
                       f"of requests at any moment {sync['any_p99']:6.2f}")
            report.goal(f"p99 beside {name}, ms", found["p99"], f"≤ {limit:.0f}",
                        found["p99"] <= limit)
            if found["ok"] != found["sent"]:
                report.fault(f"beside {name}: {found['sent'] - found['ok']} requests got no 200")
            time.sleep(0.2)


@contextlib.contextmanager
def repeated(program, arguments, place):
    """Runs a command again and again; none where there are no arguments."""
    if not arguments:
        yield
        return
    loop = 'while :; do "$@" >/dev/null 2>&1; done'
    beside = subprocess.Popen(["sh", "-c", loop, "sh", program, *arguments], cwd=place,
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
