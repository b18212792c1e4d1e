"""Every provider that `init` knows: its settings are right, its samples map, what `send` signs is taken.

Each step's result is what the README promises: the row stands in the CSV, a copy adds none.
"""
import os
import re
import subprocess

from harness import environment
from result import Result
from serve import Serve


class Folder:
    """What `init` wrote, as serve.Serve needs it."""

    identity = {}

    def __init__(self, context, name):
        self.context, self.program = context, context.program
        self.folder = os.path.join(context.folder, f"provider-{name}")
        os.makedirs(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def environment(self, fail_at=None):
        return environment(fail_at)

    def line(self, arguments):
        return [self.program, *arguments, "--settings", self.path("ticksheet.json5")]

    def command(self, *arguments):
        return subprocess.run(self.line(arguments), cwd=self.folder, capture_output=True, text=True,
                              timeout=60, stdin=subprocess.DEVNULL)


def run(context):
    result = Result()
    done = subprocess.run([context.program, "init", "--provider", "?"], capture_output=True, text=True,
                          timeout=60)
    names = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", done.stderr.partition("allowed are ")[2].split("\n")[0])
    names = [name for name in names if name != "and"]
    result.expect(len(names) > 10, f"providers in {done.stderr!r}")
    for name in names:
        one(context, result, name)
    result.figure(f"{len(names)} providers from init to the row")
    return result


def one(context, result, name):
    site = Folder(context, name)

    def fine(*arguments):
        done = site.command(*arguments)
        result.equal(done.returncode, 0, f"{name}: {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    fine("init", "--provider", name, "--zone", "UTC")
    with open(site.path("ticksheet.json5"), encoding="utf-8") as file:
        text = file.read()
    source = re.search(r'name: "([^"]+)"', text)[1]
    text = text.replace("127.0.0.1:8080", "127.0.0.1:0").replace('age: "5s"', 'age: "0s"')
    with open(site.path("ticksheet.json5"), "w", encoding="utf-8") as file:
        file.write(text)
    fine("check")
    samples = [os.path.join("samples", sample) for sample in sorted(os.listdir(site.path("samples")))]
    result.expect(samples, f"{name}: there is no sample")
    for sample in samples:
        mapped = subprocess.run([site.program, "map", "--mapping", name, sample], cwd=site.folder,
                                capture_output=True, text=True, timeout=60)
        result.equal(mapped.returncode, 0, f"{name}: map {sample}: {mapped.stderr.strip()}")
    serve = Serve(site)
    address = f"http://127.0.0.1:{serve.port}"
    rows = 1 + len(samples)
    result.contains(fine("send", "--source", source, "--to", address), "1 new", f"{name}: send")
    for again in ("1 new", "1 copies"):
        for sample in samples:
            said = fine("send", "--source", source, "--to", address, site.path(sample))
            result.contains(said, again, f"{name}: send {sample}")
    result.equal(serve.stop(), 0, f"{name}: exit code of serve")
    fine("sync")
    with open(site.path("reports/whatsapp-campaign-reports.csv"), encoding="utf-8") as file:
        result.equal(len(file.readlines()), 1 + rows, f"{name}: lines of the report")
