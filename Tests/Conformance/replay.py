"""Bodies are mapped again: `problems retry`, `replay --diff`, `replay`, `rebuild`, and kill -9 between.

A sender of its own changes: a label, a new field, a path that was wrong. What `--diff` shows is
compared with what a journal of its own, fed with the new mapping, holds; so is the report.
"""
import json
import signal
import sqlite3
import subprocess
import time

import replay_diff
from result import Result
from rows import read_rows

DATA, USAGE = 65, 64
SOURCE = ('{ name: "acme", path: "/webhooks/acme", mapping: "./acme.json5", verify: { kind: "hmac", '
          'header: "X-Signature", secrets: [{ file: "secrets/app" }] } }')
REPORT = """{
  title: "Replay", rows: "status",
  columns: [
    { header: "Message", field: "message" }, { header: "Status", field: "status" },
    { header: "To", field: "to" }, { header: "Time", field: "time" },
    { header: "Description", field: "description" }, { header: "Customer", field: "customer" },
  ],
}
"""
OLD = {
    "message": '"e.id"', "time": '"e.ts"', "to": '"e.phone"', "description": '"e.why"',
    "status": '{ path: "e.state", values: { FAILED: "failed" } }', "customer": '{ value: "none" }',
}
NEW = OLD | {
    "time": '["e.ts", "e.when"]', "description": '"e.reason.text"',
    "status": '{ path: "e.state", values: { FAILED: "rejected" } }', "customer": '"e.customer"',
}
COLUMNS = ["Message", "Status", "To", "Time", "Description", "Customer"]
BODIES, EVENTS = 40, 3
KEY = ', key: ["e.id", { path: "e.ts", optional: true }, { path: "e.when", optional: true }]'


def mapping(fields, extra=""):
    listed = ", ".join(f"{name}: {path}" for name, path in fields.items())
    return (f'{{ provider: "acme", phones: "international", events: [{{ each: [{{ as: "e", '
            f'path: "$.events[*]" }}], fields: {{ {listed} }}{extra} }}] }}')


def event(number, chance):
    return {"id": f"m{number}", "ts": 1772366400 + number, "phone": f"57300{number:07d}",
            "state": chance.choice(["FAILED", "sent", "delivered"]),
            "why": chance.choice(["no reason", "net"]),
            "reason": {"text": chance.choice(["no reason", "blocked", "expired"])},
            "customer": chance.choice(["none", "Ana", "=1+1"])}


def bodies(chance, count=BODIES):
    """Lines of events; in some the time stands elsewhere, which the old mapping cannot read."""
    lines, late = [], 0
    for number in range(count):
        events = [event(number * EVENTS + index, chance) for index in range(EVENTS)]
        if number % 8 == 5:
            events[1]["when"] = events[1].pop("ts")
            late += 1
        lines.append(json.dumps({"events": events}))
    return "\n".join(lines) + "\n", late


def run(context):
    result, chance = Result(), context.chance("replay")
    data, late = bodies(chance)
    retry(context, result)
    changed(context, result, data, late)
    keys(context, result, data)
    early(context, result, chance)
    copied(context, result, chance)
    repeated(context, result, chance)
    kept(context, result, data)
    folded(context, result, chance)
    replay_diff.run(context, result, chance)
    refused(context, result, data)
    advised(context, result, data)
    killed(context, result, chance)
    return result


def site_with(context, fields, data=None, extra=""):
    site = context.site(sources=(SOURCE,))
    site.write("rows.json5", REPORT)
    site.write("acme.json5", mapping(fields, extra))
    if data is not None:
        site.write("bodies.ndjson", data)
        site.command("ingest", "--source", "acme", "bodies.ndjson", wait=300)
    return site


def rows_of(site):
    """What the report holds now, exported, below the header."""
    done = site.command("export", "--report", "report-0", "--to", "now.csv", "--overwrite", wait=300)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return read_rows(site.read("now.csv"))[1:]


def replay(site, *more, since="2020-01-01", wait=300):
    return site.command("replay", "--since", since, *more, wait=wait)


def retry(context, result):
    """Problems: those that the mapping now reads go, the others stay in today's words."""
    one = {"events": [{"id": "p1", "when": 1772366400, "phone": "573001112233", "state": "sent",
                       "customer": "Ana", "reason": {"text": "r"}}]}
    two = {"events": [{"id": "p2", "phone": "573001112244", "state": "sent"},
                      {"id": "p3", "ts": 1772366401, "phone": "573001112255", "state": "FAILED"}]}
    site = site_with(context, OLD, "\n".join(map(json.dumps, (one, two))) + "\n")
    result.equal(site.status()["problems"], 2, "problems of two events without a time")
    done = site.command("problems", "retry", "--all")
    result.equal(done.returncode, DATA, "exit code of a retry that solves nothing")
    result.contains(done.stderr, 'No time was found at "e.ts".', "what a retry says")
    site.write("acme.json5", mapping(NEW))
    done = site.command("problems", "retry", "1", "2", "9")
    result.equal(done.returncode, DATA, "exit code of a retry that solves one of two")
    result.contains(done.stdout, "1 problem solved, 1 entry new, 0 corrected", "what it solved")
    result.contains(done.stderr, "There is no problem 9", "a number that is none")
    result.contains(done.stdout, " 1 still there", "problems that are still there")
    result.contains(done.stderr, "Problem 2, $['events'][0]: No time was found at \"e.ts\" ",
                    "the place of what is left")
    result.contains(done.stderr, '"e.when"', "today's words for what is left")
    statuses = [row[:2] for row in rows_of(site)]
    result.equal(statuses, [["p3", "failed"], ["p1", "sent"]], "rows after a retry")
    for call in ((), ("1", "--all")):
        done = site.command("problems", "discard", *call)
        result.equal(done.returncode, USAGE, f"exit code of discard {call}")
    done = site.command("problems", "discard", "--all")
    result.equal((done.returncode, done.stdout), (0, "1 problem discarded\n"), "discard --all")
    result.equal(site.status()["problems"], 0, "problems after discard")


def changed(context, result, data, late):
    """A changed mapping: what --diff says is what becomes of it, and a fresh journal says the same."""
    site, fresh = site_with(context, OLD, data), site_with(context, NEW, data)
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    before, written = rows_of(site), site.read()
    wanted = rows_of(fresh)
    site.write("acme.json5", mapping(NEW))
    old = {row[0]: row for row in before}
    nothing = [""] * len(COLUMNS)
    cells = sorted((row[0], column, unguarded(now), unguarded(after))
                   for row in wanted
                   for column, now, after in zip(COLUMNS, old.get(row[0], nothing), row)
                   if now != after)
    done = replay(site, "--diff", "--format", "ndjson")
    result.equal(done.returncode, 0, f"exit code of --diff ({done.stderr[-300:]})")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    by_number = {"+57" + f"300{number:07d}": f"m{number}" for number in range(BODIES * EVENTS)}
    shown = sorted((by_number[line["to"]], line["column"], line["now"] or "", line["after"])
                   for line in lines)
    result.expect(shown == cells,
                  f"--diff shows {len(shown)} cells, a fresh journal differs in {len(cells)}")
    result.equal(sum(line["change"] == "new" and line["column"] == "Message" for line in lines), late,
                 "new events that --diff shows")
    done = replay(site, "--diff", "--limit", "5")
    result.equal(len(done.stdout.splitlines()), 1 + 5 + 2, "lines of a limited --diff")
    result.contains(done.stdout, f"… and {len(cells) - 5} cells more", "what it leaves out")
    result.expect("5730000" not in done.stdout, f"--diff shows a number: {done.stdout[:300]!r}")
    result.equal(rows_of(site), before, "the report after --diff")

    done = replay(site)
    result.equal(done.returncode, 0, f"exit code of replay ({done.stderr[-300:]})")
    result.contains(done.stdout, f"{late} new, ", "what replay says")
    result.contains(done.stderr, "ticksheet rebuild --report report-0", "what replay advises")
    again = replay(site)
    result.contains(again.stdout, f"0 corrected, 0 new, {len(wanted)} as before", "a second replay")
    result.equal(replay(site, "--diff", "--format", "ndjson").stdout, "", "--diff after replay")
    site.command("sync")
    result.expect(site.read().startswith(written), "replay changed rows that were appended")
    result.equal(len(read_rows(site.read())), 1 + len(wanted), "rows after replay and sync")
    done = site.command("rebuild", "--report", "report-0")
    result.equal(done.returncode, 0, "exit code of rebuild")
    found = read_rows(site.read())[1:]
    # What could not be read then came later: those rows stand at the end.
    there = [row for row in wanted if row[0] in old]
    result.expect(found[:len(there)] == there, "rebuilt rows differ from those of a fresh journal")
    result.expect(sorted(found) == sorted(wanted), "rebuilt rows are not those of a fresh journal")
    result.equal(rows_of(site), found, "an export beside a rebuilt report")
    result.equal(site.status()["counts"], fresh.status()["counts"], "what status counts")
    ingested = site.command("ingest", "--source", "acme", "bodies.ndjson")
    result.contains(ingested.stdout, f"0 new, {len(wanted)} copies, 0 problems", "the bodies sent again")
    result.figure(f"{len(cells)} cells of {len(wanted)} rows, {late} of them new")


def unguarded(text):
    """A text as it is before the guard against formulas."""
    return text.removeprefix("'")


def keys(context, result, data):
    """A changed key: elements are found again by their place, and copies stay copies."""
    site = site_with(context, NEW, data)
    before = rows_of(site)
    site.write("acme.json5", mapping(NEW, KEY))
    done = replay(site)
    result.contains(done.stdout, f"0 corrected, 0 new, {len(before)} as before", "a changed key")
    done = site.command("ingest", "--source", "acme", "bodies.ndjson")
    result.contains(done.stdout, f"0 new, {len(before)} copies", "copies under the new key")


def early(context, result, chance):
    """Copies that come after a key or provider changed, twice, and before the first replay."""
    events = [event(number, chance) for number in (0, 1, 2, 3, 9)]
    for each in events:
        each["wa"] = "57301" + each["phone"][5:]
    lines = [json.dumps({"events": events[:3]}), json.dumps({"events": events[3:4]})]
    other = {"to": '["e.wa", "e.phone"]'}
    key = ', key: ["e.id", "e.wa"]'
    changes = {"a field of the key": (mapping(OLD | other), mapping(OLD)),
               "the key": (mapping(OLD, key), mapping(OLD, key.replace("e.wa", "e.ts"))),
               "the provider": (mapping(OLD).replace('"acme"', '"other"'), mapping(NEW))}
    for what, texts in changes.items():
        site = site_with(context, OLD, "\n".join(lines) + "\n")
        before = sorted(row[0] for row in rows_of(site))
        serve = site.serve()
        for at, text in enumerate((*texts, mapping(OLD | other, key))):
            site.write("acme.json5", text)
            serve.send_signal(signal.SIGHUP)
            result.expect(serve.says("settings taken", 20), f"settings not taken where {what} changed")
            site.write("body.json", lines[at % 2])
            done = site.command("send", "--source", "acme", "--to", f"http://127.0.0.1:{serve.port}", "body.json")
            result.contains(done.stdout + done.stderr, "0 new", f"a copy, sent where {what} changed {at + 1} times")
            done = site.command("ingest", "--source", "acme", "bodies.ndjson")
            result.contains(done.stdout, "0 new, 4 copies", f"copies, fed in where {what} changed {at + 1} times")
            result.equal(sorted(row[0] for row in rows_of(site)), before, f"rows where {what} changed {at + 1} times")
            if at == 1:
                result.equal(serve.stop(), 0, "exit code of serve")
                serve = site.serve()
        # What is new under the key of now is known before and after the replay.
        site.write("new.json", json.dumps({"events": events[4:]}))
        said = [site.command("ingest", "--source", "acme", "new.json").stdout for _ in range(2)]
        result.equal(replay(site).returncode, 0, f"exit code of replay where {what} changed")
        said.append(site.command("ingest", "--source", "acme", "new.json").stdout)
        result.equal([text.split(",")[0] for text in said], ["1 new", "0 new", "0 new"], f"new events where {what} changed")
        done = site.command("ingest", "--source", "acme", "bodies.ndjson")
        result.contains(done.stdout, "0 new, 4 copies", f"copies after replay where {what} changed")
        result.equal(sorted(row[0] for row in rows_of(site)), [*before, "m9"], f"rows in the end where {what} changed")
        result.equal(serve.stop(), 0, "exit code of serve")


def copied(context, result, chance):
    """What was a copy stays one under a changed key, also where only its body is mapped again."""
    first, second, third = (event(number, chance) for number in range(3))
    third["when"] = third.pop("ts")
    bodies = [json.dumps({"events": events}) for events in ([first], [first, second, third])]
    for way in (("problems", "retry", "--all"), ("replay", "--since", "1 second ago")):
        site = site_with(context, OLD)
        for body in bodies:
            site.command("ingest", "--source", "acme", "-", text=body + "\n")
            began = time.time()
            time.sleep(1.1 if body == bodies[0] else 0)
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(began)))
        way = tuple(since if word == "1 second ago" else word for word in way)
        site.write("acme.json5", mapping(NEW, KEY))
        done = site.command(*way)
        result.equal(done.returncode, 0, f"exit code of {way[0]} under a changed key: {done.stderr.strip()}")
        found = sorted(row[0] for row in rows_of(site))
        result.equal(found, ["m0", "m1", "m2"], f"rows after {way[0]} under a changed key")
        done = site.command("ingest", "--source", "acme", "-", text="\n".join(bodies) + "\n")
        result.contains(done.stdout, "0 new, 4 copies", f"copies that come after {way[0]}")


def repeated(context, result, chance):
    """A body with a problem repeats events of later bodies: no second rows, though the key or provider changes too."""
    events = [event(number, chance) for number in range(6)]
    late = [{("when" if name == "ts" else name): value for name, value in one.items()} for one in events]
    lines = [json.dumps({"events": late})] + [json.dumps({"events": [one]}) for one in events]
    key = ', key: ["e.id", "e.phone"]'
    for what, extra, provider in (("nothing else", "", "acme"), ("the key", key, "acme"), ("the provider", "", "other")):
        for way in (("problems", "retry", "--all"), ("replay", "--since", "2020-01-01")):
            site = site_with(context, OLD, "\n".join(lines) + "\n")
            result.equal(site.status()["problems"], len(events), "problems of a body that repeats others")
            site.write("acme.json5", mapping(NEW, extra).replace('"acme"', f'"{provider}"'))
            shown = replay(site, "--diff").stdout
            result.contains(shown, "0 new,", f"what --diff says of repeated events where {what} changed")
            done = site.command(*way, wait=300)
            result.equal(done.returncode, 0, f"exit code of {way[0]} where {what} changed: {done.stderr.strip()}")
            result.equal(sorted(row[0] for row in rows_of(site)), [f"m{number}" for number in range(6)],
                         f"rows after {way[0]} of repeated events where {what} changed")
            result.equal(site.status()["problems"], 0, f"problems after {way[0]} where {what} changed")


def kept(context, result, data):
    """What the new mapping no longer yields is kept, and said."""
    site = site_with(context, NEW, data)
    before = rows_of(site)
    site.write("acme.json5", mapping(NEW).replace("$.events[*]", "$.events[1:]"))
    lost = BODIES
    done = replay(site, "--diff", "--format", "ndjson")
    changes = [json.loads(line)["change"] for line in done.stdout.splitlines()]
    result.equal(changes, ["kept"] * lost, "what --diff says of events no longer yielded")
    done = replay(site)
    result.contains(done.stdout, f"{lost} no longer yielded (kept)", "what replay says of them")
    result.equal(rows_of(site), before, "rows after events were no longer yielded")


def folded(context, result, chance):
    """A report with a row per message follows corrections by itself, message ids among them."""
    states = ["sent", "delivered", "FAILED"]
    events = [event(number, chance) | {"id": f"m{number % 30}", "state": states[number // 30],
                                       "key": f"k{number % 30}"} for number in range(90)]
    data = "".join(json.dumps({"events": [one]}) + "\n" for one in events)
    later = NEW | {"message": '"e.key"', "time": '"e.ts"'}
    sites = []
    for fields in (OLD, later):
        site = site_with(context, fields)
        site.write("rows.json5", REPORT.replace('rows: "status"', 'rows: "message"'))
        site.write("bodies.ndjson", data)
        site.command("ingest", "--source", "acme", "bodies.ndjson")
        result.equal(site.command("sync").returncode, 0, "exit code of sync")
        sites.append(site)
    site, fresh = sites
    result.expect(site.read() != fresh.read(), "two mappings make the same rows")
    site.write("acme.json5", mapping(later))
    done = replay(site)
    result.contains(done.stdout, "90 corrected, 0 new, ", "replay with a report per message")
    result.expect("rebuild" not in done.stderr, "replay advises a rebuild of what follows by itself")
    result.equal(site.command("sync").returncode, 0, "exit code of sync after replay")
    found, wanted = read_rows(site.read()), read_rows(fresh.read())
    result.equal(len(found), 31, "rows per message after replay")
    result.expect(found == wanted, f"rows per message after replay differ: {found[1:3]} {wanted[1:3]}")


def refused(context, result, data):
    """Times, sources and ranges."""
    site = site_with(context, OLD, data)
    site.write("acme.json5", mapping(NEW))
    for call, code in ((("--since", "soon"), USAGE), ((), USAGE),
                       (("--since", "2020-01-01", "--source", "acma"), USAGE)):
        result.equal(site.command("replay", *call).returncode, code, f"exit code of replay {call}")
    done = replay(site, since="2100-01-01")
    result.contains(done.stdout, "from 0 bodies", "a range without bodies")
    done = replay(site, "--until", "2020-01-02")
    result.contains(done.stdout, "from 0 bodies", "a range that ended")
    site.settings(sources=(SOURCE.replace('name: "acme"', 'name: "other"'),))
    done = replay(site)
    result.contains(done.stderr, 'Bodies of "acme" were left out', "a source that is gone")


def advised(context, result, data):
    """`check` prints the line to run as long as kept bodies were mapped by another mapping."""
    site = site_with(context, OLD)

    def line():
        done = site.command("check")
        result.equal(done.returncode, 0, f"exit code of check ({done.stderr[-300:]})")
        return next((text for text in done.stdout.splitlines() if "another mapping than now" in text
                     and text.startswith("source")), "")

    result.equal(line(), "", "check before anything came")
    serve = site.serve()
    result.equal(serve.stop(), 0, "exit code of serve")
    site.write("acme.json5", mapping(NEW))
    result.equal(line(), "", "check after a change before anything came")
    site.write("acme.json5", mapping(OLD))
    site.write("bodies.ndjson", data)
    ingest = ("ingest", "--source", "acme", "bodies.ndjson")
    site.command(*ingest)
    result.equal(line(), "", "check without a change")
    site.write("acme.json5", mapping(OLD).replace("{", "{ // a comment\n", 1))
    result.equal(line(), "", "check after a change that changes nothing")
    site.write("acme.json5", mapping(NEW))
    found = line()
    result.contains(found, " --source acme --diff", "check after a change")
    # By the new mapping from now on: what came before is as it was.
    site.write("bodies.ndjson", data.replace('"m', '"n'))
    site.command(*ingest)
    serve = site.serve()
    result.equal(serve.stop(), 0, "exit code of serve")
    result.equal(line(), found, "check after serve began anew")
    words = found.split("ticksheet replay ")[1].split(" --settings ")[0].split()
    result.equal(site.command("replay", *words).returncode, 0, "exit code of the line to run")
    result.equal(line(), found, "check after --diff")
    words.remove("--diff")
    result.equal(site.command("replay", *words).returncode, 0, "exit code without --diff")
    result.equal(line(), "", "check after replay")
    site.write("acme.json5", mapping(OLD))
    result.contains(line(), "another mapping than now", "check after the change was taken back")


def killed(context, result, chance):
    """Killed again and again in the middle, replay ends where an undisturbed one does."""
    count = 20_000 if context.full else 3000
    data, late = bodies(chance, count)
    site, fresh = site_with(context, OLD, data), site_with(context, NEW, data)
    site.write("acme.json5", mapping(NEW))
    kills = begun = 0
    held = set()
    line = site.line(["replay", "--since", "2020-01-01"])
    for attempt in range(25):
        process = context.started(subprocess.Popen(
            line, cwd=site.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **site.identity))
        if attempt % 2:
            # However fast the machine is, it is under way.
            known = corrections_in(site)
            while process.poll() is None and corrections_in(site) == known:
                time.sleep(0.001)
        else:
            time.sleep(0.01 + 0.006 * attempt + chance.random() * 0.03)
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait()
        held.add(corrections_in(site))
        begun += 1
        if process.returncode == 0:
            break
    done = replay(site)
    result.equal(done.returncode, 0, f"exit code of the last replay ({done.stderr[-300:]})")
    again = replay(site)
    result.contains(again.stdout, "0 corrected, 0 new, ", "a replay after all")
    found, wanted = rows_of(site), rows_of(fresh)
    result.equal(len(found), len(wanted), "rows after kills")
    result.expect(sorted(found) == sorted(wanted), "rows after kills differ from a fresh journal's")
    result.expect(kills >= 3, f"only {kills} of {begun} runs were killed")
    corrections, twice = corrections_in(site)
    result.equal(twice, 0, "entries that have two corrections")
    parts = [number for number, _ in held if 0 < number < corrections]
    result.expect(parts, f"no kill came in the middle of {corrections} corrections")
    result.figure(f"{kills} kills over {count:,} bodies, {len(parts)} of them in the middle of "
                  f"{corrections:,} corrections")


def corrections_in(site):
    """How many corrections the journal holds, and how many entries have more than one.

    Python's sqlite3 waits for a lock: a reader meets one where a journal of a killed process is opened.
    """
    journal = sqlite3.connect(f"file:{site.path('data/journal.db')}?mode=ro", uri=True)
    found = journal.execute("SELECT count(*), count(*) - count(DISTINCT corrects) FROM entries "
                            "WHERE corrects IS NOT NULL").fetchone()
    journal.close()
    return found
