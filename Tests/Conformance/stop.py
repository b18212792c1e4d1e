"""Promises 1 and 2 at an orderly end: SIGTERM under load loses nothing and leaves the report in step.

Requests that were read before the signal get their answer, later ones 503; what was answered 200 is
in the CSV when the process has ended, and its exit code is 0. The next start goes on without repair.
"""
import sqlite3
import time

from result import Result
from rows import compare
from traffic import Client, Traffic, key_of, meta_body, row_of, update

# Seconds that a service manager is told to give, and some for a busy machine.
PATIENCE = 20 + 10
UNAVAILABLE = 69


def run(context):
    result = Result()
    site = context.site()
    traffic = Traffic(site, context.chance("stop"), prefix="s", connections=4)
    rounds = 30 if context.full else 8
    done = 0
    for number in range(rounds):
        serve = site.serve()
        traffic.start(serve.port)
        result.expect(traffic.wait(60, flying=1), f"round {number}: no answers came")
        code = serve.stop()
        traffic.finish()
        if not result.equal(code, 0, f"exit code of serve in round {number}"):
            result.expect(False, "its last words: " + "\n    ".join(serve.lines[-3:]))
            result.equal(site.command("sync").returncode, 0, "exit code of sync after that")
        compare(result, site.read(), traffic.sent, traffic.answered, f"CSV after stop {number}")
        result.equal(site.reader(site.reports[0])["lag"], 0, f"lag after stop {number}")
        if result.failures:
            break
        done += 1
    result.equal(traffic.refused, 0, "requests answered with neither 200 nor 503")
    locked(context, result)
    result.figure(f"{done} of {rounds} stops, {len(traffic.answered):,} events answered, "
                  f"{traffic.put_off} requests put off with 503, {traffic.lost_in_flight} requests cut while the connection closed")
    return result


def locked(context, result):
    """Another program has locked the journal while a batch is due: it ends all the same, and the row follows."""
    site = context.site(batch='{ age: "2s" }')
    serve = site.serve()
    client, item = Client(serve.port, site.secret, 30), update("wamid.locked", "sent")
    result.equal(client.post(meta_body([item]))[0], 200, "status before the lock")
    lock = sqlite3.connect(site.path("data/journal.db"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    client.close()
    start = time.monotonic()
    code = serve.stop(PATIENCE)
    result.expect(code in (0, UNAVAILABLE), f"exit code {code} of serve whose journal is locked")
    result.expect(time.monotonic() - start < PATIENCE, "serve did not end in time")
    lock.execute("ROLLBACK")
    lock.close()
    result.equal(site.command("sync").returncode, 0, "exit code of sync after the lock")
    compare(result, site.read(), {key_of(item): row_of(item)}, {key_of(item)}, "CSV after a stop amid a lock")
