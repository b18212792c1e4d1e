"""Signing in at Google: the whole way with a browser and a token endpoint played by this script.

What is stored is for its owner alone and Google's own library reads it, where that is installed. What
does not belong to the sign-in changes nothing, and no output shows a secret.
"""
import base64
import hashlib
import http.server
import json
import os
import stat
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

from json_answers import JSONHandler
from result import Result

USAGE, UNAVAILABLE, PERMISSION, SETTINGS = 64, 69, 77, 78
CLIENT, SECRET, REFRESH = "77.apps.googleusercontent.com", "GOCSPX-of-nobody", "1//0refresh-of-nobody"
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
GRANT = {"access_token": "ya29.of-nobody", "expires_in": 3599, "token_type": "Bearer", "scope": SCOPE,
         "refresh_token": REFRESH}


class Endpoint(http.server.ThreadingHTTPServer):
    """Gives out what it is told to and keeps what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.forms = (200, GRANT), []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/token"


class Handler(JSONHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.forms.append(dict(urllib.parse.parse_qsl(body)))
        self.answer(*self.server.answer)


class Login:
    """One run of `login google`, from the address that it prints on."""

    def __init__(self, context, site, *options):
        self.process = context.started(subprocess.Popen(
            site.line(["login", "google", "--client", "client.json", *options]), cwd=site.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        self.address = self.process.stdout.readline().strip()
        query = urllib.parse.urlsplit(self.address).query
        self.query = dict(urllib.parse.parse_qsl(query))

    def come_back(self, path="", **fields):
        url = self.query["redirect_uri"] + path + "?" + urllib.parse.urlencode(fields)
        try:
            with urllib.request.urlopen(url, timeout=30) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code

    def end(self):
        """What it said beside the address, and its exit code."""
        output, errors = self.process.communicate(timeout=60)
        return output + errors, self.process.returncode


def run(context):
    result = Result()
    endpoint = Endpoint()
    try:
        site = context.site()
        site.write("client.json", json.dumps({"installed": {
            "client_id": CLIENT, "client_secret": SECRET, "token_uri": endpoint.url}}))
        whole_way(result, context, site, endpoint)
        refused(result, context, site, endpoint)
        before(result, site)
    finally:
        endpoint.shutdown()
    return result


def silent(result, said, what):
    for secret in (SECRET, REFRESH, "ya29", "4/0code"):
        result.expect(secret not in said, f"{what}: {secret} is shown")


def whole_way(result, context, site, endpoint):
    login = Login(context, site)
    query = login.query
    result.expect(login.address.startswith("https://accounts.google.com/o/oauth2/v2/auth?"), "address")
    wanted = {"client_id": CLIENT, "scope": SCOPE, "response_type": "code", "prompt": "consent",
              "access_type": "offline", "code_challenge_method": "S256"}
    result.equal({name: query.get(name) for name in wanted}, wanted, "what the address asks for")
    # Any page may make a browser ask the port.
    result.equal(login.come_back(state="other", code="x"), 400, "another state")
    result.equal(login.come_back(code="x"), 400, "no state")
    result.equal(login.come_back("favicon.ico", state=query["state"], code="x"), 404, "another path")
    result.equal(endpoint.forms, [], "requests for tokens before the browser is back")
    result.equal(login.come_back(state=query["state"], code="4/0code"), 200, "the way back")
    said, code = login.end()
    result.equal(code, 0, f"exit code ({said.strip()})")
    result.contains(said, "credentials: { file: \"secrets/google-user.json\" }", "the next step")
    silent(result, said, "a sign-in")
    form = endpoint.forms.pop()
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    result.equal(challenge, query["code_challenge"], "the hash of the verifier")
    result.equal((form["code"], form["redirect_uri"]), ("4/0code", query["redirect_uri"]), "the form")
    path = site.path("secrets/google-user.json")
    result.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "the mode of what is stored")
    read_back(result, path)


def read_back(result, path):
    with open(path, encoding="utf-8") as file:
        stored = json.load(file)
    result.equal((stored["type"], stored["refresh_token"]), ("authorized_user", REFRESH), "the file")
    try:
        from google.oauth2.credentials import Credentials
    except ImportError:
        result.figure("google-auth is not installed")
        return
    read = Credentials.from_authorized_user_file(path)
    result.equal((read.client_id, read.client_secret, read.refresh_token), (CLIENT, SECRET, REFRESH),
                 "what google-auth reads")
    result.figure("google-auth reads what is stored")


def refused(result, context, site, endpoint):
    cases = [
        ({"error": "access_denied"}, (200, GRANT), PERMISSION, "google.login.denied"),
        ({"code": "4/0code"}, (400, {"error": "invalid_grant", "error_description": "Bad Request"}),
         UNAVAILABLE, "google.login.code"),
        ({"code": "4/0code"}, (200, GRANT | {"scope": "openid"}), PERMISSION, "google.login.scope"),
        ({"code": "4/0code"}, (200, {k: v for k, v in GRANT.items() if k != "refresh_token"}),
         UNAVAILABLE, "google.login.no_refresh_token"),
        ({"code": "4/0code"}, (401, {"error": "invalid_client", "error_description": SECRET}),
         PERMISSION, "google.client"),
    ]
    with open(site.path("secrets/google-user.json"), "rb") as file:
        stored = file.read()
    for fields, answer, wanted, word in cases:
        endpoint.answer = answer
        login = Login(context, site)
        login.come_back(state=login.query["state"], **fields)
        said, code = login.end()
        result.equal(code, wanted, f"exit code for {word}")
        result.contains(said, f"error[{word}]", "what is said")
        silent(result, said, word)
    with open(site.path("secrets/google-user.json"), "rb") as file:
        result.equal(file.read(), stored, "what was stored before")
    names = sorted(os.listdir(site.path("secrets")))
    result.equal(names, ["app", "google-user.json", "token"], "files beside it")
    # Signing in again is the remedy for much: it takes the place of the old file.
    endpoint.answer = (200, GRANT | {"refresh_token": REFRESH + "-2"})
    login = Login(context, site)
    login.come_back(state=login.query["state"], code="4/0code")
    result.equal(login.end()[1], 0, "exit code for a second sign-in")
    with open(site.path("secrets/google-user.json"), encoding="utf-8") as file:
        result.contains(file.read(), REFRESH + "-2", "the second sign-in")
    result.figure(f"{len(cases)} refusals told")


def before(result, site):
    """What is wrong is said before anybody signs in."""
    site.write("robot.json", '{"type": "service_account"}')
    cases = [
        (["--client", "client.json", "--to", "robot.json"], USAGE, "google.login.target"),
        (["--client", "none.json"], SETTINGS, "google.client_file.unreadable"),
        (["--client", "robot.json"], SETTINGS, "google.client_file.content"),
    ]
    for options, wanted, word in cases:
        done = site.command("login", "google", *options)
        result.equal(done.returncode, wanted, f"exit code for {word}")
        result.contains(done.stderr, f"error[{word}]", "what is said")
    with open(site.path("robot.json"), encoding="utf-8") as file:
        result.equal(file.read(), '{"type": "service_account"}', "a file of another kind")
