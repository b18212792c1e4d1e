import CommandLineKit
import TicksheetCore

/// Counts over all bodies that were mapped again.
struct ReplayTally: Sendable {
    private(set) var bodies = 0
    private(set) var unchanged = 0
    private(set) var lost = 0
    private var tooOld = 0
    /// Elements and bodies that cannot be mapped now.
    private(set) var problems = 0

    /// Adds plans.
    mutating func add(_ plans: [ReplayPlan]) {
        bodies += plans.count
        for plan in plans {
            unchanged += plan.unchanged
            lost += plan.lost.count
            tooOld += plan.tooOld.count
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

    /// A line of what is left out; empty where nothing is.
    var leftOut: String {
        tooOld == 0
            ? ""
            : "\n\(CountedNoun("event").counted(tooOld)) left out: older than retention.entries keeps, so "
                + "they may be copies of entries that were removed"
    }
}
