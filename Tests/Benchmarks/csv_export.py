"""CSV: `export` against sqlite3's own CSV writer over the same journal, and `sync` of all rows."""

import csv
import os
import shutil
import time

import bodies
from intake import write_settings
from measuring import Figures, LeftOut, free_port, load_average, run_measured

# What the report's columns hold, said in SQL. Bogotá has kept this offset since 1993.
QUERY = """
    SELECT strftime('%Y-%m-%d %H:%M:%S', time, 'unixepoch', '-5 hours'), sender, recipient, status,
        coalesce(description, '') || CASE WHEN code IS NULL THEN '' ELSE ' (' || code || ')' END
    FROM entries WHERE kind = 'status' ORDER BY sequence
"""
UPDATES_A_BODY = 1000
A_FILE = 50_000


def fill(options, report, place):
    """Puts the rows into a journal by `ingest`, a file at a time."""
    start = time.perf_counter()
    cpu = 0.0
    path = os.path.join(options.folder, "bodies.ndjson")
    for first in range(0, options.rows, A_FILE):
        bodies.write_lines(path, first, min(A_FILE, options.rows - first), UPDATES_A_BODY)
        done = run_measured([options.program, "ingest", "--source", "meta", path], place)
        cpu += done["cpu"]
    os.remove(path)
    report.keep("ingest_cpu_us", cpu / options.rows * 1e6)
    report.say(f"  {options.rows:,} entries by ingest in {time.perf_counter() - start:.0f} s, "
               f"{cpu / options.rows * 1e6:.0f} CPU µs an entry")


def run(options, report):
    if not shutil.which("sqlite3"):
        raise LeftOut("there is no sqlite3 (apt: sqlite3)")
    place = os.path.join(options.folder, "csv")
    os.mkdir(place)
    write_settings(place, free_port())
    add_reports(place, options.rounds)
    fill(options, report, place)
    ours, theirs = os.path.join(place, "ours.csv"), os.path.join(place, "theirs.csv")
    journal = os.path.join(place, "data/ticksheet.db")
    export = [options.program, "export", "--report", "campaigns", "--to", ours, "--overwrite"]
    peer = ["sqlite3", "-readonly", "-csv", journal, QUERY]
    rounds = {"export": [], "sqlite3": [], "sync": []}
    # Both find the file in the system's cache.
    run_measured(peer, place, output=theirs)
    for number in range(options.rounds):
        jobs = [("export", export, None), ("sqlite3", peer, theirs)]
        for name, arguments, output in jobs if number % 2 == 0 else jobs[::-1]:
            average = load_average()
            rounds[name].append(run_measured(arguments, place, output)
                                | {"load_average": average})
        rounds["sync"].append(run_measured(
            [options.program, "sync", "--report", f"copy{number}"], place)
            | {"load_average": load_average()})
    show(options, report, rounds)
    compare(options, report, ours, theirs)
    rows = count_rows(os.path.join(place, "reports/copy0.csv")) - 1
    if rows != options.rows:
        report.fault(f"sync wrote {rows:,} rows of {options.rows:,}")


def add_reports(place, count):
    """A report for each round of `sync`: a destination is fed from the beginning only once."""
    path = os.path.join(place, "ticksheet.json5")
    with open(path) as file:
        text = file.read()
    more = "".join(
        f'{{ name: "copy{number}", mapping: "whatsapp-campaign-reports", '
        f'to: [{{ csv: "reports/copy{number}.csv" }}] }},' for number in range(count))
    with open(path, "w") as file:
        file.write(text.replace("reports: [", "reports: [" + more))


def show(options, report, rounds):
    for name, title in (("export", "ticksheet export"), ("sqlite3", "sqlite3 -csv"),
                        ("sync", "ticksheet sync")):
        found = {key: Figures(one[key] for one in rounds[name])
                 for key in ("wall", "cpu", "user", "system", "resident", "anonymous",
                             "load_average")}
        speed = Figures(options.rows / one["wall"] for one in rounds[name])
        report.say(
            f"  {title:17} wall {found['wall'].text('{:.2f}')} s, CPU {found['cpu'].text('{:.2f}')} s "
            f"(system {found['system'].median:.2f}), {speed.text()} rows/s, "
            f"resident {found['resident'].text('{:.0f}')} MB, anonymous "
            f"{found['anonymous'].text('{:.0f}')} MB, load {found['load_average'].text('{:.1f}')}")
    report.keep("rounds", rounds)
    for key, title in (("wall", "wall time"), ("cpu", "CPU time")):
        ratio = Figures(a[key] / b[key] for a, b in zip(rounds["export"], rounds["sqlite3"]))
        report.keep(f"ratio_{key}", ratio)
        report.goal(f"{title}, export / sqlite3 -csv", ratio.median, "≤ 1.0", ratio.median <= 1)
    for name in ("export", "sync"):
        size = max(one["resident"] for one in rounds[name])
        report.goal(f"{name}, resident MB", size, "≤ 64", size <= 64, "{:.0f}")


def count_rows(path):
    with open(path, newline="") as file:
        return sum(1 for _ in csv.reader(file))


def compare(options, report, ours, theirs):
    """Both files must hold the same values in the same order, every row."""
    count = differing = 0
    with open(ours, newline="") as left, open(theirs, newline="") as right:
        own, other = csv.reader(left), csv.reader(right)
        next(own)
        for count, (row, expected) in enumerate(zip(own, other), start=1):
            if row != expected:
                differing += 1
                if differing == 1:
                    report.say(f"    first difference: {row} where sqlite3 has {expected}")
        rest = sum(1 for _ in own) + sum(1 for _ in other)
    report.say(f"  {count:,} rows compared with sqlite3's, {differing:,} differ")
    report.keep("compared", {"rows": count, "differing": differing, "rest": rest})
    if differing or rest or count != options.rows:
        report.fault(f"{differing} rows differ, {rest} stand in one file only, {count} compared")
