"""Cells that differed for a while, each matched to what a person did at that moment.

A batch for rows that are kept current is planned from what was read, row by row. Where people move rows
between that reading and the batch, it writes over another row. So after each call that was ever carried
out, both tabs are looked at: a row of a message may only show what that message showed at some time. A
batch that makes a row show something else must have hit it because a person moved the row that it was
meant for, after the batch's reading; and the next plan must put it right, unless people move it again.
Rows of events are appended, and are right at every moment.

Two kinds are matched, but need not be put right: what a tab shows that a rebuild puts aside, and what one
shows that is taken over from another journal. No plan follows for those rows. A row of the other journal
that is hit later is emptied, since nobody knows what it showed.
"""
import collections
import itertools
import re

from harness import NAMES
from sheets_desk import FUNNEL
from sheets_expected import events, messages
from sheets_past import Past, calls
from stand_in import ACCOUNT

KEYS, STATES = "Ticksheet key", "Ticksheet state"
# What a state and its key have in common.
PREFIX = 10
# Real seconds between carrying a call out and noting when that was.
SLACK = 0.1
READING, WRITING = "spreadsheets.values.batchGetByDataFilter", "spreadsheets.batchUpdate"
# What moves rows, and with them what stands at a place.
MOVING = re.compile(rb'"sortRange"|"(insert|delete)Dimension".*"ROWS"')
PLAN = re.compile(rb'"(updateCells|appendCells)"')
TAKING_OVER = re.compile(rb'"deleteDeveloperMetadata".*"metadataKey":"ticksheet"[,}]')


def look_back(stand_in, spreadsheet, updates):
    """Goes through all that was carried out on a spreadsheet; what was found."""
    found = Found()
    past, right = Past(stand_in.context, spreadsheet), Right(updates)
    readings = Readings(stand_in)
    tabs = {}
    for call in calls(stand_in.site.path("sheets.log")):
        past.carry_out(call)
        if spreadsheet not in call.target:
            continue
        found.batches += call.is_batch
        if call.is_ours and not call.is_batch and not TAKING_OVER.search(call.body):
            found.marks += call.body.count(b'"deleteDeveloperMetadata"')
        for number in call.sheets:
            columns = past.columns(number)
            if KEYS in columns:
                tabs.setdefault(number, Kept(found, right, readings)).look(call, columns)
            elif set(NAMES) <= set(columns):
                found.expect_events(right, columns)
    past.close()
    return found


class Found:
    """What looking back found."""

    def __init__(self):
        self.batches = self.marks = self.cells = self.hits = 0
        self.problems = []

    def expect_events(self, right, columns):
        strange = [row for row in rows(columns, NAMES)[1:] if any(row) and row not in right.events]
        if strange:
            self.problems.append(f"for a while rows stood there that were never sent: {strange[:2]}")


def rows(columns, names):
    return list(itertools.zip_longest(*(columns[name] for name in names), fillvalue=""))


class Right:
    """What rows may show: of an event one thing, of a message whatever it showed at some time."""

    def __init__(self, updates):
        self.events = {tuple(row) for row in events(updates).values()}
        self.cells, items = {}, collections.defaultdict(dict)
        for item in updates:
            items[item["id"]][item["status"]] = item
        for known in items.values():
            parts = [part for count in range(len(known)) for part in itertools.combinations(known.values(), count + 1)]
            shown = [row for part in parts for row in messages(part).values()]
            # Each message goes to a number of its own.
            self.cells[shown[0][0]] = [set(cells) for cells in zip(*shown)]

    def wrong(self, number, row):
        """How many cells of a row are none of the message to a number."""
        right = self.cells.get(number)
        return sum(cell not in cells for cell, cells in zip(row, right)) if right else len(row)


class Readings:
    """When the tabs were read from which batches were made."""

    def __init__(self, stand_in):
        ours = [record for record in stand_in.all_calls() if record["email"] == ACCOUNT]
        self.slack = SLACK * 1000 * stand_in.scale
        # One that was held back may have been given up before it was carried out.
        self.times = sorted(record["time"] for record in ours if record["method"] == READING
                            and record["status"] == 200 and not record.get("fault"))
        self.stalls = [(record["time"], int(record["fault"].split(":")[1]) * stand_in.scale) for record in ours
                       if record["method"] == WRITING and (record.get("fault") or "").startswith("stall")]

    def before(self, call):
        """Not later than the reading of a batch."""
        stalls = [held for time, held in self.stalls if call.time <= time <= call.time + self.slack]
        sent = call.time - max(stalls, default=0)
        return max((time for time in self.times if time <= sent), default=0) - self.slack


class Kept:
    """A tab whose rows are kept current, state by state."""

    def __init__(self, found, right, readings):
        self.found, self.right, self.readings = found, right, readings
        self.messages = {}  # key → the number to which its message goes
        self.states = []  # (call, keys) of each state
        self.moves = []  # when people moved rows
        self.wrong = {}  # row's own mark → what it showed, of the rows that show something else
        self.given_up = set()
        self.others, self.emptied = set(), set()  # keys of the journal from which the tab was taken over

    def look(self, call, columns):
        if call.is_peoples and MOVING.search(call.body):
            self.moves.append(call.time)
        if call.is_ours and TAKING_OVER.search(call.body):
            # Whoever takes a tab over lets its rows be.
            self.given_up = set(self.wrong)
            self.others = set(columns[KEYS][1:]) - {""}
        wrong = {}
        table = rows(columns, [KEYS, STATES, *FUNNEL])
        for place, (key, state, *row) in enumerate(table[1:], 1):
            if key and key not in self.messages and call.is_ours:
                # It is appended with this very call.
                self.messages[key] = row[0]
            if key in self.others and not any([state, *row]):
                if key not in self.emptied and key not in self.wrong:
                    self.problem(call, f"{key} was emptied, and was right before")
                self.emptied.add(key)
                continue
            cells = self.right.wrong(self.messages.get(key), row) if key else sum(cell != "" for cell in row)
            if cells:
                mark = key or f"a row without a key that shows {state}"
                wrong[mark] = row
                if self.wrong.get(mark) != row:
                    self.found.cells += cells
                    self.match(call, place, state, mark, row)
        if call.is_batch and PLAN.search(call.body):
            self.expect_repaired(call, wrong)
        self.wrong = wrong
        self.states.append((call, columns[KEYS]))

    def match(self, call, place, state, mark, row):
        """A batch hit a row for which it was not meant: who had moved the right one?"""
        self.found.hits += 1
        if not call.is_ours:
            return self.problem(call, f"{mark} shows {row} after what people did")
        meant, mover = state[:PREFIX], None
        for before, keys in reversed(self.states):
            if place < len(keys) and keys[place][:PREFIX] == meant:
                break
            mover = before
        else:
            return self.problem(call, f"{mark} shows {row}, and what that is for never stood there")
        if mover is None or not mover.is_peoples or not MOVING.search(mover.body):
            return self.problem(call, f"{mark} shows {row}, and nobody had moved rows")
        if mover.time < self.readings.before(call):
            return self.problem(call, f"{mark} shows {row}; rows were moved before the batch's reading")

    def expect_repaired(self, call, wrong):
        left = [mark for mark in wrong if mark in self.wrong and mark not in self.given_up]
        read = self.readings.before(call)
        if left and not any(read <= time <= call.time for time in self.moves):
            self.problem(call, f"the next plan left {left[:3]} as they were")

    def problem(self, call, text):
        self.found.problems.append(f"at {call.time}: {text}")
