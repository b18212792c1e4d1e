/// What goes wrong with a call.
package enum SheetsFault: Sendable, Hashable {
    /// 429, as if the quota were used up; never carried out.
    case tooManyRequests
    /// 403, as if the API were switched off in the caller's project; never carried out.
    case serviceDisabled
    /// 403 of the older kind, `rateLimitExceeded` in its `errors[]`; never carried out.
    case rateLimitExceeded
    /// 400, as if the file were one of Office; never carried out.
    case officeFile
    /// 409 ABORTED.
    case aborted(commits: Bool)
    /// 500 INTERNAL.
    case internalError(commits: Bool)
    /// 503 UNAVAILABLE.
    case unavailable(commits: Bool)
    /// 502 with a page instead of JSON.
    case badGateway(commits: Bool)
    /// The connection ends without an answer.
    case closed(commits: Bool)
    /// Nothing for so many milliseconds of real time; then it is carried out, and answered to whoever
    /// still waits.
    case stall(milliseconds: UInt64)
    /// It is carried out, and answered so many milliseconds later.
    case lateAnswer(milliseconds: UInt64)
    /// It is carried out, and answered so many bytes a second.
    case slowBytes(perSecond: UInt64)

    /// The word by which the control paths and the settings name it.
    package var word: String {
        switch self {
        case .tooManyRequests: "429"
        case .serviceDisabled: "403-disabled"
        case .rateLimitExceeded: "403-rate"
        case .officeFile: "400-office"
        case .aborted(let commits): commits ? "409-after" : "409"
        case .internalError(let commits): commits ? "500-after" : "500"
        case .unavailable(let commits): commits ? "503-after" : "503"
        case .badGateway(let commits): commits ? "502-after" : "502"
        case .closed(let commits): commits ? "closed-after" : "closed"
        case .stall(let milliseconds): "stall:\(milliseconds)"
        case .lateAnswer(let milliseconds): "late:\(milliseconds)"
        case .slowBytes(let perSecond): "slow:\(perSecond)"
        }
    }

    /// Reads a word such as `429`, `503-after`, `closed` or `stall:3000`; nil for others.
    package init?(word: String) {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        let commits = parts.first?.hasSuffix("-after") ?? false
        let base = commits ? parts[0].dropLast(6) : parts.first?[...] ?? ""
        switch base {
        case "429": self = .tooManyRequests
        case "403-disabled": self = .serviceDisabled
        case "403-rate": self = .rateLimitExceeded
        case "400-office": self = .officeFile
        case "409": self = .aborted(commits: commits)
        case "500": self = .internalError(commits: commits)
        case "502": self = .badGateway(commits: commits)
        case "503": self = .unavailable(commits: commits)
        case "closed": self = .closed(commits: commits)
        case "stall", "late", "slow":
            guard parts.count == 2, let number = UInt64(parts[1]) else { return nil }
            self =
                switch base {
                case "stall": .stall(milliseconds: number)
                case "late": .lateAnswer(milliseconds: number)
                default: .slowBytes(perSecond: number)
                }
        default: return nil
        }
    }

    /// Whether the call is carried out all the same.
    package var commits: Bool {
        switch self {
        case .tooManyRequests, .serviceDisabled, .rateLimitExceeded, .officeFile: false
        case .aborted(let commits), .internalError(let commits), .unavailable(let commits),
            .badGateway(let commits), .closed(let commits):
            commits
        case .stall, .lateAnswer, .slowBytes: true
        }
    }
}
