import HTTPTypes
import JSONTree
package import TicksheetCore
import WallTime

/// Tries on a tab of its own what only the service itself can prove.
///
/// It touches nothing else of the spreadsheet. The tab goes when the probes are over; one that an
/// interrupted run left is removed by the next.
package struct SheetsProbe: Sendable {
    /// What the probes found.
    package struct Result: Sendable {
        /// One for each probe, in their order.
        package let findings: [ProbeFinding]
        /// Whether the tab is gone again.
        package let isTabGone: Bool
    }

    /// The title of the tab.
    package static let title = "Ticksheet probe (may be deleted)"
    /// How often two of the same batch are sent at once.
    package static let pairs = 50
    /// How many calls there are besides.
    package static let singleCalls = 28

    let calls: SheetsCalls
    let pairs: Int
    private let onCall: @Sendable () -> Void

    /// Creates it.
    ///
    /// `onCall`: Told of every call that was made, of about `callCount`.
    package init(
        _ calls: SheetsCalls,
        pairs: Int = SheetsProbe.pairs,
        onCall: @escaping @Sendable () -> Void = {}
    ) {
        self.calls = calls
        self.pairs = pairs
        self.onCall = onCall
    }

    /// How many calls a run makes, where nothing has to be asked again.
    package var callCount: Int { Self.singleCalls + 2 * pairs }

    /// Runs all probes.
    package func run() async throws(ServiceTrouble) -> Result {
        let ground = try await makeTab()
        do throws(ServiceTrouble) {
            let findings = try await findings(on: ground)
            return Result(findings: findings, isTabGone: await isTabRemoved(ground))
        } catch {
            // Where that does not work either, the next run does it.
            _ = await isTabRemoved(ground)
            throw error
        }
    }

    private func findings(on ground: ProbeGround) async throws(ServiceTrouble) -> [ProbeFinding] {
        let ids = try await tryIds(on: ground)
        let others = try await tryMetadata(on: ground)
        let lost = try await cutOff(on: ground, within: ids.fastest)
        let doubled = try await sendPairs(on: ground)
        let appended = try await appendRows(on: ground)
        let guarded = try await guardColumn(on: ground)
        let copied = try await copyTab(of: ground)
        let made = try await makeColumn(on: ground)
        let packed = try await sendPacked()
        let rows = try await rows(of: ground)
        let all =
            ids.findings(rows) + others + [lost.finding(rows), doubled.finding(rows)]
            + appended.findings(rows) + [guarded, made, copied, packed] + ProbeFinding.untried
        func number(_ finding: ProbeFinding) -> Int { Int(finding.name.dropFirst()) ?? 0 }
        return all.sorted { number($0) < number($1) }
    }

    // MARK: Calls

    /// Sends a batch until the service says whether it is done.
    func write(_ requests: [RequestValue]) async throws(ServiceTrouble) -> ProbeAnswer {
        var unauthorized = 0
        while true {
            let token = try await calls.turnToWrite()
            let answer = try await send(requests, with: token)
            switch answer {
            case .done(let reply): return .done(reply)
            case .refused(let refusal): return .refused(refusal)
            case .limited: continue
            case .unauthorized where unauthorized == 0: unauthorized += 1
            case .unauthorized: throw .unauthorized(calls.place)
            case .denied(let refusal):
                throw .denied(refusal, calls.place, account: calls.access.account)
            case .unreachable(let cause), .unknown(let cause):
                throw .unavailable(calls.place, cause: cause)
            }
        }
    }

    /// Sends a batch whose turn has come, once.
    func send(
        _ requests: [RequestValue],
        with token: AccessToken,
        within limit: Duration? = nil
    ) async throws(ServiceTrouble) -> SheetsAnswer {
        let body = RequestValue.object([("requests", .array(requests))]).bytes
        let (answer, _) = await calls.send(
            "POST",
            ":batchUpdate",
            body,
            token,
            within: limit.map { .init(connect: .seconds(10), firstByte: $0, total: $0) }
        )
        onCall()
        switch answer {
        case .unauthorized: await calls.access.forget(token)
        case .limited: calls.writes.close(at: calls.clock.now.seconds)
        default: break
        }
        return answer
    }

    /// Reads something of the spreadsheet.
    func read(
        _ path: String,
        body: [UInt8]? = nil,
        mayLack: Bool = false
    ) async throws(ServiceTrouble) -> JSONDocument? {
        defer { onCall() }
        return try await calls.read(path, body: body, mayLack: mayLack)
    }
}

/// What became of a batch, as the service says.
enum ProbeAnswer {
    case done(JSONDocument)
    case refused(SheetsAnswer.Refusal)

    var isDone: Bool { if case .done = self { true } else { false } }

    /// Which of the requests a refusal names; nil where it is none, or names none.
    var refusedRequest: Int? {
        if case .refused(let refusal) = self { refusal.request } else { nil }
    }

    var words: String {
        switch self {
        case .done: "200"
        case .refused(let refusal): "\(refusal.status) \"\(refusal.message.prefix(160))\""
        }
    }
}

/// Where the probes are made.
struct ProbeGround {
    static let markKey = "ticksheet.probe.mark"

    /// The tab's number; those behind it are free too.
    let sheet: Int64
    /// The first of the ids that marks take.
    let firstId: Int64

    /// The number of the tab's copy.
    var copy: Int64 { sheet + 1 }

    /// A request that makes a mark, of which the id can be used once.
    func mark(_ number: Int64, value: String = "1") -> RequestValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": .integer(firstId + number), "metadataKey": .string(Self.markKey),
                    "metadataValue": .string(value), "location": ["sheetId": .integer(sheet)],
                    "visibility": "DOCUMENT",
                ]
            ]
        ]
    }

    /// A request that appends a row with one text.
    func append(_ text: String) -> RequestValue {
        [
            "appendCells": [
                "sheetId": .integer(sheet), "rows": .array([Self.row(text)]),
                "fields": "userEnteredValue",
            ]
        ]
    }

    static func row(_ text: String) -> RequestValue {
        ["values": [["userEnteredValue": ["stringValue": .string(text)]]]]
    }

    /// A request that deletes what has a mark's id.
    func deletion(_ number: Int64) -> RequestValue {
        ["deleteDeveloperMetadata": ["dataFilter": lookup(number)]]
    }

    func lookup(_ number: Int64) -> RequestValue {
        ["developerMetadataLookup": ["metadataId": .integer(firstId + number)]]
    }
}

/// The texts of a tab's first column, by their row from 0.
struct ProbeRows {
    let texts: [String]

    func count(_ text: String) -> Int { texts.count { $0 == text } }

    func place(_ text: String) -> Int? { texts.firstIndex(of: text) }
}
