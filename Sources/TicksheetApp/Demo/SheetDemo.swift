import CommandLineKit
import HTTPTypes
import JSONTree
import PosixBridge
import SheetsEmulator
import TicksheetCore

/// The part of the demo that writes to a stand-in for Google Sheets, while calls fail and people work
/// in the sheet.
struct SheetDemo {
    static let tab = "Log"
    private static let faults: [(fault: SheetsFault, rate: Double)] =
        [true, false].flatMap { commits -> [(fault: SheetsFault, rate: Double)] in
            [
                (.internalError(commits: commits), 0.05), (.unavailable(commits: commits), 0.05),
                (.closed(commits: commits), 0.05),
            ]
        }
    // What people do in a sheet all day, and none of which may do harm.
    private static let deeds: [PeopleAction] = [
        .sortRows, .renameHeader, .moveColumn, .insertColumn, .hideColumn,
    ]

    let standIn: SheetsStandIn
    let key: String

    /// Starts the stand-in; its sheets are kept in the demo's folder.
    init(_ folder: String) throws(CommandFailure) {
        let path = Paths.joined(folder, "secrets/stand-in-key.json")
        // Its address for tokens is another one in each run.
        try CommandFailure.onFiles("cannot write the demo's files") { () throws(SystemError) in
            for part in ["data", "secrets"] {
                try Paths.makeFolders(Paths.joined(folder, part), permissions: 0o700)
            }
            if try Paths.status(path) != nil { try Paths.remove(path) }
        }
        let socket = try CommandFailure.onFiles("cannot listen") { () throws(SystemError) in
            try ListeningSocket(host: "127.0.0.1", port: 0)
        }
        key = path
        standIn = try SheetsStandIn(
            on: socket,
            keyFile: path,
            file: Paths.joined(folder, "data/sheets.log")
        )
        standIn.emulator.setFaults(Self.faults)
    }

    /// The destination for the settings.
    var destination: String {
        """
        { sheets: { spreadsheet: "\(standIn.spreadsheet)", tab: "\(Self.tab)",
                            endpoint: "\(standIn.emulator.endpoint)",
                            credentials: { file: "\(key)" } },
                  batch: { age: "200ms" } },
        """
    }

    /// Lets a person do something in the tab, once it is there.
    func disturb() {
        guard let number = tabNumber else { return }
        let deed = Self.deeds.randomElement() ?? .sortRows
        standIn.emulator.act(deed, in: standIn.spreadsheet, sheetId: number)
    }

    /// Prints where it can be looked at and what happened there.
    func print(on console: Console, rows: Int) {
        let calls = standIn.emulator.requests.count { $0.fault != nil }
        let deeds = standIn.emulator.events.count
        console.print(
            "sheet     \(Human.number(rows)) rows on a stand-in for Google Sheets, where "
                + "\(CountedNoun("call").counted(calls)) failed and people did "
                + "\(CountedNoun("thing").counted(deeds)) (sorted, renamed, moved, inserted, hid)"
        )
    }

    /// The address of the tab for a browser.
    var address: String {
        let sheet = tabNumber.map { "?sheet=\($0)" } ?? ""
        return "\(standIn.emulator.endpoint)/view/\(standIn.spreadsheet)\(sheet)"
    }

    // MARK: What stands there

    /// The rows as people see them, each with the cells of our columns in the mapping's order.
    func rows(_ headers: [String]) -> [[String]] {
        let values = read("/values/\(percentEncoded("'\(Self.tab)'"))")
        let places = columns()
        let columns = headers.compactMap { places[$0] }
        guard let values, columns.count == headers.count,
            let list = values.member(values.root, "values")
        else { return [] }
        return values.elements(list).dropFirst().compactMap { row in
            let cells = values.elements(row).map(values.text)
            let own = columns.map { $0 < cells.count ? cells[$0] : "" }
            return own.allSatisfy(\.isEmpty) ? nil : own
        }
    }

    private func columns() -> [String: Int] {
        let query: JSONValue = [
            "dataFilters": [["developerMetadataLookup": ["metadataKey": "ticksheet.column"]]]
        ]
        let reply = standIn.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(standIn.spreadsheet)/developerMetadata:search",
            query
        )
        guard let found = try? JSONDocument.parse(reply.body),
            let list = found.member(found.root, "matchedDeveloperMetadata")
        else { return [:] }
        var places: [String: Int] = [:]
        for match in found.elements(list) {
            guard let metadata = found.member(match, "developerMetadata"),
                let name = found.member(metadata, "metadataValue").map(found.text),
                let location = found.member(metadata, "location"),
                let range = found.member(location, "dimensionRange")
            else { continue }
            places[name] = Int(found.member(range, "startIndex").flatMap(found.integer) ?? 0)
        }
        return places
    }

    private var tabNumber: Int32? {
        guard let book = read("?fields=sheets.properties"),
            let sheets = book.member(book.root, "sheets")
        else { return nil }
        for sheet in book.elements(sheets) {
            guard let properties = book.member(sheet, "properties"),
                book.member(properties, "title").map(book.text) == Self.tab
            else { continue }
            return book.member(properties, "sheetId").flatMap(book.integer).map(Int32.init)
        }
        return nil
    }

    private func read(_ path: String) -> JSONDocument? {
        let reply = standIn.emulator.perform(
            "GET",
            "/v4/spreadsheets/\(standIn.spreadsheet)\(path)"
        )
        return try? JSONDocument.parse(reply.body)
    }
}
