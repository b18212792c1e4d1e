import CommandLineKit
import Journals
import PosixBridge
import Sync
import TicksheetCore
import Zones

/// `forget`: erases a number everywhere.
enum ForgetCommand {
    static let spec = CommandSpec(
        "forget",
        "Erases a number everywhere: journal, kept bodies, reports.",
        discussion: [
            "The number's digits become a mask, 999000000001 for the first number: in entries, kept "
                + "bodies, problems, what became of messages and the report files, inside message ids, "
                + "which hold it in Base64, and where they are escaped. Each number has its own mask. No "
                + "row is lost. Webhooks of that number that come later are masked before they are "
                + "stored; copies of old ones are still known as copies.",
            "A report that somebody edited is named, and nothing is erased until that is settled. At "
                + "the end all files are searched, and what still holds the number is named. Backups "
                + "and exports are yours to remove.",
            "Beside a running serve the command asks it to do its part, and waits. It may be ended and "
                + "run again at any time.",
        ],
        arguments: [.init("NUMBER", "With its country code; \"+\" and spaces as you like.")],
        examples: [
            .init("ticksheet forget +573001112233"),
            .init("ticksheet forget \"57 300 111 2233\"", "the same"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let digits = try digits(of: invocation.argument("NUMBER") ?? "")
        let settings = try CommandFailure.settings(invocation)
        let assembly = Assembly(settings: settings)
        let log = LogfmtLog(console: console)
        let zones = ZoneSources(settings, log: log)
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try assembly.journal(.beside)
        }
        let keeper = zones.keeper(journal, clock: assembly.clock, log: log)
        let erasure = Erasure(
            digits: digits,
            settings: settings,
            jobs: assembly.jobs(keeper: keeper, failPoint: FailPoints.fromEnvironment()),
            journal: journal,
            console: console,
            request: DestinationRequest(
                assembly: assembly,
                journal: journal,
                console: console,
                deed: "does its part"
            )
        )
        do throws(CommandFailure) {
            try await erasure.run()
        } catch {
            await keeper.close()
            journal.close()
            throw error
        }
        await keeper.close()
        journal.close()
    }

    /// Returns the digits of a number that a person wrote.
    static func digits(of text: String) throws(CommandFailure) -> String {
        var rest = text[...].drop { $0 == " " }
        if rest.first == "+" { rest = rest.dropFirst() }
        let digits = rest.filter { !" ().-".contains($0) }
        let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let lengths = NumberMask.fewestDigits...NumberMask.mostDigits
        guard isNumber, lengths.contains(digits.utf8.count), digits.first != "0" else {
            throw .other(
                "usage.number",
                "The number \"\(maskedNumbers(in: text))\" cannot be forgotten: expected a country "
                    + "code and digits, \(lengths.lowerBound) to \(lengths.upperBound) in all, such as "
                    + "+573001112233.",
                .usage
            )
        }
        return digits
    }
}

/// Erases one number, step by step; each step may be done again.
private struct Erasure {
    let digits: String
    let settings: Settings
    let jobs: [SyncWorker.Job]
    let journal: SQLiteJournal
    let console: Console
    let request: DestinationRequest

    private var shown: String { maskedNumber("+" + digits) }

    func run() async throws(CommandFailure) {
        // A batch that is half written is compared with what its entries say now.
        var isSettled = true
        for job in jobs {
            if case .refused(let line) = try await request.answer(to: .settle, of: job) {
                console.note(line)
                isSettled = false
            }
        }
        guard isSettled else {
            throw .other(
                "forget.stopped",
                "Nothing is erased yet: settle what stands above, then run forget again.",
                .inputOutput
            )
        }
        try maskJournal()
        for job in jobs {
            switch try await request.answer(to: .erase, of: job) {
            case .done(let text): console.print(text)
            case .refused(let line): console.note(line)
            }
        }
        try await emptyLog()
        let former = try FormerReports(settings, journal)
        try report(
            ForgottenSearch(digits: digits, settings: settings, former: former.files)
                .findings { text in console.note(text) },
            former.elsewhere
        )
    }

    private func maskJournal() throws(CommandFailure) {
        try CommandFailure.onJournal { () throws(JournalError) in
            try journal.forget(digits: digits)
        }
        let masked = try maskAll()
        let counts = [
            CountedNoun("entry", "entries").counted(masked.entries),
            CountedNoun("kept body", "kept bodies").counted(masked.bodies),
            CountedNoun("problem").counted(masked.problems),
            CountedNoun("message").counted(masked.messages),
        ]
        console.print("journal: \(shown) masked in \(counts.joined(separator: ", "))")
        if masked == MaskedCounts() {
            console.note(
                "The journal held no \(shown): erased before, or never there. Is the country code in it? "
                    + "What comes later is masked."
            )
        }
    }

    private func maskAll() throws(CommandFailure) -> MaskedCounts {
        var masked = MaskedCounts()
        var cursor = MaskCursor()
        while true {
            let start = cursor
            let step = try CommandFailure.onJournal { () throws(JournalError) in
                try journal.maskStored(after: start)
            }
            masked += step.masked
            if step.isLast { return masked }
            cursor = step.cursor
        }
    }

    // Old pages stay in the log until it is emptied; whoever reads from it is done in a moment.
    private func emptyLog() async throws(CommandFailure) {
        for _ in 0..<50 {
            let isEmpty = try CommandFailure.onJournal { () throws(JournalError) in
                try journal.emptyLog()
            }
            if isEmpty { return }
            try? await Task.sleep(for: .milliseconds(200))
        }
        console.note(
            "The write-ahead log of the journal is in use, as by a backup; run forget again when "
                + "that is over."
        )
    }

    private func report(
        _ findings: [ForgottenSearch.Finding],
        _ elsewhere: [String]
    ) throws(CommandFailure) {
        for name in elsewhere {
            console.note(
                "Not searched: \(name), which the settings no longer name. Name it again and run forget, or "
                    + "remove \(shown) there yourself."
            )
        }
        for finding in findings { console.print("cannot erase: \(finding.text(shown))") }
        console.note(
            "Not searched: backups, exports, copies of files, and what others have; remove \(shown) "
                + "there yourself."
        )
        guard findings.isEmpty else { throw .said(.inputOutput) }
        console.print("\(shown) is forgotten")
    }
}
