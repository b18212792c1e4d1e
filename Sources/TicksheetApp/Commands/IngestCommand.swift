import CommandLineKit
import Intake
import Journals
import PosixBridge
import TicksheetCore

/// `ingest`: saved bodies as if they were received.
enum IngestCommand {
    static let spec = CommandSpec(
        "ingest",
        "Takes saved bodies (JSON or NDJSON) as if they were received.",
        discussion: [
            "Nothing is verified: the files are yours. An event that is in the journal already is "
                + "counted as a copy, so a file can be ingested twice."
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
        let bodies = try InputBodies.read(invocation.arguments("FILE"))
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try Assembly(settings: settings).journal(.beside)
        }
        let result = await ingest(bodies, source, journal, console)
        journal.close()
        if let error = result.error { throw .journal(error) }
        let total = result.total
        console.print(
            "\(Human.number(total.appended)) new, \(Human.number(total.duplicates)) copies, "
                + "\(Human.number(total.problems)) problems, \(Human.number(total.ignored)) passed "
                + "over, from \(Human.number(bodies.count)) bodies"
        )
        if total.problems > 0 {
            console.note("See what could not be mapped: ticksheet problems list")
            throw .said(.data)
        }
    }

    private struct Total: Sendable {
        var appended = 0
        var duplicates = 0
        var problems = 0
        var ignored = 0
    }

    private static func ingest(
        _ bodies: [InputBodies.Saved],
        _ source: Settings.Source,
        _ journal: SQLiteJournal,
        _ console: Console
    ) async -> (total: Total, error: JournalError?) {
        // Nothing is verified here: the mapping is all that is needed of the source.
        let webhook = WebhookSource(
            name: source.name,
            path: source.path,
            mapping: source.mapping,
            verification: .none,
            publicURL: nil
        )
        let bar = ProgressBar(
            "ingest",
            counting: CountedNoun("body", "bodies"),
            total: bodies.count,
            console: console
        )
        var total = Total()
        // A window of deliveries shares a sync to disk; all at once would fill the memory.
        for start in stride(from: 0, to: bodies.count, by: 256) {
            let window = bodies[start..<min(bodies.count, start + 256)]
            let results = await withTaskGroup(
                of: Result<AppendReceipt, JournalError>.self
            ) { group in
                for body in window {
                    let delivery = webhook.delivery(
                        of: body.bytes,
                        request: nil,
                        origin: .ingest,
                        received: SystemClock().now,
                        identity: journal.identity
                    )
                    total.problems += delivery.problems.count
                    total.ignored += delivery.ignored
                    group.addTask {
                        await withCheckedContinuation { continuation in
                            journal.append(delivery) { continuation.resume(returning: $0) }
                        }
                    }
                }
                var results: [Result<AppendReceipt, JournalError>] = []
                for await result in group { results.append(result) }
                return results
            }
            for result in results {
                switch result {
                case .success(let receipt):
                    total.appended += receipt.appended
                    total.duplicates += receipt.duplicates
                case .failure(let error):
                    return (total, error)
                }
            }
            bar.advance(by: window.count)
        }
        bar.finish()
        return (total, nil)
    }
}
