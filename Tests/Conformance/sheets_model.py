"""The stand-in for Google Sheets against a small model of its own rules, over random batches.

Rows and columns are inserted, moved and deleted, cells written, appended and sorted, columns and rows
marked with metadata; one batch in four ends in a request that cannot be done and must change nothing.
After every batch cells and marks must be where the model has them.
"""
import json

import sheets_server
from result import Result

COLUMNS, ROWS = 6, 12
KINDS = ["insert", "delete", "move", "write", "append", "sort", "mark", "range", "clear"]


class Model:
    """A grid of texts, and marks by their ids: the dimension and the place of each."""

    def __init__(self):
        self.cells = [[""] * COLUMNS for _ in range(ROWS)]
        self.marks = {}
        self.next = 1

    def copy(self):
        other = Model()
        other.cells = [row[:] for row in self.cells]
        other.marks, other.next = dict(self.marks), self.next
        return other

    @property
    def width(self):
        return len(self.cells[0])

    def count(self, dimension):
        return len(self.cells) if dimension == "ROWS" else self.width

    def lines(self, dimension, change):
        """Changes the list of rows, or each row's list of cells."""
        for line in [self.cells] if dimension == "ROWS" else self.cells:
            change(line)

    def place(self, dimension, change):
        """Moves the marks; those that come to nothing go."""
        for mark, (kind, index) in list(self.marks.items()):
            if kind == dimension:
                self.marks[mark] = (kind, change(index))
                if self.marks[mark][1] is None:
                    del self.marks[mark]

    # Each makes a request and does the same to the model.

    def insert(self, chance):
        dimension = chance.choice(["ROWS", "COLUMNS"])
        start, size = chance.randrange(self.count(dimension)), chance.randint(1, 2)
        width = self.width

        def change(line):
            line[start:start] = [[""] * width if dimension == "ROWS" else "" for _ in range(size)]

        self.lines(dimension, change)
        self.place(dimension, lambda index: index + size if index >= start else index)
        return {"insertDimension": {"range": span(dimension, start, start + size)}}

    def delete(self, chance):
        dimension = chance.choice(["ROWS", "COLUMNS"])
        count = self.count(dimension)
        if count < 5:
            return self.insert(chance)
        start = chance.randrange(count)
        end = min(count, start + chance.randint(1, 2))

        def change(line):
            del line[start:end]

        self.lines(dimension, change)
        self.place(dimension, lambda index: None if start <= index < end
                   else index - (end - start) if index >= end else index)
        return {"deleteDimension": {"range": span(dimension, start, end)}}

    def move(self, chance):
        dimension = chance.choice(["ROWS", "COLUMNS"])
        count = self.count(dimension)
        start = chance.randrange(count)
        end = min(count, start + chance.randint(1, 3))
        target = chance.choice([n for n in range(count + 1) if n <= start or n >= end])
        order = list(range(count))
        moved = order[start:end]
        rest = order[:start] + order[end:]
        at = target if target <= start else target - (end - start)
        order = rest[:at] + moved + rest[at:]

        def change(line):
            line[:] = [line[index] for index in order]

        self.lines(dimension, change)
        self.place(dimension, order.index)
        return {"moveDimension": {"source": span(dimension, start, end), "destinationIndex": target}}

    def write(self, chance):
        row, column = chance.randrange(len(self.cells)), chance.randrange(self.width)
        texts = [text(chance) for _ in range(chance.randint(1, self.width - column))]
        self.cells[row][column:column + len(texts)] = texts
        return {"updateCells": {"start": {"sheetId": 0, "rowIndex": row, "columnIndex": column},
                                "fields": "userEnteredValue", "rows": [row_data(texts)]}}

    def append(self, chance):
        rows = [[text(chance) for _ in range(chance.randint(1, self.width))]
                for _ in range(chance.randint(1, 3))]
        used = max((index + 1 for index, row in enumerate(self.cells) if any(row)), default=0)
        for offset, texts in enumerate(rows):
            if used + offset == len(self.cells):
                self.cells.append([""] * self.width)
            self.cells[used + offset][:len(texts)] = texts
        return {"appendCells": {"sheetId": 0, "fields": "userEnteredValue",
                                "rows": [row_data(texts) for texts in rows]}}

    def sort(self, chance):
        column, down = chance.randrange(self.width), chance.random() < 0.5
        body = self.cells[1:]
        full = sorted((row for row in body if row[column]), key=lambda row: row[column], reverse=down)
        if down:  # equal ones keep their order all the same
            full = sorted((row for row in body if row[column]), key=lambda row: row[column])
            groups = {}
            for row in full:
                groups.setdefault(row[column], []).append(row)
            full = [row for key in sorted(groups, reverse=True) for row in groups[key]]
        self.cells[1:] = full + [row for row in body if not row[column]]
        return {"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1}, "sortSpecs": [
            {"dimensionIndex": column, "sortOrder": "DESCENDING" if down else "ASCENDING"}]}}

    def mark(self, chance):
        dimension = chance.choice(["ROWS", "COLUMNS"])
        index = chance.randrange(self.count(dimension))
        self.marks[self.next] = (dimension, index)
        self.next += 1
        return {"createDeveloperMetadata": {"developerMetadata": {
            "metadataId": self.next - 1, "metadataKey": "m", "visibility": "DOCUMENT",
            "location": {"dimensionRange": span(dimension, index, index + 1)}}}}

    def range(self, chance):
        """A range of which a part is written and the rest cleared."""
        top, left = chance.randrange(len(self.cells)), chance.randrange(self.width)
        bottom = min(len(self.cells), top + chance.randint(1, 3))
        right = min(self.width, left + chance.randint(1, 3))
        rows = [[text(chance) for _ in range(chance.randint(0, right - left))]
                for _ in range(chance.randint(0, bottom - top))]
        for row in range(top, bottom):
            given = rows[row - top] if row - top < len(rows) else []
            self.cells[row][left:right] = given + [""] * (right - left - len(given))
        area = {"sheetId": 0, "startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left,
                "endColumnIndex": right}
        return {"updateCells": {"range": area, "fields": "*", "rows": [row_data(row) for row in rows]}}

    def clear(self, chance):
        """A text that is replaced wherever it stands."""
        wanted, new = text(chance) or "a", text(chance)
        self.cells = [[new if cell == wanted else cell for cell in row] for row in self.cells]
        return {"findReplace": {"find": wanted, "replacement": new, "matchEntireCell": True,
                                "matchCase": True, "sheetId": 0}}


def span(dimension, start, end):
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def text(chance):
    return chance.choice(["", "a", "b", "c", "dd", "ee"])


def row_data(texts):
    return {"values": [{"userEnteredValue": {"stringValue": value}} for value in texts]}


def trimmed(rows):
    rows = ["\t".join(row).rstrip("\t").split("\t") if any(row) else [] for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def compare(result, server, token, sid, model, sent):
    values = server.json("GET", f"/v4/spreadsheets/{sid}/values/Sheet1", token=token)
    book = server.json("GET", f"/v4/spreadsheets/{sid}?fields=sheets(properties(gridProperties),"
                       "data(rowMetadata(developerMetadata),columnMetadata(developerMetadata)))",
                       token=token)["sheets"][0]
    marks = {}
    for name, kind in (("rowMetadata", "ROWS"), ("columnMetadata", "COLUMNS")):
        for index, entry in enumerate(book["data"][0][name]):
            for found in entry.get("developerMetadata", []):
                marks[found["metadataId"]] = (kind, index)
    grid = book["properties"]["gridProperties"]
    said = f" after {json.dumps(sent)}"
    return (result.equal(trimmed(values.get("values", [])), trimmed(model.cells), "cells" + said)
            and result.equal(marks, model.marks, "marks" + said)
            and result.equal((grid["rowCount"], grid["columnCount"]),
                             (len(model.cells), model.width), "grid" + said))


def run(context):
    if sheets_server.hindrance():
        return Result.left_out(sheets_server.hindrance())
    result = Result()
    chance = context.chance("sheets_model")
    server = sheets_server.SheetsServer(context, "quotas=none")
    token = server.token("robot@project.example")
    books, batches, requests = (40 if context.full else 8), 40, 0
    for _ in range(books):
        sid = server.json("POST", "/v4/spreadsheets", {"sheets": [{"properties": {
            "sheetId": 0, "title": "Sheet1",
            "gridProperties": {"rowCount": ROWS, "columnCount": COLUMNS}}}]}, token)["spreadsheetId"]
        model = Model()
        for _ in range(batches):
            after = model.copy()
            sent = [getattr(after, chance.choice(KINDS))(chance) for _ in range(chance.randint(1, 4))]
            fails = chance.random() < 0.25
            if fails:
                sent.append({"deleteSheet": {"sheetId": 404}})
            status, answer, _ = server.call("POST", f"/v4/spreadsheets/{sid}:batchUpdate",
                                            {"requests": sent}, token)
            if not result.equal(status, 400 if fails else 200, f"status of {sent}: {answer}"):
                break
            model = model if fails else after
            requests += len(sent)
            if not compare(result, server, token, sid, model, sent):
                break
    server.stop()
    result.figure(f"{requests} random requests in {books * batches} batches did what the model does")
    return result
