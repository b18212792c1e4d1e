"""A damaged journal, found at start or while `serve` runs: named, never a crash, never a wrong row.

Bits are flipped and pages filled with garbage in the header, the schema, the middle and the log of changes;
files are cut. Every command ends with a named error or does its work: a report only ever holds rows that
were sent. `check` finds what stands anywhere in the file. Under `serve`, webhooks are answered with 200 or
503, and what is met of the damage stands in the log.
"""
import os
import re
import shutil
import sqlite3

from faults import Sender
from result import Result
from rows import compare, read_rows
from traffic import FIRST, Client, key_of, meta_body, row_of, update

PAGE = 4096
COUNT = 400
CODES = re.compile(r"error\[(journal|sink)\.[a-z_.]+\]")


def run(context):
    result = Result()
    result.figure(at_start(context, result))
    result.figure(while_running(context, result))
    return result


# At start


def at_start(context, result):
    chance = context.chance("damage")
    site = context.site()
    sender = Sender(site, "b")
    fill(site, sender, COUNT)
    path = site.path("data/journal.db")
    shutil.copy(path, path + ".good")
    named = total = 0
    for what, change in damages(path, chance, context.full):
        restore(site, path)
        change(path)
        total += 1
        named += one_damage(result, site, sender, path, what)
    restore(site, path)
    result.equal(site.command("check").returncode, 0, "check of the sound journal")
    serve = site.serve()
    result.equal(sender.post(serve.port, COUNT), 200, "a status on the sound journal")
    site.in_step()
    serve.stop()
    compare(result, site.read(), sender.sent, sender.answered, "the report of the sound journal")
    return f"{total} damaged journals, {named} named by check"


def fill(site, sender, count):
    """A journal with so many entries and no report of them; large enough to have pages in the middle."""
    bodies = []
    for number in range(count):
        item = update(f"wamid.{sender.prefix}{number}", "sent", time=FIRST + number)
        sender.sent[key_of(item)] = row_of(item)
        sender.answered.add(key_of(item))
        bodies.append(meta_body([item]).decode())
    site.write("bodies.ndjson", "\n".join(bodies) + "\n")
    done = site.command("ingest", "--source", "meta", "bodies.ndjson")
    if done.returncode:
        raise RuntimeError(f"ingest: {done.stderr}")


def restore(site, path):
    for ending in ("-wal", "-shm"):
        if os.path.exists(path + ending):
            os.remove(path + ending)
    shutil.copy(path + ".good", path)
    shutil.rmtree(site.path("reports"))
    os.mkdir(site.path("reports"))


def damages(path, chance, full):
    size = os.path.getsize(path)
    pages = size // PAGE
    roots = root_pages(path)
    middle = [chance.randrange(2, pages) for _ in range(40 if full else 2)]

    def flip(place):
        return lambda name: write(name, place, bytes([read(name, place, 1)[0] ^ 1 << chance.randrange(8)]))

    def garbage(page, count=1):
        return lambda name: write(name, page * PAGE, chance.randbytes(PAGE * count))

    yield "a header of zeros", lambda name: write(name, 0, b"\0" * 100)
    yield "nothing like it", lambda name: write(name, 0, b"hello, world\n" * (size // 13 + 1))
    yield "half of it", lambda name: os.truncate(name, size // 2)
    yield "a part of a page less", lambda name: os.truncate(name, size - PAGE // 2)
    yield "no byte", lambda name: os.truncate(name, 0)
    yield "garbage in the schema", lambda name: write(name, 100, chance.randbytes(PAGE - 100))
    yield "garbage from the second page on", garbage(1, pages - 1)
    yield "a log of garbage", lambda name: write(name + "-wal", 0, chance.randbytes(20 * PAGE))
    for table in ("entries", "readers", "bodies", "facts"):
        yield f"garbage in the root of {table}", garbage(roots[table] - 1)
    yield "a version below nought", lambda name: write(name, 60, b"\x80")
    for page in middle:
        yield f"garbage in page {page}", garbage(page)
    for place in [chance.randrange(0, 100) for _ in range(40 if full else 2)]:
        yield f"a bit of byte {place}", flip(place)
    for place in [chance.randrange(100, size) for _ in range(60 if full else 2)]:
        yield f"a bit of byte {place}", flip(place)


def root_pages(path):
    connection = sqlite3.connect(path)
    try:
        return dict(connection.execute("SELECT name, rootpage FROM sqlite_schema"))
    finally:
        connection.close()


def read(path, place, count):
    with open(path, "rb") as file:
        file.seek(place)
        return file.read(count)


def write(path, place, data):
    with open(path, "r+b" if os.path.exists(path) else "wb") as file:
        file.seek(place)
        file.write(data)


def sound(path):
    """Whether SQLite's own check, as another program asks for it, finds nothing."""
    try:
        connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        try:
            return connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False


def one_damage(result, site, sender, path, what):
    """All commands on one damaged journal; whether `check` named it."""
    is_sound = sound(path)
    is_bit = what.startswith("a bit")
    wanted = {tuple(row) for row in sender.sent.values()}
    codes = {}
    for command in ("check", "status", "export", "sync"):
        more = ["--report", "report-0", "--to", "reports/export.csv"] if command == "export" else []
        done = site.command(command, *more)
        codes[command] = done.returncode
        text = done.stderr.strip()
        if not result.expect(done.returncode >= 0, f"{command} of a journal with {what} crashed: {done.returncode}"):
            continue
        if done.returncode:
            result.expect(CODES.search(text), f"{command} of a journal with {what} says {text[-300:]!r}")
    if not is_sound and what != "no byte" and "log" not in what:
        result.expect(codes["check"], f"check of a journal with {what} finds nothing")
    for name in ("reports/rows.csv", "reports/export.csv"):
        if not os.path.exists(site.path(name)):
            continue
        rows = read_rows(site.read(name))
        # No page has a checksum: a bit of a text is another text to everybody.
        odd = [row for row in rows[1:] if tuple(row) not in wanted]
        result.expect(len(odd) <= (1 if is_bit else 0), f"{name} of a journal with {what}: {odd[:2]}")
        keys = [tuple(row[:2]) for row in rows[1:]]
        result.expect(len(keys) == len(set(keys)), f"{name} of a journal with {what} has rows twice")
    serve_it(result, site, what)
    return int(codes["check"] != 0)


def serve_it(result, site, what):
    try:
        serve = site.serve()
    except RuntimeError as error:
        result.expect(CODES.search(str(error)), f"serve of a journal with {what} says {str(error)[-300:]!r}")
        return
    client = Client(serve.port, site.secret)
    code = client.post(meta_body([update("wamid.new", "sent")]))[0]
    client.close()
    result.expect(code in (200, 503), f"answer of serve on a journal with {what}: {code}")
    result.expect(serve.stop() >= 0, f"serve crashed on a journal with {what}")


# While it runs


def while_running(context, result):
    figures = []
    for what, tables in (("all tables", None), ("the entries", ["entries"]), ("ids of events", ["event_ids"])):
        figures.append(under_serve(context, result, what, tables))
    return ", ".join(figures)


def under_serve(context, result, what, tables):
    """A report that waits has to read what was damaged meanwhile; a backup brings all back."""
    site = context.site(batch='{ age: "0s" }')
    sender = Sender(site, "r")
    fill(site, sender, COUNT)
    path = site.path("data/journal.db")
    result.equal(site.command("backup", "copy.db").returncode, 0, "the exit code of backup")
    os.rename(site.path("reports"), site.path("away"))
    serve = site.serve()
    result.expect(serve.says("sink.file.no_folder"), "the log does not say that the folder is gone")
    pages = [page for page in leaves(path, tables) if page > 1]
    for page in pages:
        write(path, (page - 1) * PAGE, b"\xff" * 64)
    codes = [sender.post(serve.port, number) for number in range(COUNT, COUNT + 20)]
    os.rename(site.path("away"), site.path("reports"))
    result.expect(set(codes) <= {200, 503}, f"answers with {what} damaged: {set(codes)}")
    if tables != ["event_ids"]:
        line = serve.says("report stopped", 30) or ""
        result.contains(line, "journal.corrupt", f"what the log says of the report with {what} damaged")
        result.contains(line, "Restore the last backup", f"what to do with {what} damaged")
        done = site.command("status")
        result.expect("journal.corrupt" in done.stderr or "cannot be read" in done.stdout,
                      f"status with {what} damaged: {done.stdout[-300:]} {done.stderr[-300:]}")
    if 503 in codes:
        result.expect(serve.says("code=journal.corrupt", 5), f"the log does not name {what} damaged")
    done = site.command("check")
    result.contains(done.stderr, "error[journal.corrupt]", f"what check says of {what} damaged")
    result.expect(not serve.is_over, f"serve ended with {what} damaged: {serve.process.returncode}")
    result.expect(serve.stop() >= 0, f"serve crashed with {what} damaged")
    if os.path.exists(site.path("reports/rows.csv")):
        compare(result, site.read(), sender.sent, set(), f"the report with {what} damaged")
    # What was answered behind the backup is sent again here, as nothing else could bring it back.
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(path + ending):
            os.remove(path + ending)
    shutil.copy(site.path("copy.db"), path)
    if os.path.exists(site.path("reports/rows.csv")):
        os.remove(site.path("reports/rows.csv"))
    serve = site.serve()
    for number in range(COUNT, COUNT + 20):
        result.equal(sender.post(serve.port, number), 200, "a status on the restored backup")
    site.in_step()
    serve.stop()
    compare(result, site.read(), sender.sent, sender.answered, "the report of the restored backup")
    return f"{len(pages)} pages of {what} damaged under serve, {codes.count(503)} of {len(codes)} webhooks put off"


def leaves(path, tables):
    """The numbers of the pages in which the rows of some tables stand; of all where none is named."""
    found, data = [], read(path, 0, os.path.getsize(path))
    open_ = [root for name, root in root_pages(path).items() if root and (tables is None or name in tables)]
    while open_:
        number = open_.pop()
        start = (number - 1) * PAGE
        kind = data[start]
        if kind in (10, 13):
            found.append(number)
            continue
        count = int.from_bytes(data[start + 3:start + 5])
        cells = [start + int.from_bytes(data[start + 12 + 2 * n:start + 14 + 2 * n]) for n in range(count)]
        open_ += [int.from_bytes(data[place:place + 4]) for place in [start + 8, *cells]]
    return found
