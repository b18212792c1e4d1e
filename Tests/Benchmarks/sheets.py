"""Sheets: what it costs to write 100,000 rows to Google Sheets, here a stand-in on this machine."""

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


def run(options, report):
    place = os.path.join(options.folder, "sheets")
    os.mkdir(place)
    write_settings(place, free_port())
    saved = os.path.join(place, "saved.ndjson")
    bodies.write_lines(saved, 0, ROWS, 1000)
    subprocess.run([options.program, "ingest", "--source", "meta", saved], cwd=place, check=True,
                   capture_output=True)
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


def once(options, place):
    """One `sync` of everything to a tab of its own; what it took."""
    port = free_port()
    command = [options.program, "emulate-sheets", "--listen", f"127.0.0.1:{port}", "--key",
               f"key-{port}.json"]
    with running(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                 text=True) as process:
        wait_for_port(port, process)
        shown = "".join(process.stdout.readline() for _ in range(5))
        spreadsheet = re.search(r'spreadsheet: "([^"]+)"', shown).group(1)
        name = f"sheet{port}"
        add_report(place, name, spreadsheet, port)
        done = run_measured([options.program, "sync", "--report", name], place)
        log = get(port, "/emulator/log")
        writes = sum(1 for call in log["requests"] if call["method"].endswith("batchUpdate"))
        with open(os.path.join(place, f"key-{port}.json")) as file:
            email = json.load(file)["client_email"]
        token = get(port, "/emulator/tokens", {"email": email})["access_token"]
        values = get(port, f"/v4/spreadsheets/{spreadsheet}/values/Log{port}!A2:A", token=token)
        return {"rows": len(values.get("values", [])), "writes": writes, "cpu": done["cpu"],
                "peak": done["resident"]}


def add_report(place, name, spreadsheet, port):
    path = os.path.join(place, "ticksheet.json5")
    with open(path) as file:
        text = file.read()
    sheet = (f'{{ sheets: {{ spreadsheet: "{spreadsheet}", tab: "Log{port}", '
             f'endpoint: "http://127.0.0.1:{port}", '
             f'credentials: {{ file: "key-{port}.json" }} }} }}')
    more = f'{{ name: "{name}", mapping: "whatsapp-campaign-reports", to: [{sheet}] }},'
    with open(path, "w") as file:
        file.write(text.replace("reports: [", "reports: [" + more))


def get(port, path, body=None, token=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
