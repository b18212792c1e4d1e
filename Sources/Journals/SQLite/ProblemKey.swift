import TicksheetCore

extension EventKey {
    /// Makes the key of a problem: the same for every copy of a body.
    ///
    /// `body`: The body's digest.
    init(of problem: MappingProblem, source: String, body: [UInt8]) {
        self.init(provider: "problem")
        append(Array(source.utf8))
        append(body)
        append(Array(problem.path.utf8))
        append(Array(problem.code.utf8))
    }

    /// Makes the key of the problem that a reader has with a row.
    init(ofRow row: Int64, reader: ReaderID) {
        self.init(provider: "row")
        append(Array(reader.name.utf8))
        append(Array(String(row).utf8))
    }
}
