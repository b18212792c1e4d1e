"""Promise 2 with two processes: one holds, others name it and stand by, and take over at its death.

A second `serve` is refused with the first one's pid; `sync` names who feeds the report, also while
that process is paused; after a kill it takes over. Looking commands and `ingest` work beside a
`serve` under load.
"""
import os
import signal

from result import Result
from rows import compare, read_rows
from traffic import Client, Traffic, key_of, meta_body, row_of, update

UNAVAILABLE = 69


def run(context):
    result = Result()
    site = context.site()
    traffic = Traffic(site, context.chance("takeover"), connections=3)
    serve = site.serve()
    first = Client(serve.port, site.secret)
    result.equal(first.post_updates([update("wamid.first", "sent")])[0], 200, "the first request")
    traffic.sent[("wamid.first", "sent")] = row_of(update("wamid.first", "sent"))
    site.in_step()
    name = f"process {serve.pid}"

    second = site.command("serve")
    result.equal(second.returncode, UNAVAILABLE, "exit code of a second serve")
    result.contains(second.stderr, str(serve.pid), "what a second serve says")
    other_name(result, site)
    stands_by(result, site, name, "beside a running serve")
    result.equal(site.reader("reports/rows.csv")["fedBy"], name, "fedBy of status --json")

    traffic.start(serve.port)
    traffic.wait(100)
    beside(result, site, traffic)
    traffic.finish()
    site.in_step()
    compare(result, site.read(), traffic.sent, traffic.answered, "CSV beside a loaded serve")

    paused(result, site, serve, name, traffic)
    result.figure(f"{traffic.requests + 1} requests under load, {len(traffic.sent):,} events")
    return result


def stands_by(result, site, name, what):
    done = site.command("sync", wait=20)
    result.equal(done.returncode, UNAVAILABLE, f"exit code of sync {what}")
    result.contains(done.stderr, name, f"what sync says {what}")


def other_name(result, site):
    """The journal's file under a second name, as a snapshot by links makes one: told of, and not opened."""
    os.makedirs(site.path("snapshot"))
    os.link(site.path("data/journal.db"), site.path("snapshot/journal.db"))
    done = site.command("check")
    result.equal(done.returncode, 0, "exit code of check with two names")
    result.contains(done.stderr, "a file with 2 names", "what check says of two names")
    settings = open(site.path("ticksheet.json5")).read()
    for journal in ("snapshot/journal.db", "data/journal.db"):
        site.write("ticksheet.json5", settings.replace("data/journal.db", journal))
        done = site.command("sync" if journal.startswith("snap") else "status")
        wanted = UNAVAILABLE if journal.startswith("snap") else 0
        result.equal(done.returncode, wanted, f"exit code beside a serve by {journal} ({done.stderr.strip()})")
        result.equal("error[journal.other_name]" in done.stderr, wanted != 0, f"what is said of {journal}")
    os.remove(site.path("snapshot/journal.db"))
    result.expect("a file with" not in site.command("check").stderr, "check warns of a journal with one name")


def beside(result, site, traffic):
    """Every other command works while requests come in, and none of them is refused meanwhile."""
    before = traffic.requests
    extra = [update(f"wamid.x{n}", "read", f"5730022{n:05d}", 1767225600 + n) for n in range(40)]
    traffic.sent.update({key_of(item): row_of(item) for item in extra})
    lines = "\n".join(meta_body([item]).decode() for item in extra) + "\n"
    done = site.command("ingest", "--source", "meta", "-", text=lines)
    result.equal(done.returncode, 0, f"exit code of ingest ({done.stderr.strip()})")
    result.contains(done.stdout, "40 new", "what ingest says")
    traffic.answered.update(key_of(item) for item in extra)
    answered = set(traffic.answered)
    done = site.command("export", "--report", "report-0", "--to", site.path("export.csv"))
    if result.equal(done.returncode, 0, f"exit code of export ({done.stderr.strip()})"):
        rows = read_rows(site.read("export.csv"))
        found = {tuple(row[:2]) for row in rows[1:]}
        result.expect(answered <= found, f"export lacks {len(answered - found)} answered events")
        result.equal(len(found), len(rows) - 1, "different events in the export")
    for command in (["status"], ["status", "--json"], ["problems", "list"]):
        done = site.command(*command)
        result.equal(done.returncode, 0, f"exit code of {' '.join(command)} ({done.stderr})")
    result.expect(traffic.wait(before + 50), "serve took no requests beside other commands")
    result.equal(traffic.refused + traffic.put_off, 0, "requests refused beside other commands")


def paused(result, site, serve, name, traffic):
    """A paused holder keeps what it holds; a dead one frees it at once."""
    serve.send_signal(signal.SIGSTOP)
    stands_by(result, site, name, "while the holder is paused")
    second = site.command("serve", wait=20)
    result.equal(second.returncode, UNAVAILABLE, "exit code of serve while the holder is paused")
    result.contains(second.stderr, str(serve.pid), "what serve says while the holder is paused")
    late = update("wamid.late", "delivered")
    done = site.command("ingest", "--source", "meta", "-", text=meta_body([late]).decode() + "\n")
    result.equal(done.returncode, 0, "exit code of ingest while the holder is paused")
    traffic.sent[key_of(late)] = row_of(late)
    serve.kill()
    done = site.command("sync")
    result.equal(done.returncode, 0, f"exit code of sync after the kill ({done.stderr.strip()})")
    compare(result, site.read(), traffic.sent, traffic.answered | {key_of(late)},
            "CSV after the takeover")
    result.equal(site.reader("reports/rows.csv")["fedBy"], None, "fedBy when nobody feeds")
    serve = site.serve()
    result.equal(serve.stop(), 0, "exit code of a serve after all that")
