internal import CCurl
import HTTPTypes
import PosixBridge

/// The thread of a transport: starts transfers, drives them, ends them.
///
/// Everything here happens on that one thread.
@safe final class TransferLoop {
    // Thread-safe in libcurl and in Swift's own way of making constants.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    // More connections than calls at once are kept to this number.
    private static let kept = 64

    // SAFETY: owned by this object from init to deinit; used by its thread only, but for wake-ups
    // that `TransferQueue` guards.
    private let multi: UnsafeMutableRawPointer
    // By the numbers of their handles.
    private var active: [Int: Transfer] = [:]
    private let queue: TransferQueue
    private let trusted: TrustedCertificates
    private let sockets = OpenSockets()

    init?(_ queue: TransferQueue, _ trusted: TrustedCertificates) {
        guard Self.isReady, let made = unsafe curl_multi_init() else { return nil }
        unsafe multi = made
        self.queue = queue
        self.trusted = trusted
        unsafe ticksheet_curl_set_pool(multi, Self.kept)
    }

    deinit {
        // Closes the connections; `sockets` is told of it and still there.
        unsafe curl_multi_cleanup(multi)
    }

    /// Serves calls until the queue is closed.
    func run() {
        while let work = queue.take(isIdle: isIdle) {
            for order in work.orders { begin(order) }
            if work.hasCancelled { endCancelled() }
            var running: Int32 = 0
            let code = unsafe curl_multi_perform(multi, &running)
            if code != CURLM_OK { endAll() }
            endCompleted()
            let now = Clocks.monotonic
            endLate(at: now)
            wait(from: now)
        }
    }

    private var isIdle: Bool { active.isEmpty }

    private func wait(from now: UInt64) {
        // libcurl looks at its own timers besides.
        var until = now + 3_600_000_000_000
        for transfer in active.values { until = min(until, transfer.deadline) }
        guard unsafe queue.willSleep(on: multi, isIdle: isIdle) else { return }
        let milliseconds = until > now ? (until - now + 999_999) / 1_000_000 : 0
        // SAFETY: no sockets of our own are watched.
        let code = unsafe curl_multi_poll(multi, nil, 0, Int32(milliseconds), nil)
        // A wait that cannot wait must not spin.
        if code != CURLM_OK { Clocks.pause(nanoseconds: 10_000_000) }
    }

    // MARK: Transfers

    private func begin(_ order: Order) {
        if order.ticket.isCancelled { return order.end(.failure(.cancelled)) }
        guard let transfer = Transfer(order, sockets, trusted),
            unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
        else {
            let cause = "libcurl does not take the call"
            return order.end(.failure(.unreachable(origin: order.origin, cause: cause)))
        }
        active[transfer.number] = transfer
    }

    private func endCompleted() {
        var code = CURLE_OK
        while let easy = unsafe ticksheet_curl_ended(multi, &code) {
            guard let transfer = active[Int(bitPattern: easy)] else { continue }
            if transfer.foundUnclean {
                // Nothing was sent: the same call on a connection of its own is the first one.
                unsafe curl_multi_remove_handle(multi, easy)
                transfer.beginAnew()
                if unsafe curl_multi_add_handle(multi, easy) == CURLM_OK { continue }
            }
            end(transfer, transfer.outcome(code))
        }
    }

    private func endCancelled() {
        for transfer in active.values where transfer.order.ticket.isCancelled {
            end(transfer, .failure(.cancelled))
        }
    }

    private func endLate(at now: UInt64) {
        for transfer in active.values {
            if let failure = transfer.late(at: now) { end(transfer, .failure(failure)) }
        }
    }

    private func endAll() {
        for transfer in active.values {
            let cause = "libcurl cannot go on"
            end(transfer, .failure(.broken(origin: transfer.order.origin, cause: cause)))
        }
    }

    private func end(_ transfer: Transfer, _ outcome: Order.Outcome) {
        transfer.order.end(outcome)
        // Closes the connection where the answer is not whole.
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        active[transfer.number] = nil
    }
}
