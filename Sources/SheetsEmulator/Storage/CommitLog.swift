import CryptoBridge
import PosixBridge

/// Every call that was carried out, in a file that only grows.
///
/// A log instead of a copy of everything: a write costs what the call is long, whatever the sheets
/// hold, and a call that is half in the file is recognised by its digest and was never there. It is
/// handed to the system before the answer leaves, so it outlives the process; it is not synced, so it
/// may not outlive the machine.
final class CommitLog: Sendable {
    /// A call that was carried out.
    struct Entry: Sendable, Equatable {
        var method: String
        var target: String
        var body: [UInt8]
        var email: String
        var project: String
        var scopes: [String]
        var isTrusted: Bool
        var now: Int64
        var seed: UInt64
    }

    /// What a file begins with.
    struct Head: Sendable, Equatable {
        var secret: [UInt8]
        /// When the clock started, in Unix milliseconds.
        var start: Int64
        var assumptions: Assumptions
    }

    private static let mark = Array("sheets-emulator 1\n".utf8)
    private static let frame = 12

    private let file: File
    private let end: Monitor<Int64>
    let head: Head

    /// Opens a file, or makes it, and hands out what it holds.
    ///
    /// `assumptions`: For a new file; one that is there has its own.
    init(
        _ path: String,
        assumptions: Assumptions,
        replay: (Entry, Head) -> Void
    ) throws(SystemError) {
        file = try File(path, .updateOrCreate, permissions: 0o600)
        guard try file.tryLock() else {
            throw SystemError(call: "lock", subject: path, number: 11)
        }
        var bytes = try file.readAll(limit: 4 << 30)[...]
        var length = 0
        func next() -> ArraySlice<UInt8>? {
            guard let payload = Self.payload(bytes) else { return nil }
            length += Self.frame + payload.count
            bytes = bytes.dropFirst(Self.frame + payload.count)
            return payload
        }
        if bytes.starts(with: Self.mark) {
            bytes = bytes.dropFirst(Self.mark.count)
            length = Self.mark.count
        } else if !bytes.isEmpty {
            throw SystemError(call: "read the commits of", subject: path, number: 22)
        }
        if length > 0, let first = next(), let json = JSONValue(Array(first)),
            let secret = json["secret"]?.text.flatMap({ Hex.decoded($0) }),
            let start = json["start"]?.int
        {
            head = Head(
                secret: secret,
                start: Int64(start),
                assumptions: Assumptions(
                    words: json["assumptions"]?.elements.compactMap(\.text) ?? []
                )
            )
            while let payload = next() {
                if let entry = Self.entry(payload) { replay(entry, head) }
            }
            // What a killed process left half written goes.
            try file.truncate(to: Int64(length))
            end = Monitor(Int64(length))
        } else {
            head = Head(
                secret: RandomBytes.make(32),
                start: EmulatorClock.wall,
                assumptions: assumptions
            )
            let fields: JSONValue = [
                "secret": .string(Hex.encoded(head.secret)), "start": .int(head.start),
                "assumptions": .array(assumptions.words.map { .string($0) }),
            ]
            let start = Self.mark + Self.framed(fields.compact)
            try file.truncate(to: 0)
            try file.write(start, at: 0)
            end = Monitor(Int64(start.count))
        }
    }

    /// Puts a call at the end.
    func append(_ entry: Entry) throws(SystemError) {
        let head: JSONValue = [
            "m": .string(entry.method), "t": .string(entry.target), "e": .string(entry.email),
            "p": .string(entry.project), "s": .array(entry.scopes.map { .string($0) }),
            "x": .bool(entry.isTrusted), "n": .int(entry.now), "r": .string(String(entry.seed)),
        ]
        let bytes = Self.framed(head.compact + [0x0A] + entry.body)
        try end.withLock { (end) throws(SystemError) in
            try file.write(bytes, at: end)
            end += Int64(bytes.count)
        }
    }

    /// Lets another process have the file.
    func close() { file.unlock() }

    /// A secret for tokens.
    static func newSecret() -> [UInt8] { RandomBytes.make(32) }

    // MARK: Frames: four bytes of length, eight of a digest, the payload

    private static func framed(_ payload: [UInt8]) -> [UInt8] {
        let count = UInt32(payload.count)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * UInt32($0))) }
        return length + Digest.hash(.sha256, payload).prefix(8) + payload
    }

    private static func payload(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.count >= frame else { return nil }
        let count = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        let rest = bytes.dropFirst(frame)
        guard rest.count >= count else { return nil }
        let payload = rest.prefix(count)
        let digest = bytes.dropFirst(4).prefix(8)
        guard Digest.hash(.sha256, Array(payload)).prefix(8) == digest else { return nil }
        return payload
    }

    /// Reads what a frame holds; nil where that is no call.
    static func entry(_ payload: ArraySlice<UInt8>) -> Entry? {
        guard let line = payload.firstIndex(of: 0x0A),
            let head = JSONValue(Array(payload[..<line])), let method = head["m"]?.text,
            let target = head["t"]?.text, let email = head["e"]?.text,
            let project = head["p"]?.text, let now = head["n"]?.int,
            let seed = head["r"]?.text.flatMap({ UInt64($0) })
        else { return nil }
        return Entry(
            method: method,
            target: target,
            body: Array(payload[(line + 1)...]),
            email: email,
            project: project,
            scopes: head["s"]?.elements.compactMap(\.text) ?? [],
            isTrusted: head["x"]?.bool ?? false,
            now: Int64(now),
            seed: seed
        )
    }
}
