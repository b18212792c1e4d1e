import Synchronization

/// What holds now: the settings as they were last taken, and what became of them.
final class LiveSettings: Sendable {
    private struct State {
        var settings: Settings
        var google: GoogleAccounts
        var certificateEnd: Int64?
    }

    private let state: Mutex<State>
    private let isOpen = Atomic(true)

    /// Begins with the settings of the start.
    init(_ assembly: Assembly, certificateEnd: Int64?) {
        state = Mutex(
            State(
                settings: assembly.settings,
                google: assembly.google,
                certificateEnd: certificateEnd
            )
        )
    }

    /// The settings.
    var settings: Settings { state.withLock { $0.settings } }

    /// How many writes each account has made in the last minute.
    var googleWrites: [(account: String, used: Int)] {
        let (settings, google) = state.withLock { ($0.settings, $0.google) }
        return google.writesUsed(by: settings)
    }

    /// Until when the certificate that is shown holds, in Unix seconds; nil without TLS.
    var certificateEnd: Int64? { state.withLock { $0.certificateEnd } }

    /// Whether webhooks are taken: until the intake is ended.
    var isAccepting: Bool { isOpen.load(ordering: .relaxed) }

    /// Takes other settings.
    ///
    /// `certificateEnd`: nil where the certificate stays.
    func take(_ assembly: Assembly, certificateEnd: Int64?) {
        state.withLock { state in
            state.settings = assembly.settings
            state.google = assembly.google
            state.certificateEnd = certificateEnd ?? state.certificateEnd
        }
    }

    /// Notes that the intake ends.
    func endIntake() {
        isOpen.store(false, ordering: .relaxed)
    }
}
