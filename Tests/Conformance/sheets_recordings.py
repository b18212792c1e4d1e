"""The stand-in for Google Sheets against recorded answers of the real one.

Each recorded request is sent to a spreadsheet that is prepared as the recorded one was; status, header
fields and the text of the answer must be the same, but for ids that Google makes up and for what the
stand-in says it does not model. The recordings are not part of this repository: they stand in
`sheets/recordings` below the folder that TICKSHEET_CASES names.
"""
import glob
import json
import os
import re
import urllib.parse

import sheets_server
from result import Result

WRITER, STRANGER = "robot@project.example", "stranger@elsewhere.example"
GRID = {"rowCount": 1000, "columnCount": 26}
# What Google adds to answers since these were recorded.
NEWER = {"commentUpdateState"}


def prepared(server, token, recording):
    """Makes the spreadsheet that a recording needs; its id."""
    name, body = recording["name"], recording["request"]["body"] or {}
    request = json.dumps(body)
    answer = recording["response"]["body"]
    title = (answer.get("properties") or {}).get("title", "Test")
    tabs = [("Sheet1", 0, GRID)]
    ids = {int(number) for number in re.findall(r'"sheetId": (\d+)', request)} - {0}
    tabs += [(f"Tab {number}", number, GRID) for number in ids]
    for part in replies(answer):
        index = part.get("addSheet", {}).get("properties", {}).get("index")
        tabs += [(f"Before {number}", number + 100, GRID) for number in range(1, index or 0)]
    wanted = tab_of(recording)
    if wanted and wanted != "Sheet1":
        tabs = [(wanted, 0, grid_of(answer))]
    made = server.json("POST", "/v4/spreadsheets", {
        "properties": {"title": title},
        "sheets": [{"properties": {"title": tab, "sheetId": number, "gridProperties": grid}}
                   for tab, number, grid in tabs]}, token)
    sid = made["spreadsheetId"]
    for range_, values in filling(recording, tabs[0][0]):
        server.json("PUT", f"/v4/spreadsheets/{sid}/values/{urllib.parse.quote(range_)}"
                    "?valueInputOption=RAW", {"values": values}, token)
    found = re.search(r'"protectedRangeId": (\d+)', request)
    if found:
        protect = {"protectedRangeId": int(found[1]), "range": {"sheetId": 0, "endRowIndex": 1}}
        change(server, token, sid, {"addProtectedRange": {"protectedRange": protect}})
    found = re.search(r'"namedRangeId": "(\d+)"', request + json.dumps(answer))
    if found and "addNamedRange" not in request:
        named = {"name": "TestDefineNamedRange", "range": {"endRowIndex": 2, "endColumnIndex": 2},
                 **(answer.get("namedRanges") or [{}])[0], "namedRangeId": found[1]}
        change(server, token, sid, {"addNamedRange": {"namedRange": named}})
    for sheet in answer.get("sheets", []):
        for merge in sheet.get("merges", []):
            change(server, token, sid, {"mergeCells": {"range": merge, "mergeType": "MERGE_ALL"}})
    if "clearBasicFilter" in request:
        change(server, token, sid, {"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}})
    if "error403" in name:
        return sid, server.token(STRANGER, "elsewhere")
    return ("1none" if "error404" in name else sid), token


def change(server, token, sid, request):
    server.json("POST", f"/v4/spreadsheets/{sid}:batchUpdate", {"requests": [request]}, token)


def replies(answer):
    return answer.get("replies", []) if isinstance(answer, dict) else []


def ranges_of(recording):
    """The ranges that the request's address names."""
    parts = urllib.parse.urlsplit(recording["request"]["url"])
    path = urllib.parse.unquote(parts.path)
    found = re.search(r"/values/(.*?)(?::(?:append|clear))?$", path)
    return ([found[1]] if found else []) + urllib.parse.parse_qs(parts.query).get("ranges", [])


def tab_of(recording):
    for text in ranges_of(recording):
        return text.rpartition("!")[0].strip("'") or text.strip("'")
    return None


def grid_of(answer):
    """The grid, from how far a whole column reaches in the answer."""
    ends = re.findall(r"![A-Z]+1:([A-Z]+)(\d+)", json.dumps(answer))
    rows = max((int(end[1]) for end in ends), default=1000)
    return {"rowCount": rows, "columnCount": 10 if rows == 10 else 26}


def filling(recording, tab):
    """The values that stood there before, by range."""
    answer, kind = recording["response"]["body"], recording["kind"]
    quoted = "'" + tab.replace("'", "''") + "'"
    if kind == "values.append" and answer.get("tableRange"):
        sent = recording["request"]["body"]["values"][0]
        end = int(re.search(r"(\d+)$", answer["tableRange"])[1])
        yield f"{quoted}!A1", [sent] * end
    for part in [answer] + answer.get("valueRanges", []):
        if "values" in part and "range" in part and recording["request"]["method"] == "GET":
            start = part["range"].rpartition("!")[2].partition(":")[0]
            yield f"{quoted}!{start}", part["values"]


def without(value, names):
    if isinstance(value, dict):
        return {key: without(inner, names) for key, inner in value.items() if key not in names}
    return [without(inner, names) for inner in value] if isinstance(value, list) else value


def same_ids(found, wanted):
    """The recorded answer with the ids that were made up here."""
    pattern = r'("(?:sheetId|protectedRangeId|namedRangeId)": "?)(\d{5,})'
    made = iter(match[2] for match in re.finditer(pattern, found))
    return re.sub(pattern, lambda match: match[1] + next(made, match[2]), wanted)


def replay(server, token, recording, result):
    """Sends one recording; what of it is not modelled, or nothing."""
    name, request, wanted = recording["name"], recording["request"], recording["response"]
    sid, used = prepared(server, token, recording)
    parts = urllib.parse.urlsplit(request["url"])
    old = re.search(r"/spreadsheets/([^/:?]+)", parts.path)[1]
    target = parts.path.replace(old, sid) + (f"?{parts.query}" if parts.query else "")
    status, text, fields = server.call(request["method"], target, request["body"], used)
    if status == 400 and "does not model" in text:
        return re.search(r"does not model (\w+)", text)[1]
    result.equal(status, wanted["status"], f"{name}: status\n    {text}")
    for field in ("Content-Type", "Server", "Cache-Control"):
        recorded = wanted["headers"].get(field)
        if recorded:
            result.equal(fields.get(field), recorded[0], f"{name}: {field}")
    expected = wanted["bodyText"].replace(old, sid)
    body = json.loads(text)
    shown = without(body, NEWER)
    printed = json.dumps(shown, indent=2, ensure_ascii=False) + "\n"
    if not NEWER & set(body):
        printed = text
    result.equal(printed, same_ids(printed, expected), f"{name}: text")
    return None


def run(context):
    folder = os.path.join(os.environ.get("TICKSHEET_CASES", ""), "sheets", "recordings")
    files = sorted(glob.glob(os.path.join(folder, "*.json")))
    if not files:
        return Result.left_out("TICKSHEET_CASES names no folder with recordings of Google Sheets")
    if sheets_server.hindrance():
        return Result.left_out(sheets_server.hindrance())
    result = Result()
    server = sheets_server.SheetsServer(context, "quotas=none")
    token = server.token(WRITER)
    sent, missing = 0, []
    for path in files:
        with open(path, encoding="utf-8") as file:
            recording = json.load(file)
        if not isinstance(recording, dict):
            continue  # error bodies put together by hand; SheetsEmulatorTests holds those
        recording["name"] = os.path.basename(path).removesuffix(".json")
        sent += 1
        found = replay(server, token, recording, result)
        if found:
            missing.append(found)
    server.stop()
    result.expect(sent - len(missing) >= 50, f"only {sent - len(missing)} recordings were compared")
    result.figure(f"{sent - len(missing)} of {sent} recorded answers are the same")
    result.figure("not modelled: " + ", ".join(sorted(set(missing))))
    return result
