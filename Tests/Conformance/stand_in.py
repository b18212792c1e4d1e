"""A running `emulate-sheets`: its controls, its tabs as a person reads them, its deaths."""
import http.client
import json
import re
import subprocess
import time
import urllib.parse

from harness import SOURCE, environment

ACCOUNT = "ticksheet@stand-in.iam.gserviceaccount.com"
PERSON = "person@example.com"
# Days between 1899-12-30, where serial dates begin, and 1970-01-01.
EPOCH = 25_569


class StandIn:
    """The program's stand-in for Google Sheets, in a process of its own that can be killed."""

    def __init__(self, context, site, scale, cells=None, variables=None):
        """`cells`: The most that a spreadsheet may have; Google's limit where it is not given."""
        self.context, self.site, self.scale = context, site, scale
        self.variables = {"TICKSHEET_CLOCK_SCALE": str(scale)} | (variables or {})
        if cells:
            self.variables["TICKSHEET_CELL_LIMIT"] = str(cells)
        self.port, self.deaths, self.calls = 0, 0, []
        self.start()
        self.born = time.monotonic()

    # The process

    def start(self):
        line = [self.site.program, "emulate-sheets", "--listen", f"127.0.0.1:{self.port}",
                "--key", self.site.path("secrets/key.json"), "--file", self.site.path("sheets.log")]
        self.process = self.context.started(subprocess.Popen(
            line, cwd=self.site.folder, env=environment() | self.variables,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
        text = ""
        while "credentials:" not in text:
            found = self.process.stdout.readline()
            if not found:
                raise RuntimeError("emulate-sheets did not come up: " + text)
            text += found
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", text)[1])
        self.spreadsheet = re.search(r'spreadsheet: "([^"]+)"', text)[1]

    def kill(self):
        """Kills it; what it noted of calls is taken before, for it ends with the process."""
        self.calls += self.control("log")["requests"]
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.deaths += 1

    def all_calls(self):
        """The calls so far, but for those of the last moment before each death."""
        return self.calls + self.control("log")["requests"]

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    # Talking to it

    def request(self, method, path, body=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        fields = {"Content-Type": "application/json"}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, None if body is None else json.dumps(body), fields)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def control(self, name, body=None):
        """Uses a control path; what it answers, or nothing where it has nothing to do."""
        status, data = self.request("GET" if body is None else "POST", f"/emulator/{name}", body)
        if status == 409:
            return None
        if status != 200:
            raise RuntimeError(f"/emulator/{name} answered {status}: {data[:300]!r}")
        return json.loads(data)

    def api(self, method, path, body=None):
        """Calls the API as the person who owns the spreadsheets, until no fault befalls the call."""
        for _ in range(40):
            token = self.control("tokens", {"email": PERSON, "project": "people"})["access_token"]
            try:
                status, data = self.request(method, path, body, token)
            except (OSError, http.client.HTTPException):
                continue
            if status == 200:
                return json.loads(data)
            if status in (400, 401, 403, 404):
                raise RuntimeError(f"{method} {path} answered {status}: {data[:300]!r}")
            time.sleep(0.02)
        raise RuntimeError(f"{method} {path} is not answered")

    def act(self, action, sheet, spreadsheet=None):
        """Lets people do something to a tab; what they did, or nothing where there is nothing to do."""
        return self.control("people", {
            "action": action, "sheetId": sheet, "spreadsheetId": spreadsheet or self.spreadsheet})

    # What stands in a spreadsheet

    def tabs(self, spreadsheet=None):
        """Title → number of every tab."""
        found = self.api("GET", f"/v4/spreadsheets/{spreadsheet or self.spreadsheet}")
        return {s["properties"]["title"]: s["properties"].get("sheetId", 0) for s in found["sheets"]}

    def metadata(self, key, spreadsheet=None):
        """(tab, column or nothing, value) of all entries of a key."""
        lookup = {"developerMetadataLookup": {"metadataKey": key}}
        found = self.api("POST", f"/v4/spreadsheets/{spreadsheet or self.spreadsheet}"
                         "/developerMetadata:search", {"dataFilters": [lookup]})
        entries = []
        for match in found.get("matchedDeveloperMetadata", []):
            entry = match["developerMetadata"]
            place = entry["location"]
            column = place.get("dimensionRange")
            entries.append(((column or place).get("sheetId", 0),
                            column and column.get("startIndex", 0), entry["metadataValue"]))
        return entries

    def values(self, sheet, spreadsheet=None):
        """The rows of a tab as they stand there, dates as numbers."""
        titles = {number: title for title, number in self.tabs(spreadsheet).items()}
        name = urllib.parse.quote("'" + titles[sheet].replace("'", "''") + "'", safe="")
        found = self.api("GET", f"/v4/spreadsheets/{spreadsheet or self.spreadsheet}/values/{name}"
                         "?valueRenderOption=UNFORMATTED_VALUE")
        return found.get("values", [])

    def columns(self, sheet, names, spreadsheet=None):
        """The rows below the first, of the columns that bear these names, wherever people put them."""
        places = {name: column for tab, column, name in self.metadata("ticksheet.column", spreadsheet)
                  if tab == sheet}
        rows = self.values(sheet, spreadsheet)[1:]
        wanted = [places[name] for name in names]
        return [[row[at] if at < len(row) else "" for at in wanted] for row in rows]


def shown(value):
    """A cell as a CSV shows it: a number as the time that it stands for."""
    if not isinstance(value, (int, float)):
        return value
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(round((value - EPOCH) * 86_400)))


def write_settings(site, stand_in, reports, batch='{ rows: 4, age: "1s" }', spreadsheet=None,
                   key="secrets/key.json"):
    """Writes settings; `reports`: (name, mapping, file, tab), each to a CSV and to a tab."""
    lines = []
    for name, mapping, file, tab in reports:
        sheet = (f'{{ sheets: {{ spreadsheet: "{spreadsheet or stand_in.spreadsheet}", tab: "{tab}", '
                 f'endpoint: "{stand_in.endpoint}", credentials: {{ file: "{key}" }} }}, batch: {batch} }}')
        lines.append(f'{{ name: "{name}", mapping: "{mapping}", to: '
                     f'[{{ csv: "{file}", batch: {{ age: "1s" }} }}, {sheet}] }}')
    site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", sources: [{SOURCE}],
  reports: [
    {(',' + chr(10) + '    ').join(lines)}
  ],
}}
""")
