import HTTPTypes
import MicroHTTPDBridge
package import PosixBridge
import Synchronization
package import WallTime

/// A server on this machine that answers like timezonedb.com, API 2.1.
///
/// For demonstrations and tests: `get-time-zone` by zone and `list-time-zone` by country, with what
/// makes the real one awkward: XML unless JSON is asked for, HTTP 200 for errors, `dst` as text, a
/// `zoneEnd` inside the window, a `timestamp` that is a wall clock.
///
/// Source: <https://timezonedb.com/api>
package final class TimeZoneStandIn: Sendable {
    /// A zone that it lists for a country.
    package struct Place: Sendable, Equatable {
        /// The zone's name.
        package let zone: String
        /// The country's two letters.
        package let countryCode: String
        /// The country's name.
        package let countryName: String

        /// Creates a place.
        package init(zone: String, countryCode: String, countryName: String) {
            self.zone = zone
            self.countryCode = countryCode
            self.countryName = countryName
        }
    }

    /// What it was asked for.
    package struct Question: Hashable, Sendable {
        /// The zone.
        package let zone: String
        /// The first second of the window that was answered; nil where that has none.
        package let windowStart: Int64?
    }

    private struct State {
        var fault: StandInFault?
        var requests = 0
        var questions: [Question: Int] = [:]
        var lastRequest: UInt64?
        var tooEarly = 0
    }

    // About 35,000 years on each side: no sum with an offset overflows.
    private static let times: ClosedRange<Int64> = -1 << 40...1 << 40

    private let state = Mutex(State())
    private let key: String
    private let rules: @Sendable (String) -> TimeZoneRules?
    private let places: [Place]
    private let interval: UInt64
    private let server = Mutex<MicroHTTPServer?>(nil)

    /// Where it listens: what a client takes as its endpoint.
    package let endpoint: String

    /// Starts it on a free port of the loopback interface.
    ///
    /// `rules`: What it knows of zones.
    ///
    /// `milliseconds`: A request that comes earlier after the last one is refused.
    package init(
        key: String,
        places: [Place] = [],
        refusingWithin milliseconds: UInt64 = 0,
        rules: @escaping @Sendable (String) -> TimeZoneRules?
    ) throws(SystemError) {
        self.key = key
        self.rules = rules
        self.places = places
        interval = milliseconds
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        endpoint = "http://127.0.0.1:\(socket.port)/v2.1"
        let server = try MicroHTTPServer(
            on: socket,
            limits: ServerLimits(body: 1024, total: 600),
            admit: { _ in nil },
            handle: { [weak self] request, pending in
                guard let self else { return HTTPReply(status: 503, text: "gone\n") }
                return handle(request, pending)
            }
        )
        self.server.withLock { $0 = server }
    }

    /// Lets it do something else than answer; nil lets it answer again.
    package func set(_ fault: StandInFault?) {
        state.withLock { $0.fault = fault }
    }

    /// Requests so far, whatever became of them.
    package var requests: Int { state.withLock { $0.requests } }

    /// Requests that came too early and were refused for it.
    package var tooEarly: Int { state.withLock { $0.tooEarly } }

    /// How often it answered for each window of each zone.
    package var questions: [Question: Int] { state.withLock { $0.questions } }

    /// Stops it.
    package func stop() {
        server.withLock { $0.take() }?.stop(within: 0.1)
    }

    // MARK: Requests

    private func handle(_ request: HTTPRequest, _ pending: PendingReply) -> HTTPReply? {
        let now = Clocks.monotonic
        let (fault, isTooEarly) = state.withLock { state in
            state.requests += 1
            let isTooEarly = state.lastRequest.map { now &- $0 < interval * 1_000_000 } ?? false
            state.lastRequest = now
            if isTooEarly { state.tooEarly += 1 }
            return (state.fault, isTooEarly)
        }
        if isTooEarly { return HTTPReply(status: 429, text: "Too Many Requests\n") }
        let query = FormFields(request.query.utf8)
        guard case .stall(let milliseconds)? = fault else {
            return reply(String(request.path), query, fault)
        }
        let path = String(request.path)
        // A thread that cannot be had leaves the client without an answer, as a stall does.
        _ = try? Thread("stall") { [weak self] in
            Clocks.pause(nanoseconds: UInt64(milliseconds) * 1_000_000)
            pending.answer(
                self?.reply(path, query, nil) ?? HTTPReply(status: 503, text: "gone\n")
            )
        }
        return nil
    }

    private func reply(
        _ path: String,
        _ query: FormFields,
        _ fault: StandInFault?
    ) -> HTTPReply {
        switch fault {
        case .failed(let message)?: return StandInReply.failed(message)
        case .status(let status)?: return HTTPReply(status: status, text: "status \(status)\n")
        case .html?: return StandInReply.page
        case .invalidKey?: return StandInReply.failed("Invalid API key.")
        default: break
        }
        guard query["key"] == key else { return StandInReply.failed("Invalid API key.") }
        guard query["format"] == "json" else { return StandInReply.markup }
        switch path {
        case "/v2.1/get-time-zone": return zone(query, fault)
        case "/v2.1/list-time-zone": return list(query)
        default: return HTTPReply(status: 404, text: "no such method\n")
        }
    }

    private func zone(_ query: FormFields, _ fault: StandInFault?) -> HTTPReply {
        guard query["by"] == "zone", let name = query["zone"], let rules = rules(name) else {
            return StandInReply.failed("Record not found.")
        }
        let seconds = query["time"].flatMap { Int64($0) } ?? Clocks.wall.seconds
        guard Self.times.contains(seconds) else {
            return StandInReply.failed("Record not found.")
        }
        var window = rules.window(at: seconds)
        state.withLock { state in
            state.questions[Question(zone: name, windowStart: window.start), default: 0] += 1
        }
        if fault == .wrongWindow {
            let other = window.end ?? window.start.map { $0 - 1 }
            window =
                other.map { rules.window(at: $0) }
                ?? OffsetWindow(start: seconds + 1, end: nil, offset: window.offset)
        }
        var shift: Int32 = 0
        if case .shifted(let by)? = fault { shift = by }
        let place = places.first { $0.zone == name }
        let reply = StandInReply.zone(
            name,
            window,
            at: seconds,
            shiftedBy: shift,
            next: window.end.map { rules.offset(at: $0).abbreviation },
            place
        )
        guard fault == .garbage else { return reply }
        var half = reply
        half.body = Array(reply.body.prefix(reply.body.count / 2))
        return half
    }

    private func list(_ query: FormFields) -> HTTPReply {
        let found = places.filter { $0.countryCode == query["country"] }
        guard !found.isEmpty else { return StandInReply.failed("Record not found.") }
        let now = Clocks.wall.seconds
        return StandInReply.list(
            found.compactMap { place in
                rules(place.zone).map { (place, $0.offset(at: now).seconds) }
            },
            at: now
        )
    }
}
