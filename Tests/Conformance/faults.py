"""Faults of the machine, for real: a full disk, a moved journal, a newer one, few descriptors.

Each is named where people look, harms nothing else, and ends by itself when its cause is gone: what
was answered with 200 stands in the report once, what could not be stored was answered with 503.
"""
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

import ods_desk
from harness import wait_until
from result import Result
from rows import compare, read_rows
from serve import Serve
from traffic import Client, key_of, meta_body, row_of, update


def run(context):
    result = Result()
    figures = [
        full_disk(context, result), newer(context, result), moved_while_running(context, result),
        few_descriptors(context, result), changed_mapping(context, result),
        changed_under_serve(context, result),
    ]
    result.figure("; ".join(figure for figure in figures if figure))
    return result


class Sender:
    """Sends statuses one by one and remembers what was answered."""

    def __init__(self, site, prefix):
        self.site, self.prefix, self.sent, self.answered, self.codes = site, prefix, {}, set(), []

    def post(self, port, number, seconds=30, **more):
        item = update(f"wamid.{self.prefix}{number}", "sent", **more)
        self.sent[key_of(item)] = row_of(item)
        client = Client(port, self.site.secret, seconds)
        try:
            code = client.post(meta_body([item]))[0]
        except (OSError, http.client.HTTPException) as error:
            code = type(error).__name__
        client.close()
        if code == 200:
            self.answered.add(key_of(item))
        self.codes.append(code)
        return code


def full_disk(context, result):
    site = context.site()
    mount = site.path("data")
    os.makedirs(mount, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", mount],
                          capture_output=True)
    if done.returncode:
        return "no small disk (mount is not allowed)"
    try:
        return on_small_disk(site, result)
    finally:
        context.end_processes()
        subprocess.run(["umount", "-l", mount], check=True)


def on_small_disk(site, result):
    ballast = site.path("data/ballast")
    serve, sender = site.serve(), Sender(site, "f")
    result.equal(sender.post(serve.port, 0), 200, "status before the disk is full")
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    number = 0
    while number < 400 and 503 not in sender.codes:
        number += 1
        sender.post(serve.port, number)
    result.expect(503 in sender.codes, f"no 503 on a full disk after {number} statuses")
    result.expect(set(sender.codes) <= {200, 503}, f"answers on a full disk: {set(sender.codes)}")
    result.expect(serve.says("disk"), "the log does not speak of the disk: " + "\n".join(serve.lines[-3:]))
    result.expect(not serve.is_over, "serve ended on a full disk")
    # When a disk is full a copy elsewhere is what somebody wants.
    copy = site.command("backup", "copy.db")
    result.equal(copy.returncode, 0, f"exit code of a backup to another disk: {copy.stderr}")
    os.remove(ballast)
    for again in range(number + 1):
        result.equal(sender.post(serve.port, again), 200, f"status {again} after there was space")
    in_step(site, serve, result, "full disk")
    result.equal(serve.stop(), 0, "the exit code of serve")
    compare(result, site.read(), sender.sent, sender.answered, "the report after a full disk")
    return f"full disk after {number} statuses"


def newer(context, result):
    site = context.site()
    serve = site.serve()
    serve.stop()
    database = sqlite3.connect(site.path("data/journal.db"))
    database.execute("PRAGMA user_version = 99")
    database.commit()
    database.close()
    for command in ("status", "sync", "serve"):
        done = site.command(command)
        result.equal(done.returncode != 0, True, f"{command} on a newer journal")
        result.expect("journal.newer" in done.stderr and "99" in done.stderr,
                      f"{command} on a newer journal says {done.stderr.strip()!r}")
    return "newer journal refused"


def moved_while_running(context, result):
    """The journal's files go, another journal takes their place, and they come back."""
    site = context.site()
    serve, sender = site.serve(), Sender(site, "m")
    result.equal(sender.post(serve.port, 0), 200, "a status before the journal was moved")
    site.in_step()
    path, aside = site.path("data/journal.db"), site.path("aside.db")
    ends = ("", "-wal", "-shm")
    for end in ends:
        os.rename(path + end, aside + end)
    result.equal(sender.post(serve.port, 1), 503, "a status while no journal is there")
    result.expect(serve.says("journal.replaced", 5), "the log does not say that the journal was moved")
    client = Client(serve.port, site.secret)
    ready = client.post(b"", path="/readyz", headers={}, method="GET")[0]
    result.equal(ready, 503, "/readyz while no journal is there")
    client.close()
    shutil.copy(aside, path)
    result.equal(sender.post(serve.port, 2), 503, "a status while another journal is there")
    for end in ends:
        os.rename(aside + end, path + end)
    result.equal([sender.post(serve.port, number) for number in range(3)], [200] * 3,
                 "statuses after the journal came back")
    site.in_step()
    serve.stop()
    compare(result, site.read(), sender.sent, sender.answered, "the report of a journal that was moved")
    return "moved journal named"


def few_descriptors(context, result):
    site = context.site()
    line = site.line

    site.line = lambda words: ["prlimit", "--nofile=64:64", *line(words)]
    serve, sender = Serve(site), Sender(site, "e")
    site.line = line
    held = []
    for _ in range(120):
        connection = socket.socket()
        connection.settimeout(2)
        try:
            connection.connect(("127.0.0.1", serve.port))
        except OSError:
            break
        held.append(connection)
    time.sleep(0.5)
    result.expect(not serve.is_over, "serve ended for want of descriptors")
    result.expect(serve.says("few open files", 5), "the log does not speak of the few descriptors")
    for connection in held:
        connection.close()
    codes = [sender.post(serve.port, number) for number in range(20)]
    result.equal(codes, [200] * 20, "answers after the connections were closed")
    in_step(site, serve, result, "few descriptors")
    result.equal(serve.stop(), 0, "the exit code of serve with few descriptors")
    compare(result, site.read(), sender.sent, sender.answered, "the report with few descriptors")
    return f"{len(held)} connections on 64 descriptors"


def in_step(site, serve, result, what):
    try:
        site.in_step(60)
    except TimeoutError as error:
        status = site.status()["readers"]
        result.expect(False, f"{what}: {error}; {status}; " + "\n".join(serve.lines[-5:]))


def changed_mapping(context, result):
    site = context.site(batch='{ age: "0s" }')
    serve, sender = site.serve(), Sender(site, "c")
    for number in range(5):
        sender.post(serve.port, number)
    site.in_step()
    serve.stop()
    before = site.read()
    site.write("before.json5", open(site.path("rows.json5")).read())
    text = open(site.path("rows.json5")).read()
    # Entries wait: they came while the report could not be written.
    os.rename(site.path("reports"), site.path("reports-away"))
    serve = site.serve()
    for number in range(5, 10):
        sender.post(serve.port, number)
    serve.stop()
    os.rename(site.path("reports-away"), site.path("reports"))
    site.write("rows.json5", text.replace('header: "', 'header: "New ', 1))
    done = site.command("sync")
    result.expect(done.returncode != 0 and "sink.file.columns" in done.stderr,
                  f"sync with other columns says {done.stderr.strip()!r}")
    result.expect(site.read() == before, "sync with other columns changed the report")
    site.write("rows.json5", text)
    result.equal(site.command("sync").returncode, 0, "sync with the old columns")
    compare(result, site.read(), sender.sent, sender.answered, "the report after its columns changed back")
    return "columns changed while entries waited"


def changed_under_serve(context, result):
    """The same while serve runs: a report that is stuck is freed after serve has read the mapping."""
    csv, ods = "reports/rows.csv", "reports/rows.ods"
    site = context.site(reports=[csv, ods])
    with open(site.path("ticksheet.json5")) as file:
        settings = file.read()
    site.write("ticksheet.json5", settings.replace(f'csv: "{ods}"', f'ods: "{ods}"'))
    with open(site.path("rows.json5")) as file:
        old = file.read()
    serve, sender, changes = site.serve(), Sender(site, "u"), 0

    def change(mapping, numbers):
        """While nothing can be written: entries wait, the mapping changes, others come."""
        nonlocal changes
        changes += 1
        os.rename(site.path("reports"), site.path("reports-away"))
        half = len(numbers) // 2
        for number in numbers[:half]:
            result.equal(sender.post(serve.port, number), 200, f"status {number} while reports are stuck")
        wait_until(lambda: {reader["problem"] for reader in site.status()["readers"]} == {"sink.file.no_folder"}, 20,
                   "both reports to be stuck")
        take(mapping)
        # Until here the workers of before had what came: they write with the mapping that they know.
        serve.wait_for(lambda: said("report waits", since="settings taken") == 2, 20)
        for number in numbers[half:]:
            result.equal(sender.post(serve.port, number), 200, f"status {number} with the new mapping")
        os.rename(site.path("reports-away"), site.path("reports"))

    def take(mapping):
        taken = said("settings taken")
        site.write("rows.json5", mapping)
        serve.send_signal(signal.SIGHUP)
        serve.wait_for(lambda: said("settings taken") > taken, 20)

    def said(message, since=None):
        """How often the log says something, or how often since it last said something else."""
        found = [line for line in serve.lines if f'msg="{message}"' in line or since and f'msg="{since}"' in line]
        places = [place for place, line in enumerate(found) if since and f'msg="{since}"' in line]
        return len(found[places[-1] + 1:] if places else found)

    def lines():
        return [row[:2] for row in read_rows(site.read(csv))[1:]]

    for number in range(4):
        sender.post(serve.port, number)
    site.in_step()
    # A label is the mapping's of the moment in which a row is written; a file that is written whole has it everywhere.
    change(old.replace('field: "status"', 'field: "status", labels: { sent: "On its way" }'), range(4, 8))
    site.in_step()
    words = ["sent"] * 4 + ["On its way"] * 4
    result.equal(lines(), [[f"wamid.u{n}", word] for n, word in enumerate(words)], "rows after a label changed")
    result.equal(sorted(row[:2] for row in ods_desk.rows(site.path(ods))),
                 [[f"wamid.u{n}", "On its way"] for n in range(8)], "rows of the ODS file after a label changed")
    # Other columns: both stop, nothing changes, until they are as before.
    before = site.read(csv), site.read(ods)
    change(old.replace('header: "', 'header: "New ', 1), range(8, 12))
    wait_until(lambda: {reader["problem"] for reader in site.status()["readers"]} == {"sink.file.columns"}, 30,
               "both reports to say that the columns changed")
    for reader in site.status()["readers"]:
        result.contains(reader["explanation"], "rebuild", f"what {reader['destination']} says of other columns")
    result.expect((site.read(csv), site.read(ods)) == before, "files whose columns are others have changed")
    take(old)
    site.in_step()
    result.equal(lines()[8:], [[f"wamid.u{n}", "sent"] for n in range(8, 12)], "rows with the old columns again")
    # Or until they are written anew.
    change(old.replace('header: "', 'header: "New ', 1), range(12, 16))
    for report in ("report-0", "report-1"):
        done = site.command("rebuild", "--report", report)
        result.equal(done.returncode, 0, f"exit code of rebuild beside serve: {done.stderr.strip()}")
    sender.post(serve.port, 16)
    site.in_step()
    result.expect(site.read(csv).startswith(b"New Message,"), "the rebuilt report has the old columns")
    result.equal(lines(), [[f"wamid.u{n}", "sent"] for n in range(17)], "rows of the rebuilt report")
    result.equal(len(ods_desk.rows(site.path(ods))), 17, "rows of the rebuilt ODS file")
    result.equal(serve.stop(), 0, "exit code of serve")
    return f"{changes} mappings changed under serve"
