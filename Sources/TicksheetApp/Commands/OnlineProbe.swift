import CommandLineKit
import GoogleSheets
import TicksheetCore

/// Tries on a tab of its own what reports rely on and only Google can prove.
struct OnlineProbe {
    let settings: Settings
    let console: Console

    /// Probes every spreadsheet in which a report stands now, each once, and prints a table for each.
    ///
    /// - Returns: Whether everything is as expected.
    func run() async throws(CommandFailure) -> Bool {
        let google = GoogleAccounts(over: settings.http, clock: SystemClock())
        var probed: Set<[String]> = []
        var isRight = true
        for destination in settings.reports.flatMap(\.destinations) {
            guard let sheet = destination.sheet else { continue }
            let state = try OnlineCheck.state(of: destination.reader, settings)
            let current = SheetGrowth(state, room: .here).spreadsheet
            let id = current.isEmpty ? sheet.place.spreadsheet : current
            guard !id.isEmpty else {
                console.print(
                    "\(destination.label): no spreadsheet was made in the folder yet; probe it after the "
                        + "first writing"
                )
                continue
            }
            guard probed.insert([id, sheet.place.endpoint]).inserted else { continue }
            console.print("Probing the spreadsheet \(id)")
            if await !probe(google.calls(for: sheet).of(id)) { isRight = false }
        }
        return isRight
    }

    private func probe(_ calls: SheetsCalls) async -> Bool {
        let total = SheetsProbe(calls).callCount
        let bar = ProgressBar(
            "probing",
            counting: CountedNoun("call"),
            total: total,
            console: console
        )
        let probe = SheetsProbe(calls) { bar.advance(by: 1) }
        do throws(ServiceTrouble) {
            let result = try await probe.run()
            bar.finish()
            show(result.findings)
            if !result.isTabGone {
                console.note(
                    console.error.painted("warning:", .yellow)
                        + " The tab \"\(SheetsProbe.title)\" is "
                        + "still there: delete it, or let the next --probe do so."
                )
            }
            return result.findings.allSatisfy { $0.meaning == nil }
        } catch {
            bar.finish()
            console.fail(error)
            return false
        }
    }

    // Sentences do not fit side by side on a terminal; a pipe has all columns.
    private func show(_ findings: [ProbeFinding]) {
        guard console.output.isTerminal else {
            var table = TextTable([
                .init("PROBE"), .init("RELIES ON"), .init("SEEN"), .init("VERDICT"),
            ])
            for finding in findings {
                table.append([
                    .init(finding.name), .init(finding.relies), .init(finding.seen),
                    .init(finding.word + finding.explanation),
                ])
            }
            console.write(Array(table.text(for: console.output).utf8))
            return
        }
        for finding in findings {
            let style: TextStyle = finding.meaning == nil ? .green : .red
            console.print(
                console.output.painted(finding.name, .bold) + "  "
                    + console.output.painted(finding.word, finding.isTried ? style : .dim)
                    + finding.explanation
            )
            for line in lines(finding) { console.print("     \(line)") }
        }
    }

    private func lines(_ finding: ProbeFinding) -> [String] {
        let width = max(20, console.output.width - 6)
        let seen =
            finding.isTried ? wrapped("seen: \(escapedControls(finding.seen))", width: width) : []
        return wrapped("relied on: \(finding.relies)", width: width) + seen
    }
}

extension ProbeFinding {
    fileprivate var word: String {
        switch verdict {
        case .asExpected: "as expected"
        case .otherwise: "otherwise"
        case .notTried: "not tried"
        }
    }

    fileprivate var explanation: String {
        switch verdict {
        case .asExpected: ""
        case .otherwise(let text), .notTried(let text): ": \(escapedControls(text))"
        }
    }

    fileprivate var isTried: Bool { if case .notTried = verdict { false } else { true } }

    /// What it means for reports that the service does otherwise; nil where it does not.
    fileprivate var meaning: String? {
        if case .otherwise(let text) = verdict { text } else { nil }
    }
}
