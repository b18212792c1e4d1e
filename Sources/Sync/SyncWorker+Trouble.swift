import TicksheetCore
import WallTime

/// What people are told while a sink refuses.
extension SyncWorker {
    // Seconds by which the end of a wait may come later on a busy machine.
    private static let drift: Int64 = 30

    func failed(_ error: SinkError) -> SyncMachine.Input {
        if !isBrokenOff(error), !isPassed(over: error), !isTroubled || lastCode != error.code {
            isTroubled = true
            lastCode = error.code
            trouble = ReaderTrouble(
                code: error.code,
                explanation: error.explanation,
                since: clock.now
            )
            note(trouble)
            report(.failed(error))
        }
        if error.disposition == .stop { isStopped = true }
        return .failed(error, jitter: Double.random(in: 0...1))
    }

    // What says stop waits for a person, though it is looked at now and then.
    func noteNextTry(_ action: SyncMachine.Action, after error: SinkError) {
        guard trouble != nil, case .wait(let pause) = action, !isStopped else { return }
        trouble?.nextTry = end(of: pause)
        note(trouble)
    }

    // A wait is not by the wall clock: where that is set meanwhile, the same wait ends at another time.
    func noteJump(_ left: Duration) {
        guard let known = trouble?.nextTry else { return }
        let next = end(of: left)
        guard abs(next.seconds - known.seconds) > Self.drift else { return }
        trouble?.nextTry = next
        note(trouble)
    }

    private func end(of pause: Duration) -> Timestamp {
        let seconds = (pause / .milliseconds(1) / 1000).rounded(.up)
        return Timestamp(seconds: clock.now.seconds + Int64(seconds))
    }

    // A look whether somebody has acted may meet what passes by itself: what there is to do stays told.
    private func isPassed(over error: SinkError) -> Bool {
        isStopped && error.disposition != .stop
    }

    // Who stops breaks off calls to services; that is nobody's trouble.
    private func isBrokenOff(_ error: SinkError) -> Bool {
        if case .service = error { Task.isCancelled } else { false }
    }

    func recovered() {
        guard isTroubled else { return }
        isTroubled = false
        isStopped = false
        lastCode = nil
        trouble = nil
        note(nil)
        report(.recovered)
    }

    // The journal may be what fails: then nothing can be noted, and the log has it.
    private func note(_ trouble: ReaderTrouble?) {
        try? journal.note(trouble, of: job.reader)
    }
}
