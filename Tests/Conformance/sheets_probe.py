"""What `check --online --probe` finds at the stand-in, and what `status` tells of Google Sheets.

Everything that can be tried is as expected, the tab is gone again and nothing else was touched; a run
that is killed leaves a tab that the next one removes; reads that lie behind are told. `status` says when
a destination that waits tries again, and how many writes are used.
"""
import signal
import subprocess
import time
from datetime import datetime

from operation import ask, hang_up, operator_port, read_metrics
from result import Result
from sheets_desk import Desk
from stand_in import StandIn

SCALE, UNAVAILABLE = 50, 69
TITLE = "Ticksheet probe (may be deleted)"
UNTRIED = ["P9", "P14"]


def run(context):
    result = Result()
    stand_in = StandIn(context, context.site(), SCALE)
    desk = Desk(context, result, stand_in, "probe")
    desk.take(0, 4)
    desk.sync()
    # Google's clock and ours are to agree on what a minute is.
    before = look(desk)
    lines = probe(desk, 0)
    result.equal(list(lines), [f"P{n}" for n in range(1, 18)], "probes")
    for name, cells in lines.items():
        wanted = "not tried" if name in UNTRIED else "as expected"
        result.expect(cells[3].startswith(wanted), f"{name}: {cells[2:]}")
    result.equal(look(desk), before, "the spreadsheet after probing")
    killed(desk, result)
    result.equal(look(desk), before, "the spreadsheet after a killed run and another")
    stale(desk, result, stand_in)
    waiting(context, result)
    result.figure(f"{len(lines) - len(UNTRIED)} probes as expected, {len(UNTRIED)} that one account cannot try")
    return result


def look(desk):
    """Tabs with their rows, and all marks."""
    tabs = desk.stand_in.tabs(desk.spreadsheet)
    marks = [desk.stand_in.metadata(key, desk.spreadsheet) for key in ("ticksheet", "ticksheet.column", "t")]
    return {title: desk.stand_in.values(number, desk.spreadsheet) for title, number in tabs.items()}, marks


def probe(desk, code):
    done = desk.site.command("check", "--online", "--probe")
    desk.result.equal(done.returncode, code, f"exit code of --probe ({done.stderr.strip()[-300:]})")
    lines = [line.split("\t") for line in done.stdout.splitlines() if line.startswith("P") and "\t" in line]
    return {cells[0]: cells for cells in lines if cells[0] != "PROBE"}


def killed(desk, result):
    process = subprocess.Popen(desk.site.line(["check", "--probe"]), cwd=desk.site.folder,
                               env=desk.site.environment(), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    for _ in range(500):
        if TITLE in desk.stand_in.tabs(desk.spreadsheet):
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    result.expect(TITLE in desk.stand_in.tabs(desk.spreadsheet), "the killed run left no tab to remove")
    probe(desk, 0)


def stale(desk, result, stand_in):
    # In the stand-in's time; what asks once a second sees it.
    stand_in.control("faults", {"staleness": 4000})
    lines = probe(desk, UNAVAILABLE)
    stand_in.control("faults", {"staleness": 0})
    found = lines.get("P12", ["", "", "", ""])
    result.expect(found[3].startswith("otherwise: "), f"reads that lie behind: {found}")
    result.expect(TITLE not in desk.stand_in.tabs(desk.spreadsheet), "the tab is still there after stale reads")


def waiting(context, result):
    """A destination that waits tells when it tries again, and its account how much it has left."""
    stand_in = StandIn(context, context.site(), 1)
    desk = Desk(context, result, stand_in, "waiting")
    desk.site.variables = {}
    desk.take(0, 2)
    desk.sync()
    google = desk.site.status()["google"]
    result.equal([entry["account"] for entry in google], ["ticksheet@stand-in.iam.gserviceaccount.com"],
                 "the account in status")
    used = google[0]["writesUsed"]
    result.expect(2 <= used <= 6, f"{used} writes used")
    result.equal(google[0]["writesLeft"], 60 - used, "writes left")
    desk.site.write("ticksheet.json5", desk.site.read("ticksheet.json5").decode().replace(
        "listen:", 'operator: { listen: "127.0.0.1:0" }, listen:', 1))
    serve = desk.site.serve()
    desk.take(4, 1)
    desk.site.in_step(60, ["Log (Google Sheets)", "Funnel (Google Sheets)"])
    found = read_metrics(result, ask(operator_port(serve), token=None)[1])
    labels = f'{{account="{google[0]["account"]}"}}'
    result.equal(found.get(f"ticksheet_google_writes_limit{labels}"), 60, "the limit of writes in the metrics")
    made = found.get(f"ticksheet_google_writes{labels}", 0)
    result.expect(2 <= made <= 12, f"{made} writes in the metrics")
    # Google counts on, whatever settings hold.
    hang_up(serve, "settings taken")
    found = read_metrics(result, ask(operator_port(serve), token=None)[1])
    kept = found.get(f"ticksheet_google_writes{labels}", 0)
    result.expect(made <= kept <= made + 6, f"{kept} writes in the metrics after a SIGHUP, {made} before")
    stand_in.kill()
    desk.take(2, 2)
    reader = None
    for _ in range(200):
        reader = next(r for r in desk.site.status()["readers"] if r["destination"] == "Log (Google Sheets)")
        if reader["nextTry"]:
            break
        time.sleep(0.1)
    # The token's endpoint is asked first where there is no token yet.
    result.expect(reader["problem"] in ("google.unreachable", "sheets.unavailable"),
                  f"problem while nobody answers: {reader['problem']}")
    since, following = (datetime.fromisoformat(reader[name]) for name in ("since", "nextTry"))
    result.expect(0 <= (following - since).total_seconds() < 120, f"since {since}, next try {following}")
    table = desk.site.command("status").stdout
    result.contains(table, "NEXT TRY", "the table of status")
    result.contains(table, "of 60 writes used in the last minute", "status")
    stand_in.start()
    desk.site.in_step(90, ["Log (Google Sheets)", "Funnel (Google Sheets)"])
    reader = next(r for r in desk.site.status()["readers"] if r["destination"] == "Log (Google Sheets)")
    result.equal((reader["problem"], reader["nextTry"]), (None, None), "after it answers again")
    serve.stop()
