"""The clients that others wrote for Google Sheets, against the stand-in.

google-api-python-client, gspread and pygsheets come from PyPI into a folder of their own. They create,
write, read and search; they get their tokens by a signed assertion, a refresh token and the metadata
server; and they are seen to write twice where a connection ends after the commit. How often each of them does,
with the retries that it offers, is counted beside what this program writes under the same faults.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

PACKAGES = ["google-api-python-client==2.202.0", "gspread==6.2.1", "pygsheets==2.0.6", "cryptography"]
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"
# What befalls a write after it was committed, and how many rows are written under each of them.
LOST = ["closed-after", "503-after"]
ROWS = 4


def run(context):
    import pypi
    import sheets_server
    from result import Result

    if sheets_server.hindrance():
        return Result.left_out(sheets_server.hindrance())
    python, hindrance = pypi.python_with(context, PACKAGES, "SHEETS_CLIENTS_PYTHON")
    if hindrance:
        return Result.left_out(hindrance)
    result = Result()
    server = sheets_server.SheetsServer(context, "quotas=none", "machine=robot@project.example",
                                        "user=app:secret:refresh:ana@example.com")
    done = subprocess.run([python, os.path.abspath(__file__), server.endpoint],
                          capture_output=True, text=True, timeout=300)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    counts = [line for line in lines if "client" in line]
    lines = [line for line in lines if "client" not in line]
    for line in lines:
        result.equal(line["found"], line["wanted"], line["what"])
    result.equal(done.returncode, 0, "exit code of the clients\n    "
                 + "\n    ".join(done.stderr.strip().splitlines()[-12:]))
    own = under_loss(context, result, server)
    server.stop()
    result.equal([line["missing"] for line in counts], [0, 0, 0], "rows that the clients lost")
    told = ", ".join(f"{line['client']} {line['twice']}" + (f" and {line['errors']} errors" if line["errors"]
                     else "") for line in counts)
    result.figure(f"rows written twice of {ROWS * len(LOST)} whose answer was lost: {told}, ticksheet {own}")
    result.expect(len(lines) > 40, f"only {len(lines)} answers were looked at")
    result.figure(f"{len(lines)} answers that google-api-python-client, gspread and pygsheets understood")
    return result


def under_loss(context, result, server):
    """How many rows this program writes twice where the answers to writes are lost."""
    from stand_in import write_settings
    from traffic import FIRST, meta_body, update

    site = context.site()
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "RSA"], capture_output=True, text=True,
                         timeout=60, check=True).stdout
    info = {"type": "service_account", "project_id": "project", "private_key_id": "o",
            "private_key": key, "client_email": "own@project.example",
            "token_uri": server.endpoint + "/token"}
    site.write("secrets/key.json", json.dumps(info))
    server.json("POST", "/emulator/accounts", info)
    sid = server.json("POST", "/emulator/spreadsheets", {"title": "Own", "share": [info["client_email"]]})
    sid = sid["spreadsheetId"]
    write_settings(site, server, [("log", "./rows.json5", "reports/rows.csv", "Log")], spreadsheet=sid)
    site.command("sync")
    wanted, failed = [], 0
    for number in range(ROWS * len(LOST)):
        wanted.append(f"57300{number:07d}")
        item = update(f"wamid.{number}", "sent", wanted[-1], FIRST + number)
        site.command("ingest", "--source", "meta", "-", text=meta_body([item]).decode())
        fault = {"fault": LOST[number % len(LOST)], "method": "spreadsheets.batchUpdate"}
        server.json("POST", "/emulator/faults", fault)
        for _ in range(4):
            if site.command("sync").returncode == 0:
                break
            failed += 1
    result.expect(failed >= len(wanted), f"only {failed} answers were lost")
    values = server.json("GET", f"/v4/spreadsheets/{sid}/values/Log", token=server.token(info["client_email"]))
    found = collections.Counter(cell.lstrip("+") for row in values["values"][1:] for cell in row
                                if cell.lstrip("+") in wanted)
    result.equal(sorted(found), wanted, "rows of ticksheet whose answer was lost")
    twice = sum(count - 1 for count in found.values())
    result.equal(twice, 0, "rows that ticksheet wrote twice")
    return twice


# What runs in the clients' own Python.


def equal(found, wanted, what):
    print(json.dumps({"found": found, "wanted": wanted, "what": what}), flush=True)


def control(path, body):
    import requests

    answer = requests.post(f"{E}/emulator/{path}", json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()


def log():
    import requests

    return requests.get(f"{E}/emulator/log", timeout=10).json()["requests"]


def key_file(folder):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption()).decode()
    info = {"type": "service_account", "project_id": "project", "private_key_id": "k",
            "private_key": pem, "client_email": "robot@project.example", "client_id": "1",
            "token_uri": f"{E}/token"}
    path = os.path.join(folder, "key.json")
    with open(path, "w") as file:
        json.dump(info, file)
    control("accounts", info)
    return path


def google(key):
    from google.oauth2 import service_account
    from googleapiclient.discovery import build
    from googleapiclient.errors import HttpError

    credentials = service_account.Credentials.from_service_account_file(key, scopes=[SCOPE, DRIVE])
    sheets = build("sheets", "v4", credentials=credentials, client_options={"api_endpoint": E})
    drive = build("drive", "v3", credentials=credentials,
                  client_options={"api_endpoint": E + "/drive/v3/"})
    books = sheets.spreadsheets()
    sid = books.create(body={"properties": {"title": "G"}}, fields="spreadsheetId").execute()
    equal(list(sid), ["spreadsheetId"], "google: create with a mask")
    sid = sid["spreadsheetId"]
    fence = {"createDeveloperMetadata": {"developerMetadata": {
        "metadataId": 5, "metadataKey": "t", "metadataValue": "v", "location": {"sheetId": 0},
        "visibility": "DOCUMENT"}}}
    rows = {"appendCells": {"sheetId": 0, "fields": "userEnteredValue", "rows": [
        {"values": [{"userEnteredValue": {"stringValue": "a"}}, {"userEnteredValue": {"numberValue": 1.5}}]}]}}
    done = books.batchUpdate(spreadsheetId=sid, body={"requests": [fence, rows]}).execute()
    equal(len(done["replies"]), 2, "google: replies")
    try:
        books.batchUpdate(spreadsheetId=sid, body={"requests": [fence, rows]}).execute()
        equal("committed", "refused", "google: the same batch again")
    except HttpError as error:
        equal(error.status_code, 400, "google: the same batch again")
        equal("[5]" in error.reason, True, "google: its reason")
    values = books.values()
    equal(values.get(spreadsheetId=sid, range="'Sheet1'!A1:B2").execute()["values"], [["a", "1.5"]],
          "google: values.get")
    done = values.append(spreadsheetId=sid, range="Sheet1!A1", valueInputOption="USER_ENTERED",
                         body={"values": [["x", "2"]]}).execute()
    equal(done["updates"]["updatedRange"], "Sheet1!A2:B2", "google: values.append")
    values.update(spreadsheetId=sid, range="Sheet1!C1", valueInputOption="RAW",
                  body={"values": [["007"]]}).execute()
    done = values.batchGet(spreadsheetId=sid, ranges=["Sheet1!A:A", "Sheet1!C1"],
                           valueRenderOption="UNFORMATTED_VALUE").execute()
    equal([part["values"] for part in done["valueRanges"]], [[["a"], ["x"]], [["007"]]],
          "google: values.batchGet")
    values.batchUpdate(spreadsheetId=sid, body={"valueInputOption": "RAW", "data": [
        {"range": "D1:D2", "values": [["p"], ["q"]]}]}).execute()
    values.clear(spreadsheetId=sid, range="Sheet1!D2", body={}).execute()
    equal(values.get(spreadsheetId=sid, range="D:D").execute()["values"], [["p"]], "google: clear")
    metadata = books.developerMetadata()
    equal(metadata.get(spreadsheetId=sid, metadataId=5).execute()["metadataValue"], "v",
          "google: developerMetadata.get")
    search = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "none"}}]}
    equal(metadata.search(spreadsheetId=sid, body=search).execute(), {}, "google: search, nothing")
    search["dataFilters"][0]["developerMetadataLookup"]["metadataKey"] = "t"
    done = metadata.search(spreadsheetId=sid, body=search).execute()["matchedDeveloperMetadata"]
    equal([entry["developerMetadata"]["metadataId"] for entry in done], [5], "google: search")
    try:
        books.get(spreadsheetId="none").execute()
    except HttpError as error:
        equal([error.status_code, error.reason], [404, "Requested entity was not found."],
              "google: a spreadsheet that is not there")
    other = books.create(body={}).execute()["spreadsheetId"]
    copied = books.sheets().copyTo(spreadsheetId=sid, sheetId=0,
                                   body={"destinationSpreadsheetId": other}).execute()
    equal(copied["title"], "Copy of Sheet1", "google: copyTo")
    files = drive.files()
    copy = files.copy(fileId=sid, body={"name": "GC"}).execute()
    equal(metadata.get(spreadsheetId=copy["id"], metadataId=5).execute()["metadataKey"], "t",
          "google: a copied file keeps its metadata")
    listed = files.list(q="name = 'GC' and trashed = false", fields="files(id,name)").execute()
    equal(listed["files"], [{"id": copy["id"], "name": "GC"}], "drive: list")
    files.delete(fileId=copy["id"]).execute()
    equal(files.list(q="name = 'GC'").execute()["files"], [], "drive: delete")
    # A write whose connection ends after the commit is sent again, by itself.
    control("faults", {"fault": "closed-after", "method": "spreadsheets.values.append"})
    before = len(values.get(spreadsheetId=sid, range="A:A").execute()["values"])
    values.append(spreadsheetId=sid, range="Sheet1!A1", valueInputOption="RAW",
                  body={"values": [["twice"]]}).execute()
    after = len(values.get(spreadsheetId=sid, range="A:A").execute()["values"])
    equal(after - before, 2, "google: rows after a connection that ended after the commit")
    equal([entry["status"] for entry in log() if entry["method"].endswith("append")][-2:], [0, 200],
          "google: the log of it")


def people_and_machines():
    import google.auth
    from google.oauth2.credentials import Credentials
    from googleapiclient.discovery import build

    person = Credentials(None, refresh_token="refresh", token_uri=E + "/token", client_id="app",
                         client_secret="secret", scopes=[SCOPE])
    sheets = build("sheets", "v4", credentials=person, client_options={"api_endpoint": E})
    made = sheets.spreadsheets().create(body={"properties": {"title": "Ana's"}}).execute()
    equal(made["properties"]["title"], "Ana's", "a refresh token")
    host = E.partition("//")[2]
    os.environ.update(GCE_METADATA_HOST=host, GCE_METADATA_IP=host, GCE_METADATA_ROOT=host)
    os.environ.pop("GOOGLE_APPLICATION_CREDENTIALS", None)
    os.environ["CLOUDSDK_CONFIG"] = tempfile.gettempdir() + "/none"
    machine, project = google.auth.default(scopes=[SCOPE])
    equal(project, "project", "the metadata server's project")
    sheets = build("sheets", "v4", credentials=machine, client_options={"api_endpoint": E})
    made = sheets.spreadsheets().create(body={"properties": {"title": "M"}}).execute()
    equal(made["properties"]["title"], "M", "the metadata server's token")


def with_gspread(key):
    import gspread

    class Local(gspread.HTTPClient):
        def request(self, method, endpoint, *arguments, **named):
            for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
                endpoint = endpoint.replace(host, E)
            return super().request(method, endpoint, *arguments, **named)

    client = gspread.service_account(filename=key, http_client=Local)
    book = client.create("Spread")
    equal(client.open("Spread").id, book.id, "gspread: open by its title")
    tab = book.sheet1
    done = tab.append_rows([["h1", "h2"], ["1", "=1+1"]], value_input_option="RAW")
    equal(done["updates"]["updatedRange"], "Sheet1!A1:B2", "gspread: append_rows")
    equal(tab.get_all_values(), [["h1", "h2"], ["1", "=1+1"]], "gspread: get_all_values")
    equal(tab.get_all_records(), [{"h1": 1, "h2": "=1+1"}], "gspread: get_all_records")
    tab.update([["x", "y"]], "A3:B3")
    tab.update_acell("C3", "z")
    equal(tab.row_values(3), ["x", "y", "z"], "gspread: row_values")
    equal([tab.find("y").row, tab.find("y").col], [3, 2], "gspread: find")
    tab.format("A1:B1", {"textFormat": {"bold": True}})
    tab.freeze(rows=1)
    tab.update_note("A1", "a note")
    equal(tab.get_note("A1"), "a note", "gspread: note")
    tab.sort((1, "des"), range="A2:C3")
    equal(tab.col_values(1), ["h1", "x", "1"], "gspread: sort")
    tab.insert_row(["new"], 2)
    tab.delete_rows(3)
    equal(tab.col_values(1), ["h1", "new", "1"], "gspread: insert_row and delete_rows")
    tab.insert_cols([["left"]], 1)
    equal(tab.row_values(1), ["left", "h1", "h2"], "gspread: insert_cols")
    tab.delete_columns(1)
    tab.resize(10, 5)
    tab.set_basic_filter()
    tab.clear_basic_filter()
    tab.hide_columns(0, 1)
    tab.columns_auto_resize(0, 2)
    tab.batch_clear(["A2:C2"])
    equal(tab.col_values(1), ["h1", "", "1"], "gspread: batch_clear")
    other = book.add_worksheet("Zwei", 5, 2, index=0)
    equal([sheet.title for sheet in book.worksheets()], ["Zwei", "Sheet1"], "gspread: add_worksheet")
    other.update_title("Two")
    copy = tab.duplicate(new_sheet_name="Three")
    equal(copy.acell("A1").value, "h1", "gspread: duplicate")
    book.del_worksheet(other)
    equal(sorted(sheet.title for sheet in book.worksheets()), ["Sheet1", "Three"],
          "gspread: del_worksheet")
    book.share("guest@example.com", perm_type="user", role="reader", notify=False)
    equal(sorted(entry["role"] for entry in book.list_permissions()), ["owner", "reader"],
          "gspread: share")
    book.update_title("Spread 2")
    equal(client.open_by_key(book.id).title, "Spread 2", "gspread: update_title")
    try:
        book.worksheet("Three").update([["a"]], "A1001")
        equal("written", "refused", "gspread: beyond the grid")
    except gspread.exceptions.APIError as error:
        equal("exceeds grid limits" in str(error), True, "gspread: beyond the grid")
    try:
        client.open_by_key("none")
    except gspread.exceptions.SpreadsheetNotFound:
        equal(True, True, "gspread: not there")
    tab.clear()
    equal(tab.get_all_values(), [[]], "gspread: clear")
    client.del_spreadsheet(book.id)
    equal([entry["name"] for entry in client.list_spreadsheet_files("Spread 2")], [],
          "gspread: del_spreadsheet")


def with_pygsheets(key):
    import pygsheets
    from google.oauth2 import service_account

    credentials = service_account.Credentials.from_service_account_file(key, scopes=[SCOPE, DRIVE])
    client = pygsheets.authorize(custom_credentials=credentials)
    client.sheet.service._baseUrl, client.drive.service._baseUrl = E + "/", E + "/drive/v3/"
    book = client.create("Pyg")
    tab = book.sheet1
    # On an empty tab there is no tableRange, as recorded, and pygsheets asks for it all the same.
    tab.update_row(1, ["p", "q"])
    tab.append_table([["r", "s"]], start="A1")
    equal(tab.get_all_values(include_tailing_empty=False, include_tailing_empty_rows=False),
          [["p", "q"], ["r", "s"]], "pygsheets: append_table")
    tab.update_value("A2", "t")
    equal(client.open_by_key(book.id).sheet1.cell("A2").value, "t", "pygsheets: update_value")
    tab.update_row(3, ["u", "v"])
    equal(tab.get_col(1, include_tailing_empty=False), ["p", "t", "u"], "pygsheets: get_col")
    tab.frozen_rows = 1
    other = book.add_worksheet("Next", rows=5, cols=2)
    equal([sheet.title for sheet in book.worksheets()], ["Sheet1", "Next"], "pygsheets: add_worksheet")
    book.del_worksheet(other)
    tab.insert_rows(1, 1, ["i", "j"])
    equal(tab.get_row(2, include_tailing_empty=False), ["i", "j"], "pygsheets: insert_rows")
    created = tab.create_developer_metadata("k", "v")
    equal([entry.key for entry in tab.get_developer_metadata("k")], ["k"], "pygsheets: metadata")
    created.delete()
    equal(client.open("Pyg").id, book.id, "pygsheets: open by its title")
    control("faults", {"fault": "503-after", "method": "spreadsheets.values.append"})
    tab.append_table([["twice"]], start="A1")
    values = tab.get_col(1, include_tailing_empty=False)
    equal(values.count("twice"), 2, "pygsheets: rows after a 503 that came after the commit")


def count_lost(client, append, column):
    """Appends rows of which each loses its answer once; how many are there twice, or not at all."""
    wanted, errors = [f"{client} {number}" for number in range(ROWS * len(LOST))], 0
    for number, text in enumerate(wanted):
        fault = {"fault": LOST[number % len(LOST)], "method": "spreadsheets.values.append"}
        control("faults", fault)
        try:
            append(text)
        except Exception:
            errors += 1
    found = collections.Counter(text for text in column() if text in wanted)
    print(json.dumps({"client": client, "twice": sum(count - 1 for count in found.values()),
                      "missing": len(wanted) - len(found), "errors": errors}), flush=True)


def lost_answers(key):
    import gspread
    import pygsheets
    from google.oauth2 import service_account
    from googleapiclient.discovery import build

    credentials = service_account.Credentials.from_service_account_file(key, scopes=[SCOPE, DRIVE])
    sheets = build("sheets", "v4", credentials=credentials, client_options={"api_endpoint": E})
    books = sheets.spreadsheets()
    sid = books.create(body={}).execute()["spreadsheetId"]

    def append(text):
        books.values().append(spreadsheetId=sid, range="Sheet1!A1", valueInputOption="RAW",
                              body={"values": [[text]]}).execute(num_retries=3)

    def column():
        found = books.values().get(spreadsheetId=sid, range="A:A").execute()
        return [row[0] for row in found["values"] if row]

    count_lost("google-api-python-client", append, column)

    class Local(gspread.BackOffHTTPClient):
        def request(self, method, endpoint, *arguments, **named):
            for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
                endpoint = endpoint.replace(host, E)
            return super().request(method, endpoint, *arguments, **named)

    tab = gspread.service_account(filename=key, http_client=Local).open_by_key(sid).add_worksheet("g", 50, 1)
    count_lost("gspread", lambda text: tab.append_row([text], table_range="A1"), lambda: tab.col_values(1))

    client = pygsheets.authorize(custom_credentials=credentials)
    client.sheet.service._baseUrl, client.drive.service._baseUrl = E + "/", E + "/drive/v3/"
    other = client.open_by_key(sid).add_worksheet("p", rows=50, cols=1)
    other.update_value("A1", "head")
    count_lost("pygsheets", lambda text: other.append_table([[text]], start="A1"),
               lambda: other.get_col(1, include_tailing_empty=False))


if __name__ == "__main__":
    E = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        file = key_file(folder)
        google(file)
        people_and_machines()
        with_gspread(file)
        with_pygsheets(file)
        lost_answers(file)
