/// What stopped the reader, before line and column are worked out.
struct ReadFault: Error {
    /// What stands at the fault.
    enum Found {
        /// The token that starts at the offset, or the end of the text.
        case token
        /// A phrase.
        case phrase(String)
    }

    let offset: Int
    var found: Found = .token
    var after: String?
    let expected: String
    /// Where reading may go on, when all problems are collected.
    var resume: Int
    /// False when nothing sensible can follow, such as past the depth limit.
    var isRecoverable = true

    init(at offset: Int, expected: String, after: String? = nil, resume: Int? = nil) {
        self.offset = offset
        self.expected = expected
        self.after = after
        self.resume = resume ?? offset
    }

    func problem(in bytes: [UInt8]) -> JSONProblem {
        let words =
            switch found {
            case .token: FoundToken.quoted(in: bytes.span, at: offset)
            case .phrase(let phrase): phrase
            }
        return JSONProblem(
            position: JSONPosition(offset: offset, in: bytes),
            found: words,
            after: after,
            expected: expected
        )
    }
}
