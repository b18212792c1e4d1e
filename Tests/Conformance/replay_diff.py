"""What `replay --diff` shows, applied to the rows of now, gives the rows after `replay`.

Reports of every kind, with filters and beginnings, under random changes of a mapping: the cells that
are shown are all that change, and looking changes nothing.
"""
import datetime
import json
import sqlite3
import time

from rows import read_rows

SOURCE = ('{ name: "acme", path: "/webhooks/acme", mapping: "./acme.json5", verify: { kind: "hmac", '
          'header: "X-Signature", secrets: [{ file: "secrets/app" }] } }')
EVENT = ["mark", "time", "to", "status", "description", "code", "message", "campaign", "received"]
COLUMNS = {
    "status": EVENT,
    "message": ["message", "to", "sent_at", "delivered_at", "read_at", "rejected_at"]
    + [name for name in EVENT if name not in ("message", "to", "received")],
    "number": ["to", "times", "first_seen", "last_seen", "released_at", "status", "message", "campaign"],
}
# What identifies a row that is there.
IDENTITY = {"status": "mark", "message": "message", "number": "to"}
FILTERS = ["", 'where: { status: ["rejected"] },', 'where: { status: ["delivered", "read"] },',
           'where: { campaign: ["spring"] },']
STATES = ["SENT", "FAILED", "DELIVERED", "READ", "ODD"]
VALUES = [
    '{ SENT: "sent", FAILED: "rejected", DELIVERED: "delivered", READ: "read" }',
    '{ SENT: "sent", FAILED: "failed", DELIVERED: "delivered", READ: "delivered" }',
    '{ SENT: "accepted", FAILED: "rejected", DELIVERED: "read", READ: "read" }',
]
FIELDS = ["time", "to", "description", "code", "message", "campaign"]


def mapping(chance):
    """One that takes each field from one place or another, or from the first that is there."""
    def place(name):
        one, other = f'"e.{name}"', f'"e.{name}_2"'
        return chance.choice([one, one, other, f"[{one}, {other}]", f"[{other}, {one}]"])
    fields = {name: place(name) for name in FIELDS} | {
        "mark": '"e.mark"', "status": f'{{ path: "e.state", values: {chance.choice(VALUES)} }}'}
    listed = ", ".join(f"{name}: {path}" for name, path in fields.items())
    return ('{ provider: "acme", phones: "international", events: [{ each: [{ as: "e", '
            f'path: "$.events[*]" }}], fields: {{ {listed} }}, key: ["e.mark"] }}] }}')


def event(mark, chance, is_losing):
    """Second values are other ones, or the same, or missing; all of one message have one recipient.

    `is_losing`: Some times are missing, so that a mapping no longer yields what another did, or only now
    does. What is not mapped again keeps its recipient: then a second one is no other.
    """
    made = {"mark": f"k{mark}", "state": chance.choice(STATES)}
    message = chance.randrange(24)
    made |= {"message": f"m{message}", "message_2": chance.choice([f"m{message}", f"n{message // 2}"])}
    for suffix, shift in (("", 0), ("_2", 0 if is_losing else message // 8)):
        made |= {
            f"time{suffix}": 1772366400 + chance.randrange(40),
            f"to{suffix}": f"57300111{(message // 4 + shift) % 6:04d}",
            f"description{suffix}": chance.choice(["no reason", "net", "calls 573009998877"]),
            f"code{suffix}": chance.choice(["131", "470"]),
            f"campaign{suffix}": chance.choice(["spring", "autumn"]),
        }
    for name in ("time", "description", "code", "campaign"):
        if chance.random() < 0.6:
            made[f"{name}_2"] = made[name]
        if chance.random() < 0.1 and (is_losing or name != "time"):
            del made[name + chance.choice(["", "_2"])]
    # Some have a recipient under one mapping alone, one under none.
    missing = {9: ["to", "to_2"]} if is_losing else {9: ["to", "to_2"], 10: ["to"], 11: ["to_2"]}
    for name in missing.get(message // 2, []):
        del made[name]
    return made


def bodies(marks, chance, is_losing):
    marks, lines = list(marks), []
    while marks:
        count = chance.randrange(1, 4)
        lines.append(json.dumps({"events": [event(mark, chance, is_losing) for mark in marks[:count]]}))
        marks = marks[count:]
    return "\n".join(lines) + "\n"


class Desk:
    """A site with reports of every kind."""

    def __init__(self, context, chance, date, is_losing):
        self.site, self.chance, self.is_losing = context.site(), chance, is_losing
        self.kinds, self.starts, reports = {}, {}, []
        for kind in ("status", "message", "number"):
            for index, start in enumerate(("beginning", "now", date)):
                name = f"{kind}-{index}"
                self.kinds[name], self.starts[name] = kind, start
                columns = ", ".join(f'{{ header: "{field}", field: "{field}" }}' for field in COLUMNS[kind])
                where = chance.choice(FILTERS)
                self.site.write(f"{name}.json5",
                                f'{{ title: "Rows", rows: "{kind}", {where} columns: [{columns}] }}')
                reports.append(f'{{ name: "{name}", mapping: "./{name}.json5", from: "{start}", '
                               f'to: [{{ csv: "reports/{name}.csv", batch: {{ age: "0s" }} }}] }}')
        self.site.write("ticksheet.json5", f"""{{
            listen: "127.0.0.1:0", journal: "data/journal.db", sources: [{SOURCE}],
            reports: [{", ".join(reports)}] }}""")
        self.remap()

    def remap(self):
        self.site.write("acme.json5", mapping(self.chance))

    def ingest(self, marks):
        lines = bodies(marks, self.chance, self.is_losing)
        done = self.site.command("ingest", "--source", "acme", "-", text=lines)
        # Some events have no time where the mapping looks for it.
        if done.returncode not in (0, 65):
            raise RuntimeError(done.stderr)

    def done(self, *words):
        done = self.site.command(*words)
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr[-500:]}")

    def diff(self, *more):
        done = self.site.command("replay", "--since", "2020-01-01", "--diff", *more)
        if done.returncode not in (0, 65):
            raise RuntimeError(done.stderr)
        return done.stdout

    def changes(self):
        return [json.loads(line) for line in self.diff("--format", "ndjson").splitlines()]

    def rows(self):
        """The rows of each report, as what its file says of each column."""
        made = {}
        for name in self.kinds:
            header, *rows = read_rows(self.site.read(f"reports/{name}.csv"))
            made[name] = [dict(zip(header, row)) for row in rows]
        return made

    def connection(self):
        return sqlite3.connect(f"file:{self.site.path('data/journal.db')}?mode=ro", uri=True)

    def dump(self):
        with self.connection() as journal:
            return list(journal.iterdump())

    def marks(self):
        """The mark of each entry, by its number."""
        with self.connection() as journal:
            return {sequence: mark_of(custom)
                    for sequence, custom in journal.execute("SELECT sequence, custom FROM entries")}


def mark_of(custom):
    """The one custom field of an entry, however the journal writes it."""
    found = json.loads(custom)
    while not isinstance(found, str):
        found = list(found.values() if isinstance(found, dict) else found)[-1]
    return found


def applied(rows, changes, kinds, marks):
    """The rows once cells are changed as shown; what is wrong with a change is raised."""
    rows = {name: {row[IDENTITY[kinds[name]]]: dict(row) for row in listed}
            for name, listed in rows.items()}
    for name, listed in rows.items():
        kind = kinds[name]
        identity = IDENTITY[kind]
        for change in (one for one in changes if one.get("report") == name):
            if kind == "status" and change["event"] is None:
                # Its first column tells it.
                if change["column"] == "mark":
                    fresh = change["after"]
                key = fresh
            else:
                key = {"status": marks.get(change["event"]), "message": change["message"],
                       "number": change["to"]}[kind]
            if change["column"] is None:
                del listed[key]
                continue
            if change["now"] is None:
                row = listed.setdefault(key, dict.fromkeys(COLUMNS[kind], "") | {"fresh": True})
            else:
                row = listed[key]
            assert row[change["column"]] == (change["now"] or ""), (name, change, row)
            row[change["column"]] = change["after"]
        for row in listed.values():
            row.pop("fresh", None)
    return {name: ordered(listed.values()) for name, listed in rows.items()}


def lines(changes):
    return sorted(map(json.dumps, changes))


def ordered(rows):
    return sorted(tuple(sorted(row.items())) for row in rows)


def run(context, result, chance):
    shown = rounds = 0
    for number in range(12 if context.full else 2):
        moment = int(time.time()) + 2
        date = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        desk = Desk(context, chance, date, is_losing=number % 2 == 1)
        desk.ingest(range(60))
        desk.done("sync")
        time.sleep(max(0, moment - time.time()))
        desk.ingest(range(60, 120))
        # A second change finds the corrections of the first.
        for _ in range(2):
            rounds += 1
            shown += one(desk, result)
    result.figure(f"{shown} cells of {rounds} changed mappings, each of 9 reports")


def one(desk, result):
    """One changed mapping; how many cells it changes."""
    desk.remap()
    before = desk.dump()
    early = desk.changes()
    result.expect(desk.dump() == before, "--diff wrote to the journal")
    # Nothing is folded yet for rows per message; the report shows what came since, all the same.
    desk.done("sync")
    changes, rows = desk.changes(), desk.rows()
    result.expect(lines(early) == lines(changes), "--diff before and after sync differ")
    table = desk.diff("--limit", "1000")
    result.expect("57300111" not in table and "573009998877" not in table, "--diff shows a number")
    short = desk.diff("--limit", "9")
    for name in {change["report"] for change in changes if "report" in change}:
        result.contains(short, f"\n{name}\t", "a table of as many lines as reports")
    found = applied(rows, changes, desk.kinds, desk.marks())
    if desk.site.command("replay", "--since", "2020-01-01").returncode not in (0, 65):
        raise RuntimeError("replay")
    desk.done("sync")
    for name, kind in desk.kinds.items():
        if kind == "status":
            desk.done("rebuild", "--report", name)
    wanted = {name: ordered(listed) for name, listed in desk.rows().items()}
    for name in desk.kinds:
        result.expect(found[name] == wanted[name],
                      f"{name} from {desk.starts[name]}: {difference(found[name], wanted[name])}")
    left = [change for change in desk.changes() if change["change"] != "kept"]
    result.expect(left == [], f"--diff after replay: {left[:3]}")
    return sum(change["change"] != "kept" for change in changes)


def difference(found, wanted):
    """What the applied cells have wrong, in short."""
    missing = [row for row in wanted if row not in found]
    extra = [row for row in found if row not in wanted]
    return (f"{len(extra)} rows are not there, such as {extra[:1]}; "
            f"{len(missing)} are missing, such as {missing[:1]}")
