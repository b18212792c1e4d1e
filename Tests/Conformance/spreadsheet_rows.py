"""Events that break spreadsheets, reports of them, and the cells that each report must have."""
import datetime
import time
import zoneinfo

import nasty
from rows import read_rows

ZONE = "America/New_York"
MOST = 32_767  # UTF-16 units of a cell in Excel
SPANISH = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"]
BLANK = " \t\n\x0b\x0c\r\x85\u2028\u2029"
LABELS = {"sent": "On its way", "delivered": "delivered", "read": "=read", "rejected": "No llegó", "queued": "queued"}
# Header, how the mapping names it, what it holds.
STATUS = [
    ("Message", 'field: "message"', "text"),
    ("Status", 'field: "status", labels: { sent: "On its way", read: "=read", rejected: "No llegó" }', "text"),
    ("To", 'field: "to"', "text"),
    ("Time", 'field: "time"', "date"),
    ("Precise", 'field: "time", format: "dd.MM.yyyy HH:mm:ss.SSS"', "date"),
    ("Half day", 'field: "time", format: "MM/dd/yy h:mm a"', "date"),
    ("Names", 'field: "time", format: "EEEE, d MMMM yyyy \'at\' HH\'h\'mm"', "date"),
    ("Short", 'field: "time", format: "EEE d MMM"', "date"),
    ("Iso", 'field: "time", format: "iso"', "text"),
    ("Unix", 'field: "time", format: "unix"', "text"),
    ("Zone", 'field: "time", format: "HH:mm:ss xxx"', "text"),
    ("Amount", 'field: "amount"', "number"),
    ("Reference", 'field: "reference"', "text"),
    ("Description", 'field: "description"', "text"),
    ("Template", 'template: "<{message}> & {description}[ ({code})]"', "text"),
]
FORMATS = [
    "yyyy-MM-dd'T'HH:mm:ss'Z'", "d 'de' MMMM 'de' yyyy", "HH'h'mm'm'", "yyyy;MM;dd", "d_M_yyyy", "'[Red]' d", "'#0.00' d",
    "'\"' d '\"'", "yyyyMMdd", "HHmm", "mm:ss", "MMM", "MMMM yy", "ss.SSS", "HH:mm:ss.S", "HH:mm:ss,SSS", "HH:mm:ss.SSSSSS", "h a",
    "a h:mm", "E", "EEEE", "yy", "y", "M/d", "d.M.yy", "dd/MM/yyyy hh:mm:ss a", "'<b>' & d", "'%' d", "'@' d",
    "'General' d", "'E+' d", "d\\M", "d*M", "d?M", "'it''s' d", "k:mm", "H:mm", "HH:mm:ss Z", "HH:mm zzz", "LLLL yyyy",
    "'AM/PM' H", "yyyy年M月d日", "d-MMM-yy", "d 'ss' MM", "'mm' H:mm", "H'H'mm", "m:ss", "H:m:s", "D", "d  M", "'é😀' d",
    "EEE, dd MMM yyyy HH:mm:ss", "yyyy/MM/dd (EEE)", "hh 'o''clock' a", "s", "ss", "mm", "H", "yyyyy", "'a' H",
    "HH:mm:ss.SSS a",
]
TITLES = ["it's 'quoted'", "a & b < c > \"d\"", "x" * 40, "😀" * 20, "e\u0301" * 20, "[]*?:/\\", "שלום", "=1+1", "$a.b",
          "two\nlines", "a  b ", "tab\there", "\ufffe\uffffv"]
HEADERS = ["a & b", "<b>", "\"q\"", " lead", "trail ", "two\nlines", "=1+1", "+x", "é😀", "x" * 300, "123"]
OTHERS = {
    "message": [("Message", 'field: "message"', "text"), ("To", 'field: "to"', "text"),
                ("Status", 'field: "status"', "text"), ("Sent", 'field: "sent_at"', "date"),
                ("Delivered", 'field: "delivered_at", format: "iso"', "text"),
                ("Read", 'field: "read_at", format: "MM/dd/yyyy h:mm a"', "date"),
                ("Rejected", 'field: "rejected_at", format: "unix"', "text"),
                ("Description", 'field: "description"', "text")],
    "number": [("Number", 'field: "to"', "text"), ("Times", 'field: "times"', "number"),
               ("First", 'field: "first_seen"', "date"), ("Last", 'field: "last_seen", format: "iso"', "text"),
               ("Country", 'field: "country"', "text"), ("Description", 'field: "description"', "text")],
}
TEXTS = [
    "a  b", "   three", "three   ", "  ", " \n ", "tab\there", "a \t b", "\t\ttwo", "line \n line", "\n\nboth\n\n",
    "\x01one", "a\x01 b", "a \x08", "\x0b", "x\x0cy", "\x1f\x1e", "_X0041_", "_x0041_", "_x000D_x",
    "u\ufffe\uffffv", "_x005F_", "__x0041__",
    "&#10;", "&lt;", "<text:p>", "]]>", "<!--", "\u2028", "\u0085", "\u200e\u200f", "á\u0301", "👨‍👩‍👧‍👦" * 5,
    "x" * (MOST - 1) + "😀", "x" * (MOST - 2) + "😀", "ab \r\n" * 9_000, "y" * 50_001, "😀" * 25_001, " " + "z" * MOST,
    "of:=1+1", "{=1}", "=\"\"", "''", "'+1", "1,5", "1.5", "1e3", "1970-01-01", "12:00", "true", "#REF!", "€ 5", "5 %",
]
# A number as it is sent: the number that a spreadsheet holds; nothing where that has to stay a text.
AMOUNTS = {"5": 5, "-12.50": -12.5, "0": 0, "0.1": 0.1, "1E5": 100_000, "999999999999999": 999_999_999_999_999,
           "1234567890123456": None, "-0.000001": -0.000001, "0.1234567890123456789": None, "1e400": None}
REFERENCES = ["007", "00123456789012345678", "+573001234567", "12345678901234567890", "1E5", "=1", "3-4"]
TIMES = ["2026-03-01T12:00:00Z", "2026-03-08T06:59:59.999Z", "2026-03-08T07:00:00Z", "2026-11-01T05:30:00Z",
         "2026-11-01T06:30:00.5Z", "2026-12-31T23:59:59.9996Z", "2024-02-29T17:00:00.123456789Z",
         "2027-01-01T04:59:59Z", "2027-01-01T05:00:00Z", "1999-09-09T09:09:09.009Z", "1970-01-01T00:00:00Z",
         "2099-12-31T12:34:56.7Z", "2026-07-05T03:59:59.9Z"]


# What goes in


def made(context):
    chance = context.chance("spreadsheet_files")
    texts = TEXTS + nasty.texts(chance, 600 if context.full else 150)
    descriptions = texts + ["a number"] * len(nasty.NUMBERS)
    numbers = [f"57301{n:07d}" for n in range(len(texts))] + list(nasty.NUMBERS)
    statuses, amounts = ["sent", "delivered", "read", "rejected", "queued"], list(AMOUNTS)
    return [{"message": f"00{n}", "time": TIMES[n % len(TIMES)], "to": to, "status": statuses[n % 5],
             "description": text, "code": str(n) if n % 2 else "", "amount": amounts[n % len(amounts)],
             "reference": REFERENCES[n % len(REFERENCES)]}
            for n, (text, to) in enumerate(zip(descriptions, numbers))]


def columns_of(name):
    return STATUS if name == "status" else spanish() if name == "spanish" else OTHERS[name]


def spanish():
    return [("Message", 'field: "message"', "text"), ("Día", 'field: "time", format: "d MMMM yyyy"', "text"),
            ("Hora", 'field: "time", format: "d/M/yyyy H:mm"', "date"), ("Estado", 'field: "status"', "text")]


def phone(event):
    return nasty.NUMBERS.get(event["to"], "+" + event["to"])


def described(event):
    """A text of blanks alone counts as absent."""
    return event["description"] if event["description"].strip(BLANK) else ""


# What must come out


def told(site, name, events):
    """The cells of a report: of each its type, its value, and its text in a CSV before the guard."""
    header = [["text", header, header] for header, _, _ in columns_of(name)]
    if name == "status":
        return [header] + [status_row(event) for event in events]
    if name == "spanish":
        return [header] + [spanish_row(event) for event in events]
    # Their values are looked at elsewhere; here the three kinds of files have to agree.
    by_key = {event["message"] if name == "message" else phone(event): event for event in events}
    rows = [header]
    for row in read_rows(site.read(f"{name}-csv.csv"))[1:]:
        event = by_key[row[0]]
        row[-1] = described(event)
        rows.append([typed(text, kind, what)
                     for text, (_, what, kind) in zip(row, columns_of(name), strict=True)])
    return rows


def typed(text, kind, what):
    if not text or kind == "text":
        return as_text(text)
    if kind == "number":
        return ["number", float(text), text]
    form = "%m/%d/%Y %I:%M %p" if "format" in what else "%Y-%m-%d %H:%M:%S"
    return ["date", time.strftime("%Y-%m-%dT%H:%M:%S", time.strptime(text, form)), text]


def as_text(text):
    return ["text" if text else "", text, text]


def local(event):
    """(wall time without a fraction, nanoseconds)."""
    day, _, rest = event["time"].rstrip("Z").partition(".")
    instant = datetime.datetime.fromisoformat(day + "+00:00")
    return instant.astimezone(zoneinfo.ZoneInfo(ZONE)), int(rest.ljust(9, "0")[:9])


def offset(wall):
    text = f"{wall:%z}"
    return f"{text[:3]}:{text[3:5]}"


def status_row(event):
    wall, nano = local(event)
    amount = event["amount"]
    description = described(event)
    fraction = f".{nano:09d}"
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    fraction = fraction.rstrip(".")
    hour = f"{wall.hour % 12 or 12}"
    value = AMOUNTS[amount]
    seconds = int(wall.timestamp())
    dates = [f"{wall:%Y-%m-%d %H:%M:%S}", f"{wall:%d.%m.%Y %H:%M:%S}.{nano // 1_000_000:03d}",
             f"{wall:%m/%d/%y} {hour}:{wall:%M %p}",
             f"{wall:%A}, {wall.day} {wall:%B %Y} at {wall:%H}h{wall:%M}", f"{wall:%a} {wall.day} {wall:%b}"]
    exact = f"{wall:%Y-%m-%dT%H:%M:%S}.{nano:09d}"
    template = f"<{event['message']}> & {description}" + (f" ({event['code']})" if event["code"] else "")
    return [as_text(event["message"]), as_text(LABELS[event["status"]]), as_text(phone(event)),
            *[["date", exact, text] for text in dates],
            as_text(f"{wall:%Y-%m-%dT%H:%M:%S}{fraction}{offset(wall)}"), as_text(f"{seconds}"),
            as_text(f"{wall:%H:%M:%S} {offset(wall)}"),
            as_text(amount) if value is None else ["number", float(value), amount],
            as_text(event["reference"]), as_text(description), as_text(template.strip(" "))]


def spanish_row(event):
    wall, nano = local(event)
    day = f"{wall.day} {SPANISH[wall.month - 1]} {wall.year}"
    words = {"sent": "Enviado", "delivered": "Entregado", "read": "Leído", "rejected": "Rechazado"}
    return [as_text(event["message"]), as_text(day),
            ["date", f"{wall:%Y-%m-%dT%H:%M:%S}.{nano:09d}",
             f"{wall.day}/{wall.month}/{wall.year} {wall.hour}:{wall:%M}"],
            as_text(words.get(event["status"], event["status"]))]


def held(cell):
    """A cell's type and value in a file."""
    kind, value, _ = cell
    if kind != "text":
        return [kind, value]
    text = seen(value)
    return ["text" if text else "", text]


def seen(text):
    """A text as XML holds it, lines ended by a line feed, and no longer than a cell."""
    units = len(text.encode("utf-16-le")) // 2
    if units > MOST:
        mark = " … (cut; the journal holds all of it)"
        text = text.encode("utf-16-le")[:2 * (MOST - len(mark))].decode("utf-16-le", "ignore") + mark
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\t\n" or c >= " " and c not in "\ufffe\uffff")
