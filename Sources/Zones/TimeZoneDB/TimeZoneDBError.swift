package import TicksheetCore
import WallTime

/// Why timezonedb gave no offset.
///
/// Each case begins with what was asked, such as `the offset of America/Denver at …`. No text holds
/// the key: what the other side says is masked before it comes here.
package enum TimeZoneDBError: ExplainedError, Equatable {
    /// The service does not know the zone or the country.
    case unknown(asked: String, cause: String)
    /// The key is missing, wrong or blocked.
    case key(asked: String, cause: String)
    /// Too many requests; after how long to come back, where the service says so.
    case rate(asked: String, cause: String, after: Duration?)
    /// The service says FAILED, and none of the above.
    case failed(asked: String, cause: String)
    /// An HTTP status other than 200.
    case refused(asked: String, status: Int, cause: String, after: Duration?)
    /// The answer is no JSON, or no object.
    case unreadable(asked: String, found: String)
    /// A field of the answer is missing or no such value.
    case field(asked: String, name: String, found: String, expected: String)
    /// The answer is no answer to what was asked.
    case misfit(asked: String, finding: String)
    /// No answer came.
    case unreachable(asked: String, cause: String)
    /// The request was called off.
    case cancelled(asked: String)

    package var code: String {
        switch self {
        case .unknown: "zones.timezonedb.unknown"
        case .key: "zones.timezonedb.key"
        case .rate: "zones.timezonedb.rate"
        case .failed: "zones.timezonedb.failed"
        case .refused: "zones.timezonedb.refused"
        case .unreadable: "zones.timezonedb.unreadable"
        case .field: "zones.timezonedb.field"
        case .misfit: "zones.timezonedb.misfit"
        case .unreachable: "zones.timezonedb.unreachable"
        case .cancelled: "zones.timezonedb.cancelled"
        }
    }

    package var summary: String {
        switch self {
        case .unknown(let asked, _): "timezonedb does not know \(asked)"
        case .key(let asked, _): "timezonedb did not accept the key when asked for \(asked)"
        case .rate(let asked, _, _): "timezonedb was asked too often, at last for \(asked)"
        case .failed(let asked, _): "timezonedb did not tell \(asked)"
        case .refused(let asked, let status, _, _):
            "timezonedb answered with HTTP \(status) when asked for \(asked)"
        case .unreadable(let asked, _), .field(let asked, _, _, _), .misfit(let asked, _):
            "timezonedb's answer cannot be used for \(asked)"
        case .unreachable(let asked, _): "timezonedb could not be asked for \(asked)"
        case .cancelled(let asked): "timezonedb was no longer asked for \(asked)"
        }
    }

    package var cause: String? {
        switch self {
        case .unknown(_, let cause), .key(_, let cause), .rate(_, let cause, _),
            .failed(_, let cause), .refused(_, _, let cause, _), .unreachable(_, let cause):
            cause.isEmpty ? nil : cause
        case .unreadable(_, let found): "found \(found); expected a JSON object"
        case .field(_, let name, let found, let expected):
            "\(name) is \(found); expected \(expected)"
        case .misfit(_, let finding): finding
        case .cancelled: nil
        }
    }

    package var remedy: String {
        switch self {
        case .unknown:
            "Nothing to do: the system's tz database answers; it is asked again in an hour"
        case .key:
            "Compare timezonedb.key in the settings with the key at timezonedb.com/account; "
                + "meanwhile the system's tz database answers"
        case .rate:
            "Nothing to do: it is asked more slowly; if it stays so, see that no other program "
                + "uses the key, or take a plan with more requests"
        case .refused(_, 300..<400, _, _):
            "Write the address that it points to as timezonedb.endpoint in the settings"
        case .refused(_, 500..., _, _), .failed, .unreachable:
            "Nothing to do: the system's tz database answers and timezonedb is tried again"
        case .refused, .unreadable, .field, .misfit:
            "See that timezonedb.endpoint in the settings leads to timezonedb and to no proxy's "
                + "page; meanwhile the system's tz database answers"
        case .cancelled: "Nothing to do: it is asked again when needed"
        }
    }

    package var disposition: Disposition {
        switch self {
        case .rate(_, _, let after), .refused(_, _, _, let after): .retry(after: after)
        case .unknown: .retry(after: .seconds(3_600))
        case .key, .failed, .unreadable, .field, .misfit, .unreachable, .cancelled:
            .retry(after: nil)
        }
    }
}
