"""Sheets: what it costs to write 100,000 rows to Google Sheets, here a stand-in on this machine.

Rows per status are added once. Rows per message are kept current: each round reads which state every
row shows, and writes those that changed.
"""

import contextlib
import json
import os
import re
import subprocess
import urllib.request

import bodies
from intake import write_settings
from measuring import Figures, free_port, run_measured, running, wait_for_port

ROWS = 100_000
COLUMNS = 5
CHANGED = 100


def run(options, report):
    rows_per_status(options, report)
    rows_per_message(options, report)


def rows_per_status(options, report):
    place = os.path.join(options.folder, "sheets")
    os.mkdir(place)
    write_settings(place, free_port())
    saved = os.path.join(place, "saved.ndjson")
    bodies.write_lines(saved, 0, ROWS, 1000)
    ingest(options, place, saved)
    found = [once(options, place) for _ in range(options.rounds)]
    rows = min(one["rows"] for one in found)
    writes = max(one["writes"] for one in found)
    cpu = Figures(one["cpu"] for one in found)
    memory = max(one["peak"] for one in found)
    report.keep("rounds", found)
    report.say(f"  {rows:,} rows of {COLUMNS} columns in {writes} write requests, "
               f"{cpu.text('{:.2f}')} s of CPU, {memory:.0f} MB resident at most")
    report.goal("write requests", writes, "≤ 20", writes <= 20)
    report.goal("CPU seconds", cpu.median, "≤ 3", cpu.median <= 3)
    if rows != ROWS:
        report.fault(f"{rows:,} rows of {ROWS:,} are in the sheet")


def rows_per_message(options, report):
    """100,000 messages, of which in each round 100 have news."""
    place = os.path.join(options.folder, "messages")
    os.mkdir(place)
    write_settings(place, free_port())
    saved = os.path.join(place, "saved.ndjson")
    bodies.write_lines(saved, 0, ROWS, 1000)
    ingest(options, place, saved)
    with stand_in(options, place) as (port, spreadsheet):
        name = add_report(place, spreadsheet, port, "campaign-funnel")
        sync = [options.program, "sync", "--report", name]
        first = run_measured(sync, place)
        found = []
        # Those that were sent and not rejected.
        waiting = (n for n in range(ROWS) if n % 4 == 0 and n % bodies.REJECTED)
        for _ in range(options.rounds):
            numbers = [next(waiting) for _ in range(CHANGED)]
            with open(saved, "wb") as file:
                file.write(bodies.body([bodies.update(n) | {"status": "read"} for n in numbers]) + b"\n")
            ingest(options, place, saved)
            before = calls(port)
            done = run_measured(sync, place)
            made = calls(port)[len(before):]
            # A second reading finds that all is there.
            reads = sum(call.endswith("batchGetByDataFilter") for call in made)
            writes = sum(call.endswith("batchUpdate") for call in made)
            found.append({"cpu": done["cpu"], "rounds": reads, "reads": len(made) - writes, "writes": writes,
                          "peak": done["resident"]})
        rows = column(place, port, spreadsheet, "A2:A")
        states = column(place, port, spreadsheet, "C2:C")
    read = sum(state == ["read"] for state in states)
    wanted = sum(bodies.update(n)["status"] == "read" for n in range(ROWS)) + CHANGED * options.rounds
    cpu = Figures(one["cpu"] / max(1, one["rounds"]) for one in found)
    memory = max(one["peak"] for one in found)
    report.keep("rows per message", {"first": first, "rounds": found})
    report.say(f"  {len(rows):,} rows per message, first {first['cpu']:.2f} s of CPU; with {CHANGED} changed "
               f"{cpu.text('{:.2f}')} s of CPU for each reading of all, {found[-1]['reads']} reads and "
               f"{found[-1]['writes']} writes for each change, {memory:.0f} MB resident at most")
    report.goal("CPU seconds of a round of rows per message", cpu.median, "≤ 1", cpu.median <= 1)
    if len(rows) != ROWS or read != wanted:
        report.fault(f"{len(rows):,} rows of {ROWS:,} are in the sheet, {read:,} of {wanted:,} read")


def ingest(options, place, saved):
    subprocess.run([options.program, "ingest", "--source", "meta", saved], cwd=place, check=True,
                   capture_output=True)


@contextlib.contextmanager
def stand_in(options, place):
    """A stand-in for Google; its port and a spreadsheet."""
    port = free_port()
    command = [options.program, "emulate-sheets", "--listen", f"127.0.0.1:{port}", "--key",
               f"key-{port}.json"]
    with running(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                 text=True) as process:
        wait_for_port(port, process)
        shown = "".join(process.stdout.readline() for _ in range(5))
        yield port, re.search(r'spreadsheet: "([^"]+)"', shown).group(1)


def calls(port):
    return [call["method"] for call in get(port, "/emulator/log")["requests"]]


def column(place, port, spreadsheet, cells):
    with open(os.path.join(place, f"key-{port}.json")) as file:
        email = json.load(file)["client_email"]
    token = get(port, "/emulator/tokens", {"email": email})["access_token"]
    path = f"/v4/spreadsheets/{spreadsheet}/values/Log{port}!{cells}"
    return get(port, path, token=token).get("values", [])


def once(options, place):
    """One `sync` of everything to a tab of its own; what it took."""
    with stand_in(options, place) as (port, spreadsheet):
        name = add_report(place, spreadsheet, port, "whatsapp-campaign-reports")
        done = run_measured([options.program, "sync", "--report", name], place)
        writes = sum(call.endswith("batchUpdate") for call in calls(port))
        return {"rows": len(column(place, port, spreadsheet, "A2:A")), "writes": writes,
                "cpu": done["cpu"], "peak": done["resident"]}


def add_report(place, spreadsheet, port, mapping):
    name = f"sheet{port}"
    path = os.path.join(place, "ticksheet.json5")
    with open(path) as file:
        text = file.read()
    sheet = (f'{{ sheets: {{ spreadsheet: "{spreadsheet}", tab: "Log{port}", '
             f'endpoint: "http://127.0.0.1:{port}", '
             f'credentials: {{ file: "key-{port}.json" }} }} }}')
    more = f'{{ name: "{name}", mapping: "{mapping}", to: [{sheet}] }},'
    with open(path, "w") as file:
        file.write(text.replace("reports: [", "reports: [" + more))
    return name


def get(port, path, body=None, token=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
