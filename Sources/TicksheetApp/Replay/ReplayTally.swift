import CommandLineKit
import TicksheetCore

/// Counts over all bodies that were mapped again.
struct ReplayTally: Sendable {
    private(set) var bodies = 0
    private(set) var unchanged = 0
    private(set) var lost = 0
    private var tooOld = 0
    private var forgotten = 0
    /// Elements and bodies that cannot be mapped now.
    private(set) var problems = 0

    /// Adds plans.
    mutating func add(_ plans: [ReplayPlan]) {
        bodies += plans.count
        for plan in plans {
            unchanged += plan.unchanged
            lost += plan.lost.count
            tooOld += plan.tooOld.count
            forgotten += plan.forgotten.count
            problems += plan.delivery.problems.count
        }
    }

    /// Returns a line that sums up what was written.
    func text(_ receipt: ReplayReceipt) -> String {
        "\(Human.number(receipt.corrected)) corrected, \(Human.number(receipt.appended)) new, "
            + "\(Human.number(unchanged)) as before, \(Human.number(lost)) no longer yielded (kept), "
            + "\(CountedNoun("problem").counted(receipt.solved)) solved, "
            + "\(Human.number(receipt.raised)) new problems, from "
            + CountedNoun("body", "bodies").counted(bodies) + leftOut
    }

    /// Lines of what is left out; empty where nothing is.
    var leftOut: String {
        var lines = ""
        if tooOld > 0 {
            lines +=
                "\n\(CountedNoun("event").counted(tooOld)) left out: older than retention.entries keeps, "
                + "so they may be copies of entries that were removed"
        }
        if forgotten > 0 {
            lines +=
                "\n\(CountedNoun("event").counted(forgotten)) left out: the number is forgotten, and with "
                + "it what tells their copies"
        }
        return lines
    }
}
