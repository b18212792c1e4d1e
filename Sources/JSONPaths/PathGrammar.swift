import JSONTree

// The parts of a compiled path, named as RFC 9535 names them.
// Source: https://www.rfc-editor.org/rfc/rfc9535#appendix-A

struct PathSegment: Sendable {
    let isDescendant: Bool
    let selectors: [PathSelector]
}

enum PathSelector: Sendable {
    case name(JSONKey)
    case wildcard
    case index(Int)
    case slice(PathSlice)
    case filter(LogicalExpression)
}

/// A query inside a filter.
struct FilterQuery: Sendable {
    /// True for one that begins with `$`, false for `@`.
    let isAbsolute: Bool
    let segments: [PathSegment]
    /// The same query when it can find at most one value.
    let singular: SingularPath?

    init(isAbsolute: Bool, segments: [PathSegment]) {
        self.isAbsolute = isAbsolute
        self.segments = segments
        singular = SingularPath(segments)
    }
}

indirect enum LogicalExpression: Sendable {
    case or([LogicalExpression])
    case and([LogicalExpression])
    case not(LogicalExpression)
    case exists(FilterQuery)
    case comparison(Comparand, ComparisonOperator, Comparand)
    case regexp(RegexpTest)
}

enum ComparisonOperator: String, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
}

/// What gives a single value, or nothing.
indirect enum Comparand: Sendable {
    case literal(PathLiteral)
    case singular(isAbsolute: Bool, SingularPath)
    case length(Comparand)
    case count(FilterQuery)
    case value(FilterQuery)
}

enum PathLiteral: Sendable {
    case string(JSONKey)
    case number(PathNumber)
    case `true`
    case `false`
    case null
}

/// The functions `match` and `search`.
struct RegexpTest: Sendable {
    let text: Comparand
    let pattern: Comparand
    /// True for `match`, which wants the whole text.
    let isWhole: Bool
    /// The pattern when it is written in the path; nil also when it is no I-Regexp.
    let compiled: IRegexp?
}

/// A number as comparisons see it: exact when it is whole and fits 64 bits, else the nearest binary one.
struct PathNumber: Sendable {
    let integer: Int64?
    let double: Double

    static func == (left: PathNumber, right: PathNumber) -> Bool {
        if let one = left.integer, let other = right.integer { return one == other }
        return left.double == right.double
    }

    static func < (left: PathNumber, right: PathNumber) -> Bool {
        if let one = left.integer, let other = right.integer { return one < other }
        return left.double < right.double
    }
}
