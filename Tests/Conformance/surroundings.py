"""What a command is started with harms nothing: closed streams, few open files, files that may not grow, a
folder that is gone, a SIGHUP that is meant for a `serve`, another user's folders, a terminal.

The journal is looked at after each, and holds what it held.
"""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

from harness import environment
from result import Result
from rows import read_rows
from terminal import on_terminal
from traffic import meta_body, update

OUTPUT = 74
NOBODY = 65534
COMMANDS = [["status"], ["status", "--json"], ["sync"], ["check"], ["problems", "list"], ["zones"],
            ["export", "--report", "report-0", "--to", "x.csv", "--overwrite"],
            ["export", "--report", "report-0", "--to", "-"], ["backup", "copy.db"], ["ingest", "--source", "meta", "more"],
            ["replay", "--since", "2020-01-01"], ["replay", "--since", "2020-01-01", "--diff"],
            ["rebuild", "--report", "report-0"], ["forget", "+573009999999"], ["problems", "retry", "--all"]]


def run(context):
    result = Result()
    streams(context, result)
    limits(context, result)
    places(context, result)
    owners(context, result)
    terminals(context, result)
    return result


def filled(context, result, **more):
    """A site with a few events, written; and a saved body with more of them."""
    site = context.site(**more)
    site.write("more", meta_body([update("wamid.more", "read")]).decode() + "\n")
    site.write("body", meta_body([update(f"wamid.{n}", "sent") for n in range(40)]).decode() + "\n")
    result.equal(site.command("ingest", "--source", "meta", "body").returncode, 0, "exit code of ingest")
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    return site


def sound(result, site, what):
    """The journal is one, and has its entries."""
    try:
        journal = sqlite3.connect(site.path("data/journal.db"))
        found = journal.execute("PRAGMA integrity_check").fetchone()[0]
        count = journal.execute("SELECT count(*) FROM entries").fetchone()[0]
        journal.close()
    except sqlite3.DatabaseError as error:
        return result.expect(False, f"the journal after {what}: {error}")
    return result.expect(found == "ok" and count >= 40, f"the journal after {what}: {found}, {count} entries")


def shell(site, text, **more):
    return subprocess.run(["bash", "-c", text], cwd=site.folder, env=environment(), capture_output=True,
                          text=True, timeout=60, **more)


def line(site, words):
    return " ".join(f"'{word}'" for word in site.line(words))


def streams(context, result):
    """Standard streams that are closed: nothing of what is said there stands in a file."""
    site = filled(context, result)
    for words in COMMANDS:
        for closed in ("<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
            if os.path.exists(site.path("copy.db")):
                os.remove(site.path("copy.db"))
            shell(site, f"{line(site, words)} {closed}")
            if not sound(result, site, f"{words[0]} {closed}"):
                return
    done = shell(site, f"{line(site, ['status'])} >&-")
    result.equal(done.returncode, OUTPUT, "exit code of a result that cannot be written")
    serve = subprocess.Popen(["bash", "-c", f"exec {line(site, ['serve'])} <&- >&- 2>&-"], cwd=site.folder,
                             env=environment())
    context.started(serve)
    time.sleep(1.5)
    shell(site, f"{line(site, ['export', '--report', 'report-0', '--to', '-'])} >&-")
    serve.terminate()
    result.equal(serve.wait(20), 0, "exit code of a serve whose streams are closed")
    sound(result, site, "a serve whose streams are closed")
    header = read_rows(site.read())[0]
    result.equal(header[0], "Message", "the header of the report after all that")
    result.figure(f"{len(COMMANDS) * 5} commands with closed streams")


def limits(context, result):
    """Few open files, and files that may not grow: an error that says so, or the work is done."""
    site = filled(context, result)
    for most in (14, 17, 20, 22, 25, 40):
        for words in (["serve"], ["sync"], ["backup", f"few{most}.db"]):
            done = shell(site, f"ulimit -n {most}; exec timeout 20 {line(site, words)}")
            result.equal(done.returncode, OUTPUT, f"exit code of {words[0]} with {most} open files: {done.stderr}")
            result.contains(done.stderr, "files.few", f"what {words[0]} says with {most} open files")
    for words in COMMANDS:
        done = shell(site, f"ulimit -f 4; exec {line(site, words)}")
        result.expect(done.returncode in (0, OUTPUT), f"exit code of {words} where files may not grow: "
                      f"{done.returncode} {done.stderr[-300:]}")
        sound(result, site, f"{words[0]} where files may not grow")
    done = shell(site, f"ulimit -f 1; exec {line(site, ['export', '--report', 'report-0', '--to', 'large.ods'])}")
    result.equal(done.returncode, OUTPUT, "exit code of an export that may not grow")
    result.contains(done.stderr, "ulimit -f", "what an export says that may not grow")


def places(context, result):
    """A working folder that was removed, and a SIGHUP."""
    site = filled(context, result)
    for words in (["status"], ["check"], ["sync"]):
        done = shell(site, f"mkdir gone && cd gone && rmdir ../gone && exec {line(site, words)}")
        result.equal(done.returncode, OUTPUT, f"exit code of {words[0]} in a folder that is gone")
        result.contains(done.stderr, "folder.gone", f"what {words[0]} says in a folder that is gone")
    ingest = context.started(subprocess.Popen(
        site.line(["ingest", "--source", "meta", "-"]), cwd=site.folder, env=environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
    time.sleep(0.5)
    ingest.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    out, _ = ingest.communicate(meta_body([update("wamid.hup", "sent")]).decode() + "\n", timeout=20)
    result.equal(ingest.returncode, 0, "exit code of an ingest that got a SIGHUP")
    result.contains(out, "1 new", "what an ingest says that got a SIGHUP")


def owners(context, result):
    """Root's commands in another user's folder, that user's without rights, and a demo where others wait."""
    if os.geteuid() != 0:
        return
    site = context.site(user=NOBODY)
    shutil.rmtree(site.path("data"), ignore_errors=True)
    site.write("body", meta_body([update("wamid.o", "sent")]).decode() + "\n")
    for base, folders, files in os.walk(site.folder):
        for name in [".", *folders, *files]:
            os.chown(os.path.join(base, name), NOBODY, NOBODY)
    program = [site.line(["sync"])[0]]
    done = subprocess.run([*program, "ingest", "--source", "meta", "body"], cwd=site.folder, env=environment(),
                          capture_output=True, text=True)
    result.equal(done.returncode, 0, f"exit code of root's first command: {done.stderr}")
    result.equal(os.stat(site.path("data/journal.db")).st_uid, NOBODY, "the owner of a journal that root made")
    result.equal(site.command("sync").returncode, 0, "exit code of the owner's command")
    os.chown(site.path("data"), 0, 0)
    for words in (["status"], ["check"]):
        done = site.command(*words)
        result.equal(done.returncode, OUTPUT, f"exit code of {words[0]} without a right to the journal: {done.stderr}")
        result.contains(done.stderr, "journal.", f"what {words[0]} says without a right to the journal")
        result.expect("no journal" not in done.stderr, f"{words[0]} says that there is no journal")
    # A folder of somebody else's in the place of the demo's.
    place = f"/tmp/ticksheet-demo-{os.geteuid()}"
    if os.path.lexists(place):
        return
    target = tempfile.mkdtemp()
    try:
        os.symlink(target, place)
        done = subprocess.run([*program, "demo"], env=environment(), capture_output=True, text=True, timeout=120)
        result.equal(done.returncode, OUTPUT, "exit code of a demo whose folder is a link")
        result.equal(os.listdir(target), [], "what a demo wrote through a link")
    finally:
        os.remove(place)
        shutil.rmtree(target)


# C0, DEL, C1 and a character that turns the direction of writing.
STEERING = ["\u001b", "\u007f", "\u0085", "\u009b", "\u202e"]


def terminals(context, result):
    """What strangers write steers no terminal, and reads back as it came."""
    site = filled(context, result)
    title = "31m ".join(STEERING)
    error = {"code": 131026, "title": title}
    body = meta_body([update("wamid.steers", "failed", errors=[error])])
    site.write("steers", body.decode() + "\n")
    words = ["map", "--mapping", "meta-cloud-api", "steers"]
    report = words + ["--report", "whatsapp-campaign-reports"]
    for line in (words, [*words, "--explain"], report, [*report, "--format", "ndjson"]):
        shown = on_terminal(site, *line, NO_COLOR="1")
        result.contains(shown, "31m", f"what {' '.join(line)} shows")
        found = [character for character in STEERING if character in shown]
        result.equal(found, [], f"what steers a terminal in {' '.join(line)}")
    event = json.loads(on_terminal(site, *words))
    result.expect(title in event.values(), f"an event as it came: {event}")
    result.equal(json.loads(site.command(*words).stdout), event, "an event in a pipe")
