/// Says which texts an option or a positional argument takes.
package enum ValueRule: Sendable, Equatable {
    /// Any text but an empty one.
    case text
    /// Exactly one of these words, case included.
    case oneOf([String])
    /// A whole number within these bounds.
    case integer(ClosedRange<Int>)
    /// A file name with one of these endings, each with its dot, in any case; or `-`, which has none.
    case ending([String])

    /// Returns what is wrong with a value, or nil when it may stand.
    func problem(with value: String, subject: String) -> UsageReason? {
        if value.isEmpty { return .emptyValue(subject: subject) }
        switch self {
        case .text:
            return nil
        case .oneOf(let allowed):
            return allowed.contains(value)
                ? nil : .notAllowed(subject: subject, given: value, allowed: allowed)
        case .integer(let range):
            guard let number = Int(value), range.contains(number) else {
                return .notANumber(subject: subject, given: value, range: range)
            }
            return nil
        case .ending(let allowed):
            let lowered = value.lowercased()
            return value == "-" || allowed.contains { lowered.hasSuffix($0.lowercased()) }
                ? nil : .wrongEnding(subject: subject, given: value, allowed: allowed)
        }
    }
}
