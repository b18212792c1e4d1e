"""A first attempt that Google holds back and carries out late, while the second is refused for one row.

The first `sync` gives up waiting; the stand-in still has its batch. The second one sends the batch again,
and now one of its rows is refused, so that shorter ones go in search of it. At some moment amid all that
the first is carried out as it was sent, with that very row. Whichever of them wins, each row is there once.
"""
import subprocess
import time

from sheets_desk import SCALE

# What a program waits for an answer at most, in real seconds.
LIMIT = 185 / SCALE


def started(desk, report):
    return desk.context.started(subprocess.Popen(
        desk.site.line(["sync", "--report", report]), cwd=desk.site.folder, env=desk.site.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))


def late_first(desk, report, chance):
    desk.take(0, 6)
    desk.sync()
    desk.take(1000, 8)
    refused = f"57300{chance.randrange(1000, 1008):07d}"
    # Not before the first is given up; at some moment of what the second does, or after it.
    held = LIMIT + chance.uniform(0.05, 0.6)
    desk.stand_in.control("faults", {"fault": f"stall:{int(held * 1000)}", "method": "spreadsheets.batchUpdate"})
    begun = time.monotonic()
    first = started(desk, report)
    said = first.communicate(timeout=60)[1]
    desk.result.expect(first.returncode != 0, f"{desk.name}: a sync without an answer ended with 0")
    desk.result.expect(time.monotonic() - begun > LIMIT * 0.9, f"{desk.name}: a sync gave up early ({said.strip()})")
    desk.stand_in.control("faults", {"refuse": [refused]})
    second = started(desk, report)
    while time.monotonic() < begun + held - 0.02 and second.poll() is None:
        time.sleep(0.005)
    # What is carried out from now on may hold that row.
    desk.stand_in.control("faults", {"refuse": []})
    second.communicate(timeout=60)
    time.sleep(max(0, begun + held + 0.3 - time.monotonic()))
    if desk.site.status()["problems"]:
        # The row was left out, and told.
        done = desk.site.command("problems", "retry", "--all")
        desk.result.equal(done.returncode, 0, f"{desk.name}: problems retry ({done.stderr.strip()})")
    desk.sync()
    desk.right("after a late first attempt and a refused row")


def case(report, title, number):
    def run(desk):
        late_first(desk, report, desk.context.chance(desk.name))

    run.__name__ = f"late_first_attempt_of_{title}_{number}"
    return run


# Each with chances of its own.
LATE = [case("log", "Log", 1), case("funnel", "Funnel", 1)]
LATE_MORE = [case(report, title, number) for number in range(2, 7) for report, title in
             (("log", "Log"), ("funnel", "Funnel"))]
