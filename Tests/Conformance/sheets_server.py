"""The stand-in for Google Sheets as a process of its own, for checks that speak to it."""
import json
import os
import subprocess
import urllib.error
import urllib.request

import repository


class SheetsServer:
    """A running stand-in; `arguments` are its own words, such as `open` or `quotas=none`."""

    def __init__(self, context, *arguments):
        self.process = context.started(
            subprocess.Popen([program(), *arguments], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True))
        self.endpoint = self.process.stdout.readline().strip()
        if not self.endpoint.startswith("http"):
            raise RuntimeError(f"the stand-in did not start: {self.endpoint!r}")

    def call(self, method, target, body=None, token=None):
        """Status, text and header fields of an answer."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + target, method=method, data=data)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), error.headers

    def json(self, method, target, body=None, token=None):
        status, text, _ = self.call(method, target, body, token)
        if status != 200:
            raise RuntimeError(f"{method} {target}: {status} {text}")
        return json.loads(text)

    def token(self, email, project="project"):
        asked = {"email": email, "project": project, "scopes": ["spreadsheets", "drive"]}
        return self.json("POST", "/emulator/tokens", asked)["access_token"]

    def stop(self):
        """Lets it end by itself."""
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def kill(self):
        """Ends it as a power cut would end its process."""
        self.process.kill()
        self.process.wait(timeout=30)


def hindrance():
    """Why the stand-in cannot be had here; nothing where it can."""
    return None if os.environ.get("SHEETS_EMULATOR") else repository.hindrance()


_built = []


def program():
    """The stand-in's program: named by SHEETS_EMULATOR, or built once."""
    given = os.environ.get("SHEETS_EMULATOR")
    if given:
        return given
    if not _built:
        done = repository.swift("build", "-c", "release", "--product", "sheets-emulator")
        if done.returncode:
            raise RuntimeError("swift build\n    " + repository.tail(done))
        folder = repository.swift("build", "-c", "release", "--show-bin-path").stdout.strip()
        _built.append(os.path.join(folder, "sheets-emulator"))
    return _built[0]
