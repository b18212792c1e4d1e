"""Promise 2 at its seams: a process that dies at any moment of writing a CSV loses and doubles nothing.

The program is told to kill itself at a named moment (TICKSHEET_FAIL_AT=moment:count); then it runs
again without that. Tried: every moment at several counts (the first is the header's own batch), two
deaths in a row at every pair of moments, deaths while a lost file is rebuilt or continued, an edit by
a person after a death, and deaths under `serve`.
"""
import os

from result import Result
from rows import compare
from traffic import Traffic, key_of, meta_body, row_of, update

MOMENTS = ["before-pending", "after-pending", "half-appended", "after-append", "after-sync",
           "before-acknowledge"]
REBUILDING = ["rebuilt", "before-exchange", "after-exchange", "after-set-aside"]
EVENTS, BATCH = 60, '{ rows: 7, age: "0s" }'
KILLED = -9


class Round:
    """A folder with saved events, and `sync` that is killed on the way."""

    def __init__(self, context, result, destination=""):
        self.result = result
        self.site = context.site(batch=BATCH, destination=destination)
        self.sent = {}
        self.take(0, EVENTS)

    def take(self, first, end):
        """Takes events into the journal; the report must hold them, too."""
        updates = [update(f"wamid.f{n}", "delivered", f"5730011{n:05d}", 1767225600 + n)
                   for n in range(first, end)]
        self.sent.update({key_of(item): row_of(item) for item in updates})
        lines = b"\n".join(meta_body(updates[at:at + 6]) for at in range(0, len(updates), 6))
        done = self.site.command("ingest", "--source", "meta", "-", text=lines.decode() + "\n")
        self.result.equal(done.returncode, 0, f"exit code of ingest ({done.stderr.strip()})")

    def dies(self, fail_at):
        """Runs sync, which must kill itself."""
        done = self.site.command("sync", fail_at=fail_at)
        return self.result.equal(done.returncode, KILLED, f"exit code of sync dying at {fail_at}")

    def ends_well(self, what):
        done = self.site.command("sync")
        if self.result.equal(done.returncode, 0, f"exit code of sync after {what} ({done.stderr})"):
            compare(self.result, self.site.read(), self.sent, set(self.sent), f"CSV after {what}")
        trouble = self.site.status()["readers"][0]["problem"]
        self.result.equal(trouble, None, f"problem in status after {what}")


def run(context):
    result, deaths = Result(), 0
    counts = [1, 2, 3, 5, 9] if context.full else [1, 2, 4]
    for moment in MOMENTS:
        for count in counts:
            one = Round(context, result)
            one.dies(f"{moment}:{count}")
            one.ends_well(f"{moment}:{count}")
            deaths += 1
    for first in MOMENTS:
        for second in MOMENTS:
            for count in counts[:2] if context.full else [1 + deaths % 2]:
                one = Round(context, result)
                one.dies(f"{first}:{count}")
                one.dies(f"{second}:1")
                one.ends_well(f"{first}:{count} and {second}:1")
                deaths += 2
    for moment in REBUILDING:
        deaths += rebuilding(context, result, moment)
        if moment != "after-exchange":
            deaths += replacing(context, result, moment)
    for moment in MOMENTS:
        deaths += continuing(context, result, moment)
        deaths += serving(context, result, moment)
    for moment in MOMENTS[1:]:
        deaths += edited(context, result, moment)
    result.figure(f"{deaths} deaths at {len(MOMENTS) + len(REBUILDING)} moments")
    return result


def rebuilding(context, result, moment):
    """A file that a person wrote into is written anew, and the command dies on that way, twice."""
    one = Round(context, result)
    one.ends_well("nothing")
    path = one.site.path("reports/rows.csv")
    with open(path, "ab") as file:
        file.write(b"a,person,wrote,this,row\r\n")
    edited = one.site.read()
    for _ in range(2):
        done = one.site.command("rebuild", "--report", "report-0", fail_at=f"{moment}:1")
        result.equal(done.returncode, KILLED, f"exit code of rebuild dying at {moment}")
    done = one.site.command("rebuild", "--report", "report-0")
    result.equal(done.returncode, 0, f"exit code of rebuild ({done.stderr.strip()})")
    one.ends_well(f"two deaths at {moment} of a rebuild")
    with open(one.site.path("reports/rows.before-rebuild.csv"), "rb") as file:
        result.expect(file.read() == edited, f"the edited file is not kept after {moment}")
    return 2


def replacing(context, result, moment):
    """A lost file is written anew by the setting, and the process dies on that way, twice."""
    one = Round(context, result, destination=', missing: "rebuild"')
    one.ends_well("nothing")
    os.remove(one.site.path("reports/rows.csv"))
    one.dies(f"{moment}:1")
    # Once it has its name, the next process has only to acknowledge it.
    if moment != "after-set-aside":
        one.dies(f"{moment}:1")
    one.ends_well(f"two deaths at {moment} of a replacement")
    return 2


def continuing(context, result, moment):
    """A lost file is begun anew with the rows that follow, and the process dies on that way."""
    for count in (1, 2):
        one = Round(context, result, destination=', missing: "continue"')
        one.ends_well("nothing")
        os.remove(one.site.path("reports/rows.csv"))
        one.sent.clear()
        one.take(EVENTS, EVENTS + 20)
        one.dies(f"{moment}:{count}")
        one.ends_well(f"a death at {moment}:{count} of a file that is continued")
    return 2


def edited(context, result, moment):
    """A person writes into the file after a death: the file stays as it is, and sync says so."""
    for note in (b"see you on Monday", b"a,person,wrote,this,row\r\n"):
        one = Round(context, result)
        one.dies(f"{moment}:3")
        path = one.site.path("reports/rows.csv")
        with open(path, "ab") as file:
            file.write(note)
        before = one.site.read()
        done = one.site.command("sync")
        result.expect(done.returncode > 0, f"sync went on after a death at {moment} and an edit")
        result.contains(done.stderr, path, f"what sync says after a death at {moment} and an edit")
        result.expect(one.site.read() == before, f"an edit after a death at {moment} was changed")
        os.truncate(path, len(before) - len(note))
        one.ends_well(f"a death at {moment}, an edit, and its end")
    return 2


def serving(context, result, moment):
    """The same under `serve`, with requests coming in while it dies."""
    site = context.site()
    traffic = Traffic(site, context.chance("failpoints" + moment), connections=3)
    for count in (2, 6):
        serve = site.serve(fail_at=f"{moment}:{count}")
        traffic.start(serve.port)
        result.equal(serve.ended(30), KILLED, f"exit code of serve dying at {moment}:{count}")
        traffic.finish()
    done = site.command("sync")
    result.equal(done.returncode, 0, f"exit code of sync after serve died at {moment}")
    compare(result, site.read(), traffic.sent, traffic.answered, f"CSV of serve, {moment}")
    return 2
