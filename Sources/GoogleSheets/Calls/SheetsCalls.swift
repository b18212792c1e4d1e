package import HTTPTypes
import JSONTree
package import TicksheetCore
import WallTime

/// Makes the calls of one sink.
///
/// A write is sent once; a read is sent again where the token did not hold.
package struct SheetsCalls: Sendable {
    // Google works on a write for 180 s at most; the answer to a large one takes long. The largest tells what
    // the rows of a full spreadsheet stand for: 40 bytes a row, 3,300,000 rows of three columns.
    private var limits: HTTPCall.Limits {
        HTTPCall.Limits(
            connect: .seconds(10),
            firstByte: clock.wait(for: .seconds(185)),
            total: clock.wait(for: .seconds(200)),
            body: 144 << 20
        )
    }

    private(set) var place: SheetPlace
    let access: any SheetsAccess
    let clock: any WallClock
    private let transport: any HTTPTransport
    let reads: CallBudget
    let writes: CallBudget

    /// Creates calls.
    ///
    /// `reads` and `writes`: Shared by all sinks that sign in with the same credentials.
    package init(
        _ place: SheetPlace,
        over transport: any HTTPTransport,
        access: any SheetsAccess,
        reads: CallBudget,
        writes: CallBudget,
        clock: any WallClock
    ) {
        self.place = place
        self.transport = transport
        self.access = access
        self.reads = reads
        self.writes = writes
        self.clock = clock
    }

    /// Returns the same calls of another spreadsheet.
    package func of(_ spreadsheet: String) -> SheetsCalls {
        var other = self
        other.place = SheetPlace(
            endpoint: place.endpoint,
            spreadsheet: spreadsheet,
            tab: place.tab
        )
        return other
    }

    // MARK: Reading

    /// Reads something of the spreadsheet.
    ///
    /// `path`: What follows the spreadsheet's id, with the query.
    ///
    /// - Returns: The answer, or nil where there is no such thing and `mayLack` allows it.
    func read(
        _ path: String,
        body: [UInt8]? = nil,
        mayLack: Bool = false
    ) async throws(ServiceTrouble) -> JSONDocument? {
        var isSecond = false
        while true {
            try await turn(of: reads)
            let token = try await access.token()
            let method = body == nil ? "GET" : "POST"
            switch await send(method, path, body ?? [], token).answer {
            case .done(let document): return document
            case .unauthorized:
                await access.forget(token)
                if isSecond { throw .unauthorized(place) }
                isSecond = true
            case .limited: reads.close(at: clock.now.seconds)
            case .denied(let refusal) where mayLack && refusal.status == 404: return nil
            case .denied(let refusal), .refused(let refusal):
                throw .denied(refusal, place, account: access.account)
            case .unreachable(let cause), .unknown(let cause):
                throw .unavailable(place, cause: cause)
            }
        }
    }

    // MARK: Writing

    /// What became of a write.
    struct Written {
        let answer: SheetsAnswer
        /// When the service answered, by its own clock, in Unix seconds; by this one where it says none.
        let date: Int64
        /// How long the token holds that it was sent with, in seconds.
        let lifetime: Int64
    }

    /// Waits until a write may be made, and returns the token to send it with.
    func turnToWrite() async throws(ServiceTrouble) -> AccessToken {
        try await turn(of: writes)
        return try await access.token()
    }

    /// Sends a batch of requests, an array as JSON text, once.
    func update(_ requests: [UInt8]) async throws(ServiceTrouble) -> Written {
        try await update(requests, with: try await turnToWrite())
    }

    /// Sends a batch of requests whose turn has come.
    ///
    /// `tab`: Its columns come with the reply, as they stood when the batch was applied.
    func update(
        _ requests: [UInt8],
        with token: AccessToken,
        showing tab: SheetLayout.Tab? = nil
    ) async throws(ServiceTrouble) -> Written {
        var members: [(String, RequestValue)] = [("requests", .raw(requests))]
        var fields = "spreadsheetId," + ColumnGuard.fields
        if let tab {
            members.append(("includeSpreadsheetInResponse", true))
            let header = ColumnName.quoted(tab.title) + "!1:1"
            members.append(("responseRanges", [.string(header)]))
            fields += "," + ColumnsAtCommit.fields
        }
        let body = RequestValue.object(members).bytes
        let sent = await send("POST", ":batchUpdate?fields=\(fields)", body, token)
        switch sent.answer {
        case .unauthorized: await access.forget(token)
        case .limited: writes.close(at: clock.now.seconds)
        default: break
        }
        return Written(answer: sent.answer, date: sent.date, lifetime: token.lifetime)
    }

    func turn(of budget: CallBudget) async throws(ServiceTrouble) {
        while let wait = budget.take() {
            await clock.pause(wait)
            if Task.isCancelled { throw .unavailable(place, cause: "the call was cancelled") }
        }
    }

    /// Sends a call whose turn has come.
    ///
    /// `limits`: Other ones than a report's.
    ///
    /// `encoding`: How the body is packed; nil where it is not.
    func send(
        _ method: String,
        _ path: String,
        _ body: [UInt8],
        _ token: AccessToken,
        within limits: HTTPCall.Limits? = nil,
        encoding: String? = nil
    ) async -> (answer: SheetsAnswer, date: Int64) {
        await send(
            method,
            to: "\(place.endpoint)/v4/spreadsheets/\(place.spreadsheet)\(path)",
            body,
            token,
            within: limits,
            encoding: encoding
        )
    }

    /// Sends one call to an address.
    func send(
        _ method: String,
        to address: String,
        _ body: [UInt8],
        _ token: AccessToken,
        within limits: HTTPCall.Limits? = nil,
        encoding: String? = nil
    ) async -> (answer: SheetsAnswer, date: Int64) {
        var fields = HTTPFields()
        fields.append("authorization", "Bearer \(token.value.text)")
        if let project = token.project { fields.append("x-goog-user-project", project) }
        if !body.isEmpty { fields.append("content-type", "application/json; charset=utf-8") }
        if let encoding { fields.append("content-encoding", encoding) }
        let call = HTTPCall(
            method,
            address,
            fields: fields,
            body: body,
            limits: limits ?? self.limits
        )
        do throws(HTTPFailure) {
            let response = try await transport.send(call)
            let date = response.fields["date"].flatMap { try? Timestamp.parse($0, zone: nil) }
            return (SheetsAnswer(response), (date ?? clock.now).seconds)
        } catch {
            return (SheetsAnswer(error), clock.now.seconds)
        }
    }
}
