"""Opens files in LibreOffice and reads what stands in their cells, by way of its flat XML format."""
import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
UTF8 = 76
STANDARD, AS_TEXT = 1, 2


class Cell:
    """A cell's text, its type, and its formula where it has one."""

    def __init__(self, node):
        self.text = "\n".join(plain(p) for p in node.findall(f"{TEXT}p"))
        self.kind = node.get(f"{OFFICE}value-type")
        self.formula = node.get(f"{TABLE}formula")


def program():
    return shutil.which("soffice") or shutil.which("libreoffice")


def open_csv(folder, path, separator, columns, form):
    """All rows of a CSV as LibreOffice reads it, every column in one form; a list of lists of Cell."""
    forms = "/".join(f"{number}/{form}" for number in range(1, columns + 1))
    target = os.path.join(folder, f"as-{form}")
    done = subprocess.run(
        [program(), "--headless", "--norestore", "--nolockcheck",
         f"-env:UserInstallation=file://{folder}/profile",
         f"--infilter=CSV:{ord(separator)},34,{UTF8},1,{forms}",
         "--convert-to", "fods", "--outdir", target, path],
        cwd=folder, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL)
    made = os.path.join(target, os.path.splitext(os.path.basename(path))[0] + ".fods")
    if not os.path.exists(made):
        raise RuntimeError(f"LibreOffice wrote nothing: {done.stdout} {done.stderr}")
    return read(made)


def open_files(folder, paths):
    """All rows of each of some spreadsheets, none of one that cannot be opened.

    No two may have one name but for their endings.
    """
    target = os.path.join(folder, "opened")
    done = subprocess.run(
        [program(), "--headless", "--norestore", "--nolockcheck",
         f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "fods", "--outdir", target,
         *paths],
        cwd=folder, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL)
    made = [os.path.join(target, os.path.splitext(os.path.basename(path))[0] + ".fods") for path in paths]
    if not any(map(os.path.exists, made)):
        raise RuntimeError(f"LibreOffice opened none of {paths}: {done.stdout} {done.stderr}")
    return [read(path) if os.path.exists(path) else [] for path in made]


def read(path):
    rows = []
    for row in ElementTree.parse(path).getroot().iter(f"{TABLE}table-row"):
        cells = []
        for node in row.findall(f"{TABLE}table-cell"):
            again = int(node.get(f"{TABLE}number-columns-repeated", 1))
            cells += [Cell(node)] * min(again, 64)
        while cells and not cells[-1].text:
            cells.pop()
        again = int(row.get(f"{TABLE}number-rows-repeated", 1))
        rows += [cells] * (again if cells else min(again, 1))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def plain(node):
    """The text of a paragraph: blanks, tabs and line breaks are elements of their own."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == f"{TEXT}s":
            parts.append(" " * int(child.get(f"{TEXT}c", 1)))
        elif child.tag == f"{TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        else:
            parts.append(plain(child))
        parts.append(child.tail or "")
    return "".join(parts)
