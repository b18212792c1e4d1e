"""What Google refuses because of what a spreadsheet is or what people made of it.

A file that is no spreadsheet, protected cells, a header that people wrote over, more columns than a tab
can have. Each is named with what to do, the other destinations go on, and it goes on once it is done.
A row that Google takes in no form is set aside as a problem, and all other rows go on.
"""
from harness import wait_until
from sheets_desk import BOTH
from stand_in import write_settings

SETTINGS, DATA = 78, 65


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


def problems(desk):
    """Numbers and lines of the list."""
    lines = desk.site.command("problems", "list").stdout.splitlines()[1:]
    return {line.split()[0]: line for line in lines}


def told_in_the_sheet(desk):
    """Who sees nothing but the spreadsheet learns that rows and webhooks are missing, and whom to ask."""
    done = desk.site.command("ingest", "--source", "meta", "-", text="no json\n")
    desk.result.expect(done.returncode != 0, "refused rows: ingest of what is no JSON ended with 0")
    serve = desk.site.serve()

    def told():
        tab = desk.stand_in.tabs(desk.spreadsheet).get("Ticksheet")
        return tab is not None and {row[0]: row[4] for row in desk.stand_in.values(tab, desk.spreadsheet)[1:]}
    lines = wait_until(told, 30, "the tab Ticksheet")
    serve.stop()
    for name, words in (("log", "4 rows left out, refused by Google"), ("funnel", "2 rows left out"),
                        ("(Webhooks)", "1 problem with what was received"), ("(Google)", "ok; ")):
        desk.result.contains(lines.get(name, ""), words, f"refused rows: the tab Ticksheet on {name}")
    for name in ("log", "(Webhooks)"):
        desk.result.contains(lines.get(name, ""), "ticksheet problems list", f"refused rows: the tab Ticksheet on {name}")
    webhook = max(problems(desk), key=int)
    desk.command("problems", "discard", webhook, says="1 problem discarded")


def refused_rows(desk):
    """Two rows of each tab are refused among many: all others are there once, and the two later."""
    desk.take(0, 40)
    desk.sync()
    desk.stand_in.control("faults", {"refuse": ["573000000055", "573000000071"]})
    desk.take(40, 60)
    desk.sync()
    good = [item for item in desk.updates if item["recipient_id"] not in ("573000000055", "573000000071")]
    desk.right("without the refused rows", updates=good, files=False)
    desk.files("beside a tab that refuses rows")
    found = problems(desk)
    # Of each message two rows in the log, one in the funnel.
    desk.result.equal(len(found), 6, "refused rows: problems")
    shown = {number: desk.site.command("problems", "show", number).stdout for number in found}
    for title, count in (("report log, tab Log", 4), ("report funnel, tab Funnel", 2)):
        desk.result.equal(sum(title in text for text in shown.values()), count, f"refused rows: problems of {title}")
    for number, text in shown.items():
        desk.result.contains(text, "sheets.row_refused", f"refused rows: problem {number}")
        desk.result.contains(text, "A cell holds a value that is not allowed.", f"refused rows: problem {number}")
        desk.result.contains(text, "problems retry", f"refused rows: remedy of problem {number}")
        desk.result.contains(text, "wamid.", f"refused rows: body of problem {number}")
    readers = desk.site.status()["readers"]
    desk.result.expect(all(reader["problem"] is None for reader in readers), "refused rows: a destination stopped")
    told_in_the_sheet(desk)
    commits = desk.commits()
    desk.sync()
    desk.result.equal(desk.commits(), commits, "refused rows: writes of a sync without news")
    done = desk.site.command("problems", "retry", "--all")
    desk.result.equal(done.returncode, DATA, "refused rows: exit code of a retry that is refused again")
    desk.result.equal(len(problems(desk)), 6, "refused rows: problems after that retry")
    first = min((number for number, text in shown.items() if "tab Log" in text), key=int)
    desk.command("problems", "discard", first, says="1 problem discarded")
    desk.stand_in.control("faults", {"refuse": []})
    desk.command("problems", "retry", "--all", says="5 problems solved")
    desk.result.equal(len(problems(desk)), 0, "refused rows: problems after a retry that went well")
    desk.take(100, 2)
    desk.sync()
    desk.right("after the retry", tabs=("Funnel",))
    desk.result.equal(len(desk.stand_in.values(desk.tab("Log"), desk.spreadsheet)), len(desk.updates),
                      "refused rows: rows of the log, its header among them and without the discarded one")
    desk.command("rebuild", "--report", "log")
    desk.right("after a rebuild")


REFUSALS = [refused_rows, office_file, protected_range, protected_before, edited_header, too_many_columns]
