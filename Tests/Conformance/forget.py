"""A forgotten number is nowhere: not in the journal, its log, its kept bodies, nor in any report.

The bytes of all files are searched for the number and for its Base64 at all three alignments. Other
rows stay as they were, a later webhook of that number comes in masked, a copy of an old one stays
a copy, an edited report stops it before anything is erased, and a kill at any moment is mended by
running it again.
"""
import base64
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import time

import replay
from harness import environment
from result import Result
from rows import read_rows
from traffic import Client, meta_body, update

GONE = "573009988776"
MASK = "999" + "1".zfill(len(GONE) - 3)
MORE = """
  retention: { bodies: "30d", entries: "400d" },"""
MOMENTS = ["rebuilt", "before-exchange", "after-exchange", "after-set-aside"]


def run(context):
    result = Result()
    beside(context, result)
    if not result.failures:
        alone(context, result)
        edited(context, result)
        former(context, result)
        killed(context, result)
        spelled(context, result)
        retried(context, result)
        renamed(context, result)
    return result


# What is sent and what is left


def wamid(number, chance):
    """A message id as WhatsApp makes them, the number at a random alignment."""
    before = b"\x1c\x18" + bytes([len(number)]) + b"\x00" * chance.randrange(3)
    tail = b"\x15\x02\x00\x11\x18\x12" + secrets.token_hex(8).encode() + b"\x00"
    return "wamid." + base64.b64encode(before + number.encode() + tail).decode()


def needles(number):
    """The number and the characters that its Base64 has at each alignment."""
    found = [number.encode()]
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + number.encode() + b"\0" * 3)
        first = (lead * 8 + 5) // 6
        last = (lead + len(number)) * 8 // 6
        found.append(text[first:last])
    return found


def places(site, number):
    """Files of the site that hold the number, one way or another."""
    found = []
    for base, _, files in os.walk(site.folder):
        for name in files:
            with open(os.path.join(base, name), "rb") as file:
                data = file.read()
            found += [f"{name} has {needle!r}" for needle in needles(number) if needle in data]
    return sorted(set(found))


def send(context, result, port, site, count=200):
    """Bodies of one to three statuses; every seventh is of the number. Returns all bodies."""
    chance = context.chance("forget")
    client = Client(port, site.secret)
    bodies = []
    for number in range(count):
        to = GONE if number % 7 == 0 else f"57301{chance.randrange(10_000_000):07d}"
        other = f"57302{chance.randrange(10_000_000):07d}"
        message = wamid(to, chance)
        updates = [update(message, "sent", to), update(wamid(other, chance), "sent", other),
                   update(message, "failed", to, errors=[{"code": 131026, "title": f"to +{to}"}])]
        bodies.append(meta_body(updates))
        result.equal(client.post(bodies[-1])[0], 200, "the status of a body")
    broken = update(wamid(GONE, chance), "sent", GONE)
    broken["timestamp"] = f"soon, {GONE}"
    result.equal(client.post_updates([broken])[0], 200, "the status of a body with a problem")
    client.close()
    return bodies


def masked(rows):
    """Rows as they should be afterwards; ids of the number are looked at by their length alone."""
    return [[len(row[0]) if row[2] == "+" + MASK else row[0], *row[1:]] for row in
            [[cell.replace(GONE, MASK) for cell in row] for row in rows]]


def forgets(result, site, code=0, **more):
    done = site.command("forget", "+57 300 998 8776", **more)
    result.equal(done.returncode, code, f"exit code of forget: {done.stdout} {done.stderr}")
    shown = done.stdout + done.stderr
    result.expect(GONE not in shown, f"forget prints the number: {shown}")
    return done


# Beside a serve and without one


def beside(context, result):
    site = context.site(reports=["reports/rows.csv", "reports/other.csv"], more=MORE)
    serve = site.serve()
    bodies = send(context, result, serve.port, site)
    site.in_step()
    before = read_rows(site.read())
    result.expect(len(places(site, GONE)) > 3, "the number is not there before it is forgotten")
    start = time.monotonic()
    done = forgets(result, site)
    took = time.monotonic() - start
    result.contains(done.stdout, "is forgotten", "what forget says")
    result.equal(places(site, GONE), [], "places of the number after forget beside serve")
    after = read_rows(site.read())
    result.equal(masked(after), masked(before), "rows after forget")
    kept = [row for row in before if row[2] != "+" + GONE]
    result.equal([row for row in after if row[2] != "+" + MASK], kept, "rows of others")

    # What comes later, and what came before.
    client = Client(serve.port, site.secret)
    for body in bodies[:8]:
        result.equal(client.post(body)[0], 200, "the status of a copy")
    late = wamid(GONE, context.chance("late"))
    result.equal(client.post_updates([update(late, "read", GONE)])[0], 200, "of a later webhook")
    result.equal(client.post_updates([update(late, "read", GONE)])[0], 200, "of its copy")
    client.close()
    site.in_step()
    rows = read_rows(site.read())
    result.equal(rows[:-1], after, "rows before the later webhook's")
    result.equal(rows[-1][1:3], ["read", "+" + MASK], "the later webhook's row")
    result.equal(serve.stop(), 0, "exit code of serve")
    result.equal(places(site, GONE), [], "places of the number after later webhooks")

    done = site.command("replay", "--since", "2020-01-01", "--diff")
    result.contains(done.stdout, "0 cells; 0 corrected, 0 new,", "replay of masked bodies")
    done = site.command("problems", "list")
    result.expect(GONE not in done.stdout, "problems list shows the number")
    serve = site.serve()
    result.equal(serve.stop(), 0, "exit code of the next serve")
    result.equal(read_rows(site.read()), rows, "rows after the next start")
    result.figure(f"{len(bodies) * 3:,} events, forgotten beside serve in {took:.2f} s")


def alone(context, result):
    site = context.site(more=MORE)
    serve = site.serve()
    send(context, result, serve.port, site, 60)
    site.in_step()
    serve.stop()
    before = read_rows(site.read())
    # An old file that a rebuild kept is named, and nothing else is.
    site.write("reports/rows.before-rebuild.csv", f"a,+{GONE}\r\n")
    done = forgets(result, site, 74)
    result.contains(done.stdout, "rows.before-rebuild.csv holds", "what cannot be erased")
    os.remove(site.path("reports/rows.before-rebuild.csv"))
    forgets(result, site)
    result.equal(places(site, GONE), [], "places of the number after forget without serve")
    result.equal(masked(read_rows(site.read())), masked(before), "rows after forget without serve")
    for wrong in ("123456", "+57x", "0", ""):
        result.equal(site.command("forget", wrong).returncode, 64, f"exit code of forget {wrong!r}")


def edited(context, result):
    site = context.site(more=MORE)
    serve = site.serve()
    send(context, result, serve.port, site, 10)
    site.in_step()
    serve.stop()
    before = site.read()
    with open(site.path("reports/rows.csv"), "ab") as file:
        file.write(b"a,note,by,hand,\r\n")
    done = forgets(result, site, 74)
    result.contains(done.stderr, "was edited by another program", "forget on an edited report")
    result.contains(done.stderr, "Nothing is erased yet", "forget on an edited report")
    with open(site.path("reports/rows.csv"), "wb") as file:
        file.write(before)
    forgets(result, site)
    result.equal(places(site, GONE), [], "places of the number after the edit is undone")


def former(context, result):
    """A report that the settings no longer name is searched and named, and so is what a rebuild kept."""
    site = context.site(more=MORE)
    serve = site.serve()
    send(context, result, serve.port, site, 10)
    site.in_step()
    serve.stop()
    old = site.path("reports/rows.csv")
    with open(old, "ab") as file:
        file.write(f"a,note,{GONE},by,hand\r\n".encode())
    result.equal(site.command("rebuild", "--report", "report-0").returncode, 0, "exit code of rebuild")
    with open(site.path("ticksheet.json5")) as file:
        text = file.read()
    site.write("ticksheet.json5", text.replace("reports/rows.csv", "reports/new.csv"))
    done = forgets(result, site, 74)
    kept = [name for name in os.listdir(site.path("reports")) if "before-rebuild" in name]
    result.equal(len(kept), 1, f"files that a rebuild kept: {kept}")
    for path in [old, *(site.path(f"reports/{name}") for name in kept)]:
        result.contains(done.stdout, f"cannot erase: {os.path.realpath(path)}", "forget with a former report")
        os.remove(path)
    done = forgets(result, site)
    result.contains(done.stderr, "The journal held no", "forget of a number that is gone")
    result.equal(places(site, GONE), [], "places of the number after former files are removed")


def killed(context, result):
    chance = context.chance("forget kills")
    for moment in MOMENTS:
        site = context.site(more=MORE)
        serve = site.serve()
        send(context, result, serve.port, site, 20)
        site.in_step()
        serve.stop()
        before = read_rows(site.read())
        forgets(result, site, -signal.SIGKILL, fail_at=f"{moment}:1")
        forgets(result, site)
        result.equal(places(site, GONE), [], f"places of the number after a kill at {moment}")
        result.equal(masked(read_rows(site.read())), masked(before), f"rows, killed at {moment}")
    site = context.site(more=MORE)
    serve = site.serve()
    send(context, result, serve.port, site, 150)
    site.in_step()
    before = read_rows(site.read())
    rounds = 12 if context.full else 5
    for _ in range(rounds):
        process = context.started(subprocess.Popen(
            site.line(["forget", GONE]), cwd=site.folder, env=environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        time.sleep(chance.random() * 0.08)
        process.kill()
        process.wait()
    forgets(result, site)
    result.equal(places(site, GONE), [], "places of the number after kills at random")
    result.equal(masked(read_rows(site.read())), masked(before), "rows after kills at random")
    result.equal(serve.stop(), 0, "exit code of serve")
    result.figure(f"{rounds + len(MOMENTS)} kills")


# Ways of writing, and bodies that are mapped again


def spelled(context, result):
    """Escaped digits are found; what is mapped again brings no number back; each old file is named once."""
    site = context.site(reports=["reports/rows.csv", "reports/rows.txt"], more=MORE)
    serve = site.serve()
    client = Client(serve.port, site.secret)
    for number, status in enumerate(("sent", "failed", "read")):
        body = meta_body([update(f"wamid.{number}", status, GONE)]).decode()
        digits = "".join(f"\\u00{ord(d):02x}" if at % 3 == number else d for at, d in enumerate(GONE))
        result.equal(client.post(body.replace(GONE, digits).encode())[0], 200, "of escaped digits")
    client.close()
    site.in_step()
    serve.stop()
    site.write("reports/rows.before-rebuild.csv", f"a,+{GONE}\r\n")
    done = forgets(result, site, 74)
    result.equal(done.stdout.count("rows.before-rebuild.csv"), 1, "lines of an old file of one stem")
    os.remove(site.path("reports/rows.before-rebuild.csv"))
    journal = sqlite3.connect(site.path("data/journal.db"))
    kept = [str(json.loads(row[0])) for row in journal.execute("SELECT body FROM bodies")]
    journal.close()
    result.equal([MASK in body for body in kept], [True] * 3, "masks in kept bodies")
    result.expect(not any(GONE in body for body in kept), "a kept body holds escaped digits")
    for call in (("--diff",), ("--diff", "--format", "ndjson"), (), ()):
        done = replay.replay(site, *call)
        result.contains(done.stdout + done.stderr, "0 corrected, 0 new, 3 as before", f"replay {call}")
        result.expect(GONE not in done.stdout + done.stderr, f"replay {call} prints the number")


def retried(context, result):
    """A problem whose body was masked: the event and its copy that comes later give one row."""
    events = [{"id": "p1", "when": 1772366400, "phone": GONE, "state": "sent"},
              {"id": "p2", "when": 1772366401, "phone": "573011112222", "state": "sent"}]
    body = json.dumps({"events": events}) + "\n"
    # Where the key does not hold the number, an event is told from its copy all the same.
    for extra in ("", ', key: ["e.id"]'):
        site = replay.site_with(context, replay.OLD, body, extra)
        result.equal(site.status()["problems"], 2, "problems of two events without a time")
        forgets(result, site)
        site.write("acme.json5", replay.mapping(replay.NEW, extra))
        for _ in range(2):
            done = site.command("problems", "retry", "--all")
            if not extra:
                result.contains(done.stderr, "journal.forgotten", "what a retry says")
        site.command("ingest", "--source", "acme", "bodies.ndjson")
        found = sorted([row[0], row[2]] for row in replay.rows_of(site))
        result.equal(found, [["p1", "+" + MASK], ["p2", "+573011112222"]],
                     f"rows of a body that came again, with the key {extra!r}")


def renamed(context, result):
    """The key of an event held the number and changes; a copy that comes after the replay stays a copy."""
    data = [{"events": [{"id": f"m{number}", "ts": 1772366400 + number, "phone": phone, "wa": wa,
                         "state": "sent"} for phone in (GONE, f"57301{number:07d}")]}
            for number, wa in enumerate((GONE, "573011112222", "+" + GONE))]
    body = "".join(json.dumps(each) + "\n" for each in data)
    # The key that a mapping has of itself, which holds the number, and one that names it.
    for extra in ("", ', key: ["e.id", "e.phone"]'):
        site = replay.site_with(context, replay.OLD, body, extra)
        before = [row[0] for row in replay.rows_of(site)]
        forgets(result, site)
        site.write("acme.json5", replay.mapping(replay.OLD | {"to": '["e.wa", "e.phone"]'},
                                                extra.replace("e.phone", "e.wa")))
        result.equal(replay.replay(site).returncode, 0, "exit code of the replay")
        for _ in range(2):
            done = site.command("ingest", "--source", "acme", "bodies.ndjson")
            result.contains(done.stdout + done.stderr, "0 new", f"copies under a changed key{extra}")
        found = [row[0] for row in replay.rows_of(site)]
        result.equal(found, before, f"messages of rows after copies under a changed key{extra}")
        result.equal(places(site, GONE), ["bodies.ndjson has b'" + GONE + "'"], "places of the number")
