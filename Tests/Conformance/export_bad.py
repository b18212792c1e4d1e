"""`export` where something is wrong: each is named, nothing half done bears the file's name, nothing is lost.

A full disk at every size of what is left, a folder that is read-only, a pipe that closes, a death in the
middle, a file or a destination that is there already, too many columns, no rows; settings that mix up
kinds of files. Beside a `serve` that goes on writing each file shows one moment that was true.
"""
import json
import os
import signal
import subprocess
import threading
import time
import zipfile

import messages
import ods_desk
import xlsx_package
from harness import SOURCE
from people import NOBODY
from result import Result
from rows import read_rows
from traffic import FIRST, meta_body, update

KINDS = ["csv", "tsv", "ods", "xlsx", "ndjson"]
SETTINGS = {
    '{ ods: "x.ods", bom: true }': ["bom"],
    '{ ods: "x.ods", separator: ";" }': ["separator"],
    '{ csv: "x.ods" }': ['"x.ods"', "{ ods: "],
    '{ ods: "x.csv" }': ['"x.csv"', ".ods"],
    '{ ods: "x.xlsx" }': ['"x.xlsx"', ".ods"],
    '{ csv: "x.xlsx" }': ['"x.xlsx"', "export"],
    '{ ods: "x" }': ['"x"'],
    '{ ods: "x.ods", csv: "x.csv" }': ["2 files"],
    '{ ods: "x.ods" }, { ods: "./x.ods" }': ["x.ods"],
}


WORDS = [
    (("--since", "20260301"), ['"20260301"', "such as 2026-03-01"]),
    (("--until", "5"), ['"5"', "such as 2026-03-01"]),
    (("--since", "yesterday"), ['"yesterday" is no time', "such as 2026-03-01"]),
    (("--since", "2026-13"), ["no such"]),
    (("--since", "2026-03-02", "--until", "2026-03-01"), ["2026-03-02", "before", "2026-03-01"]),
    (("--zone", "Bogota"), ['did you mean "America/Bogota"?']),
    (("--zone", "America/Bogot"), ['did you mean "America/Bogota"?']),
    (("--zone", "+05:00"), ['"+05:00"', '"recipient"']),
]


def run(context):
    result = Result()
    for case in (settings, usage, nothing, columns, folders, pipes, filters, killed, meanwhile, full_disk):
        try:
            case(context, result)
        except (RuntimeError, TimeoutError, OSError, zipfile.BadZipFile) as error:
            result.expect(False, f"{case.__name__.replace('_', ' ')}: {error!r}")
        context.end_processes()
    return result


class Book:
    """A site whose journal holds some events, and exports of them."""

    def __init__(self, context, result, count=200, **more):
        self.result, self.site = result, context.site(**more)
        self.updates = [update(f"wamid.{n}", ("sent", "read")[n % 2], f"57300{n:07d}", FIRST + 60 * n,
                               biz_opaque_callback_data=f"campaign {n % 3}") for n in range(count)]
        bodies = [meta_body(self.updates[at:at + 50]).decode() for at in range(0, count, 50)]
        if bodies:
            done = self.site.command("ingest", "--source", "meta", "-", text="\n".join(bodies) + "\n")
            result.equal(done.returncode, 0, f"exit code of ingest: {done.stderr.strip()}")
        else:
            self.site.command("sync")

    def export(self, to, *more, code=0, says=()):
        done = self.site.command("export", "--report", "report-0", "--to", to, *more)
        what = f"export --to {to} {' '.join(more)}"
        self.result.equal(done.returncode, code, f"exit code of {what}: {done.stderr.strip()[-400:]}")
        self.result.expect("error" in done.stderr or not code, f"{what} says no error: {done.stderr[-200:]!r}")
        for word in [says] if isinstance(says, str) else says:
            self.result.contains(done.stdout + done.stderr, word, f"what {what} says")
        return done

    def left(self, before, what, folder=""):
        """Nothing new lies in a folder."""
        found = sorted(set(os.listdir(self.site.path(folder))) - set(before))
        self.result.equal(found, [], f"files that {what} leaves")


def settings(context, result):
    site = context.site()
    for text, words in SETTINGS.items():
        site.write("ticksheet.json5", f'{{ journal: "data/journal.db", sources: [{SOURCE}], reports: ['
                   f'{{ name: "a", mapping: "./rows.json5", to: [{text}] }}] }}\n')
        done = site.command("check")
        result.equal(done.returncode, 78, f"exit code of check with {text}: {done.stdout} {done.stderr}")
        for word in words:
            result.contains(done.stderr + done.stdout, word, f"what check says of {text}")
    for start, code in (("20260301", 78), ("2026", 0), ("2026-03", 0), ("2026-03-01", 0)):
        site.write("ticksheet.json5", f'{{ journal: "data/journal.db", sources: [{SOURCE}], reports: ['
                   f'{{ name: "a", mapping: "./rows.json5", from: "{start}", to: [{{ csv: "x.csv" }}] }}] }}\n')
        done = site.command("check")
        result.equal(done.returncode, code, f"exit code of check with from: {start}: {done.stdout} {done.stderr}")
    result.figure(f"{len(SETTINGS)} settings")


def usage(context, result):
    book = Book(context, result)
    site = book.site
    before = os.listdir(site.folder)
    for to, more in {"x": (), "x.pdf": (), "x.ods.bak": (), "ods": (), ".": (), "x.ods": ("--format", "csv"),
                     "-": ("--format", "pdf"), "y.ods": ("--zone", "Nowhere/Land"), "z.ods": ("--since", "soon"),
                     }.items():
        book.export(to, *more, code=64)
    book.left(before, "a wrong call")
    for more, says in WORDS:
        book.export("words.csv", *more, code=64, says=says)
    for status, says in (("failed", ['the status "failed"', "read, sent"]), ("sent,read", ["sent,read"])):
        book.export("words.csv", "--status", status, says=["0 rows", *says])
        os.remove(site.path("words.csv"))
    book.left(before, "a word that is none")
    # A label of the report is a status with a capital letter; a year or a month is its first day.
    for more, count in ((("--status", "Sent"), 100), (("--status", "READ", "--status", "sent"), 200),
                        (("--since", "2026"), 200), (("--until", "2026"), 0), (("--since", "2026-02"), 0),
                        (("--until", "2026-02"), 200), (("--since", "2026", "--until", "2027"), 200)):
        book.export("words.csv", *more, "--overwrite", says=f"{count} rows")
    os.remove(site.path("words.csv"))
    # The ending counts, whatever its case.
    for name in ("A.ODS", "B.Xlsx"):
        book.export(name, says="200 rows")
        result.expect(zipfile.is_zipfile(site.path(name)), f"{name} is no spreadsheet")
    for kind in KINDS:
        book.export(f"x.{kind}", says="200 rows")
        data = site.read(f"x.{kind}")
        book.export(f"x.{kind}", code=74, says=["is there already", "--overwrite"])
        result.expect(site.read(f"x.{kind}") == data, f"x.{kind} was changed without --overwrite")
        site.write(f"x.{kind}", "theirs")
        mode = os.stat(site.path(f"x.{kind}")).st_mode
        book.export(f"x.{kind}", code=74)
        result.equal(site.read(f"x.{kind}"), b"theirs", f"x.{kind}, of somebody else")
        book.export(f"x.{kind}", "--overwrite")
        # An XLSX holds the time of its making, which takes a byte more or less.
        difference = abs(len(site.read(f"x.{kind}")) - len(data))
        result.expect(difference <= (64 if kind == "xlsx" else 0), f"x.{kind} is another with --overwrite")
        result.equal(os.stat(site.path(f"x.{kind}")).st_mode, mode, f"mode of x.{kind} with --overwrite")
    site.command("sync")
    kept = site.read()
    os.symlink("reports/rows.csv", site.path("link.csv"))
    for to in ("reports/rows.csv", "./reports/../reports/rows.csv", site.path("reports/rows.csv"), "link.csv"):
        for more in ((), ("--overwrite",)):
            book.export(to, *more, code=64, says=["is a destination of the settings", "rebuild --report"])
    result.expect(site.read() == kept, "an export changed a destination")
    result.equal(site.command("sync").returncode, 0, "exit code of sync after exports")
    result.figure("wrong calls")


def nothing(context, result):
    """A range without rows: a file with its header, and a word that says so."""
    book = Book(context, result, 50)
    for kind in KINDS:
        book.export(f"none.{kind}", "--since", "2031-01-01", says=["0 rows", "No event fits", "sent"])
    book.export("other.csv", "--campaign", "campaign 5",
                says=["0 rows", "No event fits", "campaign 0, campaign 1, campaign 2."])
    header = ["Message", "Status", "To", "Time", "Description"]
    result.equal(read_rows(book.site.read("none.csv")), [header], "rows of none.csv")
    result.equal(ods_desk.rows(book.site.path("none.ods")), [], "rows of none.ods")
    found = xlsx_package.cells(book.site.path("none.xlsx"), 5)
    result.equal([[value for _, value in row] for row in found], [header], "rows of none.xlsx")
    result.equal(book.site.read("none.ndjson"), b"", "rows of none.ndjson")
    empty = Book(context, result, 0)
    for kind in KINDS:
        empty.export(f"none.{kind}", says=["0 rows", "The journal holds no event yet"])


def columns(context, result):
    book = Book(context, result, 3)
    for count, code in ((16_384, 0), (16_385, 74)):
        lines = ", ".join(f'{{ header: "c{n}", field: "{("message", "time")[n % 2]}" }}' for n in range(count))
        book.site.write("rows.json5", f'{{ title: "Wide", rows: "status", columns: [{lines}] }}\n')
        before = os.listdir(book.site.folder)
        book.export(f"wide-{count}.xlsx", code=code, says=[f"wide-{count}.xlsx"] + (["16384 at most"] if code else []))
        if code:
            book.left(before, "an export that is too wide")
        else:
            book.export("wide.ods")
            found = ods_desk.rows(book.site.path("wide.ods"))
            result.equal([len(row) for row in found], [count] * 3, "columns of wide.ods")
            found = xlsx_package.cells(book.site.path(f"wide-{count}.xlsx"), count)
            result.equal([found[0][-1][1], found[1][-1][0]], [f"c{count - 1}", "date"], "the last column")
    result.figure("16,385 columns")


def folders(context, result):
    user = NOBODY if os.geteuid() == 0 else None
    book = Book(context, result, 20, user=user)
    site = book.site
    for name, mode in (("closed", 0o555), ("shut", 0o000)):
        os.mkdir(site.path(name))
        if user is not None:
            os.chown(site.path(name), user, user)
        os.chmod(site.path(name), mode)
    os.mkdir(site.path("folder.ods"))
    for kind in KINDS:
        for folder in ("closed", "shut"):
            book.export(f"{folder}/x.{kind}", code=74, says=f"{folder}")
        book.export(f"nowhere/x.{kind}", code=74, says=["the folder nowhere does not exist", "mkdir -p nowhere"])
    for more in ((), ("--overwrite",)):
        book.export("folder.ods", *more, code=74, says="folder.ods is a folder")
    book.export("/proc/x.csv", code=74, says="cannot write /proc/x.csv")
    book.export("rows.json5/x.csv", code=74, says="cannot write rows.json5/x.csv")
    result.equal(os.listdir(site.path("closed")), [], "files in a closed folder")
    result.equal(os.listdir(site.path("folder.ods")), [], "files in a folder with a file's name")
    os.chmod(site.path("shut"), 0o755)


def pipes(context, result):
    """Standard output: whole files through a pipe, and one that closes early."""
    book = Book(context, result, 20_000 if context.full else 4000)
    site = book.site
    temporary = site.path("temporary")
    os.mkdir(temporary)
    variables = site.environment() | {"TMPDIR": temporary}
    for kind in KINDS:
        line = site.line(["export", "--report", "report-0", "--to", "-", "--format", kind])
        done = subprocess.run(line, cwd=site.folder, env=variables, capture_output=True, timeout=60)
        result.equal(done.returncode, 0, f"exit code of an export of {kind} to a pipe")
        book.export(f"pipe.{kind}")
        with open(site.path(f"stdout.{kind}"), "wb") as file:
            file.write(done.stdout)
        is_same = same(book, kind, f"stdout.{kind}", f"pipe.{kind}")
        result.expect(is_same, f"the {kind} of a pipe is another than the file")
        process = context.started(subprocess.Popen(
            line, cwd=site.folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        process.stdout.read(100)
        process.stdout.close()
        said = process.stderr.read().decode()
        code = process.wait(20)
        result.expect(code in (0, 74, -signal.SIGPIPE), f"exit code {code} of an export of {kind} to a closed pipe")
        result.expect("Fatal" not in said and "crash" not in said, f"an export to a closed pipe says {said[-300:]!r}")
        with open("/dev/full", "wb") as full:
            done = subprocess.run(line, cwd=site.folder, env=variables, stdout=full, stderr=subprocess.PIPE, timeout=60)
        result.equal(done.returncode, 74, f"exit code of an export of {kind} to a full device: {done.stderr[-200:]}")
        result.equal(os.listdir(temporary), [], f"temporary files of exports of {kind} to a pipe")
    result.figure("pipes")


def filters(context, result):
    book = Book(context, result, 300)
    every = book.updates

    def second(item):
        return int(item["timestamp"])

    cases = {
        ("--status", "sent"): lambda item: item["status"] == "sent",
        ("--status", "sent", "--status", "read"): lambda item: True,
        ("--campaign", "campaign 1"): lambda item: item["biz_opaque_callback_data"] == "campaign 1",
        ("--campaign", "campaign 1", "--campaign", "campaign 2", "--status", "read"):
            lambda item: item["biz_opaque_callback_data"] != "campaign 0" and item["status"] == "read",
        ("--since", "2026-01-01T01:00:00Z", "--until", "2026-01-01T02:00:00Z"):
            lambda item: FIRST + 3600 <= second(item) < FIRST + 7200,
        # Times without a zone are of the report's.
        ("--since", "2026-01-01 01:00", "--zone", "Africa/Nairobi"): lambda item: second(item) >= FIRST - 7200,
    }
    for more, holds in cases.items():
        wanted = [item["id"] for item in every if holds(item)]
        for kind in ("ods", "xlsx", "csv", "ndjson"):
            book.export(f"x.{kind}", *more, "--overwrite", says=f"{len(wanted)} rows")
        site = book.site
        found = {"ods": [row[0] for row in ods_desk.rows(site.path("x.ods"))],
                 "xlsx": [row[0][1] for row in xlsx_package.cells(site.path("x.xlsx"), 5)[1:]],
                 "csv": [row[0] for row in read_rows(site.read("x.csv"))[1:]],
                 "ndjson": [json.loads(line)["message"] for line in site.read("x.ndjson").splitlines()]}
        for kind, names in found.items():
            result.expect(names == wanted, f"{kind} with {more} has {len(names)} rows, wanted {len(wanted)}")


def killed(context, result):
    """A death in the middle leaves nothing under the name, and no file that was there is harmed."""
    chance = context.chance("export_bad")
    book = Book(context, result, 50_000 if context.full else 20_000)
    site = book.site
    cut = 0
    for number in range(40 if context.full else 15):
        kind = KINDS[number % len(KINDS)]
        site.write(f"old.{kind}", "theirs")
        for name, more in ((f"new.{kind}", []), (f"old.{kind}", ["--overwrite"])):
            process = context.started(subprocess.Popen(
                site.line(["export", "--report", "report-0", "--to", name, *more]), cwd=site.folder,
                env=site.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            begun(site, process, f".{name}.")
            time.sleep(chance.uniform(0, 0.04))
            process.kill()
            if process.wait() == 0:
                os.remove(site.path(name))
                continue
            path = site.path(name)
            if os.path.exists(path) and site.read(name) != b"theirs":
                whole(result, book, path, kind)
                os.remove(path)
            cut += 1
    for number, kind in enumerate(KINDS):
        before = os.listdir(site.folder)
        process = context.started(subprocess.Popen(
            site.line(["export", "--report", "report-0", "--to", f"ended.{kind}"]), cwd=site.folder,
            env=site.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        begun(site, process, f".ended.{kind}.")
        process.send_signal((signal.SIGINT, signal.SIGTERM)[number % 2])
        if process.wait() != 0:
            book.left(before, f"an export of {kind} that a signal ended")
    process = context.started(subprocess.Popen(
        site.line(["export", "--report", "report-0", "--to", "terminal.csv"]), cwd=site.folder,
        env=site.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    begun(site, process, ".terminal.csv.")
    process.send_signal(signal.SIGHUP)
    result.equal(process.wait(60), 0, "exit code of an export whose terminal was closed")
    whole(result, book, site.path("terminal.csv"), "csv")
    for kind in KINDS:
        book.export(f"new.{kind}", says=f"{len(book.updates):,} rows")
    result.expect(cut > 5, "no export was killed")
    result.figure(f"{cut} exports killed")


def begun(site, process, beginning):
    """Waits for a hidden file, which an export fills before it gets its name."""
    while process.poll() is None:
        if any(name.startswith(beginning) for name in os.listdir(site.folder)):
            return


def whole(result, book, path, kind):
    """A file that got its name before the death has all rows."""
    if kind in ("ods", "xlsx"):
        count = len(ods_desk.rows(path) if kind == "ods" else xlsx_package.cells(path, 5)[1:])
    else:
        with open(path, "rb") as file:
            count = file.read().count(b"\n") - (kind != "ndjson")
    result.equal(count, len(book.updates), f"rows of {path} after a death")


def meanwhile(context, result):
    """Beside `serve`: each export shows one moment, not older than its start nor newer than its end."""
    site = context.site()
    ods_desk.write_settings(site)
    updates = messages.campaign(context.chance("export meanwhile"), 900)
    context.chance("export order").shuffle(updates)
    truth = ods_desk.Truth(site, updates)
    serve = site.serve()
    waiting = []
    sender = threading.Thread(target=lambda: waiting.extend(
        messages.send(site, serve.port, [[item] for item in updates])))
    sender.start()
    count = 0
    while sender.is_alive() and count < 12:
        for report, name in (("log", ods_desk.LOG), ("funnel", ods_desk.FUNNEL)):
            before = len(truth.order())
            done = site.command("export", "--report", report, "--to", name.replace("reports/", "now-"), "--overwrite")
            result.equal(done.returncode, 0, f"exit code of an export beside serve: {done.stderr[-300:]}")
            order = truth.order()
            place = truth.place(name.replace("reports/", "now-"), order, report)
            if result.expect(place is not None, f"an export of {report} beside serve shows no moment that was true"):
                result.expect(place >= before, f"an export of {report} shows event {place} after {before} had come")
            count += 1
    sender.join()
    result.equal(waiting, [], "bodies that got no answer beside exports")
    site.in_step(60, [ods_desk.LOG, ods_desk.FUNNEL])
    result.equal(serve.stop(), 0, "exit code of serve")
    result.expect(count >= 2, f"only {count} exports were made beside serve")
    result.figure(f"{count} exports beside serve")


def full_disk(context, result):
    book = Book(context, result, 4000)
    site = book.site
    mount = site.path("small")
    os.makedirs(mount)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", mount], capture_output=True)
    if done.returncode:
        result.figure("no small disk (mount is not allowed)")
        return
    try:
        tries = sum(on_small_disk(result, book, mount, kind) for kind in KINDS)
        destination_on_small_disk(result, book, mount)
    finally:
        context.end_processes()
        subprocess.run(["umount", "-l", mount], check=True)
    result.figure(f"{tries} full disks")


def on_small_disk(result, book, mount, kind):
    """Exports with less and less room: a whole file, or a refusal and nothing."""
    book.export(f"whole.{kind}")
    size = len(book.site.read(f"whole.{kind}"))
    refused = 0
    rooms = [0, 4096, 16_384] + [size * part // 8 for part in (1, 2, 4, 6, 7, 8, 12)] + [7 << 20]
    for room in rooms:
        fill(mount, room)
        done = book.site.command("export", "--report", "report-0", "--to", f"small/x.{kind}")
        left = sorted(os.listdir(mount))
        what = f"export of {kind} with room for {room} bytes of {size}"
        if done.returncode == 0:
            result.expect(same(book, kind, f"small/x.{kind}", f"whole.{kind}"), f"{what} ends with 0 and another file")
            os.remove(os.path.join(mount, f"x.{kind}"))
        else:
            refused += 1
            result.equal(done.returncode, 74, f"exit code of {what}: {done.stderr[-300:]}")
            result.contains(done.stderr, "full", f"what {what} says")
            result.equal(left, ["ballast"], f"files after {what}")
        for name in os.listdir(mount):
            os.remove(os.path.join(mount, name))
    result.expect(2 <= refused < len(rooms), f"{refused} of {len(rooms)} exports of {kind} were refused")
    return len(rooms)


def same(book, kind, one, other):
    """Whether two files hold the same; an XLSX holds the time of its making besides."""
    if kind == "xlsx":
        return xlsx_package.cells(book.site.path(one), 5) == xlsx_package.cells(book.site.path(other), 5)
    return book.site.read(one) == book.site.read(other)


def fill(mount, room):
    """Leaves so much room on a disk, to a page."""
    path = os.path.join(mount, "ballast")
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    os.truncate(path, max(0, os.path.getsize(path) - room))


def destination_on_small_disk(result, book, mount):
    """A destination on a full disk stops by itself, keeps its file, and goes on when there is room."""
    site = book.site
    site.write("ticksheet.json5", f'{{ journal: "data/journal.db", sources: [{SOURCE}], reports: ['
               '{ name: "log", mapping: "./rows.json5", to: [{ ods: "small/log.ods" }] }] }\n')
    result.equal(site.command("sync").returncode, 0, "exit code of sync onto a small disk")
    before = site.read("small/log.ods")
    done = site.command("ingest", "--source", "meta", "-",
                        text=meta_body([update("wamid.more", "sent")]).decode())
    result.equal(done.returncode, 0, "exit code of ingest")
    for room in (0, 8192, len(before) // 2):
        fill(mount, room)
        done = site.command("sync")
        result.equal(done.returncode, 74, f"exit code of sync onto a full disk with {room} bytes of room")
        result.contains(done.stderr, "full", "what sync onto a full disk says")
        result.expect(site.read("small/log.ods") == before, "the file on a full disk is another one")
        found = [name for name in os.listdir(mount) if not name.endswith(".lock")]
        result.equal(sorted(found), ["ballast", "log.ods"], "files on a full disk")
    os.remove(os.path.join(mount, "ballast"))
    result.equal(site.command("sync").returncode, 0, "exit code of sync when there is room")
    result.equal(len(ods_desk.rows(site.path("small/log.ods"))), len(book.updates) + 1, "rows then")
