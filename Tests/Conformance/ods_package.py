"""What OpenDocument asks of a package and of a spreadsheet's content, looked at in the bytes of an ODS.

Source: <https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part2-packages/OpenDocument-v1.3-os-part2-packages.html>
"""
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

import sheet

MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
PARTS = ["mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"]


def check(result, path, columns, rows):
    """Looks at a file of so many columns and rows below the header."""
    first_part(result, path)
    with zipfile.ZipFile(path) as package:
        result.equal(package.testzip(), None, f"a damaged part of {path}")
        names = package.namelist()
        result.equal(sorted(names), sorted(PARTS), f"parts of {path}")
        roots = {}
        for name in names[1:]:
            try:
                roots[name] = ElementTree.fromstring(package.read(name))
            except ElementTree.ParseError as error:
                return result.expect(False, f"{name} of {path}: {error}")
    listed = {entry.get(f"{MANIFEST}full-path"): entry.get(f"{MANIFEST}media-type")
              for entry in roots["META-INF/manifest.xml"]}
    wanted = {"/": MEDIA_TYPE.decode()} | {name: "text/xml" for name in PARTS[1:-1]}
    result.equal(listed, wanted, f"the manifest of {path}")
    for name, root in roots.items():
        version = root.get(f"{MANIFEST if 'manifest' in name else OFFICE}version")
        result.equal(version, "1.3", f"the version that {name} of {path} is of")
    return content(result, path, roots, columns, rows)


def first_part(result, path):
    """The type stands where programs look for it, before they know that it is a ZIP file."""
    with open(path, "rb") as file:
        head = file.read(38 + len(MEDIA_TYPE))
    signature, _, flags, method, _, _, _, packed, size, name, extra = struct.unpack("<IHHHHHIIIHH", head[:30])
    result.equal((hex(signature), method, name, extra), ("0x4034b50", 0, 8, 0),
                 f"signature, method, length of the name and of the extra field of {path}")
    result.equal(flags & 8, 0, f"a data descriptor behind the first part of {path}")
    result.equal((packed, size), (len(MEDIA_TYPE),) * 2, f"sizes of the first part of {path}")
    result.equal(head[30:], b"mimetype" + MEDIA_TYPE, f"the first part of {path}")
    if shutil.which("file"):
        done = subprocess.run(["file", "--brief", "--mime-type", path], capture_output=True, text=True)
        result.equal(done.stdout.strip(), MEDIA_TYPE.decode(), f"what `file` says of {path}")


def content(result, path, roots, columns, rows):
    root = roots["content.xml"]
    sheet = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    tables = sheet.findall(f"{TABLE}table")
    counted = 0
    for table in tables:
        counted += one_table(result, path, table, columns)
    result.equal(counted, rows, f"rows of {path}")
    defined = {node.get(f"{STYLE}name") for part in ("content.xml", "styles.xml")
               for node in roots[part].iter() if node.get(f"{STYLE}name")}
    used = {value for node in root.iter() for key, value in node.attrib.items()
            if key.endswith("style-name") and key != f"{STYLE}name"}
    result.expect(used <= defined, f"styles of {path} that are nowhere: {used - defined}")
    ranges = [node.get(f"{TABLE}target-range-address") for node in sheet.iter(f"{TABLE}database-range")]
    wanted = [f"'{table.get(f'{TABLE}name')}'" for table in tables]
    result.equal([one.partition(".A1:")[0] for one in ranges], wanted, f"sheets with a filter of {path}")


def one_table(result, path, table, columns):
    """Its parts in the standard's order, and rows as wide as the columns; rows below the header."""
    tags = [child.tag.removeprefix(TABLE) for child in table]
    order = ["table-column"] * columns + ["table-header-rows"]
    result.equal(tags[:columns + 1], order, f"beginning of a table of {path}")
    result.equal(set(tags[columns + 1:]) - {"table-row"}, set(), f"parts below the header of {path}")
    formulas = [node.get(f"{TABLE}formula") for node in table.iter() if node.get(f"{TABLE}formula")]
    result.equal(formulas, [], f"formulas of {path}")
    for row in table.iter(f"{TABLE}table-row"):
        width = sum(int(one.get(f"{TABLE}number-columns-repeated", 1)) for one in row)
        if not result.equal(width, columns, f"cells of a row of {path}"):
            break
        for one in row:
            needs(result, path, one)
    return tags.count("table-row")


def needs(result, path, cell):
    """A cell's type and what comes with it."""
    kind = cell.get(f"{OFFICE}value-type")
    value = {"float": "value", "date": "date-value"}.get(kind)
    others = {key.removeprefix(OFFICE) for key in cell.attrib if key.startswith(OFFICE)} - {"value-type"}
    result.equal(others, {value} if value else set(), f"what comes with a {kind} of {path}")
    result.equal({child.tag for child in cell} - {f"{TEXT}p"}, set(), f"parts of a cell of {path}")
    result.expect(kind or not len(cell), f"a cell of {path} with text and no type")


def cells(path):
    """All rows of a file's sheets: of each cell its type, its value, and the text that it shows."""
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("content.xml"))
    rows = []
    for row in root.iter(f"{TABLE}table-row"):
        found = []
        for one in row:
            kind = one.get(f"{OFFICE}value-type")
            text = "\n".join(sheet.plain(p) for p in one.findall(f"{TEXT}p"))
            value = {"float": one.get(f"{OFFICE}value"), "date": one.get(f"{OFFICE}date-value")}.get(kind, text)
            found += [(kind, value, text)] * int(one.get(f"{TABLE}number-columns-repeated", 1))
        rows.append(found)
    return rows
