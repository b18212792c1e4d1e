"""Runs the program from outside: folders with settings, commands, and a `serve` to talk to.

Nothing here checks a promise; it is what all checks share. Every process is ended by its id, every
folder removed, and a `serve` listens on a port that the system chose.
"""
import itertools
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import tempfile
import time

MAPPING = """{
  title: "Conformance", rows: "status",
  columns: [
    { header: "Message", field: "message" }, { header: "Status", field: "status" },
    { header: "To", field: "to" }, { header: "Time", field: "time" },
    { header: "Description", field: "description" },
  ],
}
"""
NAMES = ["Message", "Status", "To", "Time", "Description"]
SOURCE = (
    '{ name: "meta", path: "/webhooks/meta", mapping: "meta-cloud-api", verify: { kind: "meta", '
    'appSecrets: [{ file: "secrets/app" }], verifyToken: { file: "secrets/token" } } }'
)
CUSTOM = (
    '{ name: "custom", path: "/webhooks/custom", mapping: "custom", verify: { kind: "hmac", '
    'header: "X-Signature", prefix: "sha256=", secrets: [{ file: "secrets/app" }] } }'
)


def wait_until(condition, seconds, what):
    """Asks again and again until the answer is true; raises when it stays false."""
    end = time.monotonic() + seconds
    pause = 0.005
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)


class Context:
    """What every check gets: the program, the seed, and folders of its own."""

    def __init__(self, program, full, seed):
        self.program, self.full, self.seed = program, full, seed
        self.folder = tempfile.mkdtemp(prefix="ticksheet-conformance-")
        os.chmod(self.folder, 0o711)
        self.processes = []
        self.numbers = itertools.count(1)

    def chance(self, name):
        """Random numbers of one check, the same for the same seed whatever else runs."""
        return random.Random(f"{self.seed}/{name}")

    def site(self, **options):
        # Checks may do several things at a time.
        return Site(self, os.path.join(self.folder, f"site-{next(self.numbers)}"), **options)

    def program_for(self, user):
        """The program, or a copy of it where that user cannot reach it."""
        if user is None:
            return self.program
        try:
            subprocess.run([self.program, "--version"], user=user, group=user, extra_groups=[],
                           check=True, capture_output=True)
            return self.program
        except (OSError, subprocess.CalledProcessError):
            copy = os.path.join(self.folder, "program")
            shutil.copy(self.program, copy)
            os.chmod(copy, 0o755)
            return copy

    def started(self, process):
        self.processes.append(process)
        return process

    def end_processes(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        self.processes.clear()

    def clear(self):
        """Ends what a check left running and removes its folders."""
        self.end_processes()
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if os.path.isdir(path):
                shutil.rmtree(path, ignore_errors=True)

    def close(self):
        self.end_processes()
        shutil.rmtree(self.folder, ignore_errors=True)


class Site:
    """A folder with settings, secrets and reports; `user` is a user id that all of it runs as."""

    def __init__(self, context, folder, reports=None, limits="", batch='{ age: "0s" }', user=None,
                 sources=(SOURCE, CUSTOM), destination="", listen="127.0.0.1:0", more="",
                 variables=None):
        self.context, self.folder, self.user = context, folder, user
        self.variables = variables or {}
        self.program = context.program_for(user)
        self.reports = reports or ["reports/rows.csv"]
        for name in ("", "secrets", "reports"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        os.chmod(self.path("secrets"), 0o700)
        self.secret = secrets.token_hex(16)
        self.write("secrets/app", self.secret)
        self.write("secrets/token", secrets.token_hex(8))
        self.write("rows.json5", MAPPING)
        self.settings(limits=limits, batch=batch, sources=sources, destination=destination,
                      listen=listen, more=more)
        if user is not None:
            for base, folders, files in os.walk(folder):
                for name in [base] + [os.path.join(base, f) for f in folders + files]:
                    os.chown(name, user, user)

    def settings(self, limits="", batch='{ age: "0s" }', sources=(SOURCE, CUSTOM), destination="",
                 listen="127.0.0.1:0", more=""):
        """Writes the settings anew; each report has one file and a name of its own."""
        reports = ",\n    ".join(
            f'{{ name: "report-{number}", mapping: "./rows.json5", '
            f'to: [{{ csv: "{path}", batch: {batch}{destination} }}] }}'
            for number, path in enumerate(self.reports)
        )
        self.write("ticksheet.json5", f"""{{
  listen: "{listen}", journal: "data/journal.db",
  {f'limits: {limits},' if limits else ''}
  sources: [{', '.join(sources)}],
  reports: [
    {reports}
  ],{more}
}}
""")

    def path(self, name=""):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", newline="") as file:
            file.write(text)

    def command(self, *arguments, fail_at=None, wait=60, text=None):
        """Runs a command to its end; its output, its error output and its exit code."""
        return subprocess.run(
            self.line(arguments), cwd=self.folder, env=self.environment(fail_at),
            input=text, capture_output=True, text=True, timeout=wait, **self.identity)

    def environment(self, fail_at=None):
        return environment(fail_at) | self.variables

    @property
    def identity(self):
        """What subprocess needs to run something as the site's user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.user, "extra_groups": []}

    def line(self, arguments):
        return [self.program, *arguments, "--settings", self.path("ticksheet.json5")]

    def serve(self, fail_at=None):
        from serve import Serve

        return Serve(self, fail_at)

    def status(self):
        done = self.command("status", "--json")
        if done.returncode:
            raise RuntimeError(f"status ended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def reader(self, report):
        """What status says of a report's destination; nothing until it was opened once."""
        return next((r for r in self.status()["readers"] if r["destination"] == report), None)

    def in_step(self, seconds=30, reports=None):
        """Waits until every report holds all that the journal holds."""
        wanted = reports or self.reports

        def check():
            status = self.status()
            lags = {r["destination"]: r["lag"] for r in status["readers"]}
            return all(lags.get(report, 1) == 0 for report in wanted)

        wait_until(check, seconds, f"{', '.join(wanted)} to be in step")

    def read(self, report=None):
        with open(self.path(report or self.reports[0]), "rb") as file:
            return file.read()


def environment(fail_at=None):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TICKSHEET_")}
    if fail_at:
        kept["TICKSHEET_FAIL_AT"] = fail_at
    return kept
