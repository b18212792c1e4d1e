/// How much work the paths over one body may still do.
///
/// A step is about one visited value, one compared member or one state of a regular expression. One
/// budget is shared by everything that reads a body, so that neither a hostile body nor a careless path
/// such as `$..*..*..*` takes minutes or gigabytes.
package struct PathBudget: Sendable {
    /// The steps it began with.
    package let steps: Int
    /// The steps that are left; negative when they were not enough.
    package private(set) var remaining: Int
    /// Regular expressions that came out of this body, so that each is compiled once.
    var patterns: [[UInt8]: IRegexp?] = [:]

    /// Begins with a number of steps; 2,000,000 take well under a second.
    package init(steps: Int = 2_000_000) {
        self.steps = steps
        remaining = steps
    }

    /// Takes steps away, for work that grows with the body as paths do.
    @inline(__always)
    package mutating func spend(_ steps: Int) throws(PathBudgetExceeded) {
        remaining -= steps
        guard remaining >= 0 else { throw PathBudgetExceeded(steps: self.steps) }
    }
}

/// A path needed more steps over a body than its budget had.
package struct PathBudgetExceeded: Error, Hashable, Sendable, CustomStringConvertible {
    /// The steps the budget began with.
    package let steps: Int

    /// One sentence that says what happened and what to do.
    package var description: String {
        "The paths took more than \(steps) steps over this body; "
            + "use fewer \"..\" and \"*\" in a path, or a smaller body."
    }
}
