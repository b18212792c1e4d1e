@testable import WallTime

// Builds zone files, right and wrong ones.
struct ZoneFileSample {
    var version: UInt8 = UInt8(ascii: "3")
    var changes: [(at: Int64, kind: UInt8)] = []
    var kinds: [(seconds: Int32, isDaylight: UInt8, name: UInt8)] = [(0, 0, 0)]
    var names: [UInt8] = Array("LMT\0STD\0DST\0".utf8)
    var leaps: [(at: Int64, sum: Int32)] = []
    var rule: String? = ""

    var bytes: [UInt8] {
        guard version != 0 else { return block(timeSize: 4) }
        // Slim files leave the old block empty but for one kind of time.
        var old = ZoneFileSample()
        old.version = version
        old.names = [0]
        var bytes = old.block(timeSize: 4) + block(timeSize: 8)
        if let rule { bytes += [10] + Array(rule.utf8) + [10] }
        return bytes
    }

    private func block(timeSize: Int) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leaps.count, changes.count, kinds.count, names.count] {
            bytes += bigEndian(Int64(count), 4)
        }
        for change in changes { bytes += bigEndian(change.at, timeSize) }
        for change in changes { bytes.append(change.kind) }
        for kind in kinds {
            bytes += bigEndian(Int64(kind.seconds), 4) + [kind.isDaylight, kind.name]
        }
        bytes += names
        for leap in leaps { bytes += bigEndian(leap.at, timeSize) + bigEndian(Int64(leap.sum), 4) }
        return bytes
    }

    private func bigEndian(_ value: Int64, _ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (Int64($0) * 8)) }
    }
}

// An instant from a text with its own offset, for tables.
func at(_ text: String) throws -> Int64 {
    try Timestamp.parse(text, zone: nil).seconds
}
