/// An error that says what to do: one line, tested as a product.
package protocol ExplainedError: Error, CustomStringConvertible {
    /// A stable dotted word that names the kind of error; documented and never used again for
    /// another.
    var code: String { get }
    /// What could not be done, to which subject.
    var summary: String { get }
    /// What the other side said, with secrets left out; nil where there is nothing to quote.
    var cause: String? { get }
    /// The next action, as an instruction.
    var remedy: String { get }
    /// What the error asks of whoever met it.
    var disposition: Disposition { get }
}

extension ExplainedError {
    /// The one line: `error[<code>]: <summary>: <cause>. <remedy>`.
    package var description: String {
        "error[\(code)]: " + explanation
    }

    /// The line without its code, for tables.
    package var explanation: String {
        let cause = cause.map { ": \($0)" } ?? ""
        return sentence(summary + cause) + " " + sentence(remedy)
    }
}

/// What an error asks for.
package enum Disposition: Sendable, Equatable {
    /// Try again, after at least so long where it says so.
    case retry(after: Duration?)
    /// Leave this one entry aside as a problem and go on.
    case setAside
    /// Stop until somebody has acted.
    case stop
}
