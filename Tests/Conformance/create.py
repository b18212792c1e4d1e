"""A spreadsheet that init makes: once, by those who can own one, and never twice unsaid.

A token endpoint and the one method of Google's that makes spreadsheets are played by this script. An
answer that is lost leaves no settings behind and is told as what it is.
"""
import http.server
import json
import os
import subprocess
import threading

from json_answers import JSONHandler
from result import Result

USAGE, UNAVAILABLE, SETTINGS = 64, 69, 78
TITLE = "WhatsApp campaign reports"
USER = {"type": "authorized_user", "client_id": "77.apps", "client_secret": "of-nobody",
        "refresh_token": "1//0of-nobody"}


class Google(http.server.ThreadingHTTPServer):
    """Gives out tokens, makes spreadsheets and answers as it is told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour, self.made, self.tokens = "made", [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(JSONHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        google = self.server
        if self.path == "/token":
            google.tokens += 1
            return self.answer(200, {"access_token": "ya29.x", "expires_in": 3599,
                                     "token_type": "Bearer"})
        if self.path.split("?")[0] != "/v4/spreadsheets":
            return self.answer(404, {})
        how = google.behaviour
        if how in ("made", "lost", "unreadable", "503"):
            google.made.append(json.loads(body)["properties"]["title"])
        if how == "lost":
            return self.connection.close()
        if how == "unreadable":
            return self.answer(200, {"spreadsheetUrl": "x"})
        if how == "made":
            return self.answer(200, {"spreadsheetId": f"1Made{len(google.made)}"})
        status, kind = {"403": (403, "PERMISSION_DENIED"), "503": (503, "UNAVAILABLE")}[how]
        return self.answer(status, {"error": {"code": status, "status": kind,
                                              "message": "The caller does not have permission"}})


def run(context):
    result = Result()
    google = Google()
    try:
        made(result, context.site(), google)
        for behaviour in ("lost", "unreadable", "503"):
            unknown(result, context.site(), google, behaviour)
        refused(result, context.site(), google)
        robot(result, context.site(), google)
        usage(result, context.site(), google)
    finally:
        google.shutdown()
    return result


def prepare(site, google):
    """A person who has signed in, and no settings yet."""
    os.remove(site.path("ticksheet.json5"))
    site.write("secrets/google-user.json", json.dumps(USER | {"token_uri": google.url + "/token"}))
    os.chmod(site.path("secrets/google-user.json"), 0o600)
    google.made.clear()


def create(site, google, *more):
    return site.command("init", "--zone", "UTC", "--to", "sheets", "--create", "--endpoint", google.url,
                        *more)


def made(result, site, google):
    prepare(site, google)
    google.behaviour = "made"
    done = create(site, google)
    result.equal(done.returncode, 0, f"init --create: {done.stderr}")
    result.equal(google.made, [TITLE], "spreadsheets that were made")
    result.contains(done.stdout, "https://docs.google.com/spreadsheets/d/1Made1/edit", "its address")
    text = open(site.path("ticksheet.json5")).read()
    for part in ('spreadsheet: "1Made1"', 'file: "secrets/google-user.json"', google.url):
        result.contains(text, part, "the settings")
    checked = site.command("check")
    result.equal(checked.returncode, 0, f"check of the settings: {checked.stderr}")
    again = create(site, google)
    result.contains(again.stderr, "is there already", "init once more")
    result.equal(google.made, [TITLE], "spreadsheets after init once more")
    for secret in ("of-nobody", "ya29"):
        result.expect(secret not in done.stdout + done.stderr, f"{secret} is shown")
    result.figure("1 made, never 2")


def unknown(result, site, google, behaviour):
    """It was made, and nobody is told."""
    prepare(site, google)
    google.behaviour = behaviour
    done = create(site, google)
    result.equal(done.returncode, UNAVAILABLE, f"{behaviour}: exit code")
    result.equal(google.made, [TITLE], f"{behaviour}: spreadsheets that were made")
    result.contains(done.stderr, "it is not known whether the spreadsheet", behaviour)
    result.contains(done.stderr, "--spreadsheet ADDRESS", behaviour)
    result.expect(not os.path.exists(site.path("ticksheet.json5")), f"{behaviour}: settings were written")


def refused(result, site, google):
    prepare(site, google)
    google.behaviour = "403"
    done = create(site, google)
    result.contains(done.stderr, "error[sheets.no_room]", "403")
    result.contains(done.stderr, "sheets.new", "403")
    unreachable = site.command("init", "--zone", "UTC", "--to", "sheets", "--create", "--endpoint",
                               "http://127.0.0.1:1")
    result.contains(unreachable.stderr, "error[sheets.unavailable]", "nobody listens")
    result.equal(google.made, [], "spreadsheets that were made though refused")
    result.expect(not os.path.exists(site.path("ticksheet.json5")), "settings were written though refused")


def robot(result, site, google):
    """A service account has no room of its own: nothing is even asked."""
    os.remove(site.path("ticksheet.json5"))
    google.behaviour, before = "made", google.tokens
    google.made.clear()
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "RSA"], capture_output=True, text=True,
                         timeout=60, check=True).stdout
    site.write("robot.json", json.dumps({
        "type": "service_account", "project_id": "p", "private_key_id": "k", "private_key": key,
        "client_email": "robot@p.iam.gserviceaccount.com", "token_uri": google.url + "/token"}))
    done = create(site, google, "--credentials", site.path("robot.json"))
    result.equal(done.returncode, SETTINGS, "a service account: exit code")
    result.contains(done.stderr, "error[init.no_person]", "a service account")
    for part in ("gives service accounts no room", "share it with", "ticksheet login google"):
        result.contains(done.stderr, part, "a service account")
    result.equal((google.made, google.tokens), ([], before), "calls for a service account")


def usage(result, site, google):
    os.remove(site.path("ticksheet.json5"))
    for words in (["--create"], ["--to", "sheets", "--create", "--spreadsheet", "1AbC"],
                  ["--to", "sheets", "--endpoint", google.url], ["--spreadsheet", "1AbC"],
                  ["--to", "sheets", "--spreadsheet", 'a"b'], ["--to", "ods", "--excel"],
                  ["--to", "sheets", "--spreadsheet", "https://docs.google.com/spreadsheets/d/"]):
        done = site.command("init", "--zone", "UTC", *words)
        result.equal(done.returncode, USAGE, f"init {' '.join(words)}: exit code")
        option = next(word for word in words if word in ("--create", "--endpoint", "--spreadsheet", "--excel"))
        result.contains(done.stderr, option[2:], f"init {' '.join(words)}")
        result.expect(not os.path.exists(site.path("ticksheet.json5")), f"init {' '.join(words)} wrote settings")
    # As whoever has several accounts sees it.
    done = site.command("init", "--zone", "UTC", "--to", "sheets", "--spreadsheet",
                        "https://docs.google.com/spreadsheets/u/1/d/1AbC-x_/edit#gid=0")
    result.equal(done.returncode, 0, f"init with an account's address ({done.stderr.strip()})")
    with open(site.path("ticksheet.json5")) as file:
        result.contains(file.read(), "1AbC-x_", "settings with an account's address")
    os.remove(site.path("ticksheet.json5"))
    missing = create(site, google)
    result.equal(missing.returncode, SETTINGS, "nobody signed in: exit code")
    result.contains(missing.stderr, "ticksheet login google", "nobody signed in")
