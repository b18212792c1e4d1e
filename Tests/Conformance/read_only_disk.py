"""A disk that fails beneath a running `serve`, so that the system lets nobody write to it any more.

Webhooks get 503 and the log names the journal; the report that is on another disk stays as it is. When
the disk is mounted again, what was answered is there, and what was not is taken.
"""
import os
import subprocess

from faults import Sender, in_step
from result import Result
from rows import compare

TOOLS = "/usr/sbin:/sbin:" + os.environ.get("PATH", "")


def run(context):
    result = Result()
    site = context.site()
    image, place = site.path("disk.img"), site.path("data")
    os.makedirs(place, exist_ok=True)
    with open(image, "wb") as file:
        file.truncate(32 << 20)
    if not (does("mkfs.ext4", "-q", image) and mount(image, place)):
        return Result.left_out("no disk can be made and mounted here")
    try:
        broken(site, image, place, result)
    finally:
        context.end_processes()
        does("umount", "-l", place)
    return result


def broken(site, image, place, result):
    serve, sender = site.serve(), Sender(site, "ro")
    for number in range(20):
        result.equal(sender.post(serve.port, number), 200, f"status {number} before the disk fails")
    site.in_step()
    # What Linux does by itself when a disk of ext4 tells an error: files that are open can't be written either.
    if not result.expect(does("mount", "-o", "remount,abort", place), "the disk does not fail"):
        return
    for number in range(20, 26):
        result.equal(sender.post(serve.port, number), 503, f"status {number} on a disk that failed")
    result.expect(serve.says("journal.read_only"), "the log does not name the journal: "
                  + "\n".join(serve.lines[-3:]))
    result.expect(not serve.is_over, "serve ended on a disk that failed")
    result.equal(serve.stop(), 0, "the exit code of serve on a disk that failed")
    does("umount", place)
    if not result.expect(mount(image, place), "the disk is not mounted again"):
        return
    serve = site.serve()
    for number in range(30):
        result.equal(sender.post(serve.port, number), 200, f"status {number} after the disk was mounted again")
    in_step(site, serve, result, "a disk that failed")
    result.equal(serve.stop(), 0, "the exit code of serve")
    compare(result, site.read(), sender.sent, sender.answered, "the report after the disk failed")
    result.figure(f"{len(sender.answered)} events, each once, 6 put off with 503 while nothing could be written")


def mount(image, place):
    return does("mount", "-o", "loop,errors=remount-ro", image, place)


def does(*words):
    try:
        return subprocess.run(words, capture_output=True, env={**os.environ, "PATH": TOOLS}).returncode == 0
    except FileNotFoundError:
        return False
