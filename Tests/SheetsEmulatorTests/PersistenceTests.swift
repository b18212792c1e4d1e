import HTTPTypes
import PosixBridge
import SheetsEmulator
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct PersistenceTests {
    private let directory = TemporaryDirectory()

    private var options: EmulatorOptions {
        var options = EmulatorOptions()
        options.file = directory.file("sheets.log")
        return options
    }

    /// Everything that a client can see of a spreadsheet.
    private func whole(_ emulator: SheetsEmulator, _ id: String) -> String {
        let reply = emulator.perform("GET", "/v4/spreadsheets/\(id)?includeGridData=true")
        return String(decoding: reply.body, as: UTF8.self)
    }

    @Test func `everything is there again after a restart, tokens too`() async throws {
        var id = ""
        var before = ""
        var token = ""
        do {
            let emulator = try SheetsEmulator(options)
            defer { emulator.stop() }
            id = emulator.makeSpreadsheet("T", sharedWith: [Session.writer: "writer"])
            token = emulator.token(for: Session.writer)
            let requests: [JSONValue] = [
                .fence(1), .append(.row("ä", "b")),
                ["addSheet": ["properties": ["title": "N"]]],
                [
                    "createDeveloperMetadata": [
                        "developerMetadata": [
                            "metadataKey": "random id", "visibility": "DOCUMENT",
                            "location": ["spreadsheet": true],
                        ]
                    ]
                ],
            ]
            let reply = emulator.perform(
                "POST",
                "/v4/spreadsheets/\(id):batchUpdate",
                ["requests": .array(requests)]
            )
            #expect(reply.status == 200)
            let refused = emulator.perform(
                "POST",
                "/v4/spreadsheets/\(id):batchUpdate",
                ["requests": [.append(.row("never")), .fence(1)]]
            )
            #expect(refused.status == 400)
            emulator.act(.editCell, in: id)
            let version = try #require(emulator.keepVersion(of: id))
            emulator.act(.deleteTab, in: id)
            #expect(emulator.restoreVersion(version, of: id, keepingMetadata: true))
            before = whole(emulator, id)
        }
        let emulator = try SheetsEmulator(options)
        defer { emulator.stop() }
        #expect(whole(emulator, id) == before)
        let session = try Session()
        var fields = HTTPFields()
        fields.append("Authorization", "Bearer \(token)")
        let answer = try await session.send(
            HTTPCall("GET", "\(emulator.endpoint)/v4/spreadsheets/\(id)", fields: fields)
        )
        #expect(answer.status == 200)
        #expect(emulator.makeSpreadsheet("Next") != id)
    }

    @Test func `a file keeps its assumptions and its time`() throws {
        var options = options
        options.assumptions.appendsBelowFormats = true
        options.clockScale = 1000
        let requests: [JSONValue] = [
            [
                "updateCells": [
                    "start": ["rowIndex": 2], "fields": "note",
                    "rows": [["values": [["note": "n"]]]],
                ]
            ], .append(.row("a")),
        ]
        let first = try SheetsEmulator(options)
        let id = first.makeSpreadsheet("T")
        _ = first.perform(
            "POST",
            "/v4/spreadsheets/\(id):batchUpdate",
            ["requests": .array(requests)]
        )
        // Ten seconds of its own: a clock that began anew would be behind.
        Clocks.pause(nanoseconds: 10_000_000)
        first.act(.editCell, in: id)
        let before = first.events.last?.time ?? 0
        first.stop()
        options.assumptions = Assumptions()
        let second = try SheetsEmulator(options)
        defer { second.stop() }
        #expect(second.values(id, tab: "Sheet1")?.count == 4)
        second.act(.editCell, in: id)
        let after = second.events.last?.time ?? 0
        // The same millisecond may hold both.
        #expect(after >= before)
        #expect(after - before < 100_000_000)
    }

    @Test func `wherever the file is cut, only whole calls are there`() throws {
        var id = ""
        var sizes: [Int] = []
        let path = directory.file("sheets.log")
        do {
            let emulator = try SheetsEmulator(options)
            defer { emulator.stop() }
            id = emulator.makeSpreadsheet("T")
            for number in 0..<5 {
                sizes.append(try File.bytes(at: path).count)
                _ = emulator.perform(
                    "POST",
                    "/v4/spreadsheets/\(id):batchUpdate",
                    ["requests": [.append(.row("a\(number)"), .row("b\(number)"))]]
                )
            }
        }
        let all = try File.bytes(at: path)
        for cut in stride(from: sizes[0], through: all.count, by: 7) {
            var options = EmulatorOptions()
            options.file = directory.file("cut")
            try File(directory.file("cut"), .replace).write(Array(all.prefix(cut)), at: 0)
            let emulator = try SheetsEmulator(options)
            let rows = emulator.values(id, tab: "Sheet1")?.count ?? -1
            let wholeCalls = sizes.dropFirst().count { $0 <= cut } + (cut == all.count ? 1 : 0)
            #expect(rows == wholeCalls * 2, "cut at \(cut)")
            _ = emulator.perform(
                "POST",
                "/v4/spreadsheets/\(id):batchUpdate",
                ["requests": [.append(.row("after"))]]
            )
            emulator.stop()
            let again = try SheetsEmulator(options)
            #expect(again.values(id, tab: "Sheet1")?.count == rows + 1)
            again.stop()
        }
    }

    @Test func `another stand-in carries out what a file holds, call by call`() async throws {
        let first = try SheetsEmulator(options)
        let id = first.makeSpreadsheet("T")
        let write = "/v4/spreadsheets/\(id):batchUpdate"
        let tab: JSONValue = ["addSheet": ["properties": ["title": "N"]]]
        _ = first.perform("POST", write, ["requests": [tab, .append(.row("a"))]])
        first.act(.insertColumn, in: id)
        let last = first.values(id, tab: "Sheet1")
        let states: [[[CellValue?]]?] = [[], [[.text("a")]], last]
        let before = whole(first, id)
        first.stop()
        let bytes = try File.bytes(at: directory.file("sheets.log"))
        let session = try Session()
        // The first frame names the file's secret and its start.
        for (payload, values) in zip(Self.payloads(bytes).dropFirst(), states) {
            let reply = try await session.send(
                HTTPCall("POST", "\(session.emulator.endpoint)/emulator/replay", body: payload)
            )
            #expect(reply.status == 200)
            #expect(session.emulator.values(id, tab: "Sheet1") == values)
        }
        #expect(whole(session.emulator, id) == before)
        #expect(!session.emulator.replay(Array("{}".utf8)))
    }

    /// What the frames of a file hold: behind four bytes of length and eight of a digest.
    private static func payloads(_ bytes: [UInt8]) -> [[UInt8]] {
        var rest = bytes.drop { $0 != 0x0A }.dropFirst()
        var found: [[UInt8]] = []
        while rest.count > 12 {
            let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            found.append(Array(rest.dropFirst(12).prefix(count)))
            rest = rest.dropFirst(12 + count)
        }
        return found
    }

    @Test func `what is stalled when it stops comes to nothing`() async throws {
        let path = directory.file("sheets.log")
        let session = try Session { $0.file = path }
        session.emulator.script(.stall(milliseconds: 3000))
        async let answer = session.batch(.append(.row("late")))
        while session.emulator.hasScript { try await Task.sleep(for: .milliseconds(10)) }
        session.emulator.stop()
        _ = try? await answer
        let second = try SheetsEmulator(options)
        defer { second.stop() }
        try await Task.sleep(for: .milliseconds(3500))
        #expect(second.values(session.id, tab: "Sheet1") == [])
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [])
        #expect(session.emulator.requests.last?.isCommitted == false)
    }

    @Test func `a file that is none, or is in use, is refused`() throws {
        try File.overwrite(directory.file("sheets.log"), "something else entirely")
        #expect(throws: SystemError.self) { try SheetsEmulator(options) }
        try File.overwrite(directory.file("sheets.log"), "")
        let first = try SheetsEmulator(options)
        defer { first.stop() }
        #expect(throws: SystemError.self) { try SheetsEmulator(options) }
    }
}
