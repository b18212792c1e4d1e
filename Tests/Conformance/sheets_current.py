"""Tabs whose rows are kept current hold what the files of the same report hold.

What a `replay` corrects, and what is heard of messages from before a report's `from`; a tab that may not be
written holds up no command and no other destination.
"""
import json
import time

import messages
from replay import SOURCE, mapping, replay
from result import Result
from rows import read_rows
from stand_in import StandIn

FIELDS = {"message": '"e.id"', "time": '"e.ts"', "to": '"e.phone"', "status": '"e.state"'}
FUNNEL = ('{ rows: "message", columns: [{ header: "Message", field: "message" }, { header: "To", field: "to" }, '
          '{ header: "Status", field: "status" }] }')
OUTPUT = 74


def run(context):
    result = Result()
    for what in ("to", "status", "message", "provider"):
        corrected(context, result, what)
    for since in ("now", "a date"):
        begun(context, result, since)
    forbidden(context, result)
    result.figure("4 corrections, 2 beginnings, 1 tab without a right to it")
    return result


class Pair:
    """Two reports, of messages and of numbers, each in a CSV and on a tab."""

    def __init__(self, context, result):
        self.result = result
        self.site = site = context.site(sources=(SOURCE,), reports=["reports/rows.csv"])
        self.google = StandIn(context, site, 1)
        site.write("funnel.json5", FUNNEL)
        self.map()
        with open(site.path("ticksheet.json5")) as file:
            self.text = file.read()
        self.settings("")

    def map(self, provider="acme", **fields):
        text = mapping(FIELDS | fields, ', key: ["e.id", "e.state"]')
        self.site.write("acme.json5", text.replace('"acme"', f'"{provider}"'))

    def settings(self, begin, reports=True):
        added = ""
        for name, report in (("funnel", "./funnel.json5"), ("numbers", "rejected-numbers")) if reports else ():
            added += (f'{{ name: "{name}", mapping: "{report}", {begin} to: [{{ csv: "reports/{name}.csv" }}, '
                      f'{{ sheets: {{ spreadsheet: "{self.google.spreadsheet}", tab: "{name}", endpoint: '
                      f'"{self.google.endpoint}", credentials: {{ file: "secrets/key.json" }} }} }}] }}, ')
        self.site.write("ticksheet.json5", self.text.replace("reports: [", "reports: [" + added))

    def hear(self, *events):
        lines = [json.dumps({"events": [event]}) for event in events]
        done = self.site.command("ingest", "--source", "acme", "-", text="\n".join(lines) + "\n")
        self.result.equal(done.returncode, 0, f"exit code of ingest: {done.stderr}")

    def look(self, what, stays=()):
        """Syncs and compares; `stays` are rows that a tab keeps, though the file has them no more."""
        done = self.site.command("sync")
        self.result.equal(done.returncode, 0, f"exit code of sync, {what}: {done.stderr}")
        for name in ("funnel", "numbers"):
            header, *rows = read_rows(self.site.read(f"reports/{name}.csv"))
            tabs = self.google.tabs()
            found = self.google.columns(tabs[name], header[:3]) if name in tabs else []
            found = [[str(cell or "") for cell in row] for row in found]
            gone = [row for row in found if row[0] in stays]
            self.result.equal(sorted(row for row in found if row not in gone), sorted(row[:3] for row in rows),
                              f"the tab {name}, {what}")


def event(name, state, second, phone="573001112201", other="573001112202"):
    return {"id": name, "ts": 1772366400 + second, "phone": phone, "state": state, "alt": other, "other": "x" + name}


def corrected(context, result, what):
    pair = Pair(context, result)
    pair.hear(event("A", "rejected", 1), event("B", "KO", 2, "573001112203", "573001112203"),
              event("A", "delivered", 5))
    pair.look(f"before {what} is corrected")
    if what == "to":
        pair.map(to='"e.alt"')
    elif what == "status":
        pair.map(status='{ path: "e.state", values: { KO: "rejected" } }')
    elif what == "message":
        pair.map(message='"e.other"')
    else:
        pair.map(provider="other")
    result.equal(replay(pair.site).returncode, 0, f"exit code of replay where {what} is corrected")
    stays = ["+573001112201"] if what == "to" else []
    pair.look(f"where {what} is corrected", stays)
    pair.hear(event("B", "delivered", 9, "573001112203", "573001112203"), event("D", "rejected", 12))
    pair.look(f"after {what} was corrected", stays)


def begun(context, result, since):
    pair = Pair(context, result)
    pair.settings("", reports=False)
    pair.hear(event("A", "sent", 1), event("B", "rejected", 2, "573001112202"), event("C", "rejected", 3, "573001112203"))
    pair.site.command("sync")
    time.sleep(1.2)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    pair.settings('from: "now",' if since == "now" else f'from: "{now}",')
    time.sleep(1.1)
    pair.site.command("sync")
    pair.hear(event("E", "sent", 4, "573001112205"))
    pair.look(f"from {since}")
    pair.hear(event("A", "delivered", 11), event("B2", "rejected", 12, "573001112202"), event("C", "read", 13, "573001112203"))
    pair.look(f"from {since}, with more of messages of before")
    result.expect(any(row[0] == "A" for row in messages.read(pair.site, "reports/funnel.csv")), "A is no row")


def forbidden(context, result):
    pair = Pair(context, result)
    pair.hear(event("A", "rejected", 1))
    pair.look("before there is no right")
    made = json.loads(pair.google.request("POST", "/emulator/spreadsheets", {"title": "not shared"})[1])
    with open(pair.site.path("ticksheet.json5")) as file:
        text = file.read()
    pair.site.write("ticksheet.json5", text.replace(pair.google.spreadsheet, made["spreadsheetId"]))
    path = pair.site.path("reports/numbers.csv")
    with open(path, "ab") as file:
        file.write(b"a,note,by,hand\r\n")
    for is_served in (True, False):
        serve = pair.site.serve() if is_served else None
        for words in (["rebuild", "--report", "numbers"], ["forget", "+573001112201"]):
            done = pair.site.command(*words, wait=60)
            if words[0] == "rebuild":
                result.equal(done.returncode, OUTPUT, f"exit code of rebuild beside a tab without a right: {done.stderr}")
                result.contains(done.stderr, "sheets.forbidden", "what rebuild says of a tab without a right")
                result.contains(done.stdout, "reports/numbers.csv: 1 row", "what rebuild says of the file beside it")
        if serve:
            result.equal(serve.stop(), 0, "exit code of serve beside a tab without a right")
