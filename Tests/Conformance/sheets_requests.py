"""Every request to Google Sheets is one that Google's own discovery document knows.

A proxy between the program and its stand-in writes down each request; then each is held against the
document: method, path, query and every member of the body with its type. Needs the document
(`sheets/sheets.v4.json` in the folder of TICKSHEET_CASES).
"""
import gzip
import http.client
import http.server
import json
import os
import re
import threading
import urllib.parse

from harness import SOURCE
from result import Result
from stand_in import StandIn
from traffic import FIRST, meta_body, update

# Query parameters that every method takes, as the document's own list says.
REPORTS = [("log", "whatsapp-campaign-reports", "Log"), ("funnel", "campaign-funnel", "Funnel"),
           ("numbers", "rejected-numbers", "Numbers")]


def run(context):
    result = Result()
    cases = os.environ.get("TICKSHEET_CASES", "")
    path = os.path.join(cases, "sheets", "sheets.v4.json")
    if not os.path.exists(path):
        result.reason = "left out: TICKSHEET_CASES names no folder with sheets/sheets.v4.json"
        return result
    with open(path) as file:
        document = Document(json.load(file))
    site = context.site()
    stand_in = StandIn(context, site, 1)
    proxy = Proxy(stand_in.port)
    write_settings(site, stand_in, proxy.port)
    bodies = [meta_body([update(f"wamid.{n}", status, f"57300{1_000_000 + n}", FIRST + n * 60)])
              for n in range(40) for status in ("sent", "failed" if n % 4 == 0 else "delivered")]
    site.write("saved.ndjson", "\n".join(body.decode() for body in bodies))
    for arguments in (["ingest", "--source", "meta", "saved.ndjson"], ["check", "--online"], ["sync"],
                      ["rebuild", "--report", "log"], ["rebuild", "--report", "funnel"],
                      ["forget", "+573001000007"], ["adopt", "--report", "log", "--skip"], ["sync"]):
        done = site.command(*arguments)
        result.equal(done.returncode, 0, f"the exit code of {arguments[0]} ({done.stderr.strip()[-200:]})")
    proxy.stop()
    requests = proxy.requests + probed(context, result)
    kinds = set()
    for request in requests:
        for finding in document.findings(*request, kinds):
            result.expect(False, finding)
    result.expect(len(kinds) >= 11, f"only {sorted(kinds)} were sent")
    result.figure(f"{len(requests)} requests, {len(kinds)} kinds of updates, all known to revision "
                  f"{document.revision}")
    return result


def probed(context, result):
    """The requests of all probes; in a time that goes fast, as they take minutes of writes."""
    site = context.site(variables={"TICKSHEET_CLOCK_SCALE": "20"})
    stand_in = StandIn(context, site, 20)
    proxy = Proxy(stand_in.port)
    write_settings(site, stand_in, proxy.port)
    done = site.command("check", "--online", "--probe")
    result.equal(done.returncode, 0, f"the exit code of --probe ({done.stderr.strip()[-200:]})")
    proxy.stop()
    return proxy.requests


def write_settings(site, stand_in, port):
    sheets = ",\n".join(
        f'{{ name: "{name}", mapping: "{mapping}", to: [{{ sheets: {{ spreadsheet: '
        f'"{stand_in.spreadsheet}", tab: "{tab}", endpoint: "http://127.0.0.1:{port}", '
        f'credentials: {{ file: "secrets/key.json" }} }} }}] }}' for name, mapping, tab in REPORTS)
    site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", sources: [{SOURCE}], reports: [{sheets}],
}}
""")


class Proxy:
    """Passes requests on and writes them down."""

    def __init__(self, target):
        self.requests = []
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size) if size else b""
                proxy.requests.append((self.command, self.path, body))
                connection = http.client.HTTPConnection("127.0.0.1", target, timeout=60)
                fields = {name: value for name, value in self.headers.items()
                          if name.lower() in ("authorization", "content-type", "content-encoding")}
                connection.request(self.command, self.path, body or None, fields)
                reply = connection.getresponse()
                data = reply.read()
                connection.close()
                self.send_response(reply.status)
                for name in ("Content-Type", "Date"):
                    if reply.getheader(name):
                        self.send_header(name, reply.getheader(name))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Document:
    """A discovery document, and what is not as it says."""

    NUMBERS = {"integer": int, "number": (int, float), "boolean": bool, "string": str}

    def __init__(self, document):
        self.schemas = document["schemas"]
        self.revision = document["revision"]
        self.common = document["parameters"]
        self.methods = list(self.collect(document))

    def collect(self, node):
        yield from node.get("methods", {}).values()
        for inner in node.get("resources", {}).values():
            yield from self.collect(inner)

    def findings(self, verb, target, body, kinds):
        path, _, query = target.lstrip("/").partition("?")
        method = next((m for m in self.methods if m["httpMethod"] == verb and self.fits(m, path)), None)
        if method is None:
            return [f"{verb} {path} is no method of the document"]
        found = []
        for name, _ in urllib.parse.parse_qsl(query, keep_blank_values=True):
            if name not in self.common and name not in method["parameters"]:
                found.append(f"{method['id']} has no query parameter {name}")
        if not body:
            return found
        value = json.loads(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)
        if "request" not in method:
            return found + [f"{method['id']} takes no body"]
        kinds.update(kind for request in value.get("requests", []) for kind in request)
        return found + list(self.differences(value, method["request"]["$ref"], method["id"]))

    @staticmethod
    def fits(method, path):
        pattern = re.sub(r"\\{\+?\w+\\}", "[^/:]+", re.escape(method.get("flatPath", method["path"])))
        return re.fullmatch(pattern, urllib.parse.unquote(path).replace("'", "")) is not None \
            or re.fullmatch(pattern, path) is not None

    def differences(self, value, name, place):
        schema = self.schemas[name]
        if not isinstance(value, dict):
            yield f"{place} is {value!r}, expected {name}"
            return
        for key, inner in value.items():
            described = schema["properties"].get(key)
            if described is None:
                yield f"{place}.{key} is no member of {name}"
            elif described.get("readOnly"):
                yield f"{place}.{key} is read only"
            else:
                yield from self.value(inner, described, f"{place}.{key}")

    def value(self, value, described, place):
        if "$ref" in described:
            yield from self.differences(value, described["$ref"], place)
        elif described["type"] == "array":
            if not isinstance(value, list):
                yield f"{place} is {value!r}, expected an array"
                return
            for index, inner in enumerate(value):
                yield from self.value(inner, described["items"], f"{place}[{index}]")
        elif described["type"] in self.NUMBERS:
            kind = self.NUMBERS[described["type"]]
            isFlag = isinstance(value, bool) and kind is not bool
            if isFlag or not isinstance(value, kind):
                yield f"{place} is {value!r}, expected {described['type']}"
            elif "enum" in described and value not in described["enum"]:
                yield f"{place} is {value!r}, expected one of {described['enum']}"
