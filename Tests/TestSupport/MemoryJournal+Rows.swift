package import TicksheetCore
import WallTime

extension MemoryJournal {
    package func wantedRows(of reader: ReaderID) throws(JournalError) -> [Int64] {
        content.problemRows.values.filter { $0.reader == reader && $0.isWanted }.map(\.row).sorted()
    }

    package func wantRows(of problems: [Int64]) throws(JournalError) {
        change { content in
            for number in problems where content.problemRows[number]?.row ?? -1 >= 0 {
                content.problemRows[number]?.isWanted = true
            }
        }
    }
}

extension MemoryJournal.Content {
    mutating func write(_ changes: RowProblems, of reader: ReaderID, at time: Timestamp) {
        let solved = problemRows.filter { _, place in
            let isOver = changes.isWhole && place.row >= 0
            return place.reader == reader && (isOver || changes.solved.contains(place.row))
        }
        for number in solved.keys { removeProblem(number) }
        for problem in changes.raised { raise(problem, of: reader, at: time) }
    }

    private mutating func raise(
        _ problem: RowProblem,
        of reader: ReaderID,
        at time: Timestamp
    ) {
        let known = problemRows.first { $0.value.reader == reader && $0.value.row == problem.row }
        let index = problems.firstIndex { $0.number == known?.key }
        if index == nil { newestProblem += 1 }
        let number = known?.key ?? newestProblem
        let place = places[problem.entry] ?? (0, 0)
        let stored = StoredProblem(
            number: number,
            since: index.map { problems[$0].since } ?? time,
            source: problem.source,
            code: problem.code,
            path: mask.masked(problem.place),
            finding: mask.masked(problem.finding),
            remedy: mask.masked(problem.remedy),
            body: bodies.first { $0.number == place.body }?.bytes ?? []
        )
        problemPlaces[number] = place
        problemRows[number] = (reader, problem.row, false)
        if let index { problems[index] = stored } else { problems.append(stored) }
    }

    private mutating func removeProblem(_ number: Int64) {
        problems.removeAll { $0.number == number }
        problemPlaces[number] = nil
        problemRows[number] = nil
    }
}
