import CommandLineKit
import Journals
import TicksheetCore

/// `backup`: a consistent copy of the journal.
enum BackupCommand {
    static let spec = CommandSpec(
        "backup",
        "Copies the journal as it is at one moment, beside a running serve.",
        discussion: [
            "The file appears when it is whole, checked and on the disk; one that is there already is "
                + "left alone. It holds every kept number, so it is readable for you alone.",
            "To restore it, stop serve, name a copy of it as \"journal\" in the settings, or move it "
                + "to where the journal was after moving that and its -wal and -shm away. Reports to "
                + "which rows were written since the backup then stop and print the line that goes on.",
        ],
        arguments: [.init("FILE", "The new file.")],
        examples: [
            .init("ticksheet backup /backups/ticksheet-2026-03-01.db"),
            .init("ticksheet backup /backups/ticksheet-$(date +%F).db", "once a day, from cron"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let target = invocation.argument("FILE") ?? ""
        let journal = try JournalFor.looking(invocation)
        defer { journal.close() }
        let bar = BackupBar(console: console)
        let receipt: BackupReceipt
        do throws(BackupError) {
            receipt = try journal.backUp(to: target) { bar.show($0) }
        } catch {
            bar.end()
            console.fail(error)
            throw .said(exitCode(of: error))
        }
        console.print(
            "\(target): \(CountedNoun("entry", "entries").counted(receipt.entries)), "
                + "\(Human.bytes(UInt64(max(0, receipt.bytes)))), checked"
        )
    }

    private static func exitCode(of error: BackupError) -> ExitCode {
        switch error {
        case .inUse, .logTooLong: .unavailable
        case .damaged: .data
        default: .inputOutput
        }
    }
}

/// Shows how far a backup is.
private final class BackupBar {
    private let console: Console
    private var bar: ProgressBar?

    init(console: Console) {
        self.console = console
    }

    func show(_ progress: BackupProgress) {
        switch progress {
        case .copied(let bytes, let total):
            let bar =
                bar ?? ProgressBar("backup", counting: .bytes, total: Int(total), console: console)
            bar.advance(by: bytes)
            self.bar = bar
        case .checking:
            end()
            if console.error.isTerminal { console.note("Looking whether the copy is sound …") }
        }
    }

    func end() {
        bar?.finish()
        bar = nil
    }
}
