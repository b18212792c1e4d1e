"""Settings that hold until a restart: what serve says of them after a SIGHUP is what it does.

Everything else in the same edit holds at once.
"""
import http.server
import json
import os
import socket
import threading

from harness import CUSTOM, SOURCE, wait_until
from json_answers import JSONHandler
from operation import TOKEN, ask, count, hang_up, operator_port
from result import Result
from traffic import Client, update

UNVERIFIED = '{{ name: "open", path: "/open", mapping: "custom", verify: {{ kind: "none"{0} }} }}'
ALLOWED = UNVERIFIED.format(", allowUnverified: true")
USER = {"type": "authorized_user", "client_id": "77.apps", "client_secret": "of-nobody",
        "refresh_token": "1//0of-nobody"}
OWN_PORT = "127.0.0.1:0"


class Google(http.server.ThreadingHTTPServer):
    """Gives out tokens and nothing else; keeps how it was asked for them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *arguments):
        pass  # serve hangs up where other settings are taken

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(JSONHandler):
    def do_GET(self):
        self.answer(503, {})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/token":
            return self.answer(503, {})
        self.server.connections.append(self.headers["Connection"])
        return self.answer(200, {"access_token": "ya29.of-nobody", "expires_in": 3599, "token_type": "Bearer"})


def run(context):
    result = Result()
    transport(context, result)
    unverified(context, result)
    operator_token(context, result)
    result.figure("transport, address and operator's address wait for a restart")
    return result


def needs_restart(serve, key):
    return count(serve, f'msg="setting needs a restart" key={key} ')


def transport(context, result):
    """Google is called over what serve was started with; URLSession would ask to close each connection."""
    google = Google()
    sheet = (f' }}, {{ sheets: {{ spreadsheet: "1AbC", tab: "Log", endpoint: "{google.url}", '
             'credentials: { file: "secrets/google-user.json" } }')
    site = context.site(destination=sheet)
    site.write("secrets/google-user.json", json.dumps(USER | {"token_uri": google.url + "/token"}))
    os.chmod(site.path("secrets/google-user.json"), 0o600)
    serve = site.serve()
    client = Client(serve.port, site.secret)
    client.post_updates([update("wamid.t", "sent")])
    client.close()
    wait_until(lambda: google.connections, 20, "the first token")
    before = len(google.connections)
    site.settings(destination=sheet, more='\n  http: "urlsession",')
    result.expect(hang_up(serve, 'msg="settings taken"'), "settings with another transport were not taken")
    result.equal(needs_restart(serve, "http"), 1, "lines about the transport")
    wait_until(lambda: len(google.connections) > before, 20, "a token for the new settings")
    result.equal(set(google.connections), {None}, "what the calls say of their connections")
    result.equal(serve.stop(), 0, "exit code of serve with another transport")
    google.shutdown()


def unverified(context, result):
    """Beside an address that waits for the restart, a source that nobody allowed is refused, others are taken."""
    site = context.site(listen="0.0.0.0:0", sources=(SOURCE, ALLOWED))
    serve = site.serve()
    client = Client(serve.port, site.secret)
    for listen, source, said in (
            ("0.0.0.0:1", ALLOWED, "settings taken"), ("127.0.0.1:1", ALLOWED, "settings taken"),
            ("127.0.0.1:1", UNVERIFIED.format(""), "settings not taken"),
            ("127.0.0.1:1", UNVERIFIED.format(", allowUnverified: false"), "settings not taken"),
            ("0.0.0.0:1", UNVERIFIED.format(""), "settings not taken")):
        site.settings(listen=listen, sources=(SOURCE, source))
        result.expect(hang_up(serve, f'msg="{said}"'), f"not said of {source} at {listen}: {said}")
        result.equal(client.post(b"{}", "/open", {})[0], 200, f"status of the source that holds after {source}")
    line = next((line for line in serve.lines if "settings not taken" in line), "")
    for part in ('"open', "is not verified", "listen is still", "restart serve", "a kind that verifies",
                 "allowUnverified: true"):
        result.contains(line.replace('\\"', '"'), part, "what is said of an unverified source beside another listen")
    result.equal(needs_restart(serve, "listen"), 2, "lines about the address")
    client.close()
    result.equal(serve.stop(), 0, "exit code of serve with an unverified source")


def operator_token(context, result):
    """A token holds at once, wherever the listener is to be after a restart."""

    def settings(listen, secret=None):
        token = ', token: { file: "secrets/operator" }' if secret else ""
        if secret:
            site.write("secrets/operator", secret)
        site.settings(sources=(SOURCE, CUSTOM), more=f'\n  operator: {{ listen: "{listen}"{token} }},')

    site = context.site()
    settings(OWN_PORT, TOKEN)
    serve = site.serve()
    port = operator_port(serve)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        elsewhere = f"127.0.0.1:{other.getsockname()[1]}"
    for listen, secret, holds, lines in (
            (elsewhere, "second", "second", 1), (OWN_PORT, "third", "third", 1), (elsewhere, None, "third", 2)):
        settings(listen, secret)
        result.expect(hang_up(serve, 'msg="settings taken"'), f"an operator at {listen} was not taken")
        statuses = {token: ask(port, token=token)[0] for token in (TOKEN, "second", "third", None)}
        result.equal(statuses, {token: 200 if token == holds else 401 for token in statuses},
                     f"status by token after {listen} with {secret}")
        result.equal(needs_restart(serve, "operator.listen"), lines, "lines about the operator's address")
    settings(OWN_PORT)
    result.expect(hang_up(serve, 'msg="settings taken"'), "an operator without a token was not taken")
    result.equal(ask(port, token=None)[0], 200, "status without a token where none is wanted")
    result.equal(serve.stop(), 0, "exit code of serve with other tokens")
