import HTTPTypes
import Intake
import MicroHTTPDBridge
import PosixBridge
import Synchronization
import TicksheetCore

/// The receiver that requests are handed to; exchanged while the server runs.
///
/// A request is admitted and handled by the receiver of its moment.
final class LiveIntake: Sendable {
    private let held: Mutex<Receiver>

    init(_ receiver: Receiver) {
        held = Mutex(receiver)
    }

    /// The receiver of now.
    var current: Receiver { held.withLock { $0 } }

    /// Hands requests to other sources from now on.
    func take(_ sources: [WebhookSource], proxy: TrustedProxy?) {
        held.withLock { $0 = $0.taking(sources, proxy: proxy) }
    }

    /// Begins to take requests.
    func server(
        on address: Settings.Address,
        limits: ServerLimits,
        certificate: ServerCertificate?,
        log: any Log
    ) throws(SystemError) -> MicroHTTPServer {
        try MicroHTTPServer(
            on: try ListeningSocket(host: address.host, port: address.port),
            limits: limits,
            certificate: certificate,
            noteRefusal: { head, refusal in
                switch refusal {
                case .tooLarge: self.current.noteTooLarge(head)
                case .ambiguousLength: self.current.noteAmbiguousLength(head)
                }
            },
            noteStarvation: StarvationLog(log).note,
            admit: { self.current.admit($0) },
            handle: { request, pending in
                self.current.handle(request) { pending.answer($0) }
            }
        )
    }
}
