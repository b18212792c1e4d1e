"""A journal with two reports in OpenDocument files, and what their rows must be."""
import collections
import os
import sqlite3
import zipfile

import messages
import ods_package
from harness import SOURCE
from traffic import key_of, row_of

LOG, FUNNEL = "reports/log.ods", "reports/funnel.ods"
REPORTS = {"log": ("./rows.json5", LOG), "funnel": ("campaign-funnel", FUNNEL)}


def write_settings(site, names=("log", "funnel"), more="", destination=""):
    """Settings with some of the reports; `destination`: more keys of each file."""
    reports = ",\n    ".join(
        f'{{ name: "{name}", mapping: "{REPORTS[name][0]}", to: [{{ ods: "{REPORTS[name][1]}", '
        f'batch: {{ age: "0s" }}{destination} }}] }}' for name in names)
    site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", sources: [{SOURCE}],
  reports: [
    {reports}
  ],{more}
}}
""")


def rows(path):
    """The rows of a file below its header, as texts; raises where it is not whole."""
    with zipfile.ZipFile(path) as package:
        if package.testzip() is not None:
            raise zipfile.BadZipFile(f"{package.testzip()} of {path} is damaged")
    return [[text for _, _, text in row] for row in ods_package.cells(path)[1:]]


def inflated(path):
    """All that a file holds, as it is and inflated."""
    with open(path, "rb") as file:
        data = [file.read()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            data += [package.read(name) for name in package.namelist()]
    return b"\n".join(data)


def names(site, folder="reports"):
    """What lies in the reports' folder, but for the locks beside them."""
    return sorted(name for name in os.listdir(site.path(folder)) if not name.endswith(".lock"))


def log_row(item):
    """The row of a status, with its reason where it has one."""
    return row_of(item)[:-1] + [error["title"] for error in item.get("errors", [{"title": ""}])]


def expected(updates):
    return {LOG: sorted(log_row(item) for item in updates), FUNNEL: sorted(messages.funnel(updates))}


def edit(path, old, new):
    """Saves a file as another program would, with a part of its content replaced."""
    with zipfile.ZipFile(path) as package:
        parts = [(info.filename, package.read(info.filename)) for info in package.infolist()]
    with zipfile.ZipFile(path + ".saved", "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            package.writestr(name, data.replace(old, new) if name == "content.xml" else data)
    os.replace(path + ".saved", path)


class Truth:
    """The states that two reports went through, as the journal's order of events tells."""

    def __init__(self, site, updates):
        self.site = site
        self.by_key = {key_of(item): item for item in updates}

    def order(self):
        """The updates in the order in which the journal has them."""
        connection = sqlite3.connect(self.site.path("data/journal.db"))
        try:
            found = connection.execute("SELECT message, status FROM entries ORDER BY sequence").fetchall()
        finally:
            connection.close()
        return [self.by_key[key] for key in found]

    def place(self, path, order, report=None):
        """After how many events a file's rows were true; nothing where they never were."""
        found = rows(self.site.path(path))
        if path == LOG or report == "log":
            wanted = [log_row(item) for item in order[:len(found)]]
            return len(found) if found == wanted else None
        goal = collections.Counter(map(tuple, found))
        states, now, wrong = collections.defaultdict(list), {}, len(goal)
        # How many rows differ is kept up, event by event.
        count = collections.Counter()
        last = 0 if not goal else None
        for number, item in enumerate(order, 1):
            key = item["id"]
            if key in now:
                wrong += move(count, goal, now[key], -1)
            states[key].append(item)
            now[key] = tuple(messages.funnel(states[key])[0])
            wrong += move(count, goal, now[key], 1)
            if wrong == 0:
                last = number
        return last


def move(count, goal, row, by):
    """Changes how often a row is there; by how much that changes the number of wrong ones."""
    before = count[row] != goal[row]
    count[row] += by
    return (count[row] != goal[row]) - before
