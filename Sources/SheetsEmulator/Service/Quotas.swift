/// Counts calls in each minute of the stand-in's clock, by user and by project.
struct Quotas: Sendable {
    /// What may be done in a minute.
    struct Limits: Sendable, Equatable {
        var perUser: Int
        var perProject: Int
    }

    private struct Counter: Hashable {
        let isWrite: Bool
        let user: String?
        let project: String
    }

    let limits: Limits?
    private var minute: Int64 = 0
    private var counts: [Counter: Int] = [:]

    init(_ limits: Limits?) { self.limits = limits }

    /// Counts a call; one too many is refused, and not counted.
    mutating func take(_ identity: Identity, isWrite: Bool, at now: Int64) throws(APIError) {
        guard let limits else { return }
        if now / 60_000 != minute {
            minute = now / 60_000
            counts = [:]
        }
        let user = Counter(isWrite: isWrite, user: identity.email, project: identity.project)
        let project = Counter(isWrite: isWrite, user: nil, project: identity.project)
        if counts[user, default: 0] >= limits.perUser {
            throw Self.exceeded(isWrite, limits.perUser, isUser: true, identity, minute)
        }
        if counts[project, default: 0] >= limits.perProject {
            throw Self.exceeded(isWrite, limits.perProject, isUser: false, identity, minute)
        }
        counts[user, default: 0] += 1
        counts[project, default: 0] += 1
    }

    static func exceeded(
        _ isWrite: Bool,
        _ limit: Int,
        isUser: Bool,
        _ identity: Identity,
        _ minute: Int64
    ) -> APIError {
        let word = isWrite ? "Write" : "Read"
        let lower = isWrite ? "write" : "read"
        let consumer = "projects/\(identity.project)"
        return APIError(
            code: 429,
            status: "RESOURCE_EXHAUSTED",
            message:
                "Quota exceeded for quota metric '\(word) requests' and limit '\(word) requests "
                + "per minute\(isUser ? " per user" : "")' of service 'sheets.googleapis.com' for "
                + "consumer 'project_number:\(identity.project)'.",
            details: [
                [
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "RATE_LIMIT_EXCEEDED",
                    "domain": "googleapis.com",
                    "metadata": [
                        "service": "sheets.googleapis.com",
                        "consumer": .string(consumer),
                        "quota_metric": .string("sheets.googleapis.com/\(lower)_requests"),
                        "quota_limit": .string(
                            "\(word)RequestsPerMinutePer\(isUser ? "User" : "Project")"
                        ),
                        "quota_limit_value": .string(String(limit)),
                        "quota_location": "global",
                        "quota_unit": .string("1/min/{project}\(isUser ? "/{user}" : "")"),
                        "window_start_time": .string(
                            SerialDate.rfc3339(milliseconds: minute * 60_000)
                        ),
                    ],
                ],
                [
                    "@type": "type.googleapis.com/google.rpc.Help",
                    "links": [
                        [
                            "description": "Request a higher quota limit.",
                            "url":
                                "https://cloud.google.com/docs/quotas/help/request_increase",
                        ]
                    ],
                ],
            ]
        )
    }
}
