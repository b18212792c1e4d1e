import CommandLineKit
import JSONTree
import Sinks
import TicksheetCore

/// `map`: tries a mapping and writes nothing.
enum MapCommand {
    static let spec = CommandSpec(
        "map",
        "Tries a mapping on saved bodies; writes nothing.",
        discussion: [
            "Without --report it prints the events, one JSON object a line, times in UTC; with it, "
                + "the rows that the report would hold (ndjson: an object of headers and texts). A "
                + "mapping is a shipped word (meta-cloud-api) or a file (./acme.json5). Exits 65 "
                + "when part of a body could not be mapped; the rest is printed all the same.",
            "A file is one body, or holds one a line (NDJSON); under a mapping of forms every line "
                + "is a body.",
        ],
        arguments: [.init("BODY", "Saved bodies.", count: .any, readsStandardInput: true)],
        options: [
            .value("mapping", "M", "The source mapping: a word or a file.", isRequired: true),
            .value("report", "R", "The report mapping: a word or a file."),
            .choice("format", ["table", "csv", "ndjson"], "How rows are printed."),
            .value("zone", "Z", "The zone of the rows' times. Default: the report's own, or UTC"),
            .flag("explain", "Says for each field which path found it and what was made of it."),
        ],
        examples: [
            .init("ticksheet map --mapping meta-cloud-api body.json", "the events"),
            .init(
                "ticksheet map --mapping ./acme.json5 --report whatsapp-campaign-reports body.json",
                "the rows"
            ),
            .init("cat body.json | ticksheet map --mapping bird-flows --explain -"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let mapping = try source(invocation.required("mapping"))
        let report = try invocation.string("report").map { name throws(CommandFailure) in
            try self.report(name)
        }
        let zone = invocation.string("zone") ?? report?.zone ?? "UTC"
        guard zone == RowZones.recipient || SystemZones.shared.known(zone) != nil else {
            throw .other("usage.zone", SystemZones.refusal(of: zone), .usage)
        }
        var bodies = try InputBodies(
            invocation.arguments("BODY"),
            holdsForms: mapping.body != .json
        )
        let format =
            invocation.string("format")
            ?? (report == nil ? "ndjson" : console.output.isTerminal ? "table" : "csv")
        var printer = RowPrinter(
            format: format,
            mapping: report,
            rows: report.map {
                RowBuilder($0, RowZones(zone, otherwise: "UTC", rules: SystemZones.shared.known))
            },
            console: console
        )
        var hasProblems = false
        while let body = try bodies.nextBody() {
            let facts = RequestFacts(received: SystemClock().now, source: "map")
            let mapped = mapping.map(body.bytes, facts: facts, explain: invocation.flag("explain"))
            for event in mapped.events {
                printer.append(event)
                if invocation.flag("explain") { explain(event, console) }
            }
            for problem in mapped.problems {
                hasProblems = hasProblems || !problem.isKept
                console.fail(
                    problem.code,
                    "\(body.name) \(problem.path): \(sentence(problem.finding)) "
                        + sentence(problem.remedy)
                )
            }
            if mapped.ignored > 0 {
                console.note("\(body.name): a body of \(mapping.title) that holds no event.")
            }
        }
        printer.finish()
        if hasProblems { throw .said(.data) }
    }

    private static func explain(_ event: MappedBody.Draft, _ console: Console) {
        var table = TextTable([
            .init("FIELD", .left), .init("VALUE", .left, shrinks: true),
            .init("FOUND BY", .left, keepsEnd: true), .init("AT", .left, keepsEnd: true),
            .init("AS SENT", .left, shrinks: true),
        ])
        for field in event.explanation {
            table.append([
                .init(field.name), .init(field.value), .init(field.path), .init(field.place),
                .init(field.sent),
            ])
        }
        console.write(note: table.text(for: console.error))
    }

    private static func source(_ name: String) throws(CommandFailure) -> SourceMapping {
        do throws(MappingFailure) {
            return try Mappings.source(name, folder: ".").mapping
        } catch {
            throw failure(error, "--mapping", name)
        }
    }

    private static func report(_ name: String) throws(CommandFailure) -> ReportMapping {
        do throws(MappingFailure) {
            return try Mappings.report(name, folder: ".")
        } catch {
            throw failure(error, "--report", name)
        }
    }

    private static func failure(
        _ failure: MappingFailure,
        _ option: String,
        _ name: String
    ) -> CommandFailure {
        switch failure {
        case .unknown(let expected):
            .other("usage.mapping", "\(option) is \(quoted(name)); \(expected).", .usage)
        case .wrong(let problems): .files(problems)
        }
    }
}

/// Prints events or rows in one of three formats.
struct RowPrinter {
    let format: String
    let mapping: ReportMapping?
    var rows: RowBuilder?
    let console: Console
    private var table: [Row] = []
    // Rows of messages and numbers are known when all events are.
    private var messages: [EventKey: MessageState] = [:]
    private var order: [EventKey] = []
    private var isFirst = true
    private var count: SequenceNumber = 0
    private var known: Set<EventKey> = []
    private var copies = 0
    private let encoder = CSVEncoder(CSVDialect())

    init(format: String, mapping: ReportMapping?, rows: RowBuilder?, console: Console) {
        self.format = format
        self.mapping = mapping
        self.rows = rows
        self.console = console
    }

    mutating func append(_ event: MappedBody.Draft) {
        guard let mapping, rows != nil else {
            console.print(json: EventLine.text(event.kind, event.fields))
            return
        }
        if let key = event.key, !known.insert(key).inserted {
            copies += 1
            return
        }
        count += 1
        let entry = Entry(
            sequence: count,
            origin: .ingest,
            source: "map",
            provider: nil,
            received: SystemClock().now,
            kind: event.kind,
            fields: event.fields
        )
        if mapping.rows == .status {
            if let row = rows?.row(for: entry) { append(row) }
        } else if event.kind == .status {
            let key = EventKey(messageOf: entry)
            if messages[key] == nil { order.append(key) }
            messages[key, default: MessageState()].merge(MessageEvent(entry))
        }
    }

    private mutating func append(_ row: Row) {
        guard let mapping else { return }
        if format == "table" {
            table.append(row)
            return
        }
        if format == "ndjson" {
            console.print(json: RowLine.text(mapping.headers, row))
            return
        }
        writeHeader(mapping)
        var bytes: [UInt8] = []
        encoder.append(RowText(row), to: &bytes)
        console.write(bytes)
    }

    private mutating func writeHeader(_ mapping: ReportMapping) {
        guard isFirst else { return }
        isFirst = false
        var bytes: [UInt8] = []
        encoder.appendHeader(mapping.headers, to: &bytes)
        console.write(bytes)
    }

    mutating func finish() {
        guard let mapping else { return }
        if copies > 0 {
            let left = CountedNoun("copy", "copies").counted(copies)
            console.note("\(left) left out, as in a report.")
        }
        appendMessages(mapping)
        // Whoever reads it finds the columns of no rows too.
        if format == "csv" { writeHeader(mapping) }
        guard format == "table" else { return }
        console.write(Array(RowTable.text(mapping.headers, table, console.output).utf8))
    }

    private mutating func appendMessages(_ mapping: ReportMapping) {
        var recipients: [String: Int64] = [:]
        var stored = order.enumerated().map { number, key in
            let state = messages[key] ?? MessageState()
            let name = state.recipient
            if let name, recipients[name] == nil { recipients[name] = Int64(recipients.count + 1) }
            return StoredMessage(
                number: Int64(number + 1),
                recipient: name.flatMap { recipients[$0] },
                state: state
            )
        }
        if mapping.rows == .number {
            stored = stored.filter { $0.recipient != nil }
                .sorted { ($0.recipient ?? 0, $0.number) < ($1.recipient ?? 0, $1.number) }
        }
        var pages = MessageContents(mapping, after: 0)
        while let page = pages.next({ _, _, _ in
            defer { stored = [] }
            return stored
        }) {
            for content in page { if let row = rows?.row(for: content) { append(row) } }
        }
    }
}

/// A row as one line of JSON: an object of its columns' headers and its cells' texts.
enum RowLine {
    /// Returns the line, without a line end.
    static func text(_ headers: [String], _ row: Row) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (header, cell) in zip(headers, row) {
            writer.key(header)
            writer.string(cell.text)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Rows as a table for people.
enum RowTable {
    static func text(_ headers: [String], _ rows: [Row], _ style: TerminalStyle) -> String {
        var table = TextTable(headers.map { TextTable.Column($0, .left, shrinks: true) })
        for row in rows { table.append(row.map { TextTable.Cell($0.text) }) }
        return table.text(for: style)
    }
}
