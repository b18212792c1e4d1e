"""What people do while a write is on its way: planned from what was read, not yet carried out.

The stand-in holds the next write back for a while, as Google does for up to three minutes; people act;
then it is carried out as it was sent. In the end both tabs hold what they would without all that.
"""
import subprocess
import time

from sheets_differ import look_back
from stand_in import ACCOUNT
from traffic import update

# How long the write is held back, and how long nothing is asked for once it is.
STALL, SILENCE = 2, 0.4


def deed(action, sheet):
    """What people do, as a request of the API."""
    def part(dimension, start):
        return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": start + 1}

    return {
        "sort the rows": {"sortRange": {
            "range": {"sheetId": sheet, "startRowIndex": 1, "endRowIndex": 9},
            "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}},
        "insert a row": {"insertDimension": {"range": part("ROWS", 2)}},
        "move a column": {"moveDimension": {"source": part("COLUMNS", 0), "destinationIndex": 3}},
        "insert a column": {"insertDimension": {"range": part("COLUMNS", 1)}},
        "insert a column on the left": {"insertDimension": {"range": part("COLUMNS", 0)}},
    }[action]


def meanwhile(desk, title, action):
    """Takes in news of old messages and new ones; people act while the write is on its way."""
    first = 1000 + len(desk.updates)
    old = [item for item in desk.updates if item["status"] == "read"][:3]
    news = [update(item["id"], "played", item["recipient_id"], int(item["timestamp"]) + first)
            for item in old]
    desk.ingest(news)
    desk.updates += news
    desk.take(first, 2)
    desk.stand_in.control("faults", {"fault": f"stall:{int(STALL * 1000)}", "method": "spreadsheets.batchUpdate"})
    before = asked(desk)
    report = {"Log": "log", "Funnel": "funnel"}[title]
    process = desk.context.started(subprocess.Popen(
        desk.site.line(["sync", "--report", report]), cwd=desk.site.folder, env=desk.site.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
    wait_for_writing(desk, before)
    desk.stand_in.api("POST", f"/v4/spreadsheets/{desk.spreadsheet}:batchUpdate",
                      {"requests": [deed(action, desk.tab(title))]})
    said = process.communicate(timeout=60)[1]
    return process.returncode, said


def asked(desk):
    """How many calls of the program were answered so far."""
    return sum(record["email"] == ACCOUNT for record in desk.stand_in.all_calls())


def wait_for_writing(desk, before):
    """Waits until the program has read the tab: a write that is held back counts as no answer yet."""
    count, since, end = before, time.monotonic(), time.monotonic() + 30
    while count == before or time.monotonic() - since < SILENCE:
        if time.monotonic() > end:
            raise RuntimeError("the tab is not read")
        time.sleep(0.02)
        if (now := asked(desk)) != count:
            count, since = now, time.monotonic()


def case(title, action):
    def run(desk):
        desk.take(0, 8)
        desk.sync()
        code, said = meanwhile(desk, title, action)
        desk.result.equal(code, 0, f"{desk.name}: sync while people act ({said.strip()})")
        desk.sync()
        desk.right(f"after people {action} during a write")
        differed(desk, hits=(title, action) in MOVES_ROWS)

    return named(run, title, action)


def named(run, title, action):
    run.__name__ = f"{action.replace(' ', '_')}_during_a_write_to_{title}"
    return run


def differed(desk, hits):
    """Other rows were hit for a while where rows moved, and never else; each is known to be people's doing."""
    found = look_back(desk.stand_in, desk.spreadsheet, desk.updates)
    desk.result.equal(found.problems, [], f"{desk.name}: looking back")
    desk.result.equal(found.cells > 0, hits, f"{desk.name}: whether cells differed for a while")


MOVES_ROWS = [("Funnel", "sort the rows"), ("Funnel", "insert a row")]
MEANWHILE = [case(*place) for place in MOVES_ROWS]
COLUMNS_MEANWHILE = [
    case(title, action) for title in ("Log", "Funnel")
    for action in ("move a column", "insert a column", "insert a column on the left")
]
