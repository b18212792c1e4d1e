import Synchronization

/// What holds now: the settings as they were last taken, and what became of them.
final class LiveSettings: Sendable {
    private struct State {
        var settings: Settings
        var certificateEnd: Int64?
    }

    private let state: Mutex<State>
    private let isOpen = Atomic(true)

    /// Begins with the settings of the start.
    init(_ settings: Settings, certificateEnd: Int64?) {
        state = Mutex(State(settings: settings, certificateEnd: certificateEnd))
    }

    /// The settings.
    var settings: Settings { state.withLock { $0.settings } }

    /// Until when the certificate that is shown holds, in Unix seconds; nil without TLS.
    var certificateEnd: Int64? { state.withLock { $0.certificateEnd } }

    /// Whether webhooks are taken: until the intake is ended.
    var isAccepting: Bool { isOpen.load(ordering: .relaxed) }

    /// Takes other settings.
    ///
    /// `certificateEnd`: nil where the certificate stays.
    func take(_ settings: Settings, certificateEnd: Int64?) {
        state.withLock { state in
            state.settings = settings
            state.certificateEnd = certificateEnd ?? state.certificateEnd
        }
    }

    /// Notes that the intake ends.
    func endIntake() {
        isOpen.store(false, ordering: .relaxed)
    }
}
