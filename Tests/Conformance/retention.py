"""Backups and retention beside a `serve` under load: nothing waits, nothing unread goes.

A backup holds every event that was answered before it began, and is sound by SQLite's own check; a
report to which rows were written since stops when it is restored. A purge is killed again and again
under load: what is old goes, what is new stands in the report exactly once, a copy of what went is a
problem, and a `rebuild` that would lose rows says so first.
"""
import json
import os
import shutil
import sqlite3
import time

import traffic as webhooks
from harness import wait_until
from result import Result
from rows import compare, read_rows
from traffic import Client, Traffic, meta_body, row_of, update

DAY = 86_400
REPORT = "reports/rows.csv"
LATE = "nowhere/late.csv"
KEPT = '\n  retention: { bodies: "30d", entries: "400d" },'
ANSWERED = 300
# Ids of events stand in a table, or, until they are filed there, in their entries only.
IDS = """SELECT count(*) FROM (SELECT id FROM event_ids UNION SELECT event FROM entries
    WHERE sequence > (SELECT value FROM facts WHERE name = 'filed'))"""


def run(context):
    result = Result()
    first = webhooks.FIRST
    # Times of new events are new: retention looks at them.
    webhooks.FIRST = int(time.time()) - 50_000
    try:
        backups(context, result)
        if not result.failures:
            purges(context, result)
    finally:
        webhooks.FIRST = first
    return result


def rows_of(path, query):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def number(path, query):
    return rows_of(path, query)[0][0]


# Backups


def backups(context, result):
    site = context.site()
    load = Traffic(site, context.chance("backups"), connections=4)
    serve = site.serve()
    load.start(serve.port)
    load.wait(ANSWERED)
    times, sizes = [], []
    for round_ in range(20 if context.full else 6):
        known = set(load.answered)
        start = time.monotonic()
        done = site.command("backup", f"copy-{round_}.db")
        times.append(time.monotonic() - start)
        result.equal(done.returncode, 0, f"the exit code of backup: {done.stderr.strip()}")
        if done.returncode:
            break
        copy = site.path(f"copy-{round_}.db")
        sizes.append(one_backup(result, copy, known, done.stdout))
    again = site.command("backup", "copy-0.db")
    result.equal(again.returncode, 74, "the exit code of a backup onto a file that is there")
    result.contains(again.stderr, "copy-0.db is there already; it stays as it is", "its message")
    load.finish()
    result.equal(load.refused + load.put_off, 0, "requests refused while backups were made")
    left = [name for name in os.listdir(site.folder) if name.startswith(".")]
    result.equal(left, [], "what backups left behind")
    site.in_step()
    serve.stop()
    result.figure(f"{len(times)} backups of up to {max(sizes, default=0):,} entries beside "
                  f"{load.requests:,} answered requests, {max(times):.2f} s at most")
    restore(result, site, load)


def one_backup(result, copy, known, text):
    """A backup is sound, whole, private, and holds what was answered before; its entries."""
    result.equal(oct(os.stat(copy).st_mode & 0o777), "0o600", "permissions of the backup")
    result.equal(number(copy, "PRAGMA integrity_check"), "ok", "SQLite's check of the backup")
    held = {tuple(row) for row in rows_of(copy, "SELECT message, status FROM entries")}
    missing = known - held
    result.expect(not missing, f"the backup lacks {len(missing)} events that were answered before it")
    entries = number(copy, "SELECT count(*) FROM entries")
    result.equal(number(copy, IDS), entries, "event ids of the backup")
    result.contains(text, f"{entries:,} entries", "what backup prints")
    return entries


def restore(result, site, load):
    """The first backup in the journal's place: the report that knows more stops and says what to do."""
    for name in os.listdir(site.path("data")):
        if name.startswith("journal.db") and os.path.isfile(site.path(f"data/{name}")):
            os.remove(site.path(f"data/{name}"))
    shutil.copy(site.path("copy-0.db"), site.path("data/journal.db"))
    before = site.read()
    done = site.command("sync")
    result.equal(done.returncode, 74, "the exit code of sync on a restored journal")
    for part in ("error[sink.file.edited]", "restored from a backup", "ticksheet rebuild --report"):
        result.contains(done.stderr, part, "what sync says on a restored journal")
    result.expect(site.read() == before, "a restored journal changed a report it knew less of")
    done = site.command("rebuild", "--report", "report-0")
    result.equal(done.returncode, 0, f"the exit code of rebuild: {done.stderr.strip()}")
    kept = site.path("reports/rows.before-rebuild.csv")
    result.expect(os.path.exists(kept), "rebuild on a restored journal kept no old file")
    with open(kept, "rb") as file:
        result.expect(file.read() == before, "rebuild on a restored journal changed the old file")
    held = number(site.path("data/journal.db"), "SELECT count(*) FROM entries")
    result.equal(len(read_rows(site.read())) - 1, held, "rows written anew from the backup")
    result.equal(site.command("sync").returncode, 0, "the exit code of sync after the rebuild")


# Retention


def old_updates(count):
    start = int(time.time()) - 500 * DAY
    return [
        update(f"wamid.old{n}", "delivered", f"57311{n % 10_000_000:07d}", start + n)
        for n in range(count)
    ]


def prepare(context, result, count):
    """A site whose journal holds events that came 500 days ago, written to its report."""
    site = context.site(reports=[REPORT], more=KEPT)
    old = old_updates(count)
    bodies = [meta_body(old[at:at + 10]).decode() for at in range(0, count, 10)]
    site.write("old.ndjson", "\n".join(bodies) + "\n")
    done = site.command("ingest", "--source", "meta", "old.ndjson", wait=120)
    result.equal(done.returncode, 0, f"the exit code of ingest: {done.stderr.strip()}")
    # The destination that cannot be written begins here too.
    result.equal(site.command("sync", wait=120).returncode, 0, "the exit code of sync")
    age(site)
    return site, old


def age(site):
    """All that came so far came 500 days ago."""
    connection = sqlite3.connect(site.path("data/journal.db"))
    with connection:
        for table in ("entries", "bodies"):
            connection.execute(f"UPDATE {table} SET received = received - ?", (500 * DAY,))
        connection.execute("UPDATE messages SET touched = touched - ?", (500 * DAY,))
    connection.close()


def purges(context, result):
    count = 200_000 if context.full else 20_000
    site, old = prepare(context, result, count)
    journal = site.path("data/journal.db")
    size = os.path.getsize(journal)
    load = Traffic(site, context.chance("purges"), connections=3)
    load.sent.update({("wamid." + u["id"][6:], "delivered"): row_of(u) for u in old})
    held_back(result, site, count)
    lives = amid = 0
    left = count
    while lives < 40 and (lives < 6 or number(journal, "SELECT min(sequence) FROM entries") <= count):
        serve = site.serve()
        load.start(serve.port)
        load.wait(30 + context.chance(f"life {lives}").randrange(60), flying=1)
        if lives == 10:
            # What became of messages is folded before entries go: lives so short do not come to that.
            wait_until(lambda: number(journal, "SELECT min(sequence) FROM entries") > 1, 60, "entries to go")
        serve.kill()
        load.finish()
        lives += 1
        before, left = left, number(journal, f"SELECT count(*) FROM entries WHERE sequence <= {count}")
        amid += 0 < left < before
    result.expect(amid > 0, "no serve was killed while it removed entries")
    serve = site.serve()
    said = serve.says("retention removed", 60)
    result.expect(said is not None or gone(journal, count), "the old entries are never removed")
    slow = latency(site, serve, load)
    load.send_again(serve.port)
    site.in_step(60)
    result.equal(number(journal, "PRAGMA integrity_check"), "ok", "SQLite's check after the kills")
    result.equal(number(journal, f"SELECT count(*) FROM entries WHERE sequence <= {count}"), 0,
                 "old entries that are left")
    result.equal(number(journal, IDS),
                 number(journal, "SELECT count(*) FROM entries"), "event ids, for as many entries")
    result.equal(number(journal, "SELECT count(*) FROM messages WHERE touched < "
                        f"{int(time.time()) - 400 * DAY}"), 0, "states of old messages that are left")
    answered = load.answered | {(u["id"], "delivered") for u in old}
    rows = compare(result, site.read(), load.sent, answered)
    status = site.status()["retention"]
    result.equal(status["purgedEntries"], count, "entries that status says were removed")
    copies(result, site, serve, old[7])
    refusal(result, site, count)
    serve.stop()
    site.command("status")
    result.figure(f"{lives} kills, {amid} of them while entries were removed, {rows:,} rows exactly once, "
                  f"journal {size >> 10:,} to "
                  f"{os.path.getsize(journal) >> 10:,} KiB, slowest answer {slow:.0f} ms")


def gone(journal, count):
    return number(journal, f"SELECT count(*) FROM entries WHERE sequence <= {count}") == 0


def held_back(result, site, count):
    """A destination that was never written holds all of it, and status names it."""
    site.reports = [REPORT, LATE]
    site.settings(more=KEPT)
    serve = site.serve()
    time.sleep(1.5)
    status = site.status()["retention"]
    serve.stop()
    result.equal(status["purgedEntries"], 0, "entries removed that a destination has not passed")
    result.equal(status["heldBackBy"], [LATE], "the destination that status names")
    text = site.command("status").stdout
    result.contains(text, f"older than retention keeps, but not yet written to {LATE}", "status")
    journal = site.path("data/journal.db")
    result.equal(number(journal, "SELECT count(*) FROM entries"), count, "entries that are left")
    site.reports = [REPORT]
    site.settings(more=KEPT)


def latency(site, serve, load):
    """Milliseconds of the slowest of some answers, one after the other."""
    client = Client(serve.port, site.secret)
    slowest = 0
    for _ in range(200):
        updates = load.next_updates()
        start = time.monotonic()
        status, _, _ = client.post_updates(updates)
        slowest = max(slowest, time.monotonic() - start)
        if status == 200:
            load.answered.update(webhooks.key_of(item) for item in updates)
    client.close()
    return slowest * 1000


def copies(result, site, serve, item):
    """A copy of what was removed is a problem, once."""
    client = Client(serve.port, site.secret)
    before = site.status()["entries"]
    for _ in range(2):
        status, text, _ = client.post(meta_body([item]))
        result.equal(status, 200, "the answer to a copy of what was removed")
        result.contains(text, "0 new, 0 copies, 1 problems", "the answer to a copy of what was removed")
    client.close()
    status = site.status()
    result.equal(status["entries"], before, "entries after a copy of what was removed")
    result.equal(status["problems"], 1, "problems after a copy of what was removed")
    result.contains(site.command("problems", "list").stdout, "journal.too_old", "the list of problems")


def refusal(result, site, count):
    """`rebuild` names what would be lost, does nothing, and does it when that is wanted."""
    before = site.read()
    done = site.command("rebuild", "--report", "report-0")
    result.equal(done.returncode, 74, "the exit code of a rebuild that would lose rows")
    result.contains(done.stderr, f"would lose the rows of {count} entries", "its message")
    result.contains(done.stderr, "--without-purged", "its message")
    result.expect(site.read() == before, "a refused rebuild changed the report")
    result.equal(json.dumps(site.reader(REPORT)["problem"]), "null", "the problem of the report")
    done = site.command("rebuild", "--report", "report-0", "--without-purged")
    result.equal(done.returncode, 0, f"the exit code of --without-purged: {done.stderr.strip()}")
    result.expect(b"wamid.old" not in site.read(), "a report without what was purged still has it")
    with open(site.path("reports/rows.before-rebuild.csv"), "rb") as file:
        result.expect(file.read() == before, "the old file was not kept as it was")
