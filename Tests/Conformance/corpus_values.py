"""Reads the values of bodies the way Ticksheet promises to write them, without looking at how it does."""
import calendar
import json
import re
from datetime import datetime
from fractions import Fraction
from urllib.parse import parse_qsl


def decoded(file):
    """What a saved body holds: JSON, or the pairs of a form."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".form":
        return dict(parse_qsl(text.strip(), keep_blank_values=True))
    return json.loads(text)


def present(*values):
    """The first value that is there: neither missing, null nor blank."""
    for value in values:
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        return value if isinstance(value, str) else json.dumps(value)
    return None


def phone(text):
    """A number as `+` and 8 to 15 digits; anything else as it came."""
    if text is None:
        return None
    text = re.sub(r"^whatsapp:(?=.)", "", text, flags=re.I)
    bare = re.sub(r"[ ().-]", "", text)
    found = re.fullmatch(r"\+?([1-9][0-9]{7,14})", bare)
    return "+" + found.group(1) if found else text


def epoch(value):
    """A time as an exact count of seconds since 1970."""
    text = present(value)
    if text is None:
        return None
    if re.fullmatch(r"[0-9]+", text):
        count = int(text)
        return Fraction(count, 1000) if count >= 10**11 else Fraction(count)
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)", text
    )
    if not found:
        return None
    day, clock, fraction, zone = found.groups()
    moment = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M:%S")
    seconds = Fraction(calendar.timegm(moment.timetuple()))
    if zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        seconds -= sign * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    # No clock counts below the nanosecond.
    return seconds + Fraction("0" + fraction[:10] if fraction else 0)


# What the documentation leaves open: any value, or none.
OPEN = object()


def event(kind, time, **fields):
    """One event: `time` is None where the body tells none; a field that is not given must not be there."""
    is_receipt = time is None
    return {"kind": kind, "time": OPEN if is_receipt else time,
            "time_evidence": "receipt" if is_receipt else None, **fields}


def nested(body, *keys):
    """The member of a member; None where there is none."""
    for key in keys:
        body = body.get(key) if isinstance(body, dict) else None
    return body
