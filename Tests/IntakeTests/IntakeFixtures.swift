import HTTPTypes
import ShippedMappings
import Synchronization
import Testing
import TicksheetCore
import WallTime

@testable import Intake

/// When every fixture's request comes: 2026-03-01T12:00:00Z.
let receivedAt = Timestamp(seconds: 1_772_366_400)

/// A journal that keeps deliveries in memory and completes appends when it is told to.
final class FakeJournal: JournalAppending {
    typealias Completion = @Sendable (Result<AppendReceipt, JournalError>) -> Void

    private struct State {
        var deliveries: [Delivery] = []
        var waiting: [Completion] = []
        var ids: Set<EventID> = []
    }

    private let state = Mutex(State())
    private let failure: JournalError?
    private let isHeld: Bool

    init(failure: JournalError? = nil, isHeld: Bool = false) {
        self.failure = failure
        self.isHeld = isHeld
    }

    /// What was appended, durable or not.
    var deliveries: [Delivery] { state.withLock { $0.deliveries } }

    func identity(of key: EventKey) -> EventID {
        // Folded, not cut: two keys may differ in their last byte only.
        var bytes = [UInt8](repeating: 0, count: 16)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (index, byte) in key.bytes.enumerated() {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            bytes[index % 16] ^= UInt8(truncatingIfNeeded: hash >> 32)
        }
        for index in 0..<8 { bytes[index] ^= UInt8(truncatingIfNeeded: hash >> (8 * index)) }
        return EventID(bytes)
    }

    func append(_ delivery: Delivery, then: @escaping Completion) {
        let result: Result<AppendReceipt, JournalError>? = state.withLock { state in
            state.deliveries.append(delivery)
            if let failure { return .failure(failure) }
            if isHeld {
                state.waiting.append(then)
                return nil
            }
            let new = delivery.events.filter { state.ids.insert($0.id).inserted }.count
            return .success(
                AppendReceipt(appended: new, duplicates: delivery.events.count - new)
            )
        }
        if let result { then(result) }
    }

    /// Completes what was held back.
    func complete() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for then in waiting { then(.success(AppendReceipt(appended: 1, duplicates: 0))) }
    }
}

/// A log that remembers its lines.
final class FakeLog: Log {
    private let state = Mutex<[String]>([])

    /// The lines, logfmt-like.
    var lines: [String] { state.withLock { $0 } }

    func write(_ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)]) {
        let line = ([level.rawValue, message] + fields.map { "\($0.name)=\($0.value)" })
            .joined(separator: " ")
        state.withLock { $0.append(line) }
    }
}

/// The last reply that was given later.
final class ReplyBox: Sendable {
    private let state = Mutex<[HTTPReply]>([])

    /// All replies so far.
    var replies: [HTTPReply] { state.withLock { $0 } }

    func put(_ reply: HTTPReply) { state.withLock { $0.append(reply) } }
}

/// A mapping context that knows the shipped mappings and no zone.
let shippedContext = MappingContext(
    shipped: { name in ShippedMappings.sources.first { $0.name == name }?.text },
    shippedNames: ShippedMappings.sources.map(\.name),
    zone: { _ in .failure(ZoneProblem("there is no such zone here")) }
)

/// Compiles a shipped source mapping, or a text.
func mapping(_ text: String) throws -> SourceMapping {
    let shipped = ShippedMappings.sources.first { $0.name == text }?.text
    return try SourceMapping(
        file: "test",
        bytes: shipped ?? Array(text.utf8),
        context: shippedContext
    )
}

/// Makes a request with header fields.
func request(
    _ method: String = "POST",
    _ target: String = "/hook",
    fields: [(String, String)] = [],
    body: String = ""
) -> HTTPRequest {
    request(method, target, fields: fields, bytes: Array(body.utf8))
}

/// Makes a request with header fields and a body of bytes.
func request(
    _ method: String = "POST",
    _ target: String = "/hook",
    fields: [(String, String)] = [],
    bytes: [UInt8]
) -> HTTPRequest {
    var all = HTTPFields()
    for (name, value) in fields { all.append(name, value) }
    return HTTPRequest(
        method: method,
        target: target,
        fields: all,
        body: bytes,
        peer: "192.0.2.7"
    )
}

extension Verification {
    /// Why a request is not believed, in one line; nil where it is.
    func refusal(
        of request: HTTPRequest,
        publicURL: String? = nil,
        now: Timestamp = receivedAt
    ) -> String? {
        Verifier(self, path: "/hook", publicURL: publicURL)
            .failure(of: request, now: now)?.reason
    }
}
