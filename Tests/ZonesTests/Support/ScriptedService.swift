import HTTPTypes
import TestSupport
import WallTime

@testable import TimeZoneStandIn

/// Answers as timezonedb does, without a network, and counts what it is asked.
final class ScriptedService: HTTPTransport {
    struct Question: Hashable {
        let zone: String
        let windowStart: Int64?
        let day: Int64
    }

    struct Record {
        var fault: StandInFault?
        var rules: @Sendable (String) -> TimeZoneRules?
        var asked: [(zone: String, seconds: Int64, at: Duration)] = []
        var questions: [Question: Int] = [:]
        var underWay = 0
        var mostUnderWay = 0
    }

    let record: Shared<Record>
    private let time: VirtualTime

    init(_ time: VirtualTime, _ rules: @escaping @Sendable (String) -> TimeZoneRules?) {
        self.time = time
        record = Shared(Record(rules: rules))
    }

    var requests: Int { record.value.asked.count }

    func set(_ fault: StandInFault?) {
        record.change { $0.fault = fault }
    }

    func set(_ rules: @escaping @Sendable (String) -> TimeZoneRules?) {
        record.change { $0.rules = rules }
    }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse {
        let query = FormFields(call.url.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())
        let zone = query["zone"] ?? ""
        let seconds = query["time"].flatMap { Int64($0) } ?? 0
        let now = time.clock.monotonic
        let fault = record.change { record in
            record.asked.append((zone, seconds, now))
            record.underWay += 1
            record.mostUnderWay = max(record.mostUnderWay, record.underWay)
            return record.fault
        }
        defer { record.change { $0.underWay -= 1 } }
        if case .stall? = fault {
            await time.pause(.seconds(5))
            if Task.isCancelled { throw .cancelled }
            throw .late(origin: "https://tz.test", .firstByte, after: .seconds(5))
        }
        return response(zone, seconds, fault)
    }

    private func response(
        _ zone: String,
        _ seconds: Int64,
        _ fault: StandInFault?
    ) -> HTTPResponse {
        var reply: HTTPReply
        switch fault {
        case .failed(let message)?: reply = StandInReply.failed(message)
        case .status(let status)?: reply = HTTPReply(status: status, text: "status \(status)\n")
        case .html?: reply = StandInReply.page
        case .invalidKey?: reply = StandInReply.failed("Invalid API key.")
        default: reply = answer(zone, seconds, fault)
        }
        if fault == .garbage { reply.body = Array(reply.body.prefix(reply.body.count / 2)) }
        return HTTPResponse(status: reply.status, body: reply.body)
    }

    private func answer(_ zone: String, _ seconds: Int64, _ fault: StandInFault?) -> HTTPReply {
        guard let rules = record.value.rules(zone) else {
            return StandInReply.failed("Record not found.")
        }
        var window = rules.window(at: seconds)
        let day = time.clock.now.seconds / 86_400
        record.change { [window] record in
            let question = Question(zone: zone, windowStart: window.start, day: day)
            record.questions[question, default: 0] += 1
        }
        if fault == .wrongWindow {
            window = OffsetWindow(start: seconds + 1, end: window.end, offset: window.offset)
        }
        var shift: Int32 = 0
        if case .shifted(let by)? = fault { shift = by }
        return StandInReply.zone(
            zone,
            window,
            at: seconds,
            shiftedBy: shift,
            next: nil,
            nil
        )
    }
}
