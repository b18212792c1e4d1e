"""The cells of an XLSX as they stand in its XML: text in its cell, or a number with its format.

Source: <https://ecma-international.org/publications-and-standards/standards/ecma-376/>
"""
import re
import xml.etree.ElementTree as ElementTree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
GENERAL, AS_TEXT = 0, 49  # numbers of formats that every program knows


def cells(path, columns):
    """All rows of a file's sheets: of each cell its type (`text`, `number`, `date`) and its value."""
    rows = []
    with zipfile.ZipFile(path) as package:
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))
        formats = [int(xf.get("numFmtId")) for xf in styles.find(f"{MAIN}cellXfs")]
        sheets = [name for name in package.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        for name in sorted(sheets, key=lambda name: int(re.findall(r"\d+", name)[0])):
            for row in ElementTree.fromstring(package.read(name)).iter(f"{MAIN}row"):
                found = [(None, "")] * columns
                for one in row:
                    letters = re.match("[A-Z]+", one.get("r"))[0]
                    found[column(letters)] = cell(one, formats[int(one.get("s", 0))])
                rows.append(found)
    return rows


def column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell(node, form):
    kind = node.get("t", "n")
    if kind == "inlineStr":
        text = "".join(part.text or "" for part in node.iter(f"{MAIN}t"))
        return "text", re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    value = node.find(f"{MAIN}v")
    if value is None:
        return None, ""
    if kind != "n":
        return kind, value.text
    return ("number" if form in (GENERAL, AS_TEXT) else "date"), float(value.text)
