"""Faults of the machine, for real: a full disk, a broken journal, a newer one, no descriptors left.

Each is named where people look, harms nothing else, and ends by itself when its cause is gone: what
was answered with 200 stands in the report once, what could not be stored was answered with 503.
"""
import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import time

from result import Result
from rows import compare
from serve import Serve
from traffic import Client, key_of, meta_body, row_of, update


def run(context):
    result = Result()
    figures = [
        full_disk(context, result), newer(context, result), broken_at_start(context, result),
        broken_while_running(context, result), moved_while_running(context, result),
        few_descriptors(context, result), changed_mapping(context, result),
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


def broken_at_start(context, result):
    site = context.site()
    serve, sender = site.serve(), Sender(site, "b")
    for number in range(50):
        sender.post(serve.port, number)
    site.in_step()
    serve.stop()
    path = site.path("data/journal.db")
    shutil.copy(path, path + ".good")
    size = os.path.getsize(path)
    for what, change in {
        "a header of zeros": lambda file: file.write(b"\0" * 100),
        "pages of garbage": lambda file: (file.seek(8192), file.write(os.urandom(size - 8192))),
        "half of it": lambda file: file.truncate(size // 2),
        "nothing like it": lambda file: (file.truncate(0), file.write(b"hello, world\n" * 2000)),
    }.items():
        shutil.copy(path + ".good", path)
        with open(path, "r+b") as file:
            change(file)
        before = open(path, "rb").read()
        done = site.command("status")
        result.expect(done.returncode not in (0, -6, -11), f"status of a journal with {what}: {done.returncode}")
        result.expect("error[journal." in done.stderr, f"status of a journal with {what} says {done.stderr.strip()!r}")
        result.expect(open(path, "rb").read() == before, f"status changed a journal with {what}")
    shutil.copy(path + ".good", path)
    serve = site.serve()
    result.equal(sender.post(serve.port, 50), 200, "status on the good copy")
    site.in_step()
    serve.stop()
    compare(result, site.read(), sender.sent, sender.answered, "the report on the good copy")
    return "4 broken journals named"


def broken_while_running(context, result):
    site = context.site()
    serve, sender = site.serve(), Sender(site, "r")
    for number in range(200):
        sender.post(serve.port, number)
    site.in_step()
    path = site.path("data/journal.db")
    good = site.read()
    # Into the log and the file at once: whatever is read next is not what was written.
    for name in (path, path + "-wal"):
        with open(name, "r+b") as file:
            size = os.path.getsize(name)
            for position in range(4096, size, 4096):
                file.seek(position + 8)
                file.write(os.urandom(64))
    codes = [sender.post(serve.port, number) for number in range(200, 260)]
    result.expect(set(codes) <= {200, 503}, f"answers on a journal that broke: {set(codes)}")
    result.expect(not serve.is_over or serve.process.returncode >= 0,
                  f"serve crashed on a journal that broke: {serve.process.returncode}")
    if 503 in codes:
        result.expect(serve.says("journal.corrupt", 5), "the log does not name the broken journal: "
                      + "\n".join(serve.lines[-3:]))
    result.expect(site.read().startswith(good), "the report lost rows on a journal that broke")
    serve.stop()
    return f"journal broken under serve: {codes.count(503)} of {len(codes)} put off"


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
