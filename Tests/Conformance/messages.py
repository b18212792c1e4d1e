"""Rows per message and per number equal what an oracle of its own folds from the same statuses.

The statuses of each message come in any order, some twice, some messages to one number; `serve` is
killed under load again and again, and what got no answer is sent anew. At every moment the files hold
whole lines, and no row that was there once is missing; in the end they are what the oracle says, and
`rebuild` and `export` say the same.
"""
import collections
import csv
import http.client
import io
import os
import sqlite3
import threading
import time

from result import Result
from traffic import FIRST, Client, key_of, update

RANK = {"accepted": 1, "sent": 2, "failed": 4, "delivered": 5, "read": 6, "played": 7}
ARRIVED = ("delivered", "read", "played")
WAYS = [
    ("sent", "delivered", "read"), ("sent", "delivered"), ("sent",), ("sent", "failed"), ("failed",),
    ("sent", "failed", "delivered"), ("sent", "read"), ("read", "played"), ("delivered", "failed"),
]
MAPPINGS = {"report-1": "campaign-funnel", "report-2": "rejected-numbers", "report-3": "./once_sent.json5"}
ONCE_SENT = """{
  title: "Once sent", rows: "message", where: { status: ["sent"] },
  columns: [{ header: "Message", field: "message" }, { header: "Status", field: "status" }],
}
"""


def run(context):
    result, chance = Result(), context.chance("messages")
    site = context.site(reports=["rows.csv", "funnel.csv", "rejected.csv", "sent.csv"])
    site.write("once_sent.json5", ONCE_SENT)
    with open(site.path("ticksheet.json5")) as file:
        text = file.read()
    for name, mapping in MAPPINGS.items():
        text = text.replace(f'name: "{name}", mapping: "./rows.json5"', f'name: "{name}", mapping: "{mapping}"')
    site.write("ticksheet.json5", text)

    updates = campaign(chance, 3000 if context.full else 800)
    waiting = [[item] for item in updates] + [[item] for item in chance.sample(updates, len(updates) // 5)]
    chance.shuffle(waiting)
    lives = 40 if context.full else 12
    kept = {name: set() for name in ("rejected.csv", "sent.csv")}
    for life in range(lives):
        share = len(waiting) if life == lives - 1 else max(1, len(waiting) // (lives - life))
        part, waiting = waiting[:share], waiting[share:]
        serve = site.serve()
        if life == lives - 1:
            waiting = send(site, serve.port, part)
            break
        sender = threading.Thread(target=lambda: waiting.extend(send(site, serve.port, part)))
        sender.start()
        time.sleep(chance.uniform(0.02, 0.3))
        serve.kill()
        sender.join()
        for name in ("funnel.csv", "rejected.csv", "sent.csv"):
            whole(result, site, name)
        done = site.command("sync")
        result.equal(done.returncode, 0, "the exit code of sync: " + done.stderr)
        for name, keys in kept.items():
            still_there(result, site, name, keys)
    result.equal(len(waiting), 0, "bodies without an answer in the end")
    site.in_step(60)
    result.equal(serve.stop(), 0, "the exit code of serve")
    updates = arrived(site, updates)
    expected = {"funnel.csv": funnel(updates), "rejected.csv": rejected(updates), "sent.csv": once_sent(updates)}
    for name, rows in expected.items():
        compare(result, sorted(read(site, name)), sorted(rows), name)
    for report, name in (("report-1", "funnel.csv"), ("report-2", "rejected.csv"), ("report-3", "sent.csv")):
        before = site.read(name)
        done = site.command("export", "--report", report, "--to", site.path("export.csv"), "--overwrite")
        result.equal(done.returncode, 0, "the exit code of export: " + done.stderr)
        result.expect(site.read("export.csv") == before, f"an export of {report} differs from {name}")
        done = site.command("rebuild", "--report", report)
        result.equal(done.returncode, 0, "the exit code of rebuild: " + done.stderr)
        result.expect(site.read(name) == before, f"a rebuild changed {name}")
    result.figure(f"{len(updates):,} statuses of {len(expected['funnel.csv']):,} messages, "
                  f"{len(expected['rejected.csv']):,} rejected numbers, {lives - 1} deaths")
    return result


def campaign(chance, count):
    """Statuses of messages, two thirds of them to numbers of their own."""
    updates = []
    for number in range(count):
        to = f"57300{number if number % 3 else number % 30:07d}"
        at = FIRST + chance.randrange(10_000)
        for status in chance.choice(WAYS):
            at += chance.randrange(1, 500)
            more = {"errors": [{"code": 131000 + chance.randrange(50), "title": "No"}]} if status == "failed" else {}
            updates.append(update(f"wamid.{number}", status, to, at, **more))
    return updates


def send(site, port, bodies):
    """Sends over three connections; gives back what got no 200."""
    left, lock, queue = [], threading.Lock(), collections.deque(bodies)

    def work():
        client = Client(port, site.secret)
        while True:
            try:
                body = queue.popleft()
            except IndexError:
                return client.close()
            try:
                if client.post_updates(body)[0] == 200:
                    continue
            except (OSError, http.client.HTTPException):
                client = Client(port, site.secret)
            with lock:
                left.append(body)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return left


# What the rows must be, from what was sent


def by_message(updates):
    messages = collections.defaultdict(list)
    for item in updates:
        messages[item["id"]].append(item)
    return messages


def shown(second):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(second))


def first(items, *statuses):
    times = [int(item["timestamp"]) for item in items if item["status"] in statuses]
    return shown(min(times)) if times else ""


def reason(item):
    error = (item.get("errors") or [None])[0]
    return f"{error['title']} ({error['code']})" if error else ""


def furthest(items):
    """The status that is the message's, and the report's word for it."""
    top = max(items, key=lambda item: RANK[item["status"]])
    return top, {"failed": "rejected"}.get(top["status"], top["status"])


def arrived(site, updates):
    """The updates in the order in which the journal has them."""
    connection = sqlite3.connect(f"file:{site.path('data/journal.db')}?mode=ro", uri=True)
    rows = connection.execute("SELECT message, status FROM entries ORDER BY sequence").fetchall()
    connection.close()
    places = {key: place for place, key in enumerate(rows)}
    return sorted(updates, key=lambda item: places[key_of(item)])


def moments(items):
    """Each moment of a message, as far as was known when each of its statuses arrived: what happened, and
    the status that counted then."""
    for count in range(1, len(items) + 1):
        known = sorted(items[:count], key=lambda item: int(item["timestamp"]))
        for end in range(1, count + 1):
            yield known[end - 1], furthest(known[:end])[0]


def once_sent(updates):
    return [[message, furthest(items)[1]] for message, items in by_message(updates).items()
            if any(top["status"] == "sent" for _, top in moments(items))]


def funnel(updates):
    rows = []
    for items in by_message(updates).values():
        top, word = furthest(items)
        rows.append(["+" + top["recipient_id"], "", word, first(items, "sent"), first(items, *ARRIVED),
                     first(items, "read", "played"), first(items, "failed"), reason(top)])
    return rows


def rejected(updates):
    numbers = collections.defaultdict(list)
    for items in by_message(updates).values():
        numbers[items[0]["recipient_id"]].append(items)
    rows = []
    for number, messages in numbers.items():
        # Of two rejections in one second that of the greater message id is shown.
        found = sorted({(int(item["timestamp"]), item["id"], reason(top))
                        for items in messages for item, top in moments(items) if top["status"] == "failed"})
        if not found:
            continue
        every = [item for items in messages for item in items]
        last = max(int(item["timestamp"]) for item in every if item["status"] == "failed")
        again = [int(item["timestamp"]) for item in every
                 if item["status"] in ARRIVED and int(item["timestamp"]) > last]
        rows.append(["+" + number, "CO", str(len({message for _, message, _ in found})),
                     shown(found[0][0]), shown(found[-1][0]), found[-1][2], shown(min(again)) if again else ""])
    return rows


def whole(result, site, name):
    data = site.read(name) if os.path.exists(site.path(name)) else b""
    result.expect(data == b"" or data.endswith(b"\r\n"), f"{name} ends inside a line after a death")


def still_there(result, site, name, keys):
    """Each row that was seen once is there; takes in those that are new."""
    found = {row[0] for row in read(site, name)} if os.path.exists(site.path(name)) else set()
    gone = keys - found
    result.expect(not gone, f"{name} has lost {len(gone)} rows, such as {sorted(gone)[:2]}")
    keys |= found


def read(site, name):
    return list(csv.reader(io.StringIO(site.read(name).decode(), newline=""), strict=True))[1:]


def compare(result, found, expected, name):
    odd = [(a, b) for a, b in zip(found, expected) if a != b]
    result.equal(len(found), len(expected), f"rows of {name}")
    result.expect(not odd, f"{name} has {len(odd)} other rows than expected, such as {odd[:2]}")
