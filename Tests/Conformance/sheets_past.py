"""Every state that a stand-in's spreadsheets ever had, from the file that keeps what was carried out.

The file holds each call as it was sent, with its time, whatever was killed meanwhile. A second stand-in
carries them out one by one, and after each the tabs can be looked at.
"""
import http.client
import json
import os
import re

from stand_in import ACCOUNT, PERSON, StandIn, shown

MARK, FRAME = b"sheets-emulator 1\n", 12
COLUMN = "ticksheet.column"
# A marker of a batch has this key; what removes markers names no value.
BATCH = re.compile(rb'"metadataKey":"t","metadataValue"')


class Call:
    """A call that was carried out; `time` in milliseconds of the stand-in's clock."""

    def __init__(self, payload):
        self.payload = payload
        head, self.body = payload.split(b"\n", 1)
        head = json.loads(head)
        self.target, self.email, self.time = head["t"], head["e"], head["n"]
        self.is_ours, self.is_peoples = self.email == ACCOUNT, self.email == PERSON
        self.is_batch = self.is_ours and bool(BATCH.search(self.body))
        self.sheets = {int(number) for number in re.findall(rb'"sheetId":\s*(\d+)', self.body)}


def calls(path, begin=0, end=None):
    """The calls between two lengths of a file; the file may still grow."""
    with open(path, "rb") as file:
        data = file.read(end if end is not None else os.path.getsize(path))
    at, number = len(MARK), 0
    while at + FRAME <= len(data):
        size = int.from_bytes(data[at:at + 4], "little")
        payload = data[at + FRAME:at + FRAME + size]
        if len(payload) < size:
            return
        # The first frame tells of the file itself.
        if number and at >= begin:
            yield Call(payload)
        at, number = at + FRAME + size, number + 1


def batches(path, tab, begin, end):
    """How many batches were written to a tab between two lengths of the file."""
    return sum(call.is_batch and tab in call.sheets for call in calls(path, begin, end))


class Past:
    """A stand-in that goes through a file, call by call."""

    def __init__(self, context, spreadsheet):
        # So fast that no quota holds up who looks.
        self.stand_in = StandIn(context, context.site(), 10_000)
        self.path = f"/v4/spreadsheets/{spreadsheet}"
        self.connection = http.client.HTTPConnection("127.0.0.1", self.stand_in.port, timeout=30)
        asked = {"email": PERSON, "project": "people", "seconds": 1 << 40}
        self.token = self.stand_in.control("tokens", asked)["access_token"]
        self.marks = {}

    def carry_out(self, call):
        self.post("/emulator/replay", call.payload)
        # A batch leaves the columns' marks as they are.
        if not call.is_batch:
            self.marks = {}

    def columns(self, tab):
        """Name → cells of each of our columns of a tab, the header first; nothing where there is none."""
        if tab not in self.marks:
            self.marks[tab] = self.find_marks(tab)
        if not self.marks[tab]:
            return {}
        filters = [{"developerMetadataLookup": {"metadataId": mark}} for mark in self.marks[tab]]
        found = self.look("/values:batchGetByDataFilter", {
            "dataFilters": filters, "majorDimension": "COLUMNS", "valueRenderOption": "UNFORMATTED_VALUE"})
        columns = {}
        for part in found.get("valueRanges", []):
            mark = part["dataFilters"][0]["developerMetadataLookup"]["metadataId"]
            values = part["valueRange"].get("values") or [[]]
            columns[self.marks[tab][mark]] = [shown(cell) for cell in values[0]]
        return columns

    def find_marks(self, tab):
        lookup = {"developerMetadataLookup": {"metadataKey": COLUMN}}
        found = self.look("/developerMetadata:search", {"dataFilters": [lookup]})
        entries = [match["developerMetadata"] for match in found.get("matchedDeveloperMetadata", [])]
        return {entry["metadataId"]: entry["metadataValue"] for entry in entries
                if entry["location"].get("dimensionRange", {}).get("sheetId", 0) == tab}

    def look(self, path, body):
        return json.loads(self.post(self.path + path, json.dumps(body)))

    def post(self, path, body):
        self.connection.request("POST", path, body, {"Authorization": f"Bearer {self.token}"})
        reply = self.connection.getresponse()
        data = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}: {data[:300]!r}")
        return data

    def close(self):
        self.connection.close()
        self.stand_in.process.kill()
        self.stand_in.process.wait()
        self.stand_in.process.stdout.close()
