"""What befalls a tab seldom: each is named in words that say what to do, and that does it.

An older copy of the journal, two copies at work, a deleted tab or column, a copied file, a wrong id, a
missing right, other content, a text longer than a cell, a key that nobody knows. The CSV of the same
report stays right all the while.
"""
import collections
import json
import os
import shutil
import subprocess

from harness import NAMES
from rows import read_rows
from sheets_desk import BOTH, FUNNEL, SCALE
from stand_in import ACCOUNT, PERSON, StandIn
from traffic import FIRST, row_of, update

OLDER = "holds rows that this journal does not know of"


def older_journal(desk):
    """A restored backup stops both tabs; `rebuild` writes what the journal has, and it goes on."""
    desk.take(0, 6)
    desk.sync()
    copy = desk.save("older.db")
    lost = desk.take(6, 6)
    desk.sync()
    desk.right("before an older copy")
    before = desk.rows("Log", NAMES), desk.rows("Funnel", FUNNEL)
    files = [desk.site.read(f"reports/{name}.csv") for name in ("rows", "funnel")]
    desk.put_back(copy)
    desk.updates = [item for item in desk.updates if item not in lost]
    desk.take(12, 3)
    desk.stops("sheets.journal_older", OLDER,
               "ticksheet rebuild --report", labels=BOTH)
    desk.result.equal((desk.rows("Log", NAMES), desk.rows("Funnel", FUNNEL)), before,
                      "older journal: the tabs afterwards")
    desk.result.expect([desk.site.read(f"reports/{name}.csv") for name in ("rows", "funnel")] == files,
                       "older journal: a CSV changed")
    for report in ("log", "funnel"):
        desk.command("rebuild", "--report", report)
    desk.right("after a rebuild from an older copy")
    desk.ingest(lost)
    desk.updates += lost
    desk.sync()
    desk.right("after the lost events came again")


def older_journal_adopted(desk):
    """After a restored backup and events that came again, `adopt --skip` takes them as written."""
    desk.take(0, 5)
    desk.sync()
    copy = desk.save("older.db")
    lost = desk.take(5, 5)
    desk.sync()
    desk.put_back(copy)
    desk.ingest(lost)
    desk.stops("sheets.journal_older", OLDER, labels=BOTH)
    before = desk.rows("Log", NAMES), desk.rows("Funnel", FUNNEL)
    for report in ("log", "funnel"):
        desk.command("adopt", "--report", report, "--skip")
    desk.sync(tabs_only=True)
    desk.result.equal((desk.rows("Log", NAMES), desk.rows("Funnel", FUNNEL)), before,
                      "older journal adopted: the tabs after adopt --skip")
    desk.files("beside an older copy")
    desk.take(10, 3)
    desk.sync(tabs_only=True)
    desk.right("after adopt --skip", files=False)
    for report in ("log", "funnel"):
        desk.command("rebuild", "--report", report)
    desk.right("after a rebuild that followed adopt --skip")


def two_copies(desk):
    """Two journals with one past write to one tab: one stops, and no row is there twice."""
    desk.take(0, 4)
    desk.sync()
    other = desk.context.site(variables={"TICKSHEET_CLOCK_SCALE": str(SCALE)})
    shutil.copytree(desk.site.folder, other.folder, dirs_exist_ok=True)
    shutil.copy(desk.save("copy.db"), other.path("data/journal.db"))
    for name in ("data/journal.db-wal", "data/journal.db-shm", "reports/rows.csv", "reports/funnel.csv"):
        if os.path.exists(other.path(name)):
            os.remove(other.path(name))
    sites = {desk.site: desk.take(100, 30, desk.site, known=False),
             other: desk.take(200, 30, other, known=False)}
    running = {site: subprocess.Popen(
        site.line(["sync", "--report", "log"]), cwd=site.folder, env=site.environment(), text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for site in sites}
    for process in running.values():
        desk.context.started(process)
    said = {site: process.communicate(timeout=60)[1] for site, process in running.items()}
    stopped = [site for site, process in running.items() if process.returncode]
    if not desk.result.equal(len(stopped), 1, f"two copies: how many stopped ({list(said.values())})"):
        return
    desk.result.contains(said[stopped[0]], OLDER,
                         "two copies: what the stopped one says")
    winner = next(site for site in sites if site not in stopped)
    loser = stopped[0]
    rows = desk.rows("Log", NAMES)
    twice = [row for row, count in collections.Counter(map(tuple, rows)).items() if count > 1]
    desk.result.expect(not twice, f"two copies: rows twice {twice[:3]}")
    wanted = [row_of(item) for item in desk.updates + sites[winner]]
    found = set(map(tuple, rows))
    missing = [row for row in wanted if tuple(row) not in found]
    desk.result.expect(not missing, f"two copies: the tab lacks {len(missing)} rows: {missing[:2]}")
    for site in sites:
        desk.same(read_rows(site.read("reports/rows.csv"))[1:],
                  [row_of(item) for item in desk.updates + sites[site]], "the CSV of one of two copies")
    # The other one goes on.
    desk.site, known = winner, sites[winner]
    desk.updates += known
    desk.take(300, 2)
    desk.sync("--report", "log")
    rows = set(map(tuple, desk.rows("Log", NAMES)))
    desk.result.expect(all(tuple(row_of(item)) in rows for item in desk.updates),
                       "two copies: the one that went on did not write all")
    done = loser.command("rebuild", "--report", "log")
    desk.result.equal(done.returncode, 0, f"two copies: rebuild of the other one ({done.stderr.strip()})")
    desk.same(desk.rows("Log", NAMES), [row_of(item) for item in desk.updates[:8] + sites[loser]],
              "the new tab of the other one")


def deleted_tab(desk):
    desk.take(0, 4)
    desk.sync()
    for title in ("Log", "Funnel"):
        desk.stand_in.act("deleteTab", desk.tab(title), desk.spreadsheet)
    desk.take(4, 4)
    desk.stops("sheets.tab_deleted", "was deleted; its rows are not written again by themselves",
               "ticksheet rebuild --report", labels=BOTH)
    desk.result.equal(list(desk.stand_in.tabs(desk.spreadsheet)), ["Sheet1"], "deleted tab: the tabs")
    desk.files("while tabs are deleted")
    for report in ("log", "funnel"):
        desk.command("rebuild", "--report", report)
    desk.right("after a rebuild of deleted tabs")
    desk.take(8, 2)
    desk.sync()
    desk.right("some time after a rebuild of deleted tabs")


def deleted_column(desk):
    desk.take(0, 4)
    desk.sync()
    for title in ("Log", "Funnel"):
        desk.stand_in.act("deleteColumn", desk.tab(title), desk.spreadsheet)
    desk.take(4, 4)
    desk.stops("sheets.column_deleted", "lacks the column", "ticksheet rebuild --report", labels=BOTH)
    desk.files("while columns are deleted")
    for report in ("log", "funnel"):
        desk.command("rebuild", "--report", report)
    desk.right("after a rebuild of tabs without a column")
    old = [title for title in desk.stand_in.tabs(desk.spreadsheet) if "(before " in title]
    desk.result.equal(len(old), 2, "deleted column: tabs that were kept")


def copied_file(desk):
    """The settings name a copy of the file: it is not written before it is taken over."""
    desk.take(0, 4)
    desk.sync()
    token = desk.stand_in.control("tokens", {"email": ACCOUNT, "scopes": ["drive"]})["access_token"]
    status, data = desk.stand_in.request("POST", f"/drive/v3/files/{desk.spreadsheet}/copy", {}, token)
    copy = json.loads(data)["id"]
    desk.stand_in.request("POST", f"/drive/v3/files/{copy}/permissions",
                          {"type": "user", "role": "writer", "emailAddress": PERSON}, token)
    desk.settings(spreadsheet=copy)
    desk.stops("sheets.copied", f"the spreadsheet {copy} is a copy of {desk.spreadsheet}",
               "ticksheet adopt --report", labels=BOTH)
    for report in ("log", "funnel"):
        desk.command("adopt", "--report", report, "--skip")
    desk.take(4, 4)
    desk.sync()
    desk.right("after a copy was taken over", spreadsheet=copy)
    rows = desk.rows("Log", NAMES)
    desk.same(rows, [row_of(item) for item in desk.updates[:8]], "the original of a copy")


def wrong_spreadsheet(desk):
    wrong = "1" + "x" * 43
    desk.take(0, 2)
    desk.settings(spreadsheet=wrong)
    desk.stops("sheets.not_found", f"there is no spreadsheet {wrong}",
               "Compare the id in the settings with the sheet's address", f"share it with {ACCOUNT}", labels=BOTH)
    desk.files("while the id is wrong")
    desk.settings()
    desk.sync()
    desk.right("after the id was put right")


def not_shared(desk):
    shared = desk.spreadsheet
    desk.spreadsheet = desk.stand_in.control("spreadsheets", {"title": "not shared"})["spreadsheetId"]
    desk.settings()
    desk.take(0, 2)
    desk.stops("sheets.forbidden", f"no right to write the spreadsheet {desk.spreadsheet}",
               f"Share it with {ACCOUNT} as an editor", labels=BOTH)
    desk.files("while it is not shared")
    token = desk.stand_in.control("tokens", {"email": PERSON})["access_token"]
    desk.stand_in.request("POST", f"/drive/v3/files/{desk.spreadsheet}/permissions",
                          {"type": "user", "role": "writer", "emailAddress": ACCOUNT}, token)
    desk.sync()
    desk.right("after it was shared")
    desk.spreadsheet = shared


def other_content(desk):
    """A tab in which people keep something else is left alone."""
    rename = {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Log"}, "fields": "title"}}
    text = {"updateCells": {
        "start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}, "fields": "userEnteredValue",
        "rows": [{"values": [{"userEnteredValue": {"stringValue": text}} for text in ("Budget", "May")]}]}}
    desk.stand_in.api("POST", f"/v4/spreadsheets/{desk.spreadsheet}:batchUpdate", {"requests": [rename, text]})
    desk.take(0, 2)
    desk.stops("sheets.other_content", "the tab Log has content and the header Budget", "Name a new tab",
               writes=True)
    desk.result.equal(desk.stand_in.values(0, desk.spreadsheet), [["Budget", "May"]], "a tab with other content")
    desk.files("beside other content")
    rename["updateSheetProperties"]["properties"]["title"] = "Budget"
    desk.stand_in.api("POST", f"/v4/spreadsheets/{desk.spreadsheet}:batchUpdate", {"requests": [rename]})
    desk.sync()
    desk.right("after the other tab was renamed")


def long_text(desk):
    """A text that no cell can hold is cut with a mark; the CSV has all of it, neighbours are whole."""
    whole, fits = "é" * 49_999 + "ab", "ü" * 50_000
    updates = [update(f"wamid.{n}", "failed", f"57300{n:07d}", FIRST + n,
                      errors=[{"code": 131000, "title": title}])
               for n, title in enumerate(["short", whole, fits, "last"])]
    desk.ingest(updates)
    desk.sync()
    cells = {row[0]: row[4] for row in desk.rows("Log", NAMES)}
    mark = " … (cut; the journal holds all of it)"
    desk.result.equal(sorted(cells), [f"wamid.{n}" for n in range(4)], "long text: messages in the tab")
    desk.result.expect(cells.get("wamid.1") == whole[:50_000 - len(mark)] + mark, "long text: it is cut otherwise")
    desk.result.expect(cells.get("wamid.2") == fits, "long text: 50,000 characters are not whole")
    desk.result.equal((cells.get("wamid.0"), cells.get("wamid.3")), ("short", "last"), "long text: neighbours")
    rows = {row[0]: row[4] for row in read_rows(desk.site.read("reports/rows.csv"))[1:]}
    desk.result.expect(rows.get("wamid.1") == whole and rows.get("wamid.2") == fits, "long text: the CSV lacks some")


def unknown_key(desk):
    """A key that the service does not know, or one of an account that is no more."""
    with open(desk.key) as file:
        key = json.load(file)
    other = StandIn(desk.context, desk.context.site(), 1)
    other.process.kill()
    other.process.wait()
    with open(other.site.path("secrets/key.json")) as file:
        wrong = key | {"private_key": json.load(file)["private_key"]}
    desk.take(0, 2)
    gone = key | {"client_email": "gone@stand-in.iam.gserviceaccount.com"}
    for name, content, code, words in (
            ("wrong", wrong, "google.key_refused", "it was deleted or disabled, or the file was edited"),
            ("gone", gone, "google.account_not_found", f"service account {gone['client_email']}")):
        desk.site.write(f"secrets/{name}.json", json.dumps(content))
        desk.settings(key=f"secrets/{name}.json")
        desk.stops(code, words, "gave no token to the service account", labels=BOTH)
    desk.files("while the key is unknown")
    desk.settings()
    desk.sync()
    desk.right("after the key was put right")


CASES = [older_journal, older_journal_adopted, two_copies, deleted_tab, deleted_column, copied_file,
         wrong_spreadsheet, not_shared, other_content, long_text, unknown_key]
