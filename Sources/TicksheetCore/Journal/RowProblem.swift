/// A row that a destination does not take, while it takes others.
package struct RowProblem: Sendable, Equatable {
    /// What the row stands for: an entry's position, or the number of a message or of a recipient.
    ///
    /// Negative where it stands for none of them: the place in its destination. Such a one is not tried
    /// again.
    package let row: Int64
    /// The entry whose body is shown: the newest that the row tells of.
    package let entry: SequenceNumber
    /// The name of the entry's source.
    package let source: String
    /// A stable dotted word, such as `sheets.row_refused`.
    package let code: String
    /// Which report, which destination and which row, for people.
    package let place: String
    /// What the destination said.
    package let finding: String
    /// What to do.
    package let remedy: String

    /// Words a problem.
    package init(
        row: Int64,
        entry: SequenceNumber,
        source: String,
        code: String,
        place: String,
        finding: String,
        remedy: String
    ) {
        self.row = row
        self.entry = entry
        self.source = source
        self.code = code
        self.place = place
        self.finding = finding
        self.remedy = remedy
    }
}

/// What becomes of the problems of a reader's rows, in the transaction that keeps its state.
package struct RowProblems: Sendable, Equatable {
    /// Rows that are refused; one that was refused before has one problem, in the new words.
    package var raised: [RowProblem]
    /// Rows that are there by now, or that nobody misses any more.
    package var solved: [Int64]
    /// Whether the destination was written anew: all that is not raised is solved, but what stands for no row.
    package var isWhole: Bool

    /// Creates changes; without anything, none.
    package init(raised: [RowProblem] = [], solved: [Int64] = [], isWhole: Bool = false) {
        self.raised = raised
        self.solved = solved
        self.isWhole = isWhole
    }

    /// Whether nothing changes.
    package var isEmpty: Bool { raised.isEmpty && solved.isEmpty && !isWhole }
}
