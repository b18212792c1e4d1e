"""Everything at once on one journal and one spreadsheet; then silence, and a look at what is there."""
import collections
import contextlib
import http.client
import signal
import threading
import time

from harness import NAMES, wait_until
from rows import read_rows
from sheets_desk import FUNNEL
from sheets_differ import look_back
from sheets_expected import Expected, events, messages
from sheets_restore import Restores
from sheets_sender import Sender, campaign, shuffled
from sheets_twins import Twins
from stand_in import StandIn, shown, write_settings

KEY = "Ticksheet key"
# Beyond this the stand-in's clock has gone so far that it takes no sign-in of a process that starts now,
# where their clocks do not start together.
APART = 3000
# At any moment, also while rows are on their way.
ANY_TIME = {
    "log": ["sortRows", "sortRows", "renameTab", "renameHeader", "hideColumn", "insertRow", "filter",
            "duplicateTab", "deleteRow", "deleteRow", "moveColumn", "moveColumn", "insertColumn"],
    "funnel": ["sortRows", "sortRows", "renameTab", "renameHeader", "hideColumn", "insertRow", "insertRow",
               "filter", "duplicateTab", "moveColumn", "moveColumn", "insertColumn"],
}
# While no write is on its way: which row it was would not be known for sure.
AT_REST = {"log": ["moveColumn", "insertColumn"], "funnel": ["deleteRow", "deleteRow"]}
MOST = {"insertColumn": 6, "duplicateTab": 2}


def faults(scale):
    """How often each fault comes; the longer ones outlast the program's own limit of 185 s."""
    beyond = int(185_000 / scale * 1.3)
    rates = {"429": 0.015, "409": 0.01, "409-after": 0.02, "500": 0.01, "500-after": 0.02, "502": 0.01,
             "502-after": 0.02, "503": 0.01, "503-after": 0.02, "closed": 0.01, "closed-after": 0.02}
    return rates | {f"stall:{beyond}": 0.005, f"late:{beyond}": 0.005, "stall:60": 0.01, "late:60": 0.01}


class Storm:
    """One journal, one spreadsheet, two reports, each in a CSV and in a tab."""

    REPORTS = [("log", "./rows.json5", "reports/rows.csv", "Log"),
               ("funnel", "campaign-funnel", "reports/funnel.csv", "Funnel")]
    TABS = {"log": "Log (Google Sheets)", "funnel": "Funnel (Google Sheets)"}
    FILES = {"log": "reports/rows.csv", "funnel": "reports/funnel.csv"}

    def __init__(self, context, result, number, is_together, scale=100):
        """`is_together`: Whether all clocks start at one moment, as they do where clocks are set."""
        self.context, self.result, self.number = context, result, number
        self.chance = context.chance(f"sheets/{number}")
        self.scale, self.is_together = scale, is_together
        self.figures = collections.Counter()
        self.did = collections.Counter()
        self.expected = {"log": Expected(events), "funnel": Expected(messages)}
        variables = {"TICKSHEET_CLOCK_SCALE": str(scale)}
        if is_together:
            variables["TICKSHEET_CLOCK_START"] = str(int(time.time() * 1000))
        self.site = context.site(variables=variables)
        self.stand_in = self.serve = self.sender = None

    # The course of a storm

    def run(self, seconds, count, kills, restores, twins, is_restless=False):
        """`is_restless`: Whether somebody sorts the rows that are kept current all the time."""
        self.stand_in = StandIn(self.context, self.site, self.scale, variables=self.site.variables)
        # Many batches, though a rebuild writes most of a tab at once.
        write_settings(self.site, self.stand_in, self.REPORTS, batch='{ rows: 2, age: "1s" }')
        updates = self.updates = campaign(self.chance, count)
        bodies = shuffled(self.chance, updates)
        self.serve = self.site.serve()
        self.tabs = wait_until(self.find_tabs, 30, "both tabs")
        self.befall()
        self.sender = Sender(self, bodies, seconds)
        self.restores = Restores(self, seconds, restores)
        self.twins = Twins(self, seconds, twins)
        end = time.monotonic() + seconds
        sorting = threading.Thread(target=self.sort_until, args=(end if is_restless else 0,))
        sorting.start()
        while time.monotonic() < end:
            self.restores.step()
            self.twins.step()
            self.step(kills)
        sorting.join()
        self.stand_in.control("faults", {"clear": True})
        self.expect(self.sender.finish(60), "not all was answered with 200")
        self.in_step()
        self.compare(updates)
        if self.restores.end():
            self.in_step()
            self.compare(updates)
        self.expect(self.serve.stop() == 0, "serve ended with another code than 0")
        self.figures["faults"] += sum(call.get("fault") is not None for call in self.stand_in.all_calls())
        self.figures["events"] += len(events(updates))
        self.figures["messages"] += count
        self.look_back(updates)
        self.stand_in.kill()

    def look_back(self, updates):
        found = look_back(self.stand_in, self.stand_in.spreadsheet, updates)
        self.figures["batches"] += found.batches
        self.figures["marks that went"] += found.marks
        self.figures["cells that differed for a while"] += found.cells
        for problem in found.problems[:5]:
            self.expect(False, problem)

    def befall(self, share=1.0):
        """Lets faults come by chance, in the stand-in that runs now; a share of them."""
        rates = {word: rate * share for word, rate in faults(self.scale).items()}
        self.stand_in.control("faults", {"rates": rates, "seed": self.chance.randrange(1 << 32)})

    def find_tabs(self):
        tabs = self.stand_in.tabs()
        return {"log": tabs["Log"], "funnel": tabs["Funnel"]} if {"Log", "Funnel"} <= set(tabs) else None

    @property
    def may_start(self):
        """Whether a process that starts now can sign in: it begins with the machine's time."""
        passed = (time.monotonic() - self.stand_in.born) * (self.scale - 1)
        return self.is_together or passed < APART

    def step(self, kills):
        may_kill = kills and self.may_start
        what = self.chance.random()
        if what < 0.72:
            self.people()
        elif what < 0.78 and may_kill:
            self.kill_serve()
        elif what < 0.84 and may_kill:
            self.rest()
        elif what < 0.88:
            self.pause_serve()
        elif what < 0.93:
            self.kill_stand_in()
        elif what < 0.97 and self.may_start:
            self.sync()
        time.sleep(self.chance.uniform(0, 0.25))

    def people(self, actions=ANY_TIME):
        report = self.chance.choice(["log", "funnel"])
        action = self.chance.choice(actions[report])
        if self.did[report, action] >= MOST.get(action, 1 << 20):
            return
        before = self.keys() if (report, action) == ("funnel", "deleteRow") else None
        deed = self.stand_in.act(action, self.tabs[report])
        if not deed:
            return
        self.did[report, action] += 1
        self.figures["people's actions"] += 1
        if action == "deleteRow":
            # A row of events may have come at the last moment; what is told of the deed names it. An empty
            # row held nothing.
            gone = self.events_in(deed.get("before", [])) if report == "log" else before - self.keys()
            self.expected[report].deleted.update(gone)
            self.figures["rows deleted by people"] += len(gone)

    def sort_until(self, end):
        while time.monotonic() < end:
            # The stand-in may be dead.
            with contextlib.suppress(OSError, http.client.HTTPException, RuntimeError):
                self.stand_in.act("sortRows", self.tabs["funnel"])
            time.sleep(0.05)

    def events_in(self, cells):
        """The rows of events that have their message and their status among some cells."""
        names = set(cells)
        return [tuple(row) for thing, row in events(self.updates).items() if names.issuperset(thing)]

    def keys(self):
        return {(key,) for key, in self.rows("funnel", [KEY])}

    def emptied(self, report):
        """Rows of a lost journal that were hit while people moved rows: what they showed nobody knows."""
        found = self.rows(report, [*FUNNEL, KEY]) if report == "funnel" else []
        return {row[-1] for row in found if not any(row[:-1])}

    def rows(self, report, names):
        """What stands in some columns of ours, in rows that are not empty there."""
        found = self.stand_in.columns(self.tabs[report], names)
        return [[shown(cell) for cell in row] for row in found if any(cell != "" for cell in row)]

    def kill_serve(self):
        self.serve.kill()
        self.figures["kills of serve"] += 1
        if self.chance.random() < 0.4:
            self.sync()
        self.serve = self.site.serve()

    def rest(self):
        """Both processes die, so that nothing is on its way; then people act."""
        self.serve.kill()
        self.figures["kills of serve"] += 1
        self.kill_stand_in()
        for _ in range(4):
            self.people(AT_REST)
        self.serve = self.site.serve()

    def pause_serve(self):
        """Longer than any call may take, by the clock that runs faster."""
        self.serve.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(210, 260) / self.scale)
        self.serve.send_signal(signal.SIGCONT)
        self.figures["pauses"] += 1

    def kill_stand_in(self):
        self.stand_in.kill()
        time.sleep(self.chance.uniform(0, 0.2))
        self.stand_in.start()
        self.befall()
        self.figures["kills of the stand-in"] += 1

    def sync(self):
        """Beside a `serve` it finds others at work; alone it may meet any fault."""
        done = self.site.command("sync", wait=120)
        self.figures["syncs"] += 1
        self.expect(done.returncode in (0, 69, 75, 74),
                    f"sync ended with {done.returncode}: {done.stderr[-500:]}")

    # What is there in the end

    def expect(self, holds, message):
        return self.result.expect(holds, f"round {self.number}: {message}")

    def in_step(self):
        labels = [*self.TABS.values(), *(set(self.FILES.values()) - self.restores.stopped_files)]
        try:
            self.site.in_step(90, labels)
        except TimeoutError as error:
            told = {r["destination"]: (r["lag"], r["explanation"]) for r in self.site.status()["readers"]}
            self.expect(False, f"{error}: {told}; {self.serve.lines[-4:]}")

    def compare(self, updates):
        entries, sent = self.site.status()["entries"], events(updates)
        self.expect(entries == len(sent), f"the journal has {entries} entries; {len(sent)} were sent")
        for report, names, things in (("log", NAMES, sent), ("funnel", FUNNEL, messages(updates))):
            self.file(self.FILES[report], names, things.values())
            self.tab(report, names, updates)

    def file(self, name, names, wanted):
        if name in self.restores.stopped_files:
            return
        header, *rows = read_rows(self.site.read(name))
        self.expect(header == names, f"the header of {name} is {header}")
        self.same(name, rows, collections.Counter(map(tuple, wanted)), collections.Counter())

    def tab(self, report, names, updates):
        expected = self.expected[report]
        emptied = self.emptied(report) - expected.emptied
        self.same(f"the tab of {report}", self.rows(report, names), expected.rows(updates), expected.deleted,
                  len(emptied), isExact=report == "log")
        if report == "funnel":
            found = self.rows(report, [*FUNNEL, KEY])
            self.expect(emptied <= expected.others, f"messages of this journal were emptied: {emptied}")
            self.figures["rows emptied"] += len(emptied)
            back = [row for row in found if (row[-1],) in expected.deleted]
            self.expect(not back, f"messages that people deleted are there again: {back[:3]}")
            bare = [row for row in found if not row[-1]]
            self.expect(not bare, f"{len(bare)} rows stand for no message: {bare[:3]}")

    def same(self, what, found, wanted, deleted, emptied=0, isExact=False):
        """Each row as often as it has to be there, but for those that people deleted or that were emptied."""
        found = collections.Counter(map(tuple, found))
        more, less = found - wanted, wanted - found
        doubled = {row: count for row, count in more.items() if row in wanted}
        strange = [row for row in more if row not in wanted]
        self.figures["doubled"] += sum(doubled.values())
        self.figures["lost"] += max(0, less.total() - deleted.total() - emptied)
        self.expect(not doubled, f"{what} has {len(doubled)} rows too often: {list(doubled)[:3]}")
        self.expect(not strange, f"{what} has {len(strange)} rows never sent: {strange[:3]}")
        self.expect(less == deleted if isExact else less.total() == deleted.total() + emptied,
                    f"{what} lacks {less.total()} rows; people deleted {deleted.total()}: {list(less)[:3]}")
