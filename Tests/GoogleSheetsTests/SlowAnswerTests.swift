import PosixBridge
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct SlowAnswerTests {
    /// Writes one row whose answer drips; what the writes came to, in the words of the log.
    private func writes(_ fault: SheetsFault) async throws -> (calls: [String], rows: [String]) {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        let before = desk.emulator.requests.count
        try await desk.append([2])
        desk.emulator.script(fault)
        // The limit for a whole answer is then 2 s.
        try await desk.catchUp(with: desk.sink(scale: 100))
        let calls = desk.emulator.requests.dropFirst(before)
            .filter { $0.method == "spreadsheets.batchUpdate" }
            .map { "\($0.status)\($0.isCommitted ? " committed" : "")" }
        return (calls, desk.descriptions())
    }

    @Test func `an answer that is slow and within the limit is taken`() async throws {
        let (calls, rows) = try await writes(.slowBytes(perSecond: 1000))
        #expect(calls == ["200 committed"])
        #expect(rows == ["1", "2"])
    }

    @Test func `an answer that drips for longer is cut off, and its rows are there once`()
        async throws
    {
        let start = Clocks.monotonic
        let (calls, rows) = try await writes(.slowBytes(perSecond: 10))
        #expect(Clocks.monotonic - start > 1_900_000_000)
        // What was written is found by its mark; nothing is sent again.
        #expect(calls == ["200 committed"])
        #expect(rows == ["1", "2"])
    }
}
