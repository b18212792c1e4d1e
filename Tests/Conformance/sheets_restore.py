"""An older backup takes the place of the journal, in the midst of a storm.

`backup` works beside `serve`; some time later `serve` is killed, the journal replaced by the copy, and
`serve` started again. Then every tab that is ahead of the copy must stop and say so, and none that is
not; a file that is ahead stops as edited. What was answered since the backup is sent again. The remedy
is the command that the trouble prints, or for a tab `adopt`: then its file stays stopped until the report
is rebuilt in the end. What each remedy leaves in the tab, `Expected` knows.
"""
import collections
import os
import re
import shutil
import threading
import time

from harness import NAMES
from rows import read_rows
from sheets_desk import FUNNEL
from sheets_past import batches

OLDER, EDITED = "sheets.journal_older", "sink.file.edited"
# A tab that was adopted bears another mark: for a copy from before it is one of another journal.
OTHER = "sheets.other_writer"
STOPS = (OLDER, OTHER, EDITED)
# What a command that is carried out amid faults may end with: it is given again.
PASSING, TRIES = (69, 74, 75), 40
# So much of the faults comes while a tab is replaced.
SHARE = 0.3
# What people do while a tab is being replaced; a copied tab would not be told from the new one.
MEANWHILE = ["sortRows", "insertRow", "moveColumn", "hideColumn", "filter"]
# `era`: For each report its tab, and how often it was adopted.
Backup = collections.namedtuple("Backup", "path answered began ended era")


class Restores:
    """The backups of one storm, and what becomes of them."""

    def __init__(self, storm, seconds, count):
        self.storm, self.chance, self.site = storm, storm.chance, storm.site
        self.log = self.site.path("sheets.log")
        self.backups, self.taken = [], 0
        self.adoptions = collections.Counter()
        # Files that stop until their report is rebuilt.
        self.stopped_files = set()
        self.share = 1  # of the faults comes after a rebuild
        restores = [self.chance.uniform(0.1, 0.5) * seconds for _ in range(count)]
        plan = [(moment, self.restore) for moment in restores]
        plan += [(moment * self.chance.uniform(0.3, 0.9), self.back_up) for moment in restores]
        self.plan = sorted(plan, key=lambda entry: entry[0])
        self.start = time.monotonic()

    def step(self):
        """Does what is due."""
        while self.plan and time.monotonic() - self.start >= self.plan[0][0]:
            self.plan.pop(0)[1]()

    def era(self):
        return {report: (tab, self.adoptions[report, tab]) for report, tab in self.storm.tabs.items()}

    def back_up(self):
        self.taken += 1
        path, answered = self.site.path(f"backup-{self.taken}.db"), len(self.storm.sender.answered)
        began = os.path.getsize(self.log)
        done = self.site.command("backup", path)
        self.storm.expect(done.returncode == 0, f"backup ended with {done.returncode}: {done.stderr.strip()}")
        self.backups.append(Backup(path, answered, began, os.path.getsize(self.log), self.era()))

    # One restored backup

    def restore(self):
        if not self.storm.may_start:
            return
        backup = self.chance.choice(self.backups)
        # Those that were taken later know of a past that is no more.
        self.backups = [other for other in self.backups if other.began <= backup.began]
        self.storm.figures["restored backups"] += 1
        with self.storm.sender.gate:
            self.storm.serve.kill()
            is_quiet = self.chance.random() < 0.5
            if is_quiet:
                self.storm.kill_stand_in()
            died = os.path.getsize(self.log)
            self.put_back(backup.path)
            self.storm.serve = self.site.serve()
            self.storm.sender.send_again(backup.answered)
            readers = self.decided()
            for report, tab in self.storm.tabs.items():
                self.look(report, backup, died, is_quiet, readers[self.storm.TABS[report]])
            stopped = {report: told for report in self.storm.tabs if (told := self.stops(report, readers))}
            ways = {report: self.way(report, told, backup) for report, told in stopped.items()}
            adopted = [report for report, way in ways.items() if way != "rebuild"]
            if adopted and not is_quiet:
                # What is still on its way would stand in the tab as well, or not.
                self.storm.kill_stand_in()
            for report in adopted:
                self.adopt(report, ways[report], readers)
        for report, way in ways.items():
            if way == "rebuild":
                self.rebuild(report)

    def put_back(self, path):
        journal = self.site.path("data/journal.db")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(journal + end):
                os.remove(journal + end)
        shutil.copy(path, journal)

    def decided(self):
        """Waits until each destination has stopped or holds all there is; what status says then."""
        end = time.monotonic() + 60
        while True:
            readers = {reader["destination"]: reader for reader in self.site.status()["readers"]}
            found = [readers[label] for label in (*self.storm.TABS.values(), *self.storm.FILES.values())]
            open_ones = [reader for reader in found if reader["problem"] not in STOPS
                         and (reader["problem"] or reader["lag"])]
            if not open_ones:
                return readers
            if time.monotonic() > end:
                self.storm.expect(False, f"after a restore, neither stopped nor in step: {open_ones}")
                return readers
            if self.chance.random() < 0.3:
                self.storm.people()

    def look(self, report, backup, died, is_quiet, reader):
        """Whether a tab that is ahead of the backup has stopped, and one that is not has not."""
        now, then = self.era()[report], backup.era[report]
        # That of the backup may have been adopted since, whichever the report's tab is by now.
        is_adopted = self.adoptions[report, then[0]] != then[1]
        tab, is_stopped = now[0], reader["problem"] == (OTHER if is_adopted else OLDER)
        is_other = now != then
        # Of the first one behind it a backup may know, as one whose end is open.
        is_ahead = is_other or batches(self.log, tab, backup.ended, died) >= 2
        may_be_ahead = is_other or not is_quiet or batches(self.log, tab, backup.began, died)
        self.storm.figures["tabs ahead of a backup"] += is_ahead
        self.storm.expect(is_stopped or not is_ahead, f"the tab of {report} is ahead of a restored backup: {reader}")
        self.storm.expect(may_be_ahead or not is_stopped, f"the tab of {report} is not ahead of a backup: {reader}")

    def stops(self, report, readers):
        """The problems of a report's tab and file that wait for somebody, with their words."""
        found = (readers[self.storm.TABS[report]], readers[self.storm.FILES[report]])
        return {reader["problem"]: reader["explanation"] for reader in found if reader["problem"] in STOPS}

    def way(self, report, told, backup):
        for code, words in told.items():
            command = "adopt" if code == OTHER else "rebuild"
            self.storm.expect(f"ticksheet {command} --report {report}" in words, f"no way on for {report}: {words}")
        # A tab that a rebuild put aside is not taken over.
        if not {OLDER, OTHER} & set(told) or backup.era[report][0] != self.storm.tabs[report]:
            return "rebuild"
        return self.chance.choice(["rebuild", "rebuild", "skip", "write"])

    # Remedies

    def adopt(self, report, way, readers):
        """Lets the journal take a tab over in which nothing is on its way."""
        if (report, way) == ("funnel", "write"):
            # Rows that are kept current would all be there a second time.
            self.follow(["adopt", "--report", report, "--write"], refused="which --write would write again")
            way = "skip"
        entries = self.exported()
        lag = readers[self.storm.TABS[report]]["lag"]
        standing = self.storm.rows(report, NAMES if report == "log" else FUNNEL)
        keys = {key for key, in self.storm.keys()} if report == "funnel" else ()
        emptied = self.storm.emptied(report)
        unwritten = entries[len(entries) - lag:]
        said = self.follow(["adopt", "--report", report, f"--{way}"])
        if report == "log":
            ending = "to write" if way == "write" else "taken as written"
            noun = "entry" if lag == 1 else "entries"
            self.storm.expect(f"taken over; {lag} {noun} {ending}" in said, f"adopt of {lag} entries says {said}")
            things = [(row[0], row[1]) for row in entries]
        else:
            things = [row[0] for row in entries]
        again = unwritten if way == "write" else ()
        self.storm.expected[report].adopted(standing, things, again, keys, emptied)
        self.adoptions[report, self.storm.tabs[report]] += 1
        self.storm.figures[f"adopted with --{way}"] += 1
        if readers[self.storm.FILES[report]]["problem"] == EDITED:
            self.stopped_files.add(self.storm.FILES[report])

    def exported(self):
        """The rows of all events that the journal holds, in its order."""
        path = self.site.path("exported.csv")
        done = self.site.command("export", "--report", "log", "--to", path, "--overwrite")
        self.storm.expect(done.returncode == 0, f"export ended with {done.returncode}: {done.stderr.strip()}")
        return read_rows(self.site.read("exported.csv"))[1:]

    def rebuild(self, report):
        """Writes a report anew, while people work in the old tab."""
        known = set(self.storm.stand_in.tabs().values())
        # A rebuild is a dozen calls, and begins anew where one of them fails for good.
        self.storm.befall(SHARE)
        command = threading.Thread(target=self.follow, args=(["rebuild", "--report", report],))
        command.start()
        while command.is_alive():
            self.storm.people(dict.fromkeys(self.storm.tabs, MEANWHILE))
            command.join(0.1)
        self.storm.befall(self.share)
        tabs = {number: title for title, number in self.storm.stand_in.tabs().items()}
        bound = {tab for tab, _, name in self.storm.stand_in.metadata("ticksheet.column")
                 if name == (NAMES[0] if report == "log" else FUNNEL[0])}
        new = [tab for tab in bound - known if not re.search("\\((before|being written)", tabs.get(tab, "(before"))]
        if self.storm.expect(len(new) == 1, f"after a rebuild of {report} there are {tabs}; new are {new}"):
            self.storm.tabs[report] = new[0]
        self.storm.expected[report].rebuilt()
        self.stopped_files.discard(self.storm.FILES[report])
        self.storm.figures["rebuilds"] += 1

    def follow(self, words, refused=None):
        """Gives a command until no fault befalls it; what it prints."""
        for _ in range(TRIES):
            done = self.site.command(*words, wait=120)
            if done.returncode == 0 and not refused or refused and refused in done.stderr:
                return done.stdout
            if done.returncode not in PASSING:
                break
            time.sleep(0.05)
        self.storm.expect(False, f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def end(self):
        """Rebuilds the reports that do not hold everything; whether there were any."""
        self.share = 0
        reports = [report for report, expected in self.storm.expected.items()
                   if not expected.is_whole or self.storm.FILES[report] in self.stopped_files]
        for report in reports:
            self.rebuild(report)
        return bool(reports)
