import PosixBridge
import Sinks

/// Ends the process at a moment that a test names: `TICKSHEET_FAIL_AT=after-append:3` dies the
/// third time that moment comes.
///
/// Not set, nothing happens.
enum FailPoints {
    static func fromEnvironment() -> FailPoint {
        guard let text = ProcessFacts.environment("TICKSHEET_FAIL_AT") else { return .none }
        let parts = text.split(separator: ":")
        guard let moment = parts.first.flatMap({ FailPoint.Moment(rawValue: String($0)) }) else {
            return .none
        }
        let wanted = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
        let count = Monitor(0)
        return FailPoint { reached in
            guard reached == moment else { return }
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == wanted { ProcessFacts.die() }
        }
    }
}
