"""A report whose `from` is to come has what is received since then, in each destination, and nothing before.

A copy of what came before stays one, a restart and a `rebuild` change nothing; a later `from` holds for
rows written from then on, and after `rebuild` for all.
"""
import time

import messages
import ods_desk
from harness import NAMES, wait_until
from result import Result
from rows import read_rows
from stand_in import StandIn
from traffic import Client, meta_body, update

ROWS, FILE, FUNNEL = "reports/rows.csv", "reports/rows.ods", "reports/funnel.csv"
# Until the report begins: time for serve to start and to write.
AHEAD = 12


def run(context):
    result = Result()
    site = context.site(reports=[ROWS, FILE, FUNNEL])
    google = StandIn(context, site, 1)
    with open(site.path("ticksheet.json5")) as file:
        text = file.read()
    at = int(time.time()) + AHEAD
    begin = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    for old, new in {
        f'csv: "{FILE}"': f'ods: "{FILE}"',
        'name: "report-2", mapping: "./rows.json5"': 'name: "report-2", mapping: "campaign-funnel"',
        f'{{ csv: "{ROWS}"': f'{{ sheets: {{ spreadsheet: "{google.spreadsheet}", tab: "Log", endpoint: '
                             f'"{google.endpoint}", credentials: {{ file: "secrets/key.json" }} }}, '
                             f'batch: {{ age: "0s" }} }}, {{ csv: "{ROWS}"',
    }.items():
        result.contains(text, old, "the settings")
        text = text.replace(old, new)
    site.write("ticksheet.json5", begun(text, begin))
    result.equal(site.command("check").returncode, 0, "exit code of check with a day to come")

    def found():
        rows = google.columns(google.tabs()["Log"], NAMES) if "Log" in google.tabs() else []
        return [len(read_rows(site.read(ROWS))) - 1, len(ods_desk.rows(site.path(FILE))),
                len(messages.read(site, FUNNEL)), len(rows)]

    before, since = events("early", 5), events("since", 7)
    send(result, site, before)
    result.equal(found(), [0] * 4, "rows of what came before the report begins")
    result.expect(time.time() < at, "the check took longer than the time until the report begins")
    time.sleep(max(0, at + 1 - time.time()))
    send(result, site, since + before)
    result.equal(found(), [len(since)] * 4, "rows of what came since the report began")
    for report in ("report-0", "report-1", "report-2"):
        done = site.command("rebuild", "--report", report)
        result.equal(done.returncode, 0, f"exit code of rebuild {report}: {done.stderr}")
    result.equal(found(), [len(since)] * 4, "rows after rebuild")

    # Where the day changes, rows that are there wait for a rebuild.
    time.sleep(1.1)
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    site.write("ticksheet.json5", begun(text, later))
    send(result, site, events("later", 2))
    result.equal(len(read_rows(site.read(ROWS))) - 1, len(since) + 2, "rows of a CSV after a later day")
    for report in ("report-0", "report-1", "report-2"):
        site.command("rebuild", "--report", report)
    result.equal(found(), [2] * 4, "rows of a later day after rebuild")
    result.figure(f"{len(found())} destinations that begin {AHEAD} s ahead, and later")
    return result


def begun(text, begin):
    """Settings whose reports begin at a time."""
    return text.replace('{ name: "report-', f'{{ from: "{begin}", name: "report-')


def events(name, count):
    return [update(f"wamid.{name}-{number}", "sent") for number in range(count)]


def send(result, site, items):
    """Sends events to a serve of their own, and waits until reports went past them."""
    serve = site.serve()
    client = Client(serve.port, site.secret)
    for item in items:
        result.equal(client.post(meta_body([item]))[0], 200, "the answer to a webhook")
    client.close()
    wait_until(lambda: all(reader["lag"] == 0 for reader in site.status()["readers"]), 20, "reports")
    result.equal([reader["problem"] for reader in site.status()["readers"]], [None] * 4, "problems of reports")
    result.equal(serve.stop(), 0, "exit code of serve")
