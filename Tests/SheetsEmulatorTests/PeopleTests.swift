import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct PeopleTests {
    private func filled() async throws -> Session {
        let session = try Session(rowCount: 20, columnCount: 6)
        try await session.fill([
            ["a", "b", "c"], ["4", "5", "6"], ["1", "2", "3"], ["7", "8", "9"],
        ])
        _ = try await session.batch(.fence(1))
        _ = try await session.batch(["addSheet": ["properties": ["title": "Other"]]])
        return session
    }

    @Test(arguments: PeopleAction.allCases.filter { $0 != .restoreVersion })
    func `people do it and it is written down`(_ action: PeopleAction) async throws {
        let session = try await filled()
        let before = try await session.get("includeGridData=true")
        let count = session.emulator.spreadsheets.count
        let event = try #require(session.emulator.act(action, in: session.id, sheetId: 0))
        #expect(event.action == action)
        #expect(!event.what.isEmpty)
        #expect(session.emulator.events == [event])
        if action == .copyFile {
            #expect(session.emulator.spreadsheets.count == count + 1)
        } else {
            #expect(try await session.get("includeGridData=true") != before)
        }
    }

    @Test func `what people do follows from the seed`() async throws {
        func deeds() async throws -> [String] {
            let session = try await filled()
            for _ in 0..<20 {
                session.emulator.setPeople(rate: 1, [.moveColumn, .editCell, .sortRows])
                _ = try await session.batch(.append(.row("x")))
            }
            #expect(session.emulator.events.count == 20)
            return session.emulator.events.map(\.what)
        }
        let first = try await deeds()
        #expect(try await deeds() == first)
        #expect(Set(first).count > 5)
    }

    @Test(arguments: [false, true])
    func `people go back to a version, with its metadata or without`(_ stays: Bool) async throws {
        let session = try await filled()
        let version = try #require(session.emulator.keepVersion(of: session.id))
        _ = try await session.batch(.fence(2), .append(.row("later")))
        #expect(session.emulator.metadata(session.id).count == 2)
        #expect(
            session.emulator.restoreVersion(version, of: session.id, keepingMetadata: stays)
        )
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 4)
        #expect(session.emulator.metadata(session.id).count == (stays ? 2 : 1))
        #expect(session.emulator.events.map(\.action) == [.restoreVersion])
        #expect(!session.emulator.restoreVersion(7, of: session.id, keepingMetadata: stays))
        let outside = try await session.call("POST", "/emulator/versions/\(session.id)", [:])
        #expect(outside.status == 404)
    }

    @Test func `nothing is done to what is not there`() async throws {
        let session = try Session()
        #expect(session.emulator.act(.deleteTab, in: session.id) == nil)
        #expect(session.emulator.act(.clearMetadata, in: session.id) == nil)
        #expect(session.emulator.act(.editCell, in: "none") == nil)
    }
}
