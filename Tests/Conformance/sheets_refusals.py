"""What Google refuses because of what a spreadsheet is or what people made of it.

A file that is no spreadsheet, protected cells, a header that people wrote over, more columns than a tab
can have. Each is named with what to do, the other destinations go on, and it goes on once it is done.
"""
from sheets_desk import BOTH
from stand_in import write_settings

SETTINGS = 78


def office_file(desk):
    """An Excel file on Drive opens at the same address, and no call changes it."""
    desk.take(0, 2)
    desk.stand_in.control("faults", {"fault": "400-office", "method": "spreadsheets.get", "times": 50})
    desk.stops("sheets.not_a_sheet", f"{desk.spreadsheet} is a file on Drive, but no Google spreadsheet",
               "File > Save as Google Sheets, then name the new file's id", labels=BOTH)
    desk.files("while the file is one of Office")
    desk.stand_in.control("faults", {"clear": True})
    desk.sync()
    desk.right("after the file was saved as a spreadsheet")


def change(desk, *requests):
    path = f"/v4/spreadsheets/{desk.spreadsheet}:batchUpdate"
    return desk.stand_in.api("POST", path, {"requests": list(requests)})["replies"]


def protected_range(desk):
    """A protected tab stops its report alone; a protected header stops nothing."""
    desk.take(0, 4)
    desk.sync()
    tab, header = ({"sheetId": desk.tab("Log")},
                   {"sheetId": desk.tab("Funnel"), "startRowIndex": 0, "endRowIndex": 1})
    replies = change(desk, *({"addProtectedRange": {"protectedRange": {"range": place}}}
                             for place in (tab, header)))
    desk.take(4, 4)
    desk.stops("sheets.protected", "cells of the tab Log are protected",
               "You are trying to edit a protected cell or object",
               "Give the account that writes the right to edit them (Data > Protect sheets and ranges)",
               writes=True)
    desk.files("while a tab is protected")
    desk.right("beside a protected tab", tabs=("Funnel",))
    desk.result.equal(len(desk.stand_in.values(desk.tab("Log"), desk.spreadsheet)), 9,
                      "protected range: rows of the protected tab")
    number = replies[0]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    change(desk, {"deleteProtectedRange": {"protectedRangeId": number}})
    desk.sync()
    desk.right("after the protection was taken away")


def protected_before(desk):
    """An empty tab that is protected before the report comes to it is left as it is."""
    name = {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Log"}, "fields": "title"}}
    replies = change(desk, name, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})
    desk.take(0, 2)
    desk.stops("sheets.protected", "cells of the tab Log are protected", writes=True)
    desk.result.equal(desk.stand_in.metadata("ticksheet", desk.spreadsheet)[0][0] != 0, True,
                      "protected before: marks on the protected tab")
    number = replies[1]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    change(desk, {"deleteProtectedRange": {"protectedRangeId": number}})
    desk.sync()
    desk.right("after the protection of an empty tab was taken away")


def edited_header(desk):
    """Columns are known by their marks: what people write into the header is theirs."""
    desk.take(0, 4)
    desk.sync()
    for title in ("Log", "Funnel"):
        row = {"values": [{"userEnteredValue": {"stringValue": text}} for text in ("Mine", "", "Hers")]}
        change(desk, {"updateCells": {
            "start": {"sheetId": desk.tab(title), "rowIndex": 0, "columnIndex": 0},
            "fields": "userEnteredValue", "rows": [row]}})
    desk.take(4, 4)
    desk.sync()
    desk.right("after people wrote over the header")
    for title in ("Log", "Funnel"):
        head = desk.stand_in.values(desk.tab(title), desk.spreadsheet)[0]
        desk.result.equal(head[:3], ["Mine", "", "Hers"], f"edited header: the header of {title}")


def too_many_columns(desk):
    """What no tab can hold is told before anything is sent."""
    for count, words in ((18_279, "has 18279 columns, and a tab of Google Sheets has 18278 at most"),
                         (1200, "of the 20000 characters that Google Sheets has for them")):
        columns = ",".join(f'{{ header: "c{n}", field: "status" }}' for n in range(count))
        desk.site.write("wide.json5", f'{{ title: "Wide", columns: [{columns}] }}')
        write_settings(desk.site, desk.stand_in, [("wide", "./wide.json5", "reports/wide.csv", "Wide")],
                       spreadsheet=desk.spreadsheet, key=desk.key)
        for command in ("check", "sync"):
            done = desk.site.command(command)
            desk.result.equal(done.returncode, SETTINGS, f"{count} columns: exit code of {command}")
            desk.result.contains(done.stderr, words, f"{count} columns: what {command} says")
            desk.result.contains(done.stderr, "expected fewer, or a CSV file", f"{count} columns")
    desk.settings()
    desk.take(0, 2)
    desk.sync()
    desk.right("after a mapping with too many columns")


REFUSALS = [office_file, protected_range, protected_before, edited_header, too_many_columns]
