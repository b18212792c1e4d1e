import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads kept bodies, and what the journal holds of them.
struct BodyReader {
    // A page fits in memory whatever the bodies' size, and is read in a moment.
    private static let mostBodies: Int64 = 256
    private static let mostBytes = 2 << 20
    private static let mostLooks: Int64 = 20_000

    private static let columns = """
        SELECT bodies.number, received, sources.name, request, body
        FROM bodies JOIN sources ON sources.number = bodies.source
        """

    private let reader: EntryReader
    private var connection: SQLiteConnection { reader.connection }

    init(_ reader: EntryReader) {
        self.reader = reader
    }

    func numbers() throws(SQLiteError) -> ClosedRange<Int64>? {
        // One each: with both in one statement SQLite would walk through the table.
        let find = try connection.prepare(
            "SELECT (SELECT min(number) FROM bodies), (SELECT max(number) FROM bodies)"
        )
        guard try find.step(), !find.isNull(0) else { return nil }
        return find.integer(0)...max(find.integer(0), find.integer(1))
    }

    func page(
        after number: Int64,
        _ selection: BodySelection
    ) throws(SQLiteError) -> BodyPage {
        let find = try connection.prepare(
            """
            \(Self.columns)
            WHERE bodies.number > ?1 AND bodies.number <= ?2
                AND received >= ?3 AND received < ?4 AND (?5 IS NULL OR sources.name = ?5)
            ORDER BY bodies.number LIMIT ?6
            """
        )
        let last = try numbers()?.upperBound ?? number
        let bound = max(number, min(last, number + Self.mostLooks))
        find.bind(1, number)
        find.bind(2, bound)
        find.bind(3, selection.since?.roundedUp ?? .min)
        find.bind(4, selection.until?.roundedUp ?? .max)
        find.bind(5, selection.source)
        find.bind(6, Self.mostBodies)
        var bodies: [KeptBody] = []
        var bytes = 0
        while bytes < Self.mostBytes {
            guard try find.step() else {
                let isWhole = bodies.count < Self.mostBodies
                return BodyPage(
                    bodies: bodies,
                    through: isWhole ? bound : bodies.last?.number ?? bound
                )
            }
            let body = body(of: find)
            bodies.append(body)
            bytes += body.bytes.count
        }
        find.reset()
        return BodyPage(bodies: bodies, through: bodies.last?.number ?? bound)
    }

    func body(_ number: Int64) throws(SQLiteError) -> KeptBody? {
        let find = try connection.prepare("\(Self.columns) WHERE bodies.number = ?")
        find.bind(1, number)
        return try find.step() ? body(of: find) : nil
    }

    private func body(of row: SQLiteStatement) -> KeptBody {
        KeptBody(
            number: row.integer(0),
            received: Timestamp(seconds: row.integer(1)),
            source: row.text(2) ?? "",
            request: row.bytes(3),
            bytes: row.bytes(4)
        )
    }

    // MARK: What is known of bodies

    private static let problemColumns = """
        SELECT number, body, code, path, element, finding, remedy, reader FROM problems
        """

    func problems(after number: Int64, limit: Int) throws(SQLiteError) -> [KeptProblem] {
        let find = try connection.prepare(
            "\(Self.problemColumns) WHERE number > ? ORDER BY number LIMIT ?"
        )
        find.bind(1, number)
        find.bind(2, Int64(limit))
        return try problems(of: find)
    }

    func contents(
        of bodies: [(body: Int64, ids: [EventID])]
    ) throws(SQLiteError) -> [KeptContent] {
        let elements = try connection.prepare(
            "\(EntryReader.columns(of: .all)) WHERE body = ? AND corrects IS NULL ORDER BY sequence"
        )
        let corrections = try reader.findCorrections(.all)
        let eventIDs = try connection.prepare(
            "SELECT sequence, event FROM entries WHERE body = ? AND event IS NOT NULL"
        )
        let copies = try connection.prepare("SELECT element FROM copies WHERE body = ?")
        try reader.ids.refresh(newest: try reader.head())
        let problems = try connection.prepare(
            "\(Self.problemColumns) WHERE body = ? AND reader IS NULL ORDER BY number"
        )
        let horizon = try connection.prepare(PurgeTable.horizon)
        let idsKeptSince = try horizon.step() ? Timestamp(seconds: horizon.integer(0)) : nil
        var contents: [KeptContent] = []
        for (body, ids) in bodies {
            problems.bind(1, body)
            contents.append(
                KeptContent(
                    elements: try self.elements(of: body, elements, eventIDs, corrections),
                    copies: try self.copies(of: body, copies),
                    known: try known(ids),
                    problems: try self.problems(of: problems),
                    idsKeptSince: idsKeptSince
                )
            )
        }
        return contents
    }

    private func elements(
        of body: Int64,
        _ find: SQLiteStatement,
        _ findIDs: SQLiteStatement,
        _ findCorrections: SQLiteStatement
    ) throws(SQLiteError) -> [KeptContent.Element] {
        findIDs.bind(1, body)
        defer { findIDs.reset() }
        var ids: [SequenceNumber: EventID] = [:]
        while try findIDs.step() { ids[findIDs.integer(0)] = EventID(findIDs.bytes(1)) }
        find.bind(1, body)
        defer { find.reset() }
        var found: [(element: Int, entry: Entry)] = []
        while try find.step() { found.append((Int(find.integer(19)), reader.entry(of: find))) }
        guard let first = found.first, let last = found.last else { return [] }
        let corrections = try reader.corrections(
            of: first.entry.sequence...last.entry.sequence,
            findCorrections
        )
        return found.map { element, entry in
            KeptContent.Element(
                element: element,
                id: ids[entry.sequence],
                entry: corrections[entry.sequence].map(entry.corrected) ?? entry
            )
        }
    }

    private func copies(of body: Int64, _ find: SQLiteStatement) throws(SQLiteError) -> Set<Int> {
        find.bind(1, body)
        defer { find.reset() }
        var elements: Set<Int> = []
        while try find.step() { elements.insert(Int(find.integer(0))) }
        return elements
    }

    private func known(_ ids: [EventID]) throws(SQLiteError) -> Set<EventID> {
        var known: Set<EventID> = []
        for id in ids where try reader.ids.contains(id) { known.insert(id) }
        return known
    }

    private func problems(of find: SQLiteStatement) throws(SQLiteError) -> [KeptProblem] {
        defer { find.reset() }
        var problems: [KeptProblem] = []
        while try find.step() {
            let problem = MappingProblem(
                code: find.text(2) ?? "",
                path: find.text(3) ?? "",
                element: Int(find.integer(4)),
                finding: find.text(5) ?? "",
                remedy: find.text(6) ?? ""
            )
            problems.append(
                KeptProblem(
                    number: find.integer(0),
                    body: find.integer(1),
                    reader: find.text(7).map { ReaderID($0) },
                    problem: problem
                )
            )
        }
        return problems
    }
}

extension Timestamp {
    // Bodies are kept with the second of their receipt.
    fileprivate var roundedUp: Int64 { nanoseconds > 0 ? seconds + 1 : seconds }
}
