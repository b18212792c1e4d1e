import HTTPTypes
import JSONTree
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// Faults of every kind and people at work, all at once, by chance; each seed is printed.
@Suite struct SheetChaosTests {
    private static let faults: [(fault: SheetsFault, rate: Double)] =
        [(.tooManyRequests, 0.03), (.stall(milliseconds: 800), 0.03)]
        + [true, false].flatMap { commits -> [(fault: SheetsFault, rate: Double)] in
            [
                (.aborted(commits: commits), 0.03), (.internalError(commits: commits), 0.03),
                (.unavailable(commits: commits), 0.03), (.badGateway(commits: commits), 0.03),
                (.closed(commits: commits), 0.03),
            ]
        }
    private static let deeds: [PeopleAction] = [
        .sortRows, .renameTab, .renameHeader, .insertColumn, .moveColumn, .hideColumn, .insertRow,
        .deleteRow, .filter, .duplicateTab,
    ]

    /// Four runs at once: most of their time they wait.
    private static func together(
        _ run: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<4 { group.addTask { try await run(number) } }
            try await group.waitForAll()
        }
    }

    @Test func `rows per status are there once, but for those that people deleted`() async throws {
        try await Self.together { try await Self.statusRows($0) }
    }

    private static func statusRows(_ run: Int) async throws {
        var random = SeededRandom("chaos of appended rows, run \(run)")
        let desk = try SheetDesk(seed: random.next())
        try await desk.append([0])
        try await desk.catchUp()
        let number = try desk.number()
        desk.emulator.setFaults(faults)
        var count = 1
        for _ in 0..<40 {
            let more = Int.random(in: 1...6, using: &random)
            try await desk.append(count..<count + more)
            count += more
            if Int.random(in: 0..<3, using: &random) == 0 {
                let deed = deeds.randomElement(using: &random) ?? .sortRows
                desk.emulator.act(deed, in: desk.spreadsheet, sheetId: number)
            }
            try await desk.catchUp(limit: Int.random(in: 1...8, using: &random))
        }
        try await Task.sleep(for: .milliseconds(1000))
        desk.emulator.clearFaults()
        try await desk.append([count])
        try await desk.catchUp()
        let title = try #require(try desk.title(of: number))
        var found: [String: Int] = [:]
        for row in desk.rows(of: title) {
            for cell in row where Int(cell).map({ $0 <= count }) == true {
                found[cell, default: 0] += 1
            }
        }
        let deleted = desk.emulator.events.count { $0.action == .deleteRow }
        #expect(try desk.journal.problems(limit: 1).isEmpty)
        let missing = (0...count).count { found[String($0)] == nil }
        #expect(missing <= deleted)
        #expect(found.values.allSatisfy { $0 == 1 }, "\(found.filter { $0.value > 1 })")
        #expect(desk.emulator.requests.count { $0.fault != nil } > 10)
    }

    @Test func `rows per message show the newest state, each once`() async throws {
        try await Self.together { try await Self.messageRows($0) }
    }

    private static func messageRows(_ run: Int) async throws {
        var random = SeededRandom("chaos of rows kept current, run \(run)")
        let desk = try SheetDesk(rows: .message, seed: random.next())
        try await desk.append([(0, "sent")])
        try await desk.catchUp()
        let number = try desk.number()
        desk.emulator.setFaults(faults)
        var expected: [Int: String] = [0: "sent"]
        for _ in 0..<30 {
            var told: [(message: Int, status: String)] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let message = Int.random(in: 0...60, using: &random)
                let isNew = expected[message] == nil
                let status = isNew ? "sent" : expected[message] == "sent" ? "delivered" : "read"
                told.append((message, status))
                expected[message] = status
            }
            try await desk.append(told)
            if Int.random(in: 0..<3, using: &random) == 0 {
                let deed = deeds.randomElement(using: &random) ?? .sortRows
                desk.emulator.act(deed, in: desk.spreadsheet, sheetId: number)
            }
            try await desk.catchUp(limit: 1000)
        }
        try await Task.sleep(for: .milliseconds(1000))
        desk.emulator.clearFaults()
        try await desk.append([(61, "sent")])
        expected[61] = "sent"
        try await desk.catchUp()
        let title = try #require(try desk.title(of: number))
        let rows = desk.rows(of: title)
        let deleted = desk.emulator.events.count { $0.action == .deleteRow }
        // What people do is no refusal of a row.
        #expect(try desk.journal.problems(limit: 1).isEmpty)
        var missing = 0
        for (message, status) in expected {
            let phone = "+57300\(1_000_000 + message)"
            let found = rows.filter { $0.contains(phone) }
            if found.isEmpty { missing += 1 }
            #expect(found.count <= 1, "\(phone) has \(found.count) rows")
            #expect(found.allSatisfy { $0.contains(status) }, "\(phone) is not \(status)")
        }
        #expect(missing <= deleted)
    }
}

extension SheetDesk {
    /// The titles of the tabs by their numbers.
    func tabs() throws -> [Int32: String] {
        let reply = emulator.perform("GET", "/v4/spreadsheets/\(spreadsheet)")
        let document = try JSONDocument.parse(reply.body)
        guard let sheets = document.member(document.root, "sheets") else { return [:] }
        var tabs: [Int32: String] = [:]
        for sheet in document.elements(sheets) {
            guard let properties = document.member(sheet, "properties"),
                let number = document.member(properties, "sheetId").flatMap(document.integer)
            else { continue }
            tabs[Int32(number)] = document.member(properties, "title").map(document.text)
        }
        return tabs
    }

    /// The title that a tab has now.
    func title(of number: Int32) throws -> String? { try tabs()[number] }
}
