import HTTPTypes
import TestSupport
import Testing

@testable import GoogleSheets

@Suite struct SheetsAnswerTests {
    private static func name(_ answer: SheetsAnswer) -> String {
        switch answer {
        case .done: "done"
        case .refused(let refusal): "refused \(refusal.request.map(String.init) ?? "-")"
        case .unauthorized: "unauthorized"
        case .limited: "limited"
        case .denied: "denied"
        case .unreachable: "unreachable"
        case .unknown: "unknown"
        }
    }

    private static func error(_ status: Int, _ message: String, _ reason: String = "X") -> String {
        "{\"error\":{\"code\":\(status),\"message\":\"\(message)\",\"status\":\"S\","
            + "\"details\":[{\"reason\":\"\(reason)\"}]}}"
    }

    @Test(arguments: [
        (200, "{}", "done"), (200, "<html>", "unknown"),
        (400, error(400, "Invalid requests[0].createDeveloperMetadata: …"), "refused 0"),
        (400, error(400, "Invalid requests[12].updateCells: No grid"), "refused 12"),
        (400, "", "refused -"), (400, error(400, "requests[x]"), "refused -"),
        (413, "<html>", "refused -"), (401, "", "unauthorized"), (429, "", "limited"),
        (403, error(403, "quota", "RATE_LIMIT_EXCEEDED"), "limited"),
        (403, error(403, "no", "SERVICE_DISABLED"), "denied"), (403, "<html>", "denied"),
        (404, "<html>", "denied"), (409, error(409, "aborted"), "unknown"),
        (500, "", "unknown"), (502, "<html>", "unknown"), (503, "{", "unknown"),
        (302, "", "unknown"), (418, "", "unknown"),
    ])
    func `an answer says whether a write is there, is not, or may be`(
        status: Int,
        body: String,
        expected: String
    ) {
        let response = HTTPResponse(status: status, body: Array(body.utf8))
        #expect(Self.name(SheetsAnswer(response)) == expected)
    }

    @Test func `a call that broke off may have been done, one without a connection not`() {
        #expect(Self.name(SheetsAnswer(.broken(origin: "o", cause: "c"))) == "unknown")
        #expect(Self.name(SheetsAnswer(.late(origin: "o", .total, after: .zero))) == "unknown")
        #expect(Self.name(SheetsAnswer(.unreachable(origin: "o", cause: "c"))) == "unreachable")
        #expect(Self.name(SheetsAnswer(.unresolved(origin: "o"))) == "unreachable")
    }

    @Test(arguments: [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (18_277, "ZZZ")])
    func `columns have letters`(index: Int, letters: String) {
        #expect(ColumnName.of(index) == letters)
    }

    @Test func `a budget gives out what a minute holds, then says how long to wait`() {
        let clock = ManualClock()
        let budget = CallBudget(perMinute: 3, clock: clock)
        for _ in 0..<3 { #expect(budget.take() == nil) }
        #expect(budget.take() == .seconds(60))
        clock.advance(by: 45)
        #expect(budget.take() == .seconds(15))
        clock.advance(by: 15)
        #expect(budget.take() == nil)
        budget.close(at: 130)
        #expect(budget.take() == .seconds(50))
        clock.advance(by: 50)
        #expect(budget.take() == nil)
    }
}
