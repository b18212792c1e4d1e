import GoogleSheets
import Synchronization
import TicksheetCore

/// The calls that each account may make, which Google counts whatever settings hold: they outlive those.
final class GoogleBudgets: Sendable {
    /// What one account may make.
    struct Budget: Sendable {
        let reads: CallBudget
        let writes: CallBudget
    }

    private let budgets = Mutex<[String: Budget]>([:])

    /// Returns what is left of an account's minute, over all of its spreadsheets and whatever it signed
    /// in to.
    func of(_ identity: String, clock: any WallClock) -> Budget {
        budgets.withLock { budgets in
            if let known = budgets[identity] { return known }
            let made = Budget(reads: CallBudget(clock: clock), writes: CallBudget(clock: clock))
            budgets[identity] = made
            return made
        }
    }
}
