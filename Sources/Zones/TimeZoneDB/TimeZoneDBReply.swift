import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

/// Reads what timezonedb answered, and trusts none of it.
struct TimeZoneDBReply {
    private let document: JSONDocument
    private let asked: String
    private let mask: KeyMask

    /// Reads a body; one that says FAILED throws what it says.
    init(_ body: [UInt8], asked: String, mask: KeyMask) throws(TimeZoneDBError) {
        self.asked = asked
        self.mask = mask
        let parsed: JSONDocument
        do throws(JSONProblem) {
            parsed = try JSONDocument.parse(body, depthLimit: 16)
        } catch {
            let text = String(decoding: body, as: UTF8.self)
            let found = "\"\(mask.masked(text, limit: 60))\""
            throw .unreadable(asked: asked, found: body.isEmpty ? "nothing" : found)
        }
        guard parsed.kind(parsed.root) == .object else {
            throw .unreadable(asked: asked, found: parsed.kind(parsed.root).description)
        }
        document = parsed
        // An answer of chosen fields need not carry the status; one that does has to say OK.
        if let status = document.member(document.root, "status"), !document.isText(status, "OK") {
            throw failure(status)
        }
    }

    /// Returns the window, after looking whether it is an answer to the question at all.
    func window(of zone: String, at seconds: Int64) throws(TimeZoneDBError) -> OffsetWindow {
        let name = try text("zoneName", in: document.root)
        guard name == zone || Self.isPlace(name) && Self.isPlace(zone) else {
            throw misfit("it is the offset of \(quoted(mask.masked(name)))")
        }
        let offset = try offset(in: document.root)
        let start = try moment("zoneStart")
        let last = try moment("zoneEnd")
        // The end is the last second inside; a window of ours ends one second later.
        let end = last.flatMap { $0 == .max ? nil : $0 + 1 }
        let daylight = try integer("dst", in: document.root, "\"0\" or \"1\"", 0...1) == 1
        let short = try text("abbreviation", in: document.root)
        let window = OffsetWindow(
            start: start,
            end: end,
            offset: ZoneOffset(seconds: offset, isDaylight: daylight, abbreviation: short)
        )
        guard window.contains(seconds) else {
            throw misfit(
                "it holds from \(Self.shown(start) ?? "ever") to "
                    + "\(Self.shown(last) ?? "ever"), which leaves that instant out"
            )
        }
        try checkWallClock(seconds, offset)
        return window
    }

    /// Returns the entries of a list.
    func zones() throws(TimeZoneDBError) -> [ListedZone] {
        guard let list = document.member(document.root, "zones"), document.kind(list) == .array
        else {
            throw field("zones", in: document.root, "a list of zones")
        }
        var zones: [ListedZone] = []
        for entry in document.elements(list) {
            zones.append(
                ListedZone(
                    zone: try text("zoneName", in: entry),
                    countryCode: try text("countryCode", in: entry),
                    countryName: try text("countryName", in: entry),
                    seconds: try offset(in: entry)
                )
            )
        }
        return zones
    }

    // MARK: Fields

    private func text(
        _ name: JSONKey,
        in object: JSONDocument.Node
    ) throws(TimeZoneDBError) -> String {
        guard let node = document.member(object, name), document.kind(node) == .string,
            case let text = document.text(node), !text.isEmpty, text.utf8.count <= 64
        else {
            throw field(name, in: object, "a text of 1 to 64 bytes")
        }
        return text
    }

    private func offset(in object: JSONDocument.Node) throws(TimeZoneDBError) -> Int32 {
        // No clock on Earth was ever further from UTC than 16 hours; 18 is what ISO 8601 readers take.
        let range: ClosedRange<Int64> = -64_800...64_800
        let seconds = try integer("gmtOffset", in: object, "seconds from -64800 to 64800", range)
        return Int32(seconds)
    }

    private func moment(_ name: JSONKey) throws(TimeZoneDBError) -> Int64? {
        guard let node = document.member(document.root, name), document.kind(node) != .null,
            !document.isText(node, "")
        else { return nil }
        let expected = "a Unix second, 0, null or nothing"
        let second = try integer(name, in: document.root, expected, .min ... .max)
        return second == 0 ? nil : second
    }

    // Numbers come as text in some fields and as numbers in others; that has changed before.
    private func integer(
        _ name: JSONKey,
        in object: JSONDocument.Node,
        _ expected: String,
        _ range: ClosedRange<Int64>
    ) throws(TimeZoneDBError) -> Int64 {
        if let node = document.member(object, name) {
            let isText = document.kind(node) == .string
            let value = isText ? Int64(document.text(node)) : document.integer(node)
            if let value, range.contains(value) { return value }
        }
        throw field(name, in: object, expected)
    }

    // `timestamp` is the zone's wall clock read as if it were UTC, so it is the instant plus the
    // offset: no instant to be kept, but a proof that both belong together.
    private func checkWallClock(_ seconds: Int64, _ offset: Int32) throws(TimeZoneDBError) {
        guard let node = document.member(document.root, "timestamp"), document.kind(node) != .null
        else { return }
        let expected = "the wall clock in seconds"
        let wall = try integer("timestamp", in: document.root, expected, .min ... .max)
        let (sum, overflow) = seconds.addingReportingOverflow(Int64(offset))
        guard !overflow, wall == sum else {
            throw misfit(
                "its timestamp \(wall) is not the instant \(seconds) plus its gmtOffset \(offset)"
            )
        }
    }

    private static func isPlace(_ name: String) -> Bool {
        name.utf8.contains(UInt8(ascii: "/")) && ZoneName.isPlausible(name)
    }

    private static func shown(_ seconds: Int64?) -> String? {
        seconds.map { Timestamp(seconds: $0).rfc3339UTC }
    }
}

// MARK: - Errors

extension TimeZoneDBReply {
    private func misfit(_ finding: String) -> TimeZoneDBError {
        .misfit(asked: asked, finding: finding)
    }

    private func field(
        _ name: JSONKey,
        in object: JSONDocument.Node,
        _ expected: String
    ) -> TimeZoneDBError {
        let found =
            document.member(object, name).map { node in
                switch document.kind(node) {
                case .string: quoted(mask.masked(document.text(node)))
                case .object, .array: document.kind(node).description
                default: mask.masked(document.text(node), limit: 40)
                }
            } ?? "missing"
        return .field(
            asked: asked,
            name: name.description,
            found: found,
            expected: expected
        )
    }

    private func failure(_ status: JSONDocument.Node) -> TimeZoneDBError {
        guard document.isText(status, "FAILED") else {
            return field("status", in: document.root, "\"OK\" or \"FAILED\"")
        }
        let said = document.member(document.root, "message").map { document.text($0) } ?? ""
        let cause = mask.masked(said)
        let lowered = said.lowercased()
        if lowered.contains("record not found") { return .unknown(asked: asked, cause: cause) }
        let words = Set(lowered.split(whereSeparator: { !$0.isLetter }))
        // First, because a key can be asked with too often and still be right.
        if !words.isDisjoint(with: ["rate", "limit", "limits", "exceeded", "exceeds"])
            || ["too many", "per second"].contains(where: lowered.contains)
        {
            return .rate(asked: asked, cause: cause, after: nil)
        }
        if words.contains("key") { return .key(asked: asked, cause: cause) }
        return .failed(asked: asked, cause: cause.isEmpty ? "it gave no reason" : cause)
    }

    /// Returns what a status other than 200 means.
    static func refusal(
        _ response: HTTPResponse,
        asked: String,
        mask: KeyMask
    ) -> TimeZoneDBError {
        let document = try? JSONDocument.parse(response.body, depthLimit: 16)
        let said = document.flatMap { document in
            document.member(document.root, "message").map { document.text($0) }
        }
        let cause = mask.masked(said ?? "")
        let after = response.fields["retry-after"].flatMap { UInt32($0) }
            .map { Duration.seconds(Int64($0)) }
        if response.status == 429 {
            return .rate(asked: asked, cause: cause.isEmpty ? "HTTP 429" : cause, after: after)
        }
        if said?.lowercased().contains("api key") == true || response.status == 401 {
            return .key(asked: asked, cause: cause.isEmpty ? "HTTP \(response.status)" : cause)
        }
        return .refused(asked: asked, status: response.status, cause: cause, after: after)
    }
}
