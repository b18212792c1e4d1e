"""Somebody reads the journal for seconds with a program of their own, while webhooks come.

The write-ahead log cannot be begun anew then, and grows, as `status` tells. No webhook waits for that: in
each part of the time there are answers. Nothing is lost.
"""
import os
import sqlite3
import time

from result import Result
from rows import compare
from soak import Paced

# Beyond 16 MiB in use the log is wanted to be begun anew.
LONG = 24 << 20
# Beyond 128 MiB `status` tells of it.
TOLD = 130 << 20
PARTS, PART = 4, 2.0


class Hurried(Paced):
    def next_updates(self):
        with self.lock:
            return [self.new() for _ in range(40)]


def run(context):
    result = Result()
    site = context.site(reports=["rows.csv"])
    serve = site.serve()
    traffic = Hurried(site, context.chance("long reader"))
    traffic.start(serve.port)
    traffic.wait(5)
    journal, log = site.path("data/journal.db"), site.path("data/journal.db-wal")
    reader = sqlite3.connect(f"file:{journal}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM facts").fetchone()
    grows(result, log, LONG)
    silent = 0
    for _ in range(PARTS):
        before = traffic.requests
        time.sleep(PART)
        silent += traffic.requests == before
    result.equal(silent, 0, f"of {PARTS} times {PART:g} s without an answer while somebody reads")
    grows(result, log, TOLD)
    traffic.finish()
    grown = os.path.getsize(log)
    told = site.command("status").stdout
    result.expect("is its write-ahead log" in told, f"status does not tell of the log: {told}")
    reader.execute("COMMIT")
    reader.close()
    result.equal(traffic.refused + traffic.put_off + len(traffic.unanswered), 0, "webhooks not taken")
    site.in_step(120)
    result.equal(serve.stop(), 0, "the exit code of serve")
    rows = compare(result, site.read("rows.csv"), traffic.sent, set(traffic.sent), "the report")
    result.figure(f"{rows:,} events, {grown >> 20} MiB of log in the end")
    return result


def grows(result, log, size):
    end = time.monotonic() + 60
    while os.path.getsize(log) < size and time.monotonic() < end:
        time.sleep(0.05)
    found = os.path.getsize(log)
    result.expect(found >= size, f"the log has {found:,} bytes only, wanted {size:,}")
