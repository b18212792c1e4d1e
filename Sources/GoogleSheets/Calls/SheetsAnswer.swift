import HTTPTypes
import JSONTree
import WallTime

/// What the service answered to a call, in the words that decide what to do next.
enum SheetsAnswer {
    /// Done; a write is there for good.
    case done(JSONDocument)
    /// Not done: the request itself is wrong.
    case refused(Refusal)
    /// Not done: the token does not hold.
    case unauthorized
    /// Not done: too many calls in this minute.
    case limited
    /// Not done: no right, or no such thing.
    case denied(Refusal)
    /// Not done: the service was not reached.
    case unreachable(cause: String)
    /// A write may have been done or may yet be.
    case unknown(cause: String)

    /// The words of a refusal.
    struct Refusal: Equatable {
        let status: Int
        /// Google's word for the kind, such as `PERMISSION_DENIED`.
        let kind: String
        let message: String
        /// The reasons that stand in the details, such as `SERVICE_DISABLED`.
        let reasons: [String]
        /// Which of a batch's requests it names, from 0.
        let request: Int?
    }

    init(_ response: HTTPResponse) {
        let document = try? JSONDocument.parse(response.body)
        if response.status == 200 {
            // A success that cannot be read may be a proxy's page.
            self = document.map(Self.done) ?? .unknown(cause: "answered 200 without JSON")
            return
        }
        let refusal = Self.refusal(response.status, document)
        let limits = ["RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded"]
        switch response.status {
        case 401: self = .unauthorized
        case 429: self = .limited
        case 403 where refusal.reasons.contains(where: limits.contains): self = .limited
        case 403, 404: self = .denied(refusal)
        case 400, 413: self = .refused(refusal)
        default:
            let words = refusal.message.isEmpty ? "" : ": \(refusal.message)"
            self = .unknown(cause: "answered \(response.status)\(words)")
        }
    }

    init(_ failure: HTTPFailure) {
        self =
            failure.mayHaveArrived
            ? .unknown(cause: failure.description) : .unreachable(cause: failure.description)
    }

    private static func refusal(_ status: Int, _ document: JSONDocument?) -> Refusal {
        guard let document, let error = document.member(document.root, "error") else {
            return Refusal(status: status, kind: "", message: "", reasons: [], request: nil)
        }
        let message = document.member(error, "message").map(document.text) ?? ""
        var reasons: [String] = []
        for list in ["details", "errors"] as [JSONKey] {
            guard let node = document.member(error, list) else { continue }
            for detail in document.elements(node) {
                if let reason = document.member(detail, "reason") {
                    reasons.append(document.text(reason))
                }
            }
        }
        return Refusal(
            status: status,
            kind: document.member(error, "status").map(document.text) ?? "",
            message: message,
            reasons: reasons,
            request: requestNumber(in: message)
        )
    }

    // As in "Invalid requests[2].updateCells: No grid with id: 999999".
    private static func requestNumber(in message: String) -> Int? {
        guard let start = message.firstRange(of: "requests[") else { return nil }
        let rest = message[start.upperBound...]
        guard let end = rest.firstIndex(of: "]") else { return nil }
        return Int(rest[..<end])
    }
}
