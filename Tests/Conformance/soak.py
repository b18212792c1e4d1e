"""Hours of work in short: 3,000 events a second, a tenth of them copies, and restarts at any moment.

Nothing is lost, nothing doubled, rows per message stay right beside rows per status. The long form has
restarts for half an hour, then one life of a quarter of an hour, since the memory of a life tells only after
some minutes; there answers must be as fast as is promised, beside what a lone sync takes in the same minutes.
The short one takes a minute, and only prints how fast they were: machines are shared.
"""
import csv
import io
import os
import statistics
import threading
import time

from result import Result
from rows import compare
from traffic import FIRST, STATUSES, Traffic, key_of, row_of, update

RATE = 3000
EVENTS = 10  # in one body


class Paced(Traffic):
    """Traffic of a rate, not as fast as it goes."""

    def __init__(self, site, chance):
        super().__init__(site, chance, prefix="s", connections=4)
        self.due = time.monotonic()

    def next_updates(self):
        with self.lock:
            self.due = max(self.due, time.monotonic() - 1) + EVENTS / RATE
            wait = self.due - time.monotonic()
            if self.recent and self.chance.random() < 0.1:
                self.copies += 1
                updates = self.chance.choice(self.recent)
            else:
                updates = [self.new() for _ in range(EVENTS)]
                self.recent.append(updates)
                del self.recent[:-500]
        if wait > 0:
            time.sleep(wait)
        return updates

    def new(self):
        self.number += 1
        # Four statuses of each message, the last of which is a rejection that comes too late.
        message = self.number // 4
        item = update(f"wamid.s{message}", STATUSES[self.number % 4], f"57300{message % 10_000_000:07d}",
                      FIRST + self.number)
        self.sent[key_of(item)] = row_of(item)
        return item


def run(context):
    result, chance = Result(), context.chance("soak")
    site = context.site(reports=["rows.csv", "funnel.csv"], batch='{ age: "1s" }')
    with open(site.path("ticksheet.json5")) as file:
        text = file.read()
    site.write("ticksheet.json5", text.replace(
        'name: "report-1", mapping: "./rows.json5"', 'name: "report-1", mapping: "campaign-funnel"'))
    traffic, lives = Paced(site, chance), 0
    end = time.monotonic() + (1800 if context.full else 35)
    while time.monotonic() < end:
        serve = site.serve()
        traffic.start(serve.port)
        # Most are short; a long one has more to bring in order at its end.
        time.sleep(0.5 * (120 if context.full else 12) ** chance.random())
        if chance.random() < 0.5:
            serve.kill()
            traffic.finish()
        else:
            result.equal(serve.stop(), 0, "the exit code of serve after SIGTERM")
            traffic.finish()
        lives += 1
    serve = site.serve()
    traffic.start(serve.port)
    with Syncs(site.path("syncs")) as syncs:
        grown, (p50, p99), calm = steady(context, serve, traffic)
    traffic.finish()
    traffic.send_again(serve.port)
    result.equal(len(traffic.unanswered), 0, "bodies unanswered in the end")
    site.in_step(120, ["rows.csv"])
    result.equal(serve.stop(), 0, "the exit code of serve")
    # A file that takes long to write waits ten times as long for the next time.
    result.equal(site.command("sync", wait=600).returncode, 0, "the exit code of sync")
    rows = compare(result, site.read("rows.csv"), traffic.sent, set(traffic.sent), "the report")
    funnel = list(csv.reader(io.StringIO(site.read("funnel.csv").decode(), newline=""), strict=True))[1:]
    result.equal(len(funnel), len({message for message, _ in traffic.sent}), "rows of the funnel")
    # Only of the message that was under way in the end not all is told.
    odd = [row for row in funnel if row[2] != "read"]
    result.expect(len(odd) <= 1, f"{len(odd)} messages of the funnel are not read, such as {odd[:2]}")
    if context.full:
        result.expect(grown <= 1, f"memory grew by {grown:.2f} MB in 10 minutes")
        most = max(20, 4 * syncs.p99)
        result.expect(p50 <= 5 and p99 <= most, f"half of the answers took {p50:.1f} ms and more, one in a "
                      f"hundred {p99:.1f}; 5 and {most:.0f} are promised")
        calm += f", a lone sync's p99 {syncs.p99:.1f} ms"
    result.figure(f"{rows:,} events in {lives + 1} lives, {traffic.copies:,} copies of bodies, "
                  f"{len(funnel):,} messages; without restarts {calm}")
    return result


class Syncs:
    """What a sync takes that waits for nothing else, 20 times a second."""

    def __init__(self, path):
        self.path, self.took, self.is_over = path, [], threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def run(self):
        with open(self.path, "wb", buffering=0) as file:
            while not self.is_over.wait(0.05):
                begun = time.monotonic()
                file.write(b"x" * 4096)
                os.fdatasync(file.fileno())
                self.took.append(time.monotonic() - begun)

    @property
    def p99(self):
        """In milliseconds."""
        return 1000 * sorted(self.took)[len(self.took) * 99 // 100]


def steady(context, serve, traffic):
    """A life without harm: how many MB of memory 10 minutes take after the first five, half and 99 % of the
    answers' times in milliseconds, and its figures.
    """
    seconds, first = (900, 300) if context.full else (25, 5)
    with traffic.lock:
        traffic.took.clear()
    begun = time.monotonic()
    times, sizes = [], []
    while (since := time.monotonic() - begun) < seconds:
        if since >= first:
            times.append(since)
            sizes.append(anonymous(serve.pid))
        time.sleep(1)
    with traffic.lock:
        took = sorted(traffic.took)
    grown = 600 * statistics.linear_regression(times, sizes).slope
    p50, p99 = (1000 * took[len(took) * part // 100] for part in (50, 99))
    figures = (f"{len(took) * EVENTS / seconds:,.0f} events/s, answers after {p50:.1f} ms (median) and "
               f"{p99:.1f} ms (p99), {max(sizes):.0f} MB")
    return grown, (p50, p99), figures + (f", {grown:+.2f} MB in 10 minutes" if context.full else "")


def anonymous(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(next(line for line in file if line.startswith("RssAnon")).split()[1]) / 1024
