"""No descriptor is left while `serve` runs: its limit is lowered to what it has open, and raised again.

Meanwhile webhooks come over connections that are there and over new ones, and reports have to be written:
a CSV that is appended to, whole CSV and ODS files, for which each needs files of its own. Nobody crashes,
spins, loses or doubles anything; who cannot be served is told so or waits, what keeps a report is named,
and all goes on by itself once there are descriptors again.
"""
import os
import resource
import threading
import time

import ods_desk
from clock_jumps import used
from faults import Sender
from result import Result
from rows import compare, read_rows
from serve import Serve
from traffic import Client, key_of, meta_body, row_of, update

ROWS = "reports/rows.csv"
WHOLE = ["reports/log.ods", "reports/funnel.csv", "reports/more-1.csv", "reports/more-2.csv", "reports/more-3.ods"]
# Seconds without descriptors, and connections that are open before: each thread of the server has some.
STARVED, KEPT = 2, 12


def run(context):
    result = Result()
    result.figure(starved(context, result))
    result.figure(few_at_start(context, result))
    return result


def settings(site):
    with open(site.path("ticksheet.json5")) as file:
        text = file.read()
    for number, path in enumerate(site.reports):
        if path.endswith(".ods"):
            text = text.replace(f'csv: "{path}"', f'ods: "{path}"')
    text = text.replace('name: "report-2", mapping: "./rows.json5"', 'name: "report-2", mapping: "campaign-funnel"')
    site.write("ticksheet.json5", text)


def starved(context, result):
    """With connections that stay open, and without any: then the server has nothing to wait for."""
    site = context.site(reports=[ROWS, *WHOLE])
    settings(site)
    serve, sender = site.serve(), Sender(site, "n")
    kept = [Client(serve.port, site.secret, 10) for _ in range(KEPT)]
    result.equal(post_all(sender, kept), {200}, "answers before")
    site.in_step(30)
    spent = []
    for clients, what in ((kept, "with connections"), ([], "without a connection")):
        if not clients:
            for client in kept:
                client.close()
            time.sleep(0.3)
        spent.append(one_time(result, site, serve, sender, clients, what))
    site.in_step(60)
    result.equal(serve.stop(), 0, "exit code of serve")
    # What a connection sent that had to wait is taken in the end, though nobody waits for the answer.
    count = compare(result, site.read(), sender.sent, sender.answered, "the report after no descriptors")
    for path in WHOLE:
        rows = ods_desk.rows(site.path(path)) if path.endswith(".ods") else read_rows(site.read(path))[1:]
        result.equal(len(rows), count, f"rows of {path}")
    return (f"{count} events, {max(spent):.1f} s of CPU in {STARVED} s without descriptors")


def one_time(result, site, serve, sender, kept, what):
    """Takes the descriptors away for a while; seconds of CPU time that this took."""
    limits = resource.prlimit(serve.pid, resource.RLIMIT_NOFILE)
    lines, spent = len(serve.lines), used(serve.pid)
    starve(serve, limits)
    begun, waiting = time.monotonic(), None
    while time.monotonic() < begun + STARVED:
        if kept:
            result.equal(post_all(sender, kept), {200}, f"answers over open connections, {what}")
        # One that has to wait goes away, another waits until the end.
        code = sender.post(serve.port, len(sender.sent), seconds=0.5)
        result.equal(code, "TimeoutError", f"a new connection, {what}")
        waiting = waiting or late(sender, serve, len(sender.sent))
    result.expect(not serve.is_over, f"serve ended, {what}")
    spent = used(serve.pid) - spent
    result.expect(spent < STARVED / 3, f"serve took {spent:.1f} s of CPU in {STARVED} s, {what}")
    troubles = {reader["destination"]: reader["problem"] for reader in site.status()["readers"]}
    if kept:
        result.equal(set(troubles.values()), {"sink.few_files"}, f"what status says of reports, {what}")
    # At most once a minute.
    if kept:
        result.expect(says(serve, lines, "code=intake.few_files"), f"no line about connections, {what}")
    resource.prlimit(serve.pid, resource.RLIMIT_NOFILE, limits)
    waiting.join(20)
    result.expect(not waiting.is_alive(), f"a connection that waited is never served, {what}")
    if kept:
        result.expect(says(serve, lines, "connections are taken again"), f"no line about the end, {what}")
    # Nobody who stays keeps others out.
    result.equal(sender.post(serve.port, len(sender.sent), seconds=10), 200, f"a new connection afterwards, {what}")
    return spent


def says(serve, start, part):
    return serve.wait_for(lambda: any(part in line for line in serve.lines[start:]), 5)


def post_all(sender, kept):
    codes = set()
    for client in kept:
        item = update(f"wamid.kept{len(sender.sent)}", "sent")
        sender.sent[key_of(item)] = row_of(item)
        codes.add(client.post(meta_body([item]))[0])
        sender.answered.add(key_of(item))
    return codes


def late(sender, serve, number):
    thread = threading.Thread(target=sender.post, args=(serve.port, number, 30), daemon=True)
    thread.start()
    return thread


def starve(serve, limits):
    """Lowers the limit so that no further descriptor can be had."""
    taken = set(map(int, os.listdir(f"/proc/{serve.pid}/fd")))
    free = next(number for number in range(len(taken) + 1) if number not in taken)
    resource.prlimit(serve.pid, resource.RLIMIT_NOFILE, (free, limits[1]))


def few_at_start(context, result):
    """Seven destinations, and so few descriptors that connections want them all."""
    site = context.site(reports=[ROWS, *WHOLE])
    settings(site)
    line = site.line
    site.line = lambda words: ["prlimit", "--nofile=64:64", *line(words)]
    serve, sender = Serve(site), Sender(site, "s")
    site.line = line
    held = [Client(serve.port, site.secret, 10) for _ in range(60)]
    for client in held:
        client.connection.connect()
    codes = {sender.post(serve.port, number, seconds=0.3) for number in range(3)}
    result.expect(codes <= {200, "TimeoutError"}, f"answers with 64 descriptors: {codes}")
    for client in held:
        client.close()
    result.equal([sender.post(serve.port, 10 + number) for number in range(10)], [200] * 10,
                 "answers after the connections were closed")
    site.in_step(60)
    odd = [text for text in serve.lines if "few_files" in text]
    result.expect(not odd, f"64 descriptors are too few for {len(site.reports)} files: {odd[:2]}")
    result.equal(serve.stop(), 0, "exit code of serve with 64 descriptors")
    compare(result, site.read(), sender.sent, sender.answered, "the report with 64 descriptors")
    return f"{len(site.reports)} files and 60 connections on 64 descriptors"
