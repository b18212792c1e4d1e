import TicksheetCore
import WallTime

/// Reads the rows of timezonedb's table into columns.
struct TimeZoneDBFileReader {
    private(set) var starts: [Int64] = []
    private(set) var kinds: [UInt16] = []
    private(set) var offsets: [ZoneOffset] = []
    private(set) var zones: [String: Range<Int>] = [:]

    private static let shownProblems = 5
    private static let fieldCount = 6

    private struct OffsetKey: Hashable {
        // Names of times have 3 to 6 letters; more than 16 are no such name.
        var letters: (UInt64, UInt64) = (0, 0)
        var seconds: Int32
        var isDaylight: Bool

        static func == (left: Self, right: Self) -> Bool {
            left.letters == right.letters && left.seconds == right.seconds
                && left.isDaylight == right.isDaylight
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(letters.0)
            hasher.combine(letters.1)
            hasher.combine(seconds)
            hasher.combine(isDaylight)
        }
    }

    private let path: String
    private var problems: [FileProblem] = []
    private var problemCount = 0
    private var known: [OffsetKey: UInt16] = [:]
    private var zone: Range<Int> = 0..<0
    private var zoneStart = 0
    private var isZoneWrong = false

    init(path: String) {
        self.path = path
    }

    mutating func read(_ text: borrowing Span<UInt8>) throws(TimeZoneDBFileError) {
        var line = 1
        var index = Self.afterMark(text)
        while index < text.count {
            var end = index
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            let isReturned = end > index && text[end - 1] == UInt8(ascii: "\r")
            let last = isReturned ? end - 1 : end
            if last > index { readRow(text, index..<last, line) }
            index = end + 1
            line += 1
        }
        endZone(text)
        guard problemCount == 0 else {
            throw .rows(path: path, first: problems, count: problemCount)
        }
        guard !starts.isEmpty else { throw .empty(path: path) }
    }

    private mutating func readRow(
        _ text: borrowing Span<UInt8>,
        _ row: Range<Int>,
        _ line: Int
    ) {
        var fields = InlineArray<6, Range<Int>>(repeating: 0..<0)
        let count = Self.split(text, row, into: &fields)
        guard count == Self.fieldCount else {
            report(
                line,
                "has \(count) fields; expected 6: zone_name, country_code, abbreviation, "
                    + "time_start, gmt_offset and dst"
            )
            return
        }
        if !Self.isEqual(text, fields[0], zone) {
            // Some tools that export a table write its columns' names above it.
            if line == 1, Self.text(text, fields[3]) == "time_start" { return }
            beginZone(text, fields[0], line)
        }
        guard !isZoneWrong else { return }
        guard let start = Self.integer(text, fields[3]) else {
            report(line, "has the time_start \(shown(text, fields[3])); expected a Unix second")
            return
        }
        if starts.count > zoneStart, let last = starts.last, start < last {
            report(
                line,
                "has the time_start \(start) behind \(last); expected the rows of a zone by time"
            )
            return
        }
        guard let kind = kind(text, fields[2], fields[4], fields[5], line) else { return }
        append(start, kind)
    }

    private mutating func append(_ start: Int64, _ kind: UInt16) {
        // Of two rows of one second the later one counts.
        if starts.count > zoneStart, starts.last == start {
            starts.removeLast()
            kinds.removeLast()
        }
        // A row that changes nothing is left out, so that a window is as long as its offset holds.
        if starts.count > zoneStart, kinds.last == kind { return }
        starts.append(start)
        kinds.append(kind)
    }

    private mutating func beginZone(
        _ text: borrowing Span<UInt8>,
        _ field: Range<Int>,
        _ line: Int
    ) {
        endZone(text)
        zone = field
        let name = Self.text(text, field)
        isZoneWrong = true
        if !ZoneName.isPlausible(name) {
            report(line, "has the zone_name \(quoted(name)); expected one such as America/Bogota")
        } else if zones[name] != nil {
            report(line, "has the zone_name \(quoted(name)) again; expected its rows in one place")
        } else {
            isZoneWrong = false
        }
    }

    private mutating func endZone(_ text: borrowing Span<UInt8>) {
        if !isZoneWrong, starts.count > zoneStart {
            zones[Self.text(text, zone)] = zoneStart..<starts.count
        }
        zoneStart = starts.count
    }

    private mutating func kind(
        _ text: borrowing Span<UInt8>,
        _ name: Range<Int>,
        _ offset: Range<Int>,
        _ daylight: Range<Int>,
        _ line: Int
    ) -> UInt16? {
        guard 1...16 ~= name.count else {
            report(line, "has the abbreviation \(shown(text, name)); expected 1 to 16 letters")
            return nil
        }
        guard let seconds = Self.integer(text, offset), -64_800...64_800 ~= seconds else {
            report(
                line,
                "has the gmt_offset \(shown(text, offset)); expected seconds from -64800 to 64800"
            )
            return nil
        }
        guard let mark = Self.integer(text, daylight), 0...1 ~= mark else {
            report(line, "has the dst \(shown(text, daylight)); expected 0 or 1")
            return nil
        }
        var key = OffsetKey(seconds: Int32(seconds), isDaylight: mark == 1)
        for index in name {
            key.letters.1 = key.letters.1 << 8 | key.letters.0 >> 56
            key.letters.0 = key.letters.0 << 8 | UInt64(text[index])
        }
        if let kind = known[key] { return kind }
        guard let kind = UInt16(exactly: offsets.count) else {
            report(line, "is the 65537th kind of offset; expected a few hundred")
            return nil
        }
        offsets.append(
            ZoneOffset(
                seconds: Int32(seconds),
                isDaylight: mark == 1,
                abbreviation: Self.text(text, name)
            )
        )
        known[key] = kind
        return kind
    }

    private mutating func report(_ line: Int, _ finding: String) {
        problemCount += 1
        guard problems.count < Self.shownProblems else { return }
        problems.append(FileProblem(file: path, line: line, finding: finding))
    }

    private func shown(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
        quoted(Self.text(text, range))
    }
}

// MARK: - Bytes

extension TimeZoneDBFileReader {
    /// The place behind a byte order mark, if there is one.
    private static func afterMark(_ text: borrowing Span<UInt8>) -> Int {
        let hasMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        return hasMark ? 3 : 0
    }

    /// Finds the fields of a row, without their quotes, and counts them.
    private static func split(
        _ text: borrowing Span<UInt8>,
        _ row: Range<Int>,
        into fields: inout InlineArray<6, Range<Int>>
    ) -> Int {
        var count = 0
        var start = row.lowerBound
        while true {
            var end = start
            var isQuoted = false
            while end < row.upperBound, isQuoted || text[end] != UInt8(ascii: ",") {
                if text[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
                end += 1
            }
            if count < fieldCount { fields[count] = unquoted(text, start..<end) }
            count += 1
            if end == row.upperBound { return count }
            start = end + 1
        }
    }

    private static func unquoted(
        _ text: borrowing Span<UInt8>,
        _ field: Range<Int>
    ) -> Range<Int> {
        let mark = UInt8(ascii: "\"")
        guard field.count >= 2, text[field.lowerBound] == mark, text[field.upperBound - 1] == mark
        else { return field }
        return field.lowerBound + 1..<field.upperBound - 1
    }

    private static func integer(_ text: borrowing Span<UInt8>, _ field: Range<Int>) -> Int64? {
        var index = field.lowerBound
        let isNegative = index < field.upperBound && text[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard index < field.upperBound else { return nil }
        var value: Int64 = 0
        while index < field.upperBound {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            // Downwards, because the least number has no positive counterpart.
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isFull) = tens.subtractingReportingOverflow(Int64(digit))
            guard !isTooLarge, !isFull else { return nil }
            value = sum
            index += 1
        }
        guard !isNegative else { return value }
        return value == .min ? nil : -value
    }

    private static func isEqual(
        _ text: borrowing Span<UInt8>,
        _ left: Range<Int>,
        _ right: Range<Int>
    ) -> Bool {
        guard left.count == right.count, !right.isEmpty else { return false }
        var offset = 0
        while offset < left.count {
            guard text[left.lowerBound + offset] == text[right.lowerBound + offset] else {
                return false
            }
            offset += 1
        }
        return true
    }

    private static func text(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for index in range { bytes.append(text[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
