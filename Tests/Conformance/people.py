"""Promise 4: people may touch their files. One `serve` feeds many reports; each but one suffers something.

Nobody's edit is overwritten or cut off; a destination that cannot go on stops alone, is named by
`status` and `problems list` with a remedy; what the remedy says is done, word for word where it is a
command, and the report goes on with every row once. Nothing of it disturbs the other reports.
"""
import os
import re
import shlex
import signal
import subprocess

from harness import wait_until
from result import Result
from rows import compare
from terminal import on_terminal
from traffic import Client, key_of, row_of, update

NOBODY = 65534
# What people do to a file that is in step; each returns the new content.
EDITS = {
    "cell": lambda data: data.replace(b"+57300", b"+57311", 1),
    "last-cell": lambda data: data[:-30] + data[-30:].replace(b"2026", b"2025"),
    "row-removed": lambda data: b"\r\n".join(data.split(b"\r\n")[:3] + data.split(b"\r\n")[4:]),
    "row-appended": lambda data: data + b"a,person,wrote,this,row\r\n",
    "note-appended": lambda data: data + b"see you on Monday",
    "line-ends": lambda data: data.replace(b"\r\n", b"\n"),
    "quoted": lambda data: data.replace(b"sent", b'"sent"'),
    "emptied": lambda data: b"",
}
# These stop until somebody acts; the others are tried again by themselves.
STOPS = [*EDITS, "saved-by-name", "deleted"]
BLOCKED = ["write-protected", "no-entry", "no-folder"]
CALM = ["calm", "restored"]


class Office:
    """The folder, the events so far, and the connection they are sent on."""

    def __init__(self, context, result):
        user = NOBODY if os.geteuid() == 0 else None
        names = [*STOPS, *BLOCKED, *CALM]
        self.result = result
        self.site = context.site(reports=[f"reports/{n}/rows.csv" for n in names], user=user)
        for name in names:
            if name != "no-folder":
                self.folder(name, 0o555 if name == "no-entry" else 0o755)
        self.sent = {}
        self.serve = self.site.serve()

    def folder(self, name, mode):
        path = self.site.path(f"reports/{name}")
        os.makedirs(path)
        if self.site.user is not None:
            os.chown(path, self.site.user, self.site.user)
        os.chmod(path, mode)

    def path(self, name):
        return self.site.path(f"reports/{name}/rows.csv")

    def content(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def post(self, count):
        client = Client(self.serve.port, self.site.secret)
        for _ in range(count):
            number = len(self.sent)
            item = update(f"wamid.p{number}", "sent", f"57300{number:07d}", 1767225600 + number)
            self.result.equal(client.post_updates([item])[0], 200, f"event {number}")
            self.sent[key_of(item)] = row_of(item)
        client.close()

    def in_step(self, names, seconds=40):
        self.site.in_step(seconds, [f"reports/{name}/rows.csv" for name in names])

    def troubles(self):
        return {reader["destination"].split("/")[1]: reader["explanation"] or ""
                for reader in self.site.status()["readers"] if reader["problem"]}

    def whole(self, names, when):
        for name in names:
            compare(self.result, self.content(name), self.sent, set(self.sent), f"{name} {when}")


def run(context):
    result = Result()
    office = Office(context, result)
    office.post(30)
    office.in_step([*STOPS, "write-protected", *CALM])
    edited = disturb(office)
    office.post(5)
    office.in_step(CALM)
    hurt = {*STOPS, *BLOCKED}
    try:
        wait_until(lambda: set(office.troubles()) >= hurt, 30, "all problems to be shown")
    except TimeoutError:
        pass
    named(office, hurt)
    office.post(5)
    office.in_step(CALM)
    untouched(office, edited, "while serve runs")
    office.whole(CALM, "beside stopped ones")

    remedied_alone(office)
    rebuilt(office, edited)
    result.figure(f"{len(hurt)} kinds of harm, {len(office.sent)} rows in each report in the end")
    left_alone(context, result)
    moved(context, result)
    return result


def disturb(office):
    """Does to each report what its name says; returns what stands in the files then."""
    for name, edit in EDITS.items():
        before = office.content(name)
        after = edit(before)
        office.result.expect(before != after, f"the edit {name} changed nothing")
        with open(office.path(name), "r+b") as file:
            file.write(after)
            file.truncate()
    for name in ("saved-by-name", "restored"):
        data = office.content(name)
        copy = office.path(name) + ".tmp"
        with open(copy, "wb") as file:
            file.write(data.replace(b"\r\n", b"\n") if name == "saved-by-name" else data)
        if office.site.user is not None:
            os.chown(copy, office.site.user, office.site.user)
        os.replace(copy, office.path(name))
    os.rename(office.path("deleted"), office.path("deleted") + ".kept")
    os.chmod(office.path("write-protected"), 0o444)
    return {name: office.content(name) for name in STOPS if name != "deleted"}


def untouched(office, edited, when):
    for name, data in edited.items():
        office.result.expect(office.content(name) == data, f"the file of {name} changed {when}")
    office.result.expect(not os.path.exists(office.path("deleted")), f"a deleted file came back {when}")


def named(office, hurt):
    troubles = office.troubles()
    office.result.equal(sorted(troubles), sorted(hurt), "reports with a problem in status --json")
    done = office.site.command("problems", "list")
    listed = done.stdout + done.stderr
    for name, explanation in troubles.items():
        office.result.contains(listed, office.path(name), f"problems list, {name}")
        office.result.contains(listed, explanation, f"problems list, {name}")
        sentences = [part for part in explanation.split(". ") if part.strip()]
        office.result.expect(len(sentences) >= 2, f"{name} has no remedy: {explanation!r}")
    # Of what is to be done nothing is cut off.
    shown = on_terminal(office.site, "status")
    for name, explanation in office.troubles().items():
        office.result.contains(shown, explanation, f"status on a terminal, {name}")


def command_in(explanation, word):
    match = re.search(rf"{word} [^):;]+", explanation)
    return match[0].strip().rstrip(".") if match else None


def carry_out(office, line, what):
    done = subprocess.run(line, shell=True, cwd=office.site.folder, capture_output=True, text=True,
                          **office.site.identity)
    office.result.equal(done.returncode, 0, f"{what}: {line!r} ({done.stderr.strip()})")


def remedied_alone(office):
    """Remedies after which a running `serve` goes on by itself."""
    line = command_in(office.troubles().get("no-folder", ""), "mkdir")
    if office.result.expect(line, "the remedy for a missing folder has no mkdir line"):
        carry_out(office, line, "remedy for a missing folder")
    os.chmod(office.path("write-protected"), 0o644)
    os.chmod(os.path.dirname(office.path("no-entry")), 0o755)
    os.rename(office.path("deleted") + ".kept", office.path("deleted"))
    names = [*BLOCKED, "deleted", *CALM]
    office.in_step(names, 90)
    office.whole(names, "after its remedy")


def rebuilt(office, edited):
    """The remedy for an edited file beside the running `serve`; the edited copy stays as it is."""
    for name in edited:
        line = command_in(office.troubles().get(name, ""), "ticksheet rebuild")
        if office.result.expect(line, f"the remedy for {name} has no rebuild line"):
            line = line.replace("ticksheet", shlex.quote(office.site.program), 1)
            carry_out(office, line, f"remedy for {name}")
    office.post(5)
    every = [*STOPS, *BLOCKED, *CALM]
    office.in_step(every, 60)
    office.whole(every, "after a rebuild")
    for name, data in edited.items():
        copy = os.path.dirname(office.path(name))
        kept = [f for f in os.listdir(copy) if f != "rows.csv" and not f.startswith(".")]
        found = [open(os.path.join(copy, f), "rb").read() for f in kept]
        # What the new file begins with is no edit of anybody's.
        found.append(office.content(name)[:len(data)])
        office.result.expect(data in found, f"the edited copy of {name} is gone: {kept}")
    office.result.equal(office.troubles(), {}, "problems after all remedies")
    office.result.equal(office.serve.stop(), 0, "exit code of serve")


def left_alone(context, result):
    """An edit far above the end may go unseen, and a file of somebody else's may be in the way."""
    site = context.site(reports=["reports/long.csv", "reports/foreign.csv"])
    theirs = b"Name,Notes\r\nAna,call back\r\n"
    with open(site.path("reports/foreign.csv"), "wb") as file:
        file.write(theirs)
    serve = site.serve()
    sent = {}
    client = Client(serve.port, site.secret)

    def post(first, count):
        items = [update(f"wamid.q{n}", "sent", "573001234567") for n in range(first, first + count)]
        result.equal(client.post_updates(items)[0], 200, "a batch")
        sent.update({key_of(item): row_of(item) for item in items})

    post(0, 400)
    site.in_step(reports=["reports/long.csv"])
    with open(site.path("reports/long.csv"), "r+b") as file:
        data = file.read()
        at = data.index(b"+57300")
        file.seek(at)
        file.write(b"+99999")
    post(400, 10)
    wait_until(lambda: (site.reader("reports/long.csv")["lag"] == 0
                        or site.reader("reports/long.csv")["problem"]), 30, "the long report")
    found = site.read("reports/long.csv")
    result.equal(found[at:at + 6], b"+99999", "an edited cell far above the end")
    if site.reader("reports/long.csv")["lag"] == 0:
        compare(result, found[:at] + b"+57300" + found[at + 6:], sent, set(sent), "the long report")
    reader = wait_until(lambda: site.reader("reports/foreign.csv"), 10, "the foreign file's state")
    result.equal(reader["problem"], "sink.file.foreign", "problem of a file that was there before")
    result.expect(site.read("reports/foreign.csv") == theirs, "a foreign file was changed")
    serve.stop()


def moved(context, result):
    """A report's file gets another name, then its folder, then all stands behind a link."""
    site = context.site(reports=["reports/a.csv"])
    serve = site.serve()
    sent = {}

    def post():
        client = Client(serve.port, site.secret)
        items = [update(f"wamid.m{n}", "sent", "573001234567") for n in range(len(sent), len(sent) + 7)]
        result.equal(client.post_updates(items)[0], 200, "a batch")
        client.close()
        sent.update({key_of(item): row_of(item) for item in items})
        site.in_step()
        compare(result, site.read(), sent, set(sent), f"the report at {site.reports[0]}")

    post()
    for place, move in [
            ("reports/b.csv", lambda: os.rename(site.path("reports/a.csv"), site.path("reports/b.csv"))),
            ("files/b.csv", lambda: os.rename(site.path("reports"), site.path("files"))),
            ("files/b.csv", lambda: (os.rename(site.path("files"), site.path("elsewhere")),
                                     os.symlink("elsewhere", site.path("files"))))]:
        result.equal(serve.stop(), 0, "exit code of serve")
        move()
        site.reports = [place]
        site.settings()
        serve = site.serve()
        result.expect(serve.says("report was moved", 20), "the log does not tell that a report was moved")
        post()
        readers = [reader["destination"] for reader in site.status()["readers"]]
        result.equal(readers, [place], "what status shows after a move")
    # The same amid a serve, which goes on by the name of before; commands leave the file to it.
    os.rename(site.path("elsewhere"), site.path("farther"))
    os.symlink("farther", site.path("elsewhere"))
    before = site.read()
    for command in (["rebuild", "--report", "report-0"], ["sync"], ["forget", "+573001234567"]):
        done = site.command(*command)
        result.expect(done.returncode != 0, f"exit code of {command} on a file that serve knows by another name")
        result.contains(done.stderr, "sink.file.other_name", f"what {command} says of it")
    result.expect(site.read() == before, "the file that is left to serve changed")
    seen = [name for name in os.listdir(site.path("farther")) if not name.startswith(".")]
    result.equal(seen, ["b.csv"], "files beside the one that is left to serve")
    serve.send_signal(signal.SIGHUP)
    result.expect(serve.says("report was moved", 20), "the log does not tell of a move after SIGHUP")
    post()
    result.equal(site.command("rebuild", "--report", "report-0").returncode, 0, "exit code of rebuild after SIGHUP")
    result.equal(serve.stop(), 0, "exit code of serve")
