import HTTPTypes
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// Reports whose spreadsheets are made in a folder of a shared drive.
@Suite struct FolderTests {
    private static let faults: [SheetsFault] =
        [true, false].flatMap { commits -> [SheetsFault] in
            [.internalError(commits: commits), .closed(commits: commits)]
        }

    private static func desk(
        _ roles: [String: String] = ["robot@example.com": "writer"],
        isShared: Bool = true
    ) throws -> SheetDesk {
        var desk = try SheetDesk(cells: 33_000)
        let folder = desk.emulator.makeFolder("Reports", sharedWith: roles, isShared: isShared)
        desk.supply = .folder(folder, title: "WhatsApp campaign reports")
        desk.isNamed = false
        return desk
    }

    private static func made(_ desk: SheetDesk) throws -> [String] {
        SheetState(try desk.ledger.record().state).volumes.made
    }

    private static func descriptions(_ desk: SheetDesk) throws -> [String] {
        try made(desk).flatMap { desk.descriptions(in: $0) }
    }

    @Test func `spreadsheets are made one after the other as they are needed`() async throws {
        let desk = try Self.desk()
        try await desk.append(1...14_000)
        try await desk.catchUp(limit: 2000)
        let made = try Self.made(desk)
        #expect(made.count == 3)
        #expect(try Self.descriptions(desk) == (1...14_000).map(String.init))
        let titles = made.map { id in
            String(
                decoding: desk.emulator.perform(
                    "GET",
                    "/drive/v3/files/\(id)?supportsAllDrives=true"
                )
                .body,
                as: UTF8.self
            )
        }
        #expect(titles[0].contains("\"name\": \"WhatsApp campaign reports\""))
        #expect(titles[1].contains("\"name\": \"WhatsApp campaign reports 2\""))
        #expect(desk.emulator.spreadsheets.count == 4)
        #expect(desk.emulator.values(made[0], tab: "Sheet1") == nil)
    }

    @Test(arguments: faults, ["files.create", "files.list", "files.get"])
    func `one is made once, whatever becomes of the answers`(
        fault: SheetsFault,
        method: String
    ) async throws {
        let desk = try Self.desk()
        try await desk.append(1...10)
        desk.emulator.script(fault, on: method)
        try await desk.catchUp()
        try await desk.append(11...7500)
        desk.emulator.script(fault, on: method)
        try await desk.catchUp(limit: 2000)
        #expect(try Self.descriptions(desk) == (1...7500).map(String.init))
        #expect(desk.emulator.spreadsheets.count == 3)
    }

    @Test(arguments: 0..<9)
    func `a journal that fails at any step makes no second one`(step: Int) async throws {
        let desk = try Self.desk()
        let full = JournalError.diskFull(path: "journal.db", cause: "no space")
        try await desk.append([1])
        desk.journal.failNext(Array(repeating: nil, count: step) + [full, full])
        try await desk.catchUp()
        #expect(try Self.descriptions(desk) == ["1"])
        #expect(desk.emulator.spreadsheets.count == 2)
    }

    @Test func `a copy that comes late is found and not used`() async throws {
        let desk = try Self.desk()
        try await desk.append([1])
        // It is made long after another was.
        desk.emulator.script(.stall(milliseconds: 4000), on: "files.create")
        try await desk.catchUp()
        try await Task.sleep(for: .milliseconds(4500))
        try await desk.append([2])
        try await desk.catchUp()
        #expect(try Self.descriptions(desk) == ["1", "2"])
        #expect(try Self.made(desk).count == 1)
    }

    @Test func `no second one is asked for while the first may still come`() async throws {
        let desk = try Self.desk()
        try await desk.append([1])
        // The call ends after 185 s of the clock, the spreadsheet is there after 240 s.
        desk.emulator.script(.stall(milliseconds: 2400), on: "files.create")
        try await desk.catchUp(with: desk.sink(scale: 100))
        try await Task.sleep(for: .milliseconds(1200))
        #expect(try Self.descriptions(desk) == ["1"])
        #expect(desk.emulator.spreadsheets.count == 2)
    }

    @Test func `a clock that was set back lets nobody wait for years`() async throws {
        let desk = try Self.desk()
        try await desk.append([1])
        _ = try desk.ledger.record()
        var state = SheetState()
        state.volumes.asked = 4_000_000_000
        try desk.ledger.keep(state.encoded)
        await #expect(throws: SinkError.self) { try await desk.sink().open(desk.ledger) }
        state = SheetState(try desk.ledger.record().state)
        #expect(try #require(state.volumes.asked) < 4_000_000_000)
        // Still nobody is asked for a second one at once.
        #expect(desk.emulator.spreadsheets.count == 1)
    }

    @Test func `no spreadsheet is made after one that takes no row at all`() async throws {
        var desk = try Self.desk()
        desk.room = CellRoom(limit: 4900)
        try await desk.append([1])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.full")
        #expect(error?.remedy.hasPrefix("Delete tabs, columns and rows there") == true)
        await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(desk.emulator.spreadsheets.count <= 3)
    }

    @Test func `what the folder lacks is said with what to do`() async throws {
        let cases: [(roles: [String: String], isShared: Bool, code: String)] = [
            ([:], true, "sheets.folder_not_found"),
            (["robot@example.com": "reader"], true, "sheets.folder_forbidden"),
        ]
        for (roles, isShared, code) in cases {
            let desk = try Self.desk(roles, isShared: isShared)
            try await desk.append([1])
            let error = await #expect(throws: SinkError.self) {
                try await desk.sink().open(desk.ledger)
            }
            #expect(error?.code == code)
            #expect(error?.remedy.contains("robot@example.com a contributor") == true)
        }
        var desk = try Self.desk()
        desk.supply = .folder(desk.spreadsheet, title: "T")
        let error = await #expect(throws: SinkError.self) {
            try await desk.sink().open(desk.ledger)
        }
        #expect(error?.code == "sheets.no_folder")
    }

    @Test func `a service account is sent to a shared drive`() async throws {
        var desk = try Self.desk(["robot@p.iam.gserviceaccount.com": "writer"], isShared: false)
        desk.account = "robot@p.iam.gserviceaccount.com"
        let error = await #expect(throws: SinkError.self) {
            try await desk.sink().open(desk.ledger)
        }
        #expect(error?.code == "sheets.folder_owner")
        #expect(error?.disposition == .stop)
    }
}
