import Foundation
import WallTime

struct Bench {
    let folder: String
    private let rows = 1_000_000
    private let zone = "America/New_York"

    init(folder: String) {
        self.folder = folder
    }

    func run() throws {
        var answers = Answers(folder: folder)
        let rules = try answers.rules(zone)
        var state: UInt64 = 42
        // A campaign's rows: in order, a few seconds apart; and the same year at random.
        let ordered = (0..<rows).map { Timestamp(seconds: 1_767_225_600 + Int64($0) * 20) }
        let scattered = ordered.map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Timestamp(seconds: 1_767_225_600 + Int64(state >> 33) % 31_536_000)
        }
        for pattern in [
            TimeFormat.standardPattern, "iso", "d/M/yyyy H:mm", "EEE d MMM yyyy hh:mm a",
        ] {
            try measure("format \(pattern)") { try write(ordered, rules, pattern) }
        }
        try measure("format-scattered \(TimeFormat.standardPattern)") {
            try write(scattered, rules, TimeFormat.standardPattern)
        }
        measure("rfc3339UTC") {
            var out: [UInt8] = []
            out.reserveCapacity(64)
            var total = 0
            for row in ordered {
                out.removeAll(keepingCapacity: true)
                row.appendRFC3339UTC(to: &out)
                total += out.count
            }
            return total
        }
        for text in [
            "1767225600", "1767225600123", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123+05:30",
            "2026-01-01 00:00:00", "Thu, 1 Jan 2026 00:00:00 +0000",
        ] {
            let bytes = Array(text.utf8)
            try measure("parse \(text)") {
                var total = 0
                for _ in 0..<rows {
                    total &+= Int(
                        truncatingIfNeeded: try Timestamp.parse(bytes, zone: rules).seconds
                    )
                }
                return total
            }
        }
    }

    private func write(
        _ times: [Timestamp],
        _ rules: TimeZoneRules,
        _ pattern: String
    ) throws -> Int {
        var formatter = ZonedFormatter(
            rules: rules,
            zoneName: zone,
            format: try TimeFormat(pattern)
        )
        var out: [UInt8] = []
        out.reserveCapacity(1 << 16)
        var total = 0
        for time in times {
            formatter.append(time, to: &out)
            if out.count > 60_000 {
                total += out.count
                out.removeAll(keepingCapacity: true)
            }
        }
        return total + out.count
    }

    // The best of five: the machine is shared, and noise only ever adds.
    private func measure(_ name: String, _ body: () throws -> Int) rethrows {
        var best = Double.infinity
        var total = 0
        for _ in 0..<5 {
            let clock = ContinuousClock()
            let start = clock.now
            total &+= try body()
            let elapsed = clock.now - start
            let (seconds, attoseconds) = elapsed.components
            best = min(best, (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(rows))
        }
        // The total is printed so that no compiler may leave the work out.
        FileHandle.standardOutput.write(Data("\(name)\t\(best)\t\(total)\n".utf8))
    }
}
