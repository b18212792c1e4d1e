"""Promise 1 below the program: the journal is synced to disk before the 200 leaves.

A kill -9 cannot show this, because the kernel keeps what was written. So the system calls of a
running `serve` are watched: between the end of reading a request and the begin of writing its 200 on
that socket, the journal's log is written, and a sync of it begins and ends.
"""
import re
import shutil
import subprocess
import threading

from harness import wait_until
from result import Result
from traffic import Client, update

CALLS = "read,recvfrom,recvmsg,readv,write,pwrite64,pwritev,writev,send,sendto,sendmsg,fsync,fdatasync"
READS = {"read", "recvfrom", "recvmsg", "readv"}
WRITES = {"write", "writev", "send", "sendto", "sendmsg"}
SYNCS = {"fsync", "fdatasync"}
LOG_WRITES = {"write", "pwrite64", "pwritev", "writev"}
LINE = re.compile(r"^(\d+)\s+(\d+\.\d+) (.*)$")
CALL = re.compile(r"^(\w+)\((\d+)<(.*)$")
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$")


def run(context):
    if not shutil.which("strace"):
        return Result.left_out("strace is not installed")
    result = Result()
    site = context.site()
    serve = site.serve()
    clients = [Client(serve.port, site.secret) for _ in range(4)]
    # What the first request sets up stands between nothing.
    clients[0].post_updates([update("wamid.before", "sent")])
    trace = site.path("trace")
    watcher = context.started(subprocess.Popen(
        ["strace", "-f", "-ttt", "-yy", "-s", "24", "-o", trace, "-e", f"trace={CALLS}",
         "-p", str(serve.pid)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
    first = watcher.stderr.readline()
    if "attached" not in first:
        watcher.wait(10)
        return Result.left_out(f"strace cannot attach: {first.strip()}")

    singles, each = (200, 100) if context.full else (20, 20)
    for number in range(singles):
        status, _, _ = clients[0].post_updates([update(f"wamid.one{number}", "sent")])
        result.equal(status, 200, f"request {number}")
    threads = [threading.Thread(target=post, args=(client, index, each, result))
               for index, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = singles + each * len(clients)
    wait_until(lambda: open(trace).read().count("HTTP/1.1 200") >= wanted, 20, "the trace")
    watcher.terminate()
    watcher.wait(10)
    watcher.stderr.close()
    serve.stop()
    found = judge(result, open(trace, errors="replace").read())
    result.equal(found, wanted, "replies seen in the trace")
    result.figure(f"{singles} requests one by one, {wanted - singles} at once, each synced first")
    return result


def post(client, index, count, result):
    for number in range(count):
        status, _, _ = client.post_updates([update(f"wamid.c{index}-{number}", "sent")])
        result.equal(status, 200, f"request {number} of connection {index}")


def calls(text):
    """The system calls as (name, what it works on, text, begin, end), by their begin."""
    open_calls, done = {}, []
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        task, at, rest = match[1], float(match[2]), match[3]
        resumed = RESUMED.match(rest)
        if resumed:
            begun = open_calls.pop((task, resumed[1]), None)
            if begun:
                done.append((*begun[:2], begun[2] + resumed[2], begun[3], at))
            continue
        call = CALL.match(rest)
        if not call:
            continue
        end = call[3].find(">, ") if ">, " in call[3] else call[3].find(">)")
        target = call[3][:end] if end >= 0 else call[3].split(" <unfinished")[0].rstrip(">")
        one = (call[1], target, call[3], at)
        if rest.endswith("<unfinished ...>"):
            open_calls[(task, call[1])] = one
        else:
            done.append((*one, at))
    return sorted(done, key=lambda one: one[3])


def judge(result, text):
    """Holds each reply to the promise; returns how many there were."""
    read_at, replies = {}, 0
    logs, syncs = [], []
    for name, target, rest, begin, end in calls(text):
        if target.startswith("TCP"):
            if name in READS and "EAGAIN" not in rest:
                read_at[target] = end
            elif name in WRITES and "HTTP/1.1 200" in rest:
                replies += 1
                since = read_at.get(target)
                written = [at for at in logs if since is not None and since <= at <= begin]
                synced = [s for s in syncs if written and written[0] <= s[0] and s[1] <= begin]
                result.expect(
                    synced,
                    f"reply {replies} at {begin:.6f} left without a sync of the journal since its "
                    f"request was read at {since}: {len(written)} writes to the log before it")
        elif target.endswith("-wal"):
            if name in LOG_WRITES:
                logs.append(end)
            elif name in SYNCS and rest.rstrip().endswith("= 0"):
                syncs.append((begin, end))
    return replies
