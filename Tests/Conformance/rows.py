"""Reads a report with Python's own csv module and compares it with what was sent."""
import collections
import csv
import io

from harness import NAMES


def read_rows(data, delimiter=","):
    """All rows of a CSV; raises where it is not whole."""
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def compare(result, data, sent, answered, what="the report"):
    """Each answered event once, none twice, none that was never sent, no half line.

    `sent`: (message, status) → row; `answered`: those keys that got a 200.
    Returns the number of rows.
    """
    if not result.expect(data.endswith(b"\r\n"), f"{what} does not end with a line end"):
        return 0
    lines = data.split(b"\r\n")
    odd = [line for line in lines if b"\n" in line or b"\r" in line]
    result.expect(not odd, f"{what} has {len(odd)} lines with a lone line end, such as {odd[:1]}")
    rows = read_rows(data)
    result.equal(rows[0], NAMES, f"{what}, header")
    result.expect(NAMES not in rows[1:], f"{what} has its header twice")
    keys = collections.Counter((row[0], row[1]) for row in rows[1:] if len(row) >= 2)
    twice = [key for key, count in keys.items() if count > 1]
    result.expect(not twice, f"{what} has {len(twice)} events twice, such as {twice[:3]}")
    strange = [row for row in rows[1:] if sent.get(tuple(row[:2])) != row]
    result.expect(
        not strange, f"{what} has {len(strange)} rows that were never sent, such as {strange[:3]}")
    missing = [key for key in answered if key not in keys]
    result.expect(
        not missing,
        f"{what} lacks {len(missing)} of {len(answered)} answered events, such as {missing[:3]}")
    return len(rows) - 1
