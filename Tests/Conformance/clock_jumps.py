"""The wall clock jumps while `serve` runs: by hours, by years, to 1970, and back to what is right.

A library of this folder, loaded before the program's own, shifts the clock that it sees; time that only
ever goes on stays. At each time webhooks are taken, copies of earlier ones recognised, reports written as
soon as ever, and retention removes nothing that it would keep; `sync`, `status` and `check` with the same
clock say what is so. Google takes nobody's word for the time: a sheet may have to wait until the clock is
right, says so, and goes on by itself.
"""
import calendar
import os
import re
import shutil
import signal
import struct
import subprocess
import time

import messages
import ods_desk
from harness import NAMES, wait_until
from result import Result
from retention import DAY, KEPT, number
from rows import compare
from stand_in import StandIn, shown
from traffic import FIRST, Client, key_of, meta_body, row_of, update

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS, FILE, FUNNEL = "reports/rows.csv", "reports/rows.ods", "reports/funnel.csv"
HOUR, YEAR = 3600, 365 * DAY
# From the right time, in seconds; nothing: to 1970.
WRONG = [("7 hours ahead", 7 * HOUR), ("2 years ahead", 2 * YEAR), ("5 hours behind", -5 * HOUR),
         ("2 years behind", -2 * YEAR), ("1970", None)]
# Batches wait a second; this is far less than any jump.
SOON = 12


def run(context):
    result = Result()
    library = built(context)
    if library is None:
        return Result.left_out("no C compiler (cc) is installed")
    day = Day(context, result, library)
    jumps = context.chance("clock_jumps").sample(WRONG, len(WRONG)) + [("right", 0)]
    for name, shift in jumps:
        day.jump(name, shift)
    day.end()
    result.figure(f"{len(jumps)} jumps of the clock, {len(day.sent)} events, written after at most "
                  f"{max(day.waits):.1f} s")
    return result


def built(context):
    """The library that shifts the clock; nothing where it cannot be built."""
    if not shutil.which("cc"):
        return None
    library = os.path.join(context.folder, "shifted_clock.so")
    source = os.path.join(HERE, "shifted_clock.c")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


def set_clock(path, shift):
    """Shifts the clock, in place: programs that run look at these bytes."""
    with open(path, "r+b" if os.path.exists(path) else "wb") as file:
        file.write(struct.pack("q", shift))


class Day:
    """A `serve` whose clock jumps, and what was sent to it."""

    def __init__(self, context, result, library):
        self.full, self.result = context.full, result
        self.sent, self.recent, self.waits, self.said, self.lines = {}, [], [], set(), 0
        self.site = site = context.site(reports=[ROWS, FILE, FUNNEL], batch='{ age: "1s" }',
                                        more=KEPT + '\n  silence: "2h",')
        self.google = StandIn(context, site, 1)
        with open(site.path("ticksheet.json5")) as file:
            text = file.read()
        for old, new in {
            f'csv: "{FILE}"': f'ods: "{FILE}"',
            'name: "report-2", mapping: "./rows.json5"': 'name: "report-2", mapping: "campaign-funnel"',
            f'{{ csv: "{ROWS}"': f'{{ sheets: {{ spreadsheet: "{self.google.spreadsheet}", tab: "Log", '
                                 f'endpoint: "{self.google.endpoint}", credentials: {{ file: "secrets/key.json" }} }}, '
                                 f'batch: {{ age: "1s" }} }}, {{ csv: "{ROWS}"',
        }.items():
            text = text.replace(old, new)
        site.write("ticksheet.json5", text)
        self.clock = site.path("clock")
        set_clock(self.clock, 0)
        site.variables = {"LD_PRELOAD": library, "CLOCK_SHIFT": self.clock}
        self.serve = site.serve()
        self.client = Client(self.serve.port, site.secret)
        self.post("before", 0)

    def jump(self, name, shift):
        result, site = self.result, self.site
        shift = -int(time.time()) + HOUR if shift is None else shift
        # What is gathering for a batch when the clock jumps has its time too.
        self.post(f"just before {name}", shift, waits=False)
        set_clock(self.clock, shift)
        self.post(name, shift)
        done = site.command("sync")
        result.equal(done.returncode, 69, f"exit code of a sync beside serve, {name}: {done.stderr.strip()[:300]}")
        if shift > 2 * DAY:
            result.contains(done.stderr, "clock.jumped", f"what sync says of retention, {name}")
        self.look(name, shift)

    def post(self, name, shift, waits=True):
        """New events and copies of older ones; waits until reports have them."""
        now = time.time() + shift
        new = [update(f"wamid.j{len(self.sent)}-{at}", "sent", time=max(FIRST, int(now)) - at) for at in range(3)]
        for items in [*([item] for item in new), *self.recent[-6:]]:
            code = self.client.post(meta_body(items))[0]
            self.result.equal(code, 200, f"answer to a webhook, {name}")
        self.recent.append(new)
        self.sent.update({key_of(item): row_of(item) for item in new})
        if waits:
            begun = time.monotonic()
            try:
                wait_until(lambda: all(self.has(path) for path in (ROWS, FILE, FUNNEL)), SOON, "reports")
            except TimeoutError:
                self.result.expect(False, f"reports not written within {SOON} s, {name}: "
                                   + "\n".join(self.serve.lines[-3:]))
            self.waits.append(time.monotonic() - begun)

    def has(self, report):
        try:
            if report == FILE:
                return len(ods_desk.rows(self.site.path(FILE))) == len(self.sent)
            return self.site.read(report).count(b"\r\n") == len(self.sent) + 1
        except FileNotFoundError:
            return False

    def look(self, name, shift):
        """What is said at this time."""
        result, site = self.result, self.site
        status = site.status()
        result.equal((status["entries"], status["problems"]), (len(self.sent), 0), f"entries and problems, {name}")
        for reader in status["readers"]:
            if reader["sheet"] is None:
                result.equal((reader["lag"], reader["problem"]), (0, None), f"{reader['destination']}, {name}")
            elif reader["problem"] is not None:
                self.said.add(reader["problem"])
                self.next_try(name, shift, reader["nextTry"])
                result.contains(reader["explanation"], "clock", f"what the sheet says, {name}")
        result.expect(abs(status["silentSeconds"]) < 60, f"silence, {name}: {status['silentSeconds']} s")
        text = site.command("status").stdout
        result.expect("silent for" not in text, f"a silence of two hours, {name}: {text[:300]}")
        result.expect(not re.search(r"-\d+ ?(s|m|h|d)\b", text), f"a negative time in status, {name}: {text[:600]}")
        done = site.command("check")
        result.equal(done.returncode, 0, f"exit code of check, {name}: {done.stderr.strip()[:300]}")
        at = time.strftime("time=%Y-%m-%d", time.gmtime(time.time() + shift))
        with self.serve.change:
            new, self.lines = self.serve.lines[self.lines:], len(self.serve.lines)
        odd = [line for line in new if re.search("level=(error|warn)", line) and "clock" not in line]
        result.expect(not odd, f"the log complains, {name}: {odd[:3]}")
        result.expect(any(line.startswith(at) for line in new), f"no line of the log is of {at}, {name}: {new[-2:]}")

    def next_try(self, name, shift, text):
        """The next try of a sheet that waits is near, by the clock as it is now."""
        if text is None:
            return
        at = calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
        self.result.expect(abs(at - time.time() - shift) < 120, f"the next try, {name}: {text}")

    def sheet(self):
        return next(reader for reader in self.site.status()["readers"] if reader["sheet"] is not None)

    def end(self):
        result, site = self.result, self.site
        # A minute after its last try; who does not wait so long has the settings read again.
        if not self.full:
            self.serve.send_signal(signal.SIGHUP)
        wait_until(lambda: self.sheet()["lag"] == 0, 90, "the sheet to go on")
        result.equal(self.sheet()["problem"], None, "the sheet's problem at the right time")
        journal = site.path("data/journal.db")
        result.equal(number(journal, "SELECT count(*) FROM bodies"), len(self.sent), "bodies that were kept")
        self.client.close()
        result.expect(self.said, "the sheet took rows in the year 2028 without a word")
        cpu = used(self.serve.pid)
        result.expect(cpu < 15, f"serve used {cpu:.1f} s of CPU")
        result.equal(self.serve.stop(), 0, "exit code of serve")
        compare(result, site.read(ROWS), self.sent, set(self.sent))
        found = [row[:4] for row in ods_desk.rows(site.path(FILE))]
        result.equal(sorted(found), sorted(row[:4] for row in self.sent.values()), "rows of the ODS file")
        rows = self.google.columns(self.google.tabs()["Log"], NAMES)
        result.equal(sorted([*row[:3], shown(row[3])] for row in rows),
                     sorted(row[:4] for row in self.sent.values()), "rows of the sheet")
        result.equal(len(messages.read(site, FUNNEL)), len(self.sent), "rows of messages")


def used(pid):
    """Seconds of CPU time of a process."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
