/// What one probe found.
package struct ProbeFinding: Sendable, Equatable {
    /// Whether the service does what the sink relies on.
    package enum Verdict: Sendable, Equatable {
        /// It does.
        case asExpected
        /// It does not; what that means for reports.
        case otherwise(String)
        /// It could not be tried; why.
        case notTried(String)
    }

    /// Its short name, such as `P1`.
    package let name: String
    /// What the sink relies on.
    package let relies: String
    /// What the service did.
    package let seen: String
    /// What follows.
    package let verdict: Verdict

    init(_ name: String, relies: String, seen: String, _ verdict: Verdict) {
        self.name = name
        self.relies = relies
        self.seen = seen
        self.verdict = verdict
    }

    /// As expected where something holds, or else otherwise.
    init(
        _ name: String,
        relies: String,
        seen: String,
        if holds: Bool,
        otherwise meaning: String
    ) {
        self.init(name, relies: relies, seen: seen, holds ? .asExpected : .otherwise(meaning))
    }
}

extension ProbeFinding {
    /// What one credential on one spreadsheet cannot try.
    static let untried = [
        Self(
            "P9",
            relies: "going back to an older version is noticed by the marks",
            seen: "–",
            .notTried(
                "the API cannot bring back a version. By hand: write some rows, choose File > Version "
                    + "history, bring back the version before them, and look at ticksheet status"
            )
        ),
        Self(
            "P14",
            relies: "an id in use is refused, whoever made the mark that has it",
            seen: "–",
            .notTried("it takes credentials of a second Cloud project")
        ),
    ]
}
