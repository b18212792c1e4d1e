import CommandLineKit
import Intake
import Journals
import MicroHTTPDBridge
import TicksheetCore

/// `ingest`: saved bodies as if they were received.
enum IngestCommand {
    static let spec = CommandSpec(
        "ingest",
        "Takes saved bodies (JSON, NDJSON or forms) as if they were received.",
        discussion: [
            "A file is one body, or holds one a line (NDJSON) and may then be of any size. For a "
                + "source of forms every line is a body. A body larger than the settings' "
                + "\"limits\" allow is named and passed over. An empty file is no body, and no "
                + "error.",
            "Nothing is verified: the files are yours. An event that is in the journal already is "
                + "counted as a copy, so a file can be ingested twice.",
        ],
        arguments: [.init("FILE", "Saved bodies.", count: .any, readsStandardInput: true)],
        options: [
            .value("source", "NAME", "The source whose bodies they are.", isRequired: true)
        ],
        examples: [
            .init("ticksheet ingest --source meta saved/*.json"),
            .init("zcat bodies.ndjson.gz | ticksheet ingest --source meta -"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let source = try Choice.source(invocation.required("source"), settings)
        let bodies = try InputBodies(
            invocation.arguments("FILE"),
            limit: settings.limits.body,
            holdsForms: source.mapping.body != .json
        )
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try Assembly(settings: settings).journal(.beside)
        }
        let webhook: WebhookSource
        do throws(JournalError) {
            try MappingNotes.noteBeside(source, in: journal)
            // Nothing is verified here: the mapping is all that is needed of the source.
            webhook = WebhookSource(mapping: source.name, source.mapping)
                .knowing(try MappingNotes.formers(of: source, in: journal))
        } catch {
            journal.close()
            throw .journal(error)
        }
        var ingest = Ingest(webhook, settings, journal, console)
        let failure = await ingest.all(of: bodies)
        journal.close()
        if case .journal = failure { throw failure ?? .said(.inputOutput) }
        let total = ingest.total
        for name in total.empty { console.note("\(name) is empty: there was nothing to take.") }
        console.print(
            "\(Human.number(total.appended)) new, \(Human.number(total.duplicates)) copies, "
                + "\(Human.number(total.problems)) problems, \(Human.number(total.ignored)) passed "
                + "over, from \(CountedNoun("body", "bodies").counted(total.bodies))"
        )
        if total.kept > 0 {
            console.note("See what could not be mapped: \(settings.command("problems list"))")
        }
        if let failure { throw failure }
        if total.hasLargeFile { throw .said(.inputOutput) }
        if total.problems > 0 { throw .said(.data) }
    }
}

/// Takes bodies into the journal, a window of them at a time.
private struct Ingest {
    struct Total {
        var bodies = 0
        var appended = 0
        var duplicates = 0
        /// Problems in all.
        var problems = 0
        /// Those of them that the journal keeps.
        var kept = 0
        var ignored = 0
        var hasLargeFile = false
        /// Inputs that hold nothing.
        var empty: [String] = []
    }

    // A window of deliveries shares a sync to disk; all at once would fill the memory.
    private static let mostBodies = 256
    private static let mostBytes = 2 << 20

    private(set) var total = Total()
    private let settings: Settings
    private let journal: SQLiteJournal
    private let console: Console
    private let webhook: WebhookSource

    init(
        _ webhook: WebhookSource,
        _ settings: Settings,
        _ journal: SQLiteJournal,
        _ console: Console
    ) {
        self.webhook = webhook
        self.settings = settings
        self.journal = journal
        self.console = console
    }

    /// Takes all bodies.
    ///
    /// - Returns: Why it ended early; what was read before that is taken.
    mutating func all(of bodies: InputBodies) async -> CommandFailure? {
        var bodies = bodies
        let bar = ProgressBar(
            "ingest",
            counting: bodies.size == nil ? CountedNoun("body", "bodies") : .bytes,
            total: bodies.size.map { Int($0) },
            console: console
        )
        var failure: CommandFailure?
        var isAtEnd = false
        var bytesShown: Int64 = 0
        while !isAtEnd, failure == nil {
            var window: [[UInt8]] = []
            do throws(CommandFailure) {
                isAtEnd = try fill(&window, from: &bodies)
            } catch {
                failure = error
            }
            total.bodies += window.count
            if let error = await append(window) { failure = .journal(error) }
            let isBySize = bodies.size != nil
            bar.advance(by: isBySize ? Int(bodies.bytesRead - bytesShown) : window.count)
            bytesShown = bodies.bytesRead
        }
        bar.finish()
        return failure
    }

    /// Fills a window.
    ///
    /// - Returns: Whether there is nothing behind it.
    private mutating func fill(
        _ window: inout [[UInt8]],
        from bodies: inout InputBodies
    ) throws(CommandFailure) -> Bool {
        var bytes = 0
        while window.count < Self.mostBodies, bytes < Self.mostBytes {
            switch try bodies.next() {
            case .body(let body) where body.isBlank:
                total.empty.append(body.name)
            case .body(let body):
                window.append(body.bytes)
                bytes += body.bytes.count
            case .tooLarge(let name, let isLine):
                note(tooLarge: name, isLine: isLine)
            case nil:
                return true
            }
        }
        return false
    }

    private mutating func note(tooLarge name: String, isLine: Bool) {
        total.bodies += 1
        total.problems += 1
        total.hasLargeFile = total.hasLargeFile || !isLine
        let limit = InputBodies.text(ofLimit: settings.limits.body)
        let place = "Raise \"body\" in \"limits\" of \(settings.file) to take it."
        console.fail(
            isLine ? "body.too_large" : "file.too_large",
            isLine
                ? "\(name) is longer than \(limit), too large for one body; it was passed over. "
                    + place
                : "\(name) is one body larger than \(limit); it was passed over. Write one body a "
                    + "line. \(place)"
        )
    }

    private mutating func append(_ window: [[UInt8]]) async -> JournalError? {
        // Handed over one after the other: the rows stand in the order of the file.
        let (results, told) = AsyncStream.makeStream(of: Result<AppendReceipt, JournalError>.self)
        for body in window {
            let delivery = webhook.delivery(
                of: body,
                request: nil,
                origin: .ingest,
                received: SystemClock().now,
                identity: journal.identity
            )
            total.problems += delivery.problems.count
            total.kept += delivery.problems.count
            total.ignored += delivery.ignored
            journal.append(delivery) { told.yield($0) }
        }
        var failure: JournalError?
        for await result in results.prefix(window.count) {
            switch result {
            case .success(let receipt):
                total.appended += receipt.appended
                total.duplicates += receipt.duplicates
                total.problems += receipt.tooOld
                total.kept += receipt.tooOld
            case .failure(let error):
                failure = failure ?? error
            }
        }
        return failure
    }
}
