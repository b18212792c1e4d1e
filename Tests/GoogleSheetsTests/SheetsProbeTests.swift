import SheetsEmulator
import Synchronization
import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct SheetsProbeTests {
    private static let tried = [
        "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P10", "P11", "P12", "P13", "P15", "P16",
        "P17",
    ]

    private func probe(
        _ desk: SheetDesk,
        _ onCall: @escaping @Sendable () -> Void = {}
    ) -> SheetsProbe {
        SheetsProbe(desk.sink(scale: 20).calls, pairs: 3, onCall: onCall)
    }

    private func otherwise(_ findings: [ProbeFinding]) -> [String] {
        findings.compactMap { finding in
            if case .otherwise = finding.verdict { finding.name } else { nil }
        }
    }

    @Test func `a service like Google's is as expected, and nothing is left of it`() async throws {
        let desk = try SheetDesk()
        try await desk.append(1...5)
        try await desk.catchUp()
        let before = (try desk.tabs(), desk.emulator.metadata(desk.spreadsheet), desk.rows())
        let count = Mutex(0)
        let probe = probe(desk) { count.withLock { $0 += 1 } }
        let result = try await probe.run()
        for finding in result.findings where Self.tried.contains(finding.name) {
            #expect(finding.verdict == .asExpected, "\(finding)")
        }
        #expect(result.findings.map(\.name) == (1...17).map { "P\($0)" })
        #expect(result.isTabGone)
        #expect(try desk.tabs() == before.0)
        #expect(desk.emulator.metadata(desk.spreadsheet) == before.1)
        #expect(desk.rows() == before.2)
        // The copies of a pair, and a few for what is not settled at once.
        #expect(abs(count.withLock(\.self) - probe.callCount) <= 3)
    }

    @Test func `a service that lets ids be used twice is told from Google`() async throws {
        let desk = try SheetDesk { $0.assumptions.takesUsedIds = true }
        let result = try await probe(desk).run()
        #expect(otherwise(result.findings) == ["P1", "P10", "P11", "P16"])
        let first = try #require(result.findings.first)
        #expect(first.seen.contains("rows 1 and 1"))
    }

    @Test func `what nobody has seen is told where it matters`() async throws {
        let desk = try SheetDesk {
            $0.assumptions.refusesEmptyDeletions = true
            $0.assumptions.appendsBelowFormats = true
            $0.assumptions.copiesMetadataOfTabs = true
        }
        let result = try await probe(desk).run()
        #expect(otherwise(result.findings) == ["P2", "P5"])
        let copied = try #require(result.findings.first { $0.name == "P8" })
        #expect(copied.seen.contains("under ids of their own"))
        #expect(copied.verdict == .asExpected)
        #expect(result.isTabGone)
    }

    @Test func `reads that lie behind are told`() async throws {
        let desk = try SheetDesk()
        // The stand-in's clock is the machine's, the probe's goes 20 times as fast.
        desk.emulator.setStaleness(milliseconds: 120)
        let result = try await probe(desk).run()
        #expect(otherwise(result.findings).contains("P12"))
    }

    @Test func `a batch whose connection ends is there once`() async throws {
        let desk = try SheetDesk()
        desk.emulator.setFaults([(.lateAnswer(milliseconds: 40), 1)])
        let result = try await probe(desk).run()
        let lost = try #require(result.findings.first { $0.name == "P11" })
        #expect(lost.seen.contains("cut off after"))
        #expect(lost.seen.contains("1 row"))
        #expect(lost.verdict == .asExpected)
    }

    @Test func `a tab that an interrupted run left goes with the next`() async throws {
        let desk = try SheetDesk()
        let probe = probe(desk)
        _ = try await probe.makeTab()
        #expect(try desk.tabs().values.contains(SheetsProbe.title))
        let result = try await probe.run()
        #expect(result.isTabGone)
        #expect(try desk.tabs().values.sorted() == ["Sheet1"])
    }

    @Test func `a failure in the middle leaves no tab`() async throws {
        let desk = try SheetDesk()
        let count = Mutex(0)
        let emulator = desk.emulator
        let probe = probe(desk) {
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == 8 { emulator.script(.unavailable(commits: false)) }
        }
        await #expect(throws: ServiceTrouble.self) { try await probe.run() }
        #expect(try desk.tabs().values.sorted() == ["Sheet1"])
    }

    @Test func `a tab of people that bears its title stays`() async throws {
        let desk = try SheetDesk()
        _ = desk.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(desk.spreadsheet):batchUpdate",
            [
                "requests": [
                    ["addSheet": ["properties": ["title": .string(SheetsProbe.title)]]]
                ]
            ]
        )
        await #expect(throws: ServiceTrouble.self) { try await probe(desk).run() }
        #expect(try desk.tabs().values.sorted() == ["Sheet1", SheetsProbe.title])
    }

    @Test func `a full spreadsheet is told as full`() async throws {
        let desk = try SheetDesk()
        _ = desk.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(desk.spreadsheet):batchUpdate",
            [
                "requests": [
                    [
                        "appendDimension": [
                            "sheetId": 0, "dimension": "ROWS",
                            "length": .int(9_999_999 / 26 - 1000),
                        ]
                    ]
                ]
            ]
        )
        await #expect {
            try await probe(desk).run()
        } throws: {
            ($0 as? ServiceTrouble)?.code == "sheets.full"
        }
    }

    @Test func `a packed text has the sum that gzip wants`() {
        #expect(StoredGzip.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        let packed = StoredGzip.packed(Array("ab".utf8))
        #expect(packed.count == 10 + 5 + 2 + 8)
        #expect(packed[10...16].elementsEqual([1, 2, 0, 0xFD, 0xFF, 0x61, 0x62]))
    }
}
