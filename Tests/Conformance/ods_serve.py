"""An OpenDocument file as a destination of `serve`: killed, edited, held open, erased from, purged.

At every death the file is whole and shows a state that was once true, never an older one than before;
after the next start it goes on by itself, and nothing temporary stays. What people do to it stays, stops
that destination alone and names the remedy; a file that LibreOffice has open is waited for. A forgotten
number is not in it, inflated. What it shows stays in the journal, however old, and no row vanishes unasked.
"""
import os
import re
import shlex
import subprocess
import threading
import time
import zipfile

import forget
import messages
import ods_desk
import terminal
from harness import wait_until
from ods_desk import FUNNEL, LOG
from people import NOBODY
from result import Result
from retention import DAY, KEPT, age
from traffic import Client, meta_body, update

MOMENTS = ["rebuilt", "before-exchange", "after-exchange", "after-set-aside"]


def run(context):
    result = Result()
    for case in (killed, edited_at_death, racing, people, foreign, overwritten, access_and_columns, protected,
                 rebuilt, forgotten, purged):
        try:
            case(context, result)
        except (RuntimeError, TimeoutError, OSError, zipfile.BadZipFile) as error:
            result.expect(False, f"{case.__name__}: {error!r}")
        context.end_processes()
    return result


# Deaths


def killed(context, result):
    chance = context.chance("ods_serve")
    site = context.site()
    ods_desk.write_settings(site)
    updates = messages.campaign(chance, 3000 if context.full else 900)
    chance.shuffle(updates)
    truth = ods_desk.Truth(site, updates)
    waiting = [[item] for item in updates]
    # So many are there from the beginning that a rewrite takes its time.
    ingest(result, site, [body[0] for body in waiting[:1200]])
    del waiting[:1200]
    places, temporary = {LOG: 0, FUNNEL: 0}, 0
    points = [f"{moment}:{count}" for moment in MOMENTS for count in (1, 2)]
    lives = 60 if context.full else 16 + len(points)
    for life in range(lives):
        share = max(1, len(waiting) // (lives - life + 1))
        part, waiting = waiting[:share], waiting[share:]
        point = points[life // 2] if life % 2 and life // 2 < len(points) else None
        serve = site.serve(fail_at=point)
        sender = threading.Thread(target=lambda: waiting.extend(messages.send(site, serve.port, part)))
        sender.start()
        if point:
            try:
                result.equal(serve.ended(20), -9, f"exit code of serve that dies at {point}")
            except subprocess.TimeoutExpired:
                result.expect(False, f"serve does not come to {point}")
                serve.kill()
        else:
            time.sleep(chance.uniform(0.02, 0.3))
            in_rewrite(site, chance)
            serve.kill()
        sender.join()
        order = truth.order()
        for path in (LOG, FUNNEL):
            if os.path.exists(site.path(path)):
                places[path] = at_death(result, site, truth, path, order, places[path])
        temporary += ods_desk.names(site) != ["funnel.ods", "log.ods"]
        if result.failures:
            return
    serve = site.serve()
    waiting = messages.send(site, serve.port, waiting)
    result.equal(len(waiting), 0, "bodies without an answer in the end")
    site.in_step(60, [LOG, FUNNEL])
    result.equal(ods_desk.names(site), ["funnel.ods", "log.ods"], "files after all deaths")
    result.equal(serve.stop(), 0, "exit code of serve")
    for path, wanted in ods_desk.expected(updates).items():
        result.expect(sorted(ods_desk.rows(site.path(path))) == wanted, f"{path} has other rows in the end")
    result.equal([name for name in os.listdir(site.path("reports")) if name.endswith(".new")], [],
                 "new files that were left")
    result.expect(temporary, "no death fell into a rewrite")
    result.figure(f"{lives} deaths, {temporary} of them in a rewrite, {len(updates):,} statuses")


def in_rewrite(site, chance):
    """Waits a while for a rewrite to begin, and into it."""
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        if any(name.endswith(".new") for name in os.listdir(site.path("reports"))):
            return time.sleep(chance.uniform(0, 0.03))


def ingest(result, site, updates):
    text = "".join(meta_body([item]).decode() + "\n" for item in updates)
    done = site.command("ingest", "--source", "meta", "-", text=text)
    result.equal(done.returncode, 0, f"exit code of ingest: {done.stderr.strip()}")


def at_death(result, site, truth, path, order, before):
    """The file is whole, and no older than at the death before; the state that it shows."""
    try:
        place = truth.place(path, order)
    except (zipfile.BadZipFile, SyntaxError) as error:
        result.expect(False, f"{path} is not whole after a death: {error!r}")
        return before
    if result.expect(place is not None, f"{path} has rows that were never true"):
        result.expect(place >= before, f"{path} went back from event {before} to {place}")
    return place or before


def edited_at_death(context, result):
    """Somebody saves the file between a death in a rewrite and the next start: it stays as it is."""
    for moment in MOMENTS:
        site = context.site()
        ods_desk.write_settings(site, names=["log"])
        ingest(result, site, [update(f"wamid.{n}", "sent") for n in range(20)])
        result.equal(site.command("sync").returncode, 0, "exit code of sync")
        ingest(result, site, [update("wamid.20", "sent")])
        result.equal(site.command("sync", fail_at=f"{moment}:1").returncode, -9, f"exit code of sync at {moment}")
        ods_desk.edit(site.path(LOG), b"wamid.3<", b"call back<")
        before = site.read(LOG)
        done = site.command("sync")
        result.equal(done.returncode, 74, f"exit code of sync after a death at {moment} and an edit")
        result.contains(done.stderr, "sink.file.edited", f"what it says after a death at {moment}")
        result.expect(site.read(LOG) == before, f"an edit after a death at {moment} was changed")
        result.equal(site.command("rebuild", "--report", "log").returncode, 0, "exit code of rebuild")
        result.equal(len(ods_desk.rows(site.path(LOG))), 21, f"rows after a death at {moment} and a rebuild")
        result.equal(ods_desk.names(site), ["log.before-rebuild.ods", "log.ods"], f"files after a death at {moment}")
        result.expect(site.read("reports/log.before-rebuild.ods") == before, f"no copy of the edit after {moment}")


def racing(context, result):
    """Somebody saves the file at any moment of rewrites that follow each other: what they wrote stays."""
    chance = context.chance("ods_serve racing")
    office = Office(context, result, names=["log"])
    site = office.site
    office.post(300, [LOG])
    rounds = 25 if context.full else 8
    for number in range(rounds):
        note = f"note {number}".encode()
        poster = threading.Thread(target=office.post, args=(chance.randrange(20, 60),))
        poster.start()
        time.sleep(chance.uniform(0, 0.2))
        in_rewrite(site, chance)
        ods_desk.edit(site.path(LOG), b"wamid.7<", note + b"<")
        poster.join()
        office.post(1)
        text = office.stops(LOG, "sink.file.edited")
        result.expect(note in ods_desk.inflated(site.path(LOG)), f"{note} that somebody saved is gone")
        office.remedy(text, "rebuild --report")
        site.in_step(40, [LOG])
        office.right([LOG], f"after {note}")
        kept = [name for name in ods_desk.names(site) if name.startswith("log.before-rebuild")]
        held = [name for name in kept if note in ods_desk.inflated(site.path(f"reports/{name}"))]
        result.equal(len(held), 1, f"copies with {note} of {kept}")
        if result.failures:
            break
    result.equal(office.serve.stop(), 0, "exit code of serve")
    result.figure(f"{rounds} saves in rewrites")


# People


class Office:
    """A running `serve` with both reports in step, and more to come."""

    def __init__(self, context, result, **more):
        self.result, self.site = result, context.site()
        ods_desk.write_settings(self.site, **more)
        self.updates, self.start = [], 1767225600
        self.serve = self.site.serve()

    def post(self, count, in_step=()):
        client = Client(self.serve.port, self.site.secret)
        for _ in range(count):
            number = len(self.updates)
            item = update(f"wamid.{number}", "sent", f"57300{number:07d}", self.start + number)
            self.result.equal(client.post_updates([item])[0], 200, "the answer to a status")
            self.updates.append(item)
        client.close()
        if in_step:
            self.site.in_step(40, list(in_step))

    def right(self, paths, when):
        wanted = ods_desk.expected(self.updates)
        for path in paths:
            self.result.expect(sorted(ods_desk.rows(self.site.path(path))) == wanted[path],
                               f"{path} has other rows {when}")

    def stops(self, path, code, *words):
        """Waits for a problem of a report; what is said of it."""
        def shown():
            found = self.site.reader(path)
            return found and found["problem"] == code and found["explanation"]

        text = wait_until(shown, 20, f"{code} of {path}, not {self.site.reader(path)}")
        for word in words:
            self.result.contains(text, word, f"what status says of {code}")
        return text

    def remedy(self, text, words):
        line = next((part for part in text.replace("\n", ". ").split("ticksheet ") if part.startswith(words)), None)
        if not self.result.expect(line, f"no command ticksheet {words} in {text!r}"):
            return
        line = shlex.quote(self.site.program) + " " + re.split(r"\. |[();]", line)[0].rstrip(". ")
        done = subprocess.run(line, shell=True, cwd=self.site.folder, capture_output=True, text=True)
        self.result.equal(done.returncode, 0, f"the remedy {line!r}: {done.stderr.strip()}")


def people(context, result):
    office = Office(context, result)
    site = office.site
    office.post(20, [LOG, FUNNEL])
    office.right([LOG, FUNNEL], "before anybody touches them")
    # A cell is edited and the file saved; the other report goes on.
    ods_desk.edit(site.path(LOG), b"+573000000003", b"call back!")
    edited = site.read(LOG)
    office.post(5, [FUNNEL])
    text = office.stops(LOG, "sink.file.edited", "edited by another program", "ticksheet rebuild --report")
    result.expect(site.read(LOG) == edited, "an edited file was changed")
    office.right([FUNNEL], "beside an edited one")
    office.remedy(text, "rebuild --report")
    office.post(3, [LOG, FUNNEL])
    office.right([LOG, FUNNEL], "after the remedy")
    result.equal(ods_desk.names(site), ["funnel.ods", "log.before-rebuild.ods", "log.ods"], "files after it")
    result.expect(site.read("reports/log.before-rebuild.ods") == edited, "the edited copy is not kept as it was")
    # LibreOffice has it open.
    lock = site.path("reports/.~lock.log.ods#")
    with open(lock, "w") as file:
        file.write(",ana,office,01.03.2026 12:00,file:///home/ana;")
    before = site.read(LOG)
    office.post(4, [FUNNEL])
    office.stops(LOG, "sink.file.open", ".~lock.log.ods#")
    result.expect(site.read(LOG) == before, "a file that is open was changed")
    os.remove(lock)
    office.site.in_step(60, [LOG])
    office.right([LOG, FUNNEL], "after it was closed")
    # Somebody deletes it, and puts it back.
    os.rename(site.path(LOG), site.path("kept.ods"))
    office.post(3, [FUNNEL])
    office.stops(LOG, "sink.file.missing", "ticksheet rebuild --report")
    result.expect(not os.path.exists(site.path(LOG)), "a deleted file came back")
    os.rename(site.path("kept.ods"), site.path(LOG))
    office.site.in_step(90, [LOG])
    office.right([LOG, FUNNEL], "after it was put back")
    result.equal(office.serve.stop(), 0, "exit code of serve")
    # Nothing new: nothing is written.
    stamps = [os.stat(site.path(path)) for path in (LOG, FUNNEL)]
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    after = [os.stat(site.path(path)) for path in (LOG, FUNNEL)]
    result.equal([(s.st_ino, s.st_mtime_ns) for s in after], [(s.st_ino, s.st_mtime_ns) for s in stamps],
                 "files after a sync with nothing new")
    result.figure("edited, open, deleted")


def foreign(context, result):
    """A file that was there before is somebody else's."""
    office = Office(context, result, names=["log"])
    office.serve.stop()
    site = context.site()
    os.makedirs(site.path("reports"), exist_ok=True)
    theirs = b"not a spreadsheet"
    with open(site.path(LOG), "wb") as file:
        file.write(theirs)
    ods_desk.write_settings(site)
    ingest(result, site, [update("wamid.1", "sent")])
    done = site.command("sync")
    result.equal(done.returncode, 74, "exit code of sync onto a file that was there before")
    result.contains(done.stderr, "sink.file.foreign", "what it says")
    result.expect(site.read(LOG) == theirs, "a foreign file was changed")
    result.equal(len(ods_desk.rows(site.path(FUNNEL))), 1, "rows of the other report")


def overwritten(context, result):
    """`overwrite: true`: what people did is written over, by the next event."""
    office = Office(context, result, destination=", overwrite: true")
    office.post(10, [LOG, FUNNEL])
    ods_desk.edit(office.site.path(LOG), b"+573000000003", b"call back!")
    with open(office.site.path(FUNNEL), "wb") as file:
        file.write(b"emptied")
    office.post(2, [LOG, FUNNEL])
    office.right([LOG, FUNNEL], "with overwrite: true")
    result.equal(office.serve.stop(), 0, "exit code of serve")
    result.equal(ods_desk.names(office.site), ["funnel.ods", "log.ods"], "files with overwrite: true")


def access_and_columns(context, result):
    """A rewrite keeps mode and group; other columns stop it; a missing file comes back where that is wanted."""
    site = context.site()
    ods_desk.write_settings(site, names=["log"])
    count = 0

    def more(code=0, says=""):
        nonlocal count
        ingest(result, site, [update(f"wamid.{count}", "sent")])
        count += 1
        done = site.command("sync")
        result.equal(done.returncode, code, f"exit code of sync of event {count}: {done.stderr[-300:]}")
        result.contains(done.stderr, says, f"what sync of event {count} says")

    more()
    os.chmod(site.path(LOG), 0o640)
    if os.geteuid() == 0:
        os.chown(site.path(LOG), -1, 4242)
    before = os.stat(site.path(LOG))
    more()
    after = os.stat(site.path(LOG))
    result.equal((oct(after.st_mode), after.st_gid), (oct(before.st_mode), before.st_gid), "mode and group")
    result.expect(after.st_ino != before.st_ino, "the file was not written anew")
    kept = site.read(LOG)
    with open(site.path("rows.json5")) as file:
        mapping = file.read()
    site.write("rows.json5", mapping.replace('header: "To"', 'header: "Number"'))
    more(74, "sink.file.columns")
    result.expect(site.read(LOG) == kept, "a file with other columns was changed")
    result.equal(site.command("rebuild", "--report", "log").returncode, 0, "exit code of rebuild")
    result.equal(len(ods_desk.rows(site.path(LOG))), count, "rows with other columns")
    ods_desk.write_settings(site, names=["log"], destination=', missing: "rebuild"')
    os.remove(site.path(LOG))
    more()
    result.equal(len(ods_desk.rows(site.path(LOG))), count, "rows of a file that was missing")


def protected(context, result):
    """A file that its owner write-protected is left alone, though its folder could be written."""
    site = context.site(user=NOBODY if os.geteuid() == 0 else None)
    ods_desk.write_settings(site, names=["log"])
    ingest(result, site, [update("wamid.0", "sent")])
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    before = site.read(LOG)
    os.chmod(site.path(LOG), 0o444)
    ingest(result, site, [update("wamid.1", "sent")])
    done = site.command("sync")
    result.equal(done.returncode, 74, f"exit code of sync of a protected file: {done.stderr[-300:]}")
    for word in (LOG, "sink.file.refused", "Give this user the right to write the file"):
        result.contains(done.stderr, word, "what is said of a protected file")
    result.expect(site.read(LOG) == before, "a protected file was written")
    result.equal(ods_desk.names(site), ["log.ods"], "files beside a protected one")
    os.chmod(site.path(LOG), 0o644)
    result.equal(site.command("sync").returncode, 0, "exit code of sync when it may be written again")
    result.equal(len(ods_desk.rows(site.path(LOG))), 2, "rows when it may be written again")


def rebuilt(context, result):
    """A rebuild shows on a terminal how far it is, and into a pipe the answer alone."""
    site = context.site()
    ods_desk.write_settings(site, names=["log"])
    ingest(result, site, [update(f"wamid.{n}", "sent") for n in range(1500)])
    line = site.line(["rebuild", "--report", "log"])
    done = subprocess.run(line, cwd=site.folder, capture_output=True, text=True, timeout=60)
    result.equal((done.returncode, done.stderr), (0, ""), "exit code and words of a rebuild into a pipe")
    result.contains(done.stdout, "1500 rows written anew", "what a rebuild prints")
    ours, theirs = terminal.opened()
    done = subprocess.run(line, cwd=site.folder, stdout=subprocess.PIPE, stderr=theirs, timeout=60)
    said = terminal.shown(ours, theirs)
    result.equal(done.returncode, 0, "exit code of a rebuild on a terminal")
    result.contains(done.stdout.decode(), "1500 rows written anew", "what a rebuild on a terminal prints")
    # Drawn at once and then ten times a second at most.
    for word in ("1,000 of 1,500 entries", "log.ods: 1,500 entries in"):
        result.contains(said, word, "what a rebuild on a terminal shows")


# Forgotten numbers


def forgotten(context, result):
    for beside in (True, False):
        site = context.site()
        ods_desk.write_settings(site, more=KEPT)
        serve = site.serve()
        forget.send(context, result, serve.port, site, 40)
        site.in_step(40, [LOG, FUNNEL])
        before = ods_desk.rows(site.path(LOG))
        held = [path for path in (LOG, FUNNEL) if has(site, path)]
        result.equal(held, [LOG, FUNNEL], "files that hold the number before it is forgotten")
        if not beside:
            serve.stop()
        forget.forgets(result, site)
        when = "beside serve" if beside else "without serve"
        result.equal(forget.places(site, forget.GONE), [], f"places of the number after forget {when}")
        found = [name for name in ods_desk.names(site) if has(site, f"reports/{name}")]
        result.equal(found, [], f"files that hold the number, inflated, after forget {when}")
        result.equal(ods_desk.names(site), ["funnel.ods", "log.ods"], f"files after forget {when}")
        after = ods_desk.rows(site.path(LOG))
        result.equal(forget.masked(after), forget.masked(before), f"rows after forget {when}")
        if beside:
            client = Client(serve.port, site.secret)
            result.equal(client.post_updates([update("wamid.later", "read", "573012345678")])[0], 200, "the answer")
            client.close()
            site.in_step(40, [LOG, FUNNEL])
            result.equal(len(ods_desk.rows(site.path(LOG))), len(after) + 1, "rows after a later event")
            serve.stop()
    result.figure("forgotten")


def has(site, path):
    data = ods_desk.inflated(site.path(path))
    return any(needle in data for needle in forget.needles(forget.GONE))


# Retention


def purged(context, result):
    """What is older than retention keeps goes from the journal, and not from the file unasked."""
    site = context.site()
    ods_desk.write_settings(site, names=["log"], more=KEPT)
    start = int(time.time()) - 500 * DAY
    old = [update(f"wamid.old{n}", "delivered", f"57311{n:07d}", start + n) for n in range(300)]
    ingest(result, site, old)
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    age(site)
    office = Office.__new__(Office)
    # Times of new events are new: retention looks at them.
    office.result, office.site, office.updates, office.start = result, site, old, int(time.time()) - 50_000
    office.serve = site.serve()
    wait_until(lambda: site.status()["retention"]["bodies"] == 0, 60, "the old bodies to be removed")
    status = site.status()["retention"]
    result.equal((status["purgedEntries"], status["keptFor"]), (0, [LOG]), "what status says of entries that stay")
    result.contains(site.command("status").stdout, f"for good: {LOG} shows them all", "status")
    office.post(5, [LOG])
    office.right([LOG], "though its entries are older than retention keeps")
    result.equal(office.serve.stop(), 0, "exit code of serve")
    # Out of the settings it holds nothing.
    ods_desk.write_settings(site, names=["funnel"], more=KEPT)
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    result.equal(site.status()["retention"]["purgedEntries"], 300, "entries removed that nothing shows")
    ods_desk.write_settings(site, names=["log"], more=KEPT)
    office.serve = site.serve()
    office.right([LOG], "after their entries were removed")
    before = site.read(LOG)
    office.updates = office.updates[300:]
    office.post(5)
    text = office.stops(LOG, "sink.purged", "300 entries", "--without-purged")
    result.expect(site.read(LOG) == before, "a file changed whose rows the journal lacks")
    office.remedy(text, "rebuild --report")
    office.post(3, [LOG])
    office.right([LOG], "after a rebuild without what was removed")
    result.expect(site.read("reports/log.before-rebuild.ods") == before, "the old file is not kept as it was")
    # That is settled for good: what grows old stays, and another rebuild has nothing to lose.
    result.equal(office.serve.stop(), 0, "exit code of serve")
    age(site)
    office.serve = site.serve()
    wait_until(lambda: site.status()["retention"]["bodies"] == 0, 60, "the old bodies to be removed")
    done = site.command("rebuild", "--report", "log")
    result.equal(done.returncode, 0, f"exit code of a rebuild that loses nothing: {done.stderr.strip()}")
    office.post(2, [LOG])
    office.right([LOG], "after a second rebuild")
    result.equal(office.serve.stop(), 0, "exit code of serve")
    result.figure("purged")
