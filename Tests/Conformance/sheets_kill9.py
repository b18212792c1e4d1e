"""The stand-in for Google Sheets is killed while programs write to it, and started again.

Whatever was acknowledged is there afterwards, once; what was not is there whole or not at all. Checks
of the product rest on this: a stand-in that forgot would look like a program that duplicates.
"""
import http.client
import json
import threading
import time
import urllib.parse

import sheets_server
from result import Result

WRITERS, ROWS = 3, 40


class Writer(threading.Thread):
    """Sends one fenced batch after the other until the server is gone."""

    def __init__(self, server, token, sid, ids):
        super().__init__(daemon=True)
        self.address = urllib.parse.urlsplit(server.endpoint)
        self.token, self.sid, self.ids = token, sid, ids
        self.acknowledged, self.sent, self.odd = set(), set(), []

    def run(self):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=20)
        for number in self.ids:
            self.sent.add(number)
            try:
                connection.request("POST", f"/v4/spreadsheets/{self.sid}:batchUpdate", batch(number),
                                   {"Authorization": f"Bearer {self.token}"})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 200:
                self.acknowledged.add(number)
            else:
                self.odd.append(answer.status)
                return


def batch(number):
    rows = [{"values": [{"userEnteredValue": {"stringValue": f"{number}/{row}"}}]} for row in range(ROWS)]
    return json.dumps({"requests": [
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataId": number, "metadataKey": "t", "location": {"spreadsheet": True},
            "visibility": "DOCUMENT"}}},
        {"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}}]})


def run(context):
    if sheets_server.hindrance():
        return Result.left_out(sheets_server.hindrance())
    result = Result()
    chance = context.chance("sheets_kill9")
    file = f"file={context.folder}/sheets.log"
    acknowledged, sent, sid, token, first = set(), set(), None, None, 1
    rounds = 30 if context.full else 8
    for _ in range(rounds):
        server = sheets_server.SheetsServer(context, "quotas=none", file)
        if sid is None:
            token = server.token("robot@project.example")
            sid = server.json("POST", "/v4/spreadsheets", {"sheets": [
                {"properties": {"sheetId": 0, "title": "Sheet1", "gridProperties": {"columnCount": 1}}}]}, token)["spreadsheetId"]
        writers = [Writer(server, token, sid, range(first + index, first + 30000, WRITERS))
                   for index in range(WRITERS)]
        first += 30000
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.02, 0.3))
        server.kill()
        for writer in writers:
            writer.join()
            acknowledged |= writer.acknowledged
            sent |= writer.sent
            result.equal(writer.odd, [], "answers other than 200")
        # Markers go before their spreadsheet is full of them.
        server = sheets_server.SheetsServer(context, "quotas=none", file)
        check(result, server, sid, token, acknowledged, sent)
        clear = [{"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {
            "metadataKey": "t"}}}}]
        server.json("POST", f"/v4/spreadsheets/{sid}:batchUpdate", {"requests": clear}, token)
        server.kill()
        if result.failures:
            break
    result.expect(len(acknowledged) > rounds, f"only {len(acknowledged)} batches were acknowledged")
    result.figure(f"{rounds} kills, {len(acknowledged)} batches acknowledged of {len(sent)} sent; "
                  "each there once and whole")
    return result


def check(result, server, sid, token, acknowledged, sent):
    values = server.json("GET", f"/v4/spreadsheets/{sid}/values/Sheet1!A:A", token=token)
    found = {}
    for (text,) in values.get("values", []):
        number, row = map(int, text.split("/"))
        found.setdefault(number, []).append(row)
    torn = [number for number, rows in found.items() if rows != list(range(ROWS))]
    result.equal(torn, [], "batches that are there in part, twice or in disorder")
    result.equal(sorted(acknowledged - set(found)), [], "acknowledged batches that are gone")
    result.equal(sorted(set(found) - sent), [], "batches that nobody sent")
