"""A copy of the journal goes to work beside the journal itself, in the midst of a storm.

`backup` works beside `serve`, and a second `serve` begins with the copy, on the same tabs. Both take in
what comes from now on, as where a provider sends to both. Whoever finds a batch that it does not know
stops with `journal_older`; the other goes on. Where it is the storm's own that stops, its report is
rebuilt as the trouble says.
"""
import os
import time

from sheets_restore import OLDER
from stand_in import write_settings
from traffic import meta_body

# By the machine's clock; faults hold up either of them.
LONGEST = 60


class Twins:
    """The copies of one storm."""

    def __init__(self, storm, seconds, count):
        self.storm, self.chance = storm, storm.chance
        self.moments = sorted(self.chance.uniform(0.1, 0.6) * seconds for _ in range(count))
        self.start = time.monotonic()

    def step(self):
        """Does what is due."""
        if self.moments and time.monotonic() - self.start >= self.moments[0]:
            self.moments.pop(0)
            if self.storm.may_start:
                self.live()

    def live(self):
        """One copy, until of each tab one of both has stopped."""
        storm, context = self.storm, self.storm.context
        site = context.site(variables=storm.site.variables)
        write_settings(site, storm.stand_in, storm.REPORTS, batch='{ rows: 2, age: "1s" }',
                       spreadsheet=storm.stand_in.spreadsheet, key=storm.site.path("secrets/key.json"))
        os.makedirs(site.path("data"), exist_ok=True)
        known = len(storm.sender.answered)
        done = storm.site.command("backup", site.path("data/journal.db"))
        if not storm.expect(done.returncode == 0, f"backup ended with {done.returncode}: {done.stderr.strip()}"):
            return
        twin = site.serve()
        storm.figures["copies at work"] += 1
        stopped, end = {}, time.monotonic() + LONGEST
        while len(stopped) < len(storm.tabs) and time.monotonic() < end:
            known = self.feed(site, known)
            stopped = self.stopped(site)
            storm.people()
            time.sleep(0.2)
        storm.expect(len(stopped) == len(storm.tabs), f"beside a copy of the journal only {stopped} stopped: "
                     f"{self.told(storm.site)}; {self.told(site)}")
        twin.kill()
        for report, who in stopped.items():
            storm.expect(len(who) == 1, f"both journals stopped at {report}: {self.told(storm.site)}")
            storm.figures["copies that stopped"] += who == ["copy"]
            if "journal" in who:
                storm.restores.rebuild(report)

    def feed(self, site, known):
        """Gives the copy what the journal has taken in since; the journal has it before the copy does."""
        answered = self.storm.sender.answered
        bodies, known = answered[known:], len(answered)
        if bodies:
            text = "".join(meta_body([item]).decode() + "\n" for updates in bodies for item in updates)
            done = site.command("ingest", "--source", "meta", "-", text=text)
            self.storm.expect(done.returncode == 0, f"ingest beside a copy ended with {done.returncode}: {done.stderr}")
        return known

    def stopped(self, site):
        """Report → who has stopped."""
        found = {}
        for who, place in (("journal", self.storm.site), ("copy", site)):
            readers = {reader["destination"]: reader for reader in place.status()["readers"]}
            for report, label in self.storm.TABS.items():
                if readers.get(label, {}).get("problem") == OLDER:
                    found.setdefault(report, []).append(who)
        return found

    def told(self, site):
        labels = self.storm.TABS.values()
        return [(reader["destination"], reader["lag"], reader["explanation"])
                for reader in site.status()["readers"] if reader["destination"] in labels]
