"""Rows in Google Sheets = events in the journal: none lost, none twice, none in the wrong column.

The program writes to the program's own stand-in for Google Sheets, each in a process of its own, with
clocks that run faster than the machine's. Meanwhile every fault befalls calls, before and after they are
carried out; people sort, rename, insert, move, hide, filter, copy and delete rows; `serve` is killed,
paused and joined by `sync`; the stand-in is killed. Two reports: a row for each status, a row for each
message; each goes to a CSV as well. In the end both tabs and both files hold what was sent.
"""
import collections
import http.client
import signal
import threading
import time

from harness import NAMES, wait_until
from messages import WAYS, funnel
from result import Result
from rows import read_rows
from sheets_cases import CASES
from sheets_desk import FUNNEL, check_cases
from sheets_refusals import REFUSALS
from sheets_meanwhile import COLUMNS_MEANWHILE, MEANWHILE
from stand_in import StandIn, shown, write_settings
from traffic import FIRST, Client, key_of, row_of, update

KEY = "Ticksheet key"
# Beyond this the stand-in's clock has gone so far that it takes no sign-in of a process that starts now.
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


def run(context):
    result, chance = Result(), context.chance("sheets")
    # (seconds, messages, whether serve is killed): a life that lasts sees old markers go.
    rounds = [(16, 330, True)]
    if context.full:
        rounds = [(30, 440, True)] * 6 + [(70, 900, False)]
    storms = [Storm(context, result, chance, number) for number in range(len(rounds))]
    total, done = collections.Counter(), []
    cases = CASES + REFUSALS + MEANWHILE + COLUMNS_MEANWHILE
    # Both wait most of the time: for quotas, for what is held back.
    beside = threading.Thread(target=lambda: done.append(check_cases(context, result, cases)))
    beside.start()
    for storm, (seconds, messages, kills) in zip(storms, rounds):
        storm.run(seconds, messages, kills)
        total += storm.figures
    beside.join()
    words = ["batches", "events", "messages", "kills of serve", "pauses", "syncs", "kills of the stand-in",
             "marks that went", "faults", "people's actions", "rows deleted by people", "lost", "doubled"]
    result.figure(", ".join(f"{total[word]:,} {word}" for word in words))
    least = 2000 if context.full else 150
    result.expect(total["batches"] >= least, f"{total['batches']} batches; at least {least} are wanted")
    result.equal(done, [len(cases)], "cases that were looked at")
    result.figure(f"{len(cases)} cases")
    return result


class Storm:
    """One journal, one spreadsheet, everything at once; then silence, and a look at what is there."""

    REPORTS = [("log", "./rows.json5", "reports/rows.csv", "Log"),
               ("funnel", "campaign-funnel", "reports/funnel.csv", "Funnel")]
    LABELS = ["reports/rows.csv", "reports/funnel.csv", "Log (Google Sheets)", "Funnel (Google Sheets)"]

    def __init__(self, context, result, chance, number, scale=100):
        self.context, self.result, self.chance, self.number = context, result, chance, number
        self.scale = scale
        self.figures = collections.Counter()
        self.did = collections.Counter()
        self.deleted = {"log": set(), "funnel": set()}
        self.site = context.site(variables={"TICKSHEET_CLOCK_SCALE": str(scale)})
        self.stand_in = self.serve = None

    # The course of a storm

    def run(self, seconds, messages, kills):
        self.stand_in = StandIn(self.context, self.site, self.scale)
        write_settings(self.site, self.stand_in, self.REPORTS)
        updates = campaign(self.chance, messages)
        bodies = shuffled(self.chance, updates)
        self.serve = self.site.serve()
        self.tabs = wait_until(self.find_tabs, 30, "both tabs")
        self.stand_in.control("faults", {"rates": faults(self.scale)})
        sender = Sender(self, bodies, seconds)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step(kills)
        self.stand_in.control("faults", {"clear": True})
        sender.pause = 0
        sender.join(60)
        self.result.expect(not sender.is_alive(), f"round {self.number}: not all was answered with 200")
        try:
            self.site.in_step(90, self.LABELS)
        except TimeoutError as error:
            told = {r["destination"]: (r["lag"], r["explanation"]) for r in self.site.status()["readers"]}
            self.result.expect(False, f"{error}: {told}; {self.serve.lines[-4:]}")
        self.compare(updates)
        self.result.equal(self.serve.stop(), 0, "the exit code of serve")
        self.stand_in.kill()

    def find_tabs(self):
        tabs = self.stand_in.tabs()
        return {"log": tabs["Log"], "funnel": tabs["Funnel"]} if {"Log", "Funnel"} <= set(tabs) else None

    def step(self, kills):
        # A process that starts signs in with the machine's time, and the stand-in's goes on.
        passed = (time.monotonic() - self.stand_in.born) * (self.scale - 1)
        may_start = kills and passed < APART
        what = self.chance.random()
        if what < 0.72:
            self.people()
        elif what < 0.78 and may_start:
            self.kill_serve()
        elif what < 0.84 and may_start:
            self.rest()
        elif what < 0.88:
            self.pause_serve()
        elif what < 0.93:
            self.kill_stand_in()
        elif what < 0.97 and passed < APART:
            self.sync()
        time.sleep(self.chance.uniform(0, 0.25))

    def people(self, actions=ANY_TIME):
        report = self.chance.choice(["log", "funnel"])
        action = self.chance.choice(actions[report])
        if self.did[report, action] >= MOST.get(action, 1 << 20):
            return
        deletes = action == "deleteRow"
        before = self.keys(report) if deletes else set()
        if self.stand_in.act(action, self.tabs[report]):
            self.did[report, action] += 1
            self.figures["people's actions"] += 1
        if deletes:
            # Only people take rows away, and they do one thing at a time.
            gone = before - self.keys(report)
            self.deleted[report] |= gone
            self.figures["rows deleted by people"] += len(gone)

    def keys(self, report):
        names = NAMES[:2] if report == "log" else [KEY]
        return {tuple(row) for row in self.stand_in.columns(self.tabs[report], names) if row[0]}

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
        self.stand_in.control("faults", {"rates": faults(self.scale)})
        self.figures["kills of the stand-in"] += 1

    def sync(self):
        """Beside a `serve` it finds others at work; alone it may meet any fault."""
        done = self.site.command("sync", wait=120)
        self.figures["syncs"] += 1
        self.result.expect(done.returncode in (0, 69, 75, 74),
                           f"sync ended with {done.returncode}: {done.stderr[-500:]}")

    # What is there in the end

    def compare(self, updates):
        calls = self.stand_in.all_calls()
        self.figures["batches"] += sum(
            call["committed"] and call["method"] == "spreadsheets.batchUpdate"
            and call["email"].startswith("ticksheet@") for call in calls)
        marks = len(self.stand_in.metadata("t"))
        self.figures["marks that went"] += max(0, self.figures["batches"] - marks - len(self.REPORTS))
        self.figures["faults"] += sum(call.get("fault") is not None for call in calls)
        events = {key_of(item): [*row_of(item)[:-1], description(item)] for item in updates}
        messages = funnel(list({key_of(item): item for item in updates}.values()))
        self.figures["events"] += len(events)
        self.figures["messages"] += len(messages)
        head = self.site.status()["entries"]
        self.result.equal(head, len(events), "entries of the journal")
        self.file("rows.csv", NAMES, list(events.values()))
        self.file("funnel.csv", FUNNEL, messages)
        rows = self.tab("log", NAMES)
        self.same("the tab of statuses", rows, list(events.values()), len(self.deleted["log"]))
        back = [key for key in ((row[0], row[1]) for row in rows) if key in self.deleted["log"]]
        self.result.expect(not back, f"rows that people deleted are there again: {back[:3]}")
        rows = self.tab("funnel", FUNNEL + [KEY])
        self.same("the tab of messages", [row[:-1] for row in rows], messages, len(self.deleted["funnel"]))
        back = [row for row in rows if (row[-1],) in self.deleted["funnel"]]
        self.result.expect(not back, f"messages that people deleted are there again: {back[:3]}")
        bare = [row for row in rows if not row[-1]]
        self.result.expect(not bare, f"{len(bare)} rows stand for no message: {bare[:3]}")

    def tab(self, report, names):
        found = self.stand_in.columns(self.tabs[report], names)
        # Rows that people inserted are empty.
        return [[shown(cell) for cell in row] for row in found if any(cell != "" for cell in row)]

    def file(self, name, names, wanted):
        rows = read_rows(self.site.read(f"reports/{name}"))
        self.result.equal(rows[0], names, f"header of {name}")
        self.same(name, rows[1:], wanted, 0)

    def same(self, what, found, wanted, deleted):
        """Each row once, but for so many that people deleted."""
        found, wanted = (collections.Counter(map(tuple, rows)) for rows in (found, wanted))
        doubled = {row: count for row, count in found.items() if count > 1 and row in wanted}
        strange = [row for row in found if row not in wanted]
        missing = [row for row in wanted if row not in found]
        self.figures["doubled"] += sum(count - 1 for count in doubled.values())
        self.figures["lost"] += max(0, len(missing) - deleted)
        where = f"{what} (round {self.number})"
        self.result.expect(not doubled, f"{where} has {len(doubled)} rows twice: {list(doubled)[:3]}")
        self.result.expect(not strange, f"{where} has {len(strange)} rows never sent: {strange[:3]}")
        self.result.expect(len(missing) == deleted,
                           f"{where} lacks {len(missing)} rows; people deleted {deleted}: {missing[:3]}")


def description(item):
    return item["errors"][0]["title"] if "errors" in item else ""


def campaign(chance, count):
    """Statuses of messages, each to a number of its own."""
    updates = []
    for number in range(count):
        at = FIRST + chance.randrange(10_000_000)
        for status in chance.choice(WAYS):
            at += chance.randrange(1, 500)
            more = {"errors": [{"code": 131000 + chance.randrange(50), "title": "No"}]} if status == "failed" else {}
            updates.append(update(f"wamid.{number}", status, f"57300{number:07d}", at, **more))
    return updates


def shuffled(chance, updates):
    """Bodies of one to three statuses in disorder, a fifth of the statuses a second time."""
    waiting = updates + chance.sample(updates, len(updates) // 5)
    # Disorder of a few hundred places: rows of a message change again and again.
    waiting.sort(key=lambda item: int(item["id"].split(".")[1]) + chance.uniform(0, 60))
    bodies = []
    while waiting:
        count = chance.choice([1, 1, 2, 3])
        bodies.append(waiting[:count])
        waiting = waiting[count:]
    return bodies


class Sender(threading.Thread):
    """Sends bodies evenly over some seconds, each until it is answered with 200."""

    def __init__(self, storm, bodies, seconds):
        super().__init__(daemon=True)
        self.storm, self.bodies, self.pause = storm, bodies, seconds * 0.8 / len(bodies)
        self.start()

    def run(self):
        client, port = None, None
        for body in self.bodies:
            while True:
                serve = self.storm.serve
                try:
                    if client is None or port != serve.port:
                        client, port = Client(serve.port, self.storm.site.secret, timeout=10), serve.port
                    if client.post_updates(body)[0] == 200:
                        break
                except (OSError, http.client.HTTPException):
                    client = None
                time.sleep(0.02)
            time.sleep(self.pause)
