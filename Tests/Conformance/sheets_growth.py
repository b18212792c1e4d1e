"""Reports that outgrow a spreadsheet: each row in exactly one of them, whatever dies meanwhile.

The stand-in and the program take a spreadsheet to have 10,000 cells instead of 10 millions. Looked at:
a list that is filled while `serve` is killed again and again, with rows per status and with rows per
message, which are brought up to date wherever they stand; one that ends and is made longer; a folder in
which spreadsheets are made; what `status` and the tab Ticksheet say; `forget` and `rebuild`.
"""
import json
import time

from harness import MAPPING, NAMES, SOURCE, wait_until
from result import Result
from stand_in import ACCOUNT, StandIn, shown
from traffic import FIRST, meta_body, row_of, update

SCALE, CELLS = 50, 33_000


def run(context):
    result = Result()
    for case in (killed, messages_killed, list_made_longer, folder, refused_settings):
        case(Growth(context, result, case.__name__.replace("_", " ")))
    result.figure("5 cases")
    return result


class Growth:
    def __init__(self, context, result, name):
        self.context, self.result, self.name = context, result, name
        self.variables = {"TICKSHEET_CLOCK_SCALE": str(SCALE), "TICKSHEET_CELL_LIMIT": str(CELLS)}
        self.site = context.site(variables=self.variables)
        self.stand_in = StandIn(context, self.site, SCALE, CELLS)
        self.updates = []

    def books(self, count):
        return [self.stand_in.control("spreadsheets", {
            "title": f"Book {n + 1}", "share": [ACCOUNT], "rows": 1, "columns": 1})["spreadsheetId"]
            for n in range(count)]

    def settings(self, where, mapping="./rows.json5"):
        self.site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", sources: [{SOURCE}],
  reports: [{{ name: "log", mapping: "{mapping}", to: [
    {{ sheets: {{ {where}, tab: "Log", endpoint: "{self.stand_in.endpoint}",
                 credentials: {{ file: "secrets/key.json" }} }}, batch: {{ rows: 400, age: "1s" }} }} ] }}],
}}
""")

    def take(self, count):
        first = len(self.updates)
        more = [update(f"wamid.{n}", "sent", f"57300{n:07d}", FIRST + n) for n in range(first, first + count)]
        self.updates += more
        self.ingest(more)

    def ingest(self, more):
        text = "".join(meta_body([item]).decode() + "\n" for item in more)
        done = self.site.command("ingest", "--source", "meta", "-", text=text)
        self.result.equal(done.returncode, 0, f"{self.name}: ingest ({done.stderr.strip()})")

    def sync(self, code=0):
        done = self.site.command("sync")
        self.result.equal(done.returncode, code, f"{self.name}: sync ({done.stderr.strip()})")
        return done.stderr

    def rows(self, book):
        tabs = self.stand_in.tabs(book)
        if "Log" not in tabs:
            return []
        found = self.stand_in.columns(tabs["Log"], NAMES, book)
        return [[shown(cell) for cell in row] for row in found if any(cell != "" for cell in row)]

    def once(self, books, when, least=2):
        parts = [self.rows(book) for book in books]
        found, wanted = sum(parts, []), [row_of(item) for item in self.updates]
        twice = len(found) - len(set(map(tuple, found)))
        self.result.equal(twice, 0, f"{self.name}: rows twice, {when}")
        self.result.equal(sorted(found), sorted(wanted), f"{self.name}: rows, {when}")
        self.result.expect(sum(map(bool, parts)) >= least,
                           f"{self.name}: rows in {sum(map(bool, parts))} spreadsheets, {when}")

    def told(self, book):
        """What the tab Ticksheet of a spreadsheet says."""
        tabs = self.stand_in.tabs(book)
        return json.dumps(self.stand_in.values(tabs["Ticksheet"], book)) if "Ticksheet" in tabs else ""

    def sheet(self):
        return self.site.status()["readers"][0]["sheet"]


def killed(growth):
    books = growth.books(4)
    growth.settings("spreadsheet: [" + ", ".join(f'"{book}"' for book in books) + "]")
    growth.take(14_000)
    for pause in (0.3, 0.7, 0.2, 1.1, 0.5):
        serve = growth.site.serve()
        time.sleep(pause)
        serve.kill()
    growth.sync()
    growth.once(books, "after kills", least=3)
    told = growth.sheet()
    growth.result.equal([part["spreadsheet"] for part in told["spreadsheets"]], books[:len(told["spreadsheets"])],
                        "killed: the spreadsheets that status names")
    growth.result.equal(sum(part["rows"] for part in told["spreadsheets"]), 14_000,
                        "killed: rows that status counts")
    growth.result.equal(told["cellLimit"], CELLS, "killed: the limit that status names")
    # The tab Ticksheet leads from one to the other.
    serve = growth.site.serve()
    named = books[:len(told["spreadsheets"])]
    for book in books[:2]:
        wait_until(lambda: all(other in growth.told(book) for other in named), 30, "the tab Ticksheet")
    serve.kill()


def messages_killed(growth):
    """Each message in one row of one spreadsheet, with its newest status, but for those that people deleted."""
    chance, books, newest = growth.context.chance("growth of messages"), growth.books(4), {}
    growth.site.write("current.json5", MAPPING.replace('rows: "status"', 'rows: "message"'))
    listed = "spreadsheet: [" + ", ".join(f'"{book}"' for book in books) + "]"
    growth.settings(listed, "./current.json5")

    def tell(messages, status, later):
        more = [update(f"wamid.{n}", status, f"57300{n:07d}", FIRST + later * 100_000 + n) for n in messages]
        newest.update({item["id"]: item for item in more})
        growth.ingest(more)

    def kill(pauses):
        for pause in pauses:
            serve = growth.site.serve()
            time.sleep(pause)
            serve.kill()

    def compare(when, least):
        growth.updates = list(newest.values())
        growth.once(books, when, least)

    tell(range(5000), "sent", 0)
    kill((0.4, 0.9, 0.3))
    tell(chance.sample(range(5000), 1500), "delivered", 1)
    tell(range(5000, 10_500), "sent", 0)
    kill((0.5, 0.2, 1.2, 0.8))
    growth.sync()
    compare("after kills", 3)
    # A person deletes a row where no new ones come any more.
    before = growth.rows(books[0])
    growth.stand_in.act("deleteRow", growth.stand_in.tabs(books[0])["Log"], books[0])
    deleted = {row[0] for row in before} - {row[0] for row in growth.rows(books[0])}
    growth.result.equal(len(deleted), 1, "messages killed: rows that a person deleted")
    tell(chance.sample(range(10_500), 3000) + [int(name.split(".")[1]) for name in deleted], "read", 2)
    tell(range(10_500, 10_600), "sent", 0)
    kill((0.3, 0.6, 1.0))
    growth.sync()
    for name in deleted:
        del newest[name]
    compare("after more of their statuses", 3)
    told = growth.sheet()["spreadsheets"]
    growth.result.equal([part["spreadsheet"] for part in told], books[:len(told)],
                        "messages killed: the spreadsheets that status names")
    growth.result.equal(sum(part["rows"] for part in told), 10_600, "messages killed: rows that status counts")
    done = growth.site.command("check", "--online")
    growth.result.contains(done.stdout, "was filled; its rows are kept current there", "what check says")
    # Where the list ends the report stops in time.
    growth.settings("spreadsheet: [" + ", ".join(f'"{book}"' for book in books[:len(told)]) + "]", "./current.json5")
    tell(range(10_600, 16_000), "sent", 0)
    growth.result.contains(growth.sync(code=74), "error[sheets.full]: no more rows fit", "what sync says")
    growth.settings(listed, "./current.json5")
    growth.sync()
    compare("after the list was made longer", 4)
    done = growth.site.command("rebuild", "--report", "log")
    growth.result.equal(done.returncode, 74, "messages killed: rebuild without room")
    growth.result.contains(done.stderr, "error[sheets.no_room]", "what rebuild says")


def list_made_longer(growth):
    books = growth.books(2)
    growth.settings(f'spreadsheet: "{books[0]}"')
    growth.take(8000)
    said = growth.sync(code=74)
    growth.result.contains(said, "error[sheets.full]: no more rows fit into the spreadsheet", "what sync says")
    growth.result.contains(said, f"share it with {ACCOUNT} as an editor", "what sync says")
    before = len(growth.rows(books[0]))
    growth.result.expect(before > 5000, f"list made longer: {before} rows before it stops")
    growth.settings(f'spreadsheet: ["{books[0]}", "{books[1]}"]')
    growth.sync()
    growth.once(books, "after the list was made longer")
    growth.result.equal(len(growth.site.status()["readers"]), 1, "list made longer: readers")


def folder(growth):
    place = growth.stand_in.control("folders", {"title": "Campaigns", "share": [ACCOUNT]})["folderId"]
    growth.settings(f'folder: "https://drive.google.com/drive/folders/{place}?usp=sharing"')
    done = growth.site.command("check", "--online")
    growth.result.equal(done.returncode, 0, f"folder: check --online ({done.stderr})")
    growth.result.contains(done.stdout, f"spreadsheets are made in the folder {place} as", "what check says")
    growth.result.contains(done.stdout, 'in the folder "Campaigns" of a shared drive', "what check says")
    growth.take(8000)
    growth.sync()
    books = [part["spreadsheet"] for part in growth.sheet()["spreadsheets"]]
    growth.once(books, "in a folder")
    number = "+" + growth.updates[0]["recipient_id"]
    done = growth.site.command("forget", number)
    growth.result.equal(done.returncode, 0, f"folder: forget ({done.stderr})")
    text = json.dumps([growth.rows(book) for book in books])
    growth.result.expect(number not in text, "folder: a forgotten number stands there")
    done = growth.site.command("rebuild", "--report", "log")
    growth.result.equal(done.returncode, 0, f"folder: rebuild ({done.stderr})")
    books = [part["spreadsheet"] for part in growth.sheet()["spreadsheets"]]
    rows = sum((growth.rows(book) for book in books), [])
    growth.result.equal(len(rows), len(growth.updates), "folder: rows after a rebuild")


def refused_settings(growth):
    for where, mapping, words in (
            ('spreadsheet: ["1A", "1A"]', "./rows.json5", "names 1A a second time"),
            ('spreadsheet: []', "./rows.json5", "is empty; expected the id in the sheet's address"),
            ('spreadsheet: "1A", folder: "0B"', "./rows.json5", 'stands beside "spreadsheet"'),
            ('folder: "a b"', "./rows.json5", "behind /folders/, or the whole address"),
            ('tab: "x"', "./rows.json5", 'has no "spreadsheet"')):
        growth.settings(where, mapping)
        done = growth.site.command("check")
        growth.result.equal(done.returncode, 78, f"refused settings: {where}")
        growth.result.contains(done.stderr, words, f"refused settings: {where}")
