"""A running `serve`: its port, what it says, its end.

Its error output is read all the time, line by line, so that it never waits for a reader; the port
is the one that it prints.
"""
import re
import subprocess
import threading
import time


class Serve:
    """A running `serve`; its error output is read all the time, line by line."""

    LISTENS = re.compile(r"^ticksheet \S+ listens on (?:127\.0\.0\.1|0\.0\.0\.0):(\d+)")

    def __init__(self, site, fail_at=None, under=()):
        self.site, self.lines, self.port = site, [], None
        self.change = threading.Condition()
        self.process = site.context.started(subprocess.Popen(
            [*under, *site.line(["serve"])], cwd=site.folder, env=site.environment(fail_at), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
            **site.identity))
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.wait_for(lambda: self.port or self.is_over, 120 if under else 30) or not self.port:
            if self.is_over:
                # What it said last may not be read yet.
                self.reader.join(10)
            raise RuntimeError("serve did not come up: " + "\n".join(self.lines)[-1500:])

    def read(self):
        for line in self.process.stderr:
            match = self.LISTENS.match(line)
            with self.change:
                self.lines.append(line.rstrip("\n"))
                if match:
                    self.port = int(match[1])
                self.change.notify_all()
        with self.change:
            self.change.notify_all()

    @property
    def is_over(self):
        return self.process.poll() is not None

    @property
    def pid(self):
        return self.process.pid

    def wait_for(self, condition, seconds):
        end = time.monotonic() + seconds
        with self.change:
            while not condition():
                if time.monotonic() > end:
                    return False
                self.change.wait(0.05)
        return True

    def says(self, part, seconds=20):
        """Waits for a line with a text in it; returns it, or nothing."""
        found = []

        def look():
            found[:] = [line for line in self.lines if part in line]
            return found

        self.wait_for(look, seconds)
        return found[0] if found else None

    def send_signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.ended(10)

    def stop(self, seconds=40):
        """Ends it as a service manager would; its exit code."""
        if not self.is_over:
            self.process.terminate()
        return self.ended(seconds)

    def ended(self, seconds=30):
        code = self.process.wait(seconds)
        self.reader.join(5)
        self.process.stderr.close()
        return code
