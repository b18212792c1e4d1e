"""A journal with two reports on a spreadsheet of its own, for cases that are each looked at alone."""
import collections
import os
import shutil
import time

from harness import NAMES
from messages import funnel
from rows import read_rows
from stand_in import ACCOUNT, StandIn, shown, write_settings
from traffic import FIRST, meta_body, row_of, update

FUNNEL = ["Message_To", "Campaign", "Status", "Sent", "Delivered", "Read", "Rejected", "Description"]
REPORTS = [("log", "./rows.json5", "reports/rows.csv", "Log"),
           ("funnel", "campaign-funnel", "reports/funnel.csv", "Funnel")]
BOTH = ("Log (Google Sheets)", "Funnel (Google Sheets)")
# So many times as fast; a process that starts has to be near the stand-in's clock.
SCALE = 50
OLDEST = 2000 / SCALE


def check_cases(context, result, cases):
    """Runs cases, each with a desk of its own; how many there were."""
    stand_in = StandIn(context, context.site(), SCALE)
    for case in cases:
        if time.monotonic() - stand_in.born > OLDEST:
            stand_in = StandIn(context, context.site(), SCALE)
        name = case.__name__.replace("_", " ")
        try:
            case(Desk(context, result, stand_in, name))
        except (RuntimeError, KeyError, OSError) as error:
            result.expect(False, f"{name}: {error!r}")
    return len(cases)


class Desk:
    """A journal, a spreadsheet of its own, two reports; and what is expected of them."""

    def __init__(self, context, result, stand_in, name):
        self.context, self.result, self.stand_in, self.name = context, result, stand_in, name
        self.site = context.site(variables={"TICKSHEET_CLOCK_SCALE": str(SCALE)})
        self.spreadsheet = stand_in.control("spreadsheets", {"title": name, "share": [ACCOUNT]})["spreadsheetId"]
        self.key = stand_in.site.path("secrets/key.json")
        self.updates = []
        self.settings()

    def settings(self, **more):
        write_settings(self.site, self.stand_in, REPORTS,
                       **{"spreadsheet": self.spreadsheet, "key": self.key} | more)

    def take(self, first, count, site=None, known=True):
        """Takes in events of some messages, all numbers of their own."""
        updates = [update(f"wamid.{n}", status, f"57300{n:07d}", FIRST + 60 * n + place)
                   for n in range(first, first + count) for place, status in enumerate(("sent", "read"))]
        self.ingest(updates, site)
        self.updates += updates if known else []
        return updates

    def ingest(self, updates, site=None):
        text = "".join(meta_body([item]).decode() + "\n" for item in updates)
        done = (site or self.site).command("ingest", "--source", "meta", "-", text=text)
        self.result.equal(done.returncode, 0, f"{self.name}: ingest ({done.stderr.strip()})")

    def sync(self, *more, tabs_only=False):
        """Brings both reports up to date; that has to succeed, or for the tabs at least."""
        done = self.site.command("sync", *more)
        if tabs_only:
            self.result.expect("error[sheets." not in done.stderr, f"{self.name}: sync ({done.stderr.strip()})")
        else:
            self.result.equal(done.returncode, 0, f"{self.name}: sync ({done.stderr.strip()})")

    def stops(self, code, *words, labels=("Log (Google Sheets)",), writes=False):
        """A sync that does not write, says why, and leaves the same in the status."""
        before = None if writes else self.commits()
        done = self.site.command("sync")
        self.result.expect(done.returncode != 0, f"{self.name}: sync ended with 0")
        readers = {r["destination"]: r for r in self.site.status()["readers"]}
        for label in labels:
            found = readers.get(label) or {"problem": None, "explanation": ""}
            self.result.equal(found["problem"], code, f"{self.name}: problem of {label}")
            for part in words:
                self.result.contains(found["explanation"] or "", part, f"{self.name}: status of {label}")
        for part in words:
            self.result.contains(done.stderr, part, f"{self.name}: what sync says")
        if not writes:
            self.result.equal(self.commits(), before, f"{self.name}: writes of a sync that stops")

    def commits(self):
        return sum(call["committed"] and call["email"] == ACCOUNT for call in self.stand_in.all_calls())

    def command(self, *words, says=""):
        done = self.site.command(*words)
        self.result.equal(done.returncode, 0, f"{self.name}: {' '.join(words)} ({done.stderr.strip()})")
        self.result.contains(done.stdout, says, f"{self.name}: what {' '.join(words)} prints")

    def tab(self, title="Log", spreadsheet=None):
        return self.stand_in.tabs(spreadsheet or self.spreadsheet)[title]

    def rows(self, title, names, spreadsheet=None):
        found = self.stand_in.columns(self.tab(title, spreadsheet), names, spreadsheet or self.spreadsheet)
        return [[shown(cell) for cell in row] for row in found if any(cell != "" for cell in row)]

    def right(self, when, tabs=("Log", "Funnel"), spreadsheet=None, updates=None, files=True):
        """Tabs and files hold all events, each once."""
        updates = self.updates if updates is None else updates
        wanted = {"Log": [row_of(item) for item in updates], "Funnel": funnel(updates)}
        for title in tabs:
            self.same(self.rows(title, NAMES if title == "Log" else FUNNEL, spreadsheet), wanted[title],
                      f"the tab {title}, {when}")
        if files:
            self.files(when, updates)

    def files(self, when, updates=None):
        updates = self.updates if updates is None else updates
        wanted = {"rows.csv": [row_of(item) for item in updates], "funnel.csv": funnel(updates)}
        for name, rows in wanted.items():
            self.same(read_rows(self.site.read(f"reports/{name}"))[1:], rows, f"{name}, {when}")

    def same(self, found, wanted, what):
        found, wanted = (collections.Counter(map(tuple, rows)) for rows in (found, wanted))
        more, less = list((found - wanted).elements()), list((wanted - found).elements())
        self.result.expect(not more and not less, f"{self.name}: {what}, has {len(more)} rows too many "
                           f"{more[:2]} and lacks {len(less)} {less[:2]}")

    # Copies of the journal

    def save(self, name):
        path = self.site.path(name)
        self.command("backup", path)
        return path

    def put_back(self, path):
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.site.path("data/journal.db" + end)):
                os.remove(self.site.path("data/journal.db" + end))
        shutil.copy(path, self.site.path("data/journal.db"))
