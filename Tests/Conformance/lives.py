"""All at once: `serve` and the commands that change the journal are killed again and again.

While webhooks come in, bodies that could not be mapped are tried again, all are mapped by another mapping,
old entries are removed and numbers are forgotten; rows per status, per message and per number are written.
In the end each event is a row once, in the words of the newest mapping, and what was forgotten is nowhere.
"""
import collections
import json
import os
import subprocess
import time

import replay
import retention
from harness import SOURCE, wait_until
from result import Result
from rows import compare, read_rows
from traffic import Traffic, row_of

FUNNEL, REJECTED = "reports/funnel.csv", "reports/rejected.csv"
MAPPINGS = {"report-1": "campaign-funnel", "report-2": "rejected-numbers"}
OLD_ENTRIES, FORGOTTEN = 3000, 4
# What a command may end with where `serve` or itself is killed meanwhile.
CODES = {0, 65, 69, 74, 75, -9}


def run(context):
    result, chance = Result(), context.chance("lives")
    site, old = retention.prepare(context, result, OLD_ENTRIES)
    settings(site)
    data = replay.bodies(chance, 200)[0].replace('"phone": "57300', '"phone": "57322')
    events = [event for line in data.splitlines() for event in json.loads(line)["events"]]
    # Of events that the old mapping reads too: what is forgotten before it is mapped stays a problem.
    known = [event for event in events if "ts" in event]
    numbers = sorted(event["phone"] for event in chance.sample(known, FORGOTTEN))
    site.write("acme.json5", replay.mapping(replay.OLD))
    site.write("bodies.ndjson", data)
    done = site.command("ingest", "--source", "acme", "bodies.ndjson")
    result.equal(done.returncode, 65, f"exit code of ingest with problems: {done.stderr.strip()}")
    load = Traffic(site, chance, connections=3)
    load.sent.update({("wamid." + item["id"][6:], "delivered"): row_of(item) for item in old})
    lives, killed = 40 if context.full else 12, collections.Counter()
    for life in range(lives):
        if life == 3:
            site.write("acme.json5", replay.mapping(replay.NEW))
        serve = site.serve()
        load.start(serve.port)
        commands = begin(context, site, chance, numbers)
        time.sleep(chance.uniform(0.1, 1.2))
        serve.kill()
        load.finish()
        killed.update(end(result, chance, commands))
    settle(result, site, load, numbers)
    status_rows(result, site, load, old)
    whole_rows(result, site, load, events, set(numbers))
    words(context, result, site, data)
    nowhere(result, site, numbers)
    named = ", ".join(f"{count} of {name}" for name, count in sorted(killed.items()))
    result.figure(f"{lives} kills of serve, {named}; {len(load.sent) - OLD_ENTRIES + len(events):,} events, "
                  f"{OLD_ENTRIES:,} removed, {FORGOTTEN} numbers forgotten")
    return result


def settings(site):
    site.reports = [retention.REPORT, FUNNEL, REJECTED]
    site.settings(sources=(SOURCE, replay.SOURCE), more=retention.KEPT)
    with open(site.path("ticksheet.json5")) as file:
        text = file.read()
    for name, mapping in MAPPINGS.items():
        text = text.replace(f'name: "{name}", mapping: "./rows.json5"', f'name: "{name}", mapping: "{mapping}"')
    site.write("ticksheet.json5", text)


# Lives


def begin(context, site, chance, numbers):
    """Some commands, side by side, beside `serve`."""
    found = []
    for _ in range(chance.randrange(1, 4)):
        line = chance.choice([
            ("problems", "retry", "--all"), ("replay", "--since", "2020-01-01"), ("forget", chance.choice(numbers)),
        ])
        found.append((line[0], context.started(subprocess.Popen(
            site.line(line), cwd=site.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            **site.identity))))
        time.sleep(chance.uniform(0, 0.2))
    return found


def end(result, chance, commands):
    """Kills half of the commands, waits for the others; the names of those that were killed."""
    for name, process in commands:
        if chance.random() < 0.5 and process.poll() is None:
            process.kill()
            yield name
        text = process.communicate(timeout=60)[0]
        result.expect(process.returncode in CODES, f"{name} ended with {process.returncode}: {text[-300:]}")


def settle(result, site, load, numbers):
    """Nobody dies any more: every command does what is left, and reports follow."""
    serve = site.serve()
    for number in numbers:
        done = site.command("forget", number)
        result.equal(done.returncode, 0, f"exit code of forget in the end: {done.stderr.strip()[-300:]}")
    for line in (("problems", "retry", "--all"), ("replay", "--since", "2020-01-01")):
        done = site.command(*line)
        result.equal(done.returncode, 0, f"exit code of {line[0]} in the end: {done.stderr.strip()[-300:]}")
    load.send_again(serve.port)
    result.equal(load.unanswered, [], "bodies unanswered in the end")
    site.in_step(60)
    wait_until(lambda: site.status()["retention"]["purgedEntries"] == OLD_ENTRIES, 60, "old entries to be removed")
    result.equal(site.status()["problems"], 0, "problems in the end")
    result.equal(serve.stop(), 0, "exit code of serve in the end")
    journal = site.path("data/journal.db")
    result.equal(retention.number(journal, "PRAGMA integrity_check"), "ok", "SQLite's check in the end")


# What is left


def is_acme(row):
    return row[0].startswith("m")


def status_rows(result, site, load, old):
    """The CSV that is only appended to: each event once."""
    data = site.read(retention.REPORT)
    lines = data.split(b"\r\n")
    answered = load.answered | {(item["id"], "delivered") for item in old}
    compare(result, b"\r\n".join(line for line in lines if not line.startswith(b"m")), load.sent, answered)
    seen = collections.Counter(row[0] for row in read_rows(data)[1:] if is_acme(row))
    result.equal([name for name, count in seen.items() if count > 1], [], "events twice")
    result.equal(len(seen), 600, "events of the sender whose mapping changes")


def whole_rows(result, site, load, events, forgotten):
    """A row for each message, and one for each number that was rejected."""
    states = [(row[2], row[1]) for row in load.sent.values()]
    states += [("masked" if event["phone"] in forgotten else "+" + event["phone"],
                {"FAILED": "rejected"}.get(event["state"], event["state"])) for event in events]
    found = [(number(row[0]), row[2]) for row in read_rows(site.read(FUNNEL))[1:]]
    odd = collections.Counter(found)
    odd.subtract(states)
    result.equal({key: count for key, count in odd.items() if count}, {}, "rows per message, too many or too few")
    wanted = {to for to, state in states if state == "rejected"}
    rejected = {number(row[0]) for row in read_rows(site.read(REJECTED))[1:]}
    result.equal(rejected ^ wanted, set(), "numbers rejected, too many or too few")


def number(text):
    return "masked" if text.startswith("+999") else text


def words(context, result, site, data):
    """What an export says of the sender whose mapping changed: what a journal says that knows no other."""
    fresh = replay.site_with(context, replay.NEW, data)
    shown = []
    for one in (site, fresh):
        one.write("rows.json5", replay.REPORT)
        rows = [row for row in replay.rows_of(one) if is_acme(row)]
        shown.append({row[0]: row[:2] + row[3:] for row in rows})
    odd = [name for name in shown[0].keys() | shown[1].keys() if shown[0].get(name) != shown[1].get(name)]
    result.equal(odd[:3], [], "events in other words than those of the newest mapping")


def nowhere(result, site, numbers):
    for base, _, files in os.walk(site.folder):
        for name in files:
            if name == "bodies.ndjson":
                continue
            with open(os.path.join(base, name), "rb") as file:
                data = file.read()
            held = [text for text in numbers if text.encode() in data]
            result.equal(held, [], f"forgotten numbers in {name}")
