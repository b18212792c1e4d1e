import HTTPTypes
import Testing
import TicksheetCore

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBRefusalTests {
    private static let asked = "the offset of America/Denver at 2020-12-05T04:25:06Z"
    private static let again =
        "Nothing to do: the system's tz database answers and timezonedb is tried again."
    private static let proxy =
        "See that timezonedb.endpoint in the settings leads to timezonedb and to no proxy's page; "
        + "meanwhile the system's tz database answers."
    private static let keys =
        "Compare timezonedb.key in the settings with the key at timezonedb.com/account; meanwhile "
        + "the system's tz database answers."
    private static let slower =
        "Nothing to do: it is asked more slowly; if it stays so, see that no other program uses "
        + "the key, or take a plan with more requests."

    private static func line(
        _ code: String,
        _ begin: String,
        _ cause: String,
        _ remedy: String
    ) -> String {
        "error[zones.timezonedb.\(code)]: timezonedb \(begin) \(asked)\(cause) \(remedy)"
    }

    private static let sayings: [(String, String)] = [
        (
            "Record not found.",
            line(
                "unknown",
                "does not know",
                ": Record not found.",
                "Nothing to do: the system's tz database answers; it is asked again in an hour."
            )
        ),
        (
            "Invalid API key.",
            line("key", "did not accept the key when asked for", ": Invalid API key.", keys)
        ),
        (
            "Please generate a new API key",
            line(
                "key",
                "did not accept the key when asked for",
                ": Please generate a new API key.",
                keys
            )
        ),
        (
            "Too many requests",
            line("rate", "was asked too often, at last for", ": Too many requests.", slower)
        ),
        (
            "Your key exceeded its rate limit.",
            line(
                "rate",
                "was asked too often, at last for",
                ": Your key exceeded its rate limit.",
                slower
            )
        ),
        (
            "Down for maintenance.",
            line("failed", "did not tell", ": Down for maintenance.", again)
        ),
        ("", line("failed", "did not tell", ": it gave no reason.", again)),
    ]

    @Test(arguments: sayings)
    func `what FAILED says is told`(_ message: String, _ line: String) async throws {
        let body =
            #"{"status":"FAILED","message":""# + message
            + #"","totalPage":0,"currentPage":0,"zones":[]}"#
        #expect(try await Denver.error(ScriptedTransport(body)).description == line)
    }

    private static let statuses: [(Int, String, String?, String)] = [
        (
            301, "", nil,
            line(
                "refused",
                "answered with HTTP 301 when asked for",
                ".",
                "Write the address that it points to as timezonedb.endpoint in the settings."
            )
        ),
        (401, "", nil, line("key", "did not accept the key when asked for", ": HTTP 401.", keys)),
        (
            403, #"{"message":"Invalid API key."}"#, nil,
            line("key", "did not accept the key when asked for", ": Invalid API key.", keys)
        ),
        (
            404, "[1]", nil,
            line("refused", "answered with HTTP 404 when asked for", ".", proxy)
        ),
        (
            429, "<p>slow down</p>", "120",
            line("rate", "was asked too often, at last for", ": HTTP 429.", slower)
        ),
        (
            503, #"{"message":"closed for today"}"#, "30",
            line("refused", "answered with HTTP 503 when asked for", ": closed for today.", again)
        ),
    ]

    @Test(arguments: statuses)
    func `a status other than 200 is told`(
        _ status: Int,
        _ body: String,
        _ wait: String?,
        _ line: String
    ) async throws {
        let error = try await Denver.error(
            ScriptedTransport(status: status, body, retryAfter: wait)
        )
        #expect(error.description == line)
        let isRetried = if case .retry = error.disposition { true } else { false }
        #expect(isRetried)
        if let wait {
            let seconds = try #require(Int64(wait))
            #expect(error.disposition == .retry(after: .seconds(seconds)))
        }
    }

    @Test(arguments: ["soon", "-5", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"])
    func `a time to come back that is no number of seconds is left out`(
        _ wait: String
    ) async throws {
        let error = try await Denver.error(ScriptedTransport(status: 503, "", retryAfter: wait))
        #expect(error.disposition == .retry(after: nil))
    }

    @Test func `a call without an answer is told with its host`() async throws {
        let transport = ScriptedTransport { call throws(HTTPFailure) in
            throw .late(origin: HTTPCall.origin(of: call.url), .firstByte, after: .seconds(5))
        }
        #expect(
            try await Denver.error(transport).description
                == "error[zones.timezonedb.unreachable]: timezonedb could not be asked for "
                + "\(Self.asked): https://tz.test did not answer within 5.0 seconds. \(Self.again)"
        )
    }

    @Test func `a call that was called off is told`() async throws {
        let transport = ScriptedTransport { _ throws(HTTPFailure) in throw .cancelled }
        #expect(
            try await Denver.error(transport).description
                == "error[zones.timezonedb.cancelled]: timezonedb was no longer asked for "
                + "\(Self.asked). Nothing to do: it is asked again when needed."
        )
    }
}
