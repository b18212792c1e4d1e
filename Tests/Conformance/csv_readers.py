"""Promise 3: what was sent is what readers of others see, for texts that break spreadsheets.

Read by Python's csv module and by LibreOffice with every column as text: the same cells. Opened
with LibreOffice's own guesses no cell computes anything. Phone numbers keep their "+" and zeros. Both
with commas and, as a Spanish Excel wants it, with ";" and a byte order mark.
"""
import json
import re

import nasty
import sheet
from harness import NAMES
from result import Result
from rows import read_rows
from traffic import CUSTOM, Client

FORMS = {",": "", ";": ', separator: ";", bom: true'}
MOST = 32_767  # characters that a cell of LibreOffice or Excel holds for certain


def run(context):
    result = Result()
    chance = context.chance("csv_readers")
    texts = nasty.texts(chance, 2000 if context.full else 300)
    for separator, destination in FORMS.items():
        site = context.site(destination=destination)
        wanted = send(result, site, texts)
        data = site.read()
        result.equal(data.startswith(b"\xef\xbb\xbf"), separator == ";", "a byte order mark")
        rows = read_rows(data, separator)
        result.equal(rows[0], NAMES, "the header")
        differ(result, rows[1:], wanted, f"Python's csv with {separator!r}")
        if sheet.program():
            in_office(result, site, separator, wanted)
    result.figure(f"{len(texts)} texts and {len(nasty.NUMBERS)} numbers, with ',' and with ';' and a mark")
    result.figure("Python's csv" + (" and LibreOffice" if sheet.program()
                                    else "; LibreOffice left out: soffice is not installed"))
    return result


def send(result, site, texts):
    """Sends each text as a description and each number as a recipient; the rows that must come."""
    serve = site.serve()
    client = Client(serve.port, site.secret)
    wanted = []

    def one(description, to, shown_to):
        number = len(wanted)
        event = {"message": f"00{number}", "time": "2026-03-01T12:00:00Z", "to": to, "status": "sent",
                 "description": description}
        status, text, _ = client.post(json.dumps(event).encode(), CUSTOM)
        result.equal((status, text.strip()), (200, "1 new, 0 copies, 0 problems"), f"event {number}")
        wanted.append([event["message"], "sent", shown_to, "2026-03-01 12:00:00",
                       nasty.shown(description)])

    for text in texts:
        one(text, "573001234567", "+573001234567")
    for given, shown in nasty.NUMBERS.items():
        one("a number", given, shown)
    site.in_step()
    result.equal(serve.stop(), 0, "exit code of serve")
    return wanted


def differ(result, rows, wanted, who):
    result.equal(len(rows), len(wanted), f"rows seen by {who}")
    for found, row in zip(rows, wanted):
        if found != row:
            cells = [(a[:60], b[:60]) for a, b in zip(found, row) if a != b]
            result.expect(False, f"{who} differs in row {row[0]}, (found, wanted): {cells}")


def in_office(result, site, separator, wanted):
    path = site.path(site.reports[0])
    cells = sheet.open_csv(site.folder, path, separator, len(NAMES), sheet.AS_TEXT)
    found = [[as_seen(cell.text) for cell in row] for row in cells]
    result.equal(found[0], NAMES, "the header in LibreOffice")
    rows = [row + [""] * (len(NAMES) - len(row)) for row in found[1:]]
    differ(result, rows, [[as_seen(cell) for cell in row] for row in wanted],
           f"LibreOffice with {separator!r}")
    kinds = {cell.kind for row in cells for cell in row if cell.text}
    result.equal(kinds, {"string"}, "kinds of cells in LibreOffice, all columns as text")
    guessed = sheet.open_csv(site.folder, path, separator, len(NAMES), sheet.STANDARD)
    formulas = [cell.formula for row in guessed for cell in row if cell.formula]
    result.equal(formulas, [], "formulas in LibreOffice, with its own guesses")
    result.equal(len(guessed), len(wanted) + 1, "rows in LibreOffice, with its own guesses")


def as_seen(text):
    """One way to write what LibreOffice's cells and XML cannot tell apart or hold.

    Line ends are one kind (LF CR is one, too); a cell of several lines loses its tabs; control
    characters are gone.
    """
    text = re.sub("\r\n|\n\r|\r", "\n", text)
    if "\n" in text:
        text = text.replace("\t", "")
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\x7f\ufeff"))[:MOST]
