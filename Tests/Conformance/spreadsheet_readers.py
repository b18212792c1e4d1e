"""Reads spreadsheets with packages of others and prints every cell with its type, as JSON.

usage: spreadsheet_readers.py FILE…, by a Python that has odfpy, openpyxl, pandas, python-calamine and
openxml-audit. A cell is ["", ""], ["text", …], ["number", …], ["date", …] or ["formula", …]. An ODS is
also held against the schemas of OpenDocument 1.3, which openxml-audit carries.
"""
import datetime
import json
import sys
import zipfile


def cell(value):
    """A value of Python's as a cell."""
    import pandas

    if isinstance(value, bool):
        return ["boolean", str(value)]
    if isinstance(value, pandas.Timestamp):
        # A double keeps less than what a Timestamp shows.
        value = value.round("us").to_pydatetime()
    if isinstance(value, datetime.datetime):
        return ["date", value.isoformat(timespec="microseconds")]
    if isinstance(value, datetime.date):
        return ["date", f"{value.isoformat()}T00:00:00.000000"]
    if isinstance(value, (int, float)):
        return ["", ""] if value != value else ["number", float(value)]
    if value is None or value == "":
        return ["", ""]
    return ["text", value] if isinstance(value, str) else [type(value).__name__, str(value)]


def by_openpyxl(path):
    import openpyxl

    sheets = openpyxl.load_workbook(path).worksheets
    return [[["formula", one.value] if one.data_type == "f" else cell(one.value) for one in row]
            for sheet in sheets for row in sheet.iter_rows()]


def by_odfpy(path):
    from odf import teletype
    from odf.opendocument import load
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    rows = []
    for table in load(path).spreadsheet.getElementsByType(Table):
        for row in table.getElementsByType(TableRow):
            cells = []
            for one in row.getElementsByType(TableCell):
                text = "\n".join(teletype.extractText(p) for p in one.getElementsByType(P))
                kind = one.getAttribute("valuetype")
                if one.getAttribute("formula"):
                    found = ["formula", one.getAttribute("formula")]
                elif kind == "date":
                    day, point, rest = one.getAttribute("datevalue").partition(".")
                    found = ["date", f"{day}.{(rest + '000000')[:6]}"]
                elif kind == "float":
                    found = ["number", float(one.getAttribute("value"))]
                else:
                    found = ["text" if text else "", text]
                cells += [found] * int(one.getAttribute("numbercolumnsrepeated") or 1)
            rows.append(cells)
    return rows


def by_pandas(engine):
    def read(path):
        import pandas

        frames = pandas.read_excel(path, sheet_name=None, header=None, dtype=object,
                                   keep_default_na=False, na_values=[], engine=engine)
        return [[cell(value) for value in row] for frame in frames.values()
                for row in frame.itertuples(index=False)]
    return read


def schema_errors(path):
    """What the schemas of OpenDocument 1.3 say of each part."""
    import importlib.resources

    from lxml import etree

    folder = importlib.resources.files("openxml_audit") / "odf/schemas/odf-1.3"
    schemas = {name: etree.RelaxNG(etree.parse(str(folder / f"OpenDocument-v1.3-{name}.rng")))
               for name in ("schema", "manifest-schema")}
    errors = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith(".xml"):
                continue
            schema = schemas["manifest-schema" if name.endswith("manifest.xml") else "schema"]
            document = etree.fromstring(package.read(name), etree.XMLParser(huge_tree=True))
            if not schema.validate(document):
                errors += [f"{name}: {error}" for error in list(schema.error_log)[:3]]
    return errors


def main():
    for path in sys.argv[1:]:
        readers = {"pandas and calamine": by_pandas("calamine")}
        if path.endswith(".xlsx"):
            readers |= {"openpyxl": by_openpyxl, "pandas and openpyxl": by_pandas("openpyxl")}
        else:
            readers |= {"odfpy": by_odfpy, "pandas and odfpy": by_pandas("odf")}
            print(json.dumps({"path": path, "schema": schema_errors(path)}), flush=True)
        for name, read in readers.items():
            print(json.dumps({"path": path, "reader": name, "rows": read(path)}), flush=True)


if __name__ == "__main__":
    main()
