// Reads the compiled form of a tz database zone.
//
//   header · block with 32-bit times · [ header · block with 64-bit times · \n rule \n ]
//
// Everything is checked before it is used: the bytes may be any bytes.
// Source: https://www.rfc-editor.org/rfc/rfc9636#section-3
struct ZoneFileReader {
    private struct Header {
        let version: UInt8
        let utcMarks: Int
        let standardMarks: Int
        let leaps: Int
        let times: Int
        let types: Int
        let characters: Int

        func blockLength(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4)
                + standardMarks + utcMarks
        }
    }

    private static let headerLength = 44
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func read() throws(TimeZoneProblem) -> ZoneTable {
        let first = try header()
        guard first.version != 0 else { return try table(first, timeSize: 4) }
        try require(first.blockLength(timeSize: 4))
        at += first.blockLength(timeSize: 4)
        var table = try table(try header(), timeSize: 8)
        table.rule = try rule()
        return table
    }

    private mutating func header() throws(TimeZoneProblem) -> Header {
        guard bytes.dropFirst(at).starts(with: "TZif".utf8) else { throw .notAZoneFile }
        try require(ZoneFileReader.headerLength)
        let version = bytes[at + 4]
        guard version == 0 || version >= UInt8(ascii: "2") else { throw .unknownVersion(version) }
        at += 20
        let header = Header(
            version: version,
            utcMarks: count(),
            standardMarks: count(),
            leaps: count(),
            times: count(),
            types: count(),
            characters: count()
        )
        return header
    }

    private mutating func table(
        _ header: Header,
        timeSize: Int
    ) throws(TimeZoneProblem) -> ZoneTable {
        try require(header.blockLength(timeSize: timeSize))
        guard header.leaps == 0 else { throw .leapSeconds(count: header.leaps) }
        guard 1...256 ~= header.types else {
            throw .brokenTable("it has \(header.types) kinds of local time; expected 1…256")
        }
        let instants = try instants(header.times, size: timeSize)
        let kinds = Array(bytes[at..<at + header.times])
        at += header.times
        if let kind = kinds.first(where: { $0 >= header.types }) {
            throw .brokenTable(
                "a change names the kind of local time \(kind), and there are \(header.types)"
            )
        }
        let types = try types(header)
        at += header.standardMarks + header.utcMarks
        return ZoneTable(instants: instants, kinds: kinds, types: types)
    }

    private mutating func instants(
        _ count: Int,
        size: Int
    ) throws(TimeZoneProblem) -> [Int64] {
        var instants: [Int64] = []
        instants.reserveCapacity(count)
        for _ in 0..<count {
            let instant = bigEndian(size)
            if let last = instants.last, instant <= last {
                throw .brokenTable("the change at \(instant) comes after the one at \(last)")
            }
            instants.append(instant)
        }
        return instants
    }

    private mutating func types(_ header: Header) throws(TimeZoneProblem) -> [ZoneOffset] {
        let names = (at + header.types * 6)..<(at + header.types * 6 + header.characters)
        var types: [ZoneOffset] = []
        for _ in 0..<header.types {
            let seconds = bigEndian(4)
            let isDaylight = bytes[at]
            let name = names.lowerBound + Int(bytes[at + 1])
            at += 2
            // RFC 9636 §3.2 asks for -25…26 hours.
            guard -90_000...93_600 ~= seconds else {
                throw .brokenTable("an offset is \(seconds) seconds; expected -90000…93600")
            }
            guard isDaylight < 2 else {
                throw .brokenTable("a daylight mark is \(isDaylight); expected 0 or 1")
            }
            types.append(
                ZoneOffset(
                    seconds: Int32(seconds),
                    isDaylight: isDaylight == 1,
                    abbreviation: try abbreviation(from: name, in: names)
                )
            )
        }
        at = names.upperBound
        return types
    }

    private func abbreviation(
        from start: Int,
        in names: Range<Int>
    ) throws(TimeZoneProblem) -> String {
        guard names.contains(start), let end = bytes[start..<names.upperBound].firstIndex(of: 0)
        else { throw .brokenTable("a name of a local time has no end") }
        let name = bytes[start..<end]
        guard name.count <= 64, name.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            let shown = QuotedText(String(decoding: name, as: UTF8.self))
            throw .brokenTable("a local time is named \(shown); expected letters, digits, + and -")
        }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func rule() throws(TimeZoneProblem) -> ZoneRule? {
        try require(2)
        guard bytes[at] == 10, let end = bytes[(at + 1)...].firstIndex(of: 10) else {
            throw .brokenTable("the line with the rule for later years is missing")
        }
        let text = Array(bytes[at + 1..<end])
        return text.isEmpty ? nil : try ZoneRuleReader.read(text)
    }

    private func require(_ length: Int) throws(TimeZoneProblem) {
        guard bytes.count - at >= length else {
            throw .truncated(needed: at + length, found: bytes.count)
        }
    }

    private mutating func count() -> Int {
        Int(UInt32(truncatingIfNeeded: bigEndian(4)))
    }

    private mutating func bigEndian(_ size: Int) -> Int64 {
        // The first byte carries the sign.
        var value = Int64(Int8(bitPattern: bytes[at]))
        for offset in 1..<size { value = value << 8 | Int64(bytes[at + offset]) }
        at += size
        return value
    }
}
