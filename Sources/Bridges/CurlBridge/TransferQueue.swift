internal import CCurl
import HTTPTypes
import PosixBridge
import Synchronization

/// What callers hand to the thread that serves them.
@safe final class TransferQueue: Sendable {
    @safe
    private struct State {
        var orders: [Order] = []
        var hasCancelled = false
        var isClosed = false
        var isServed = false
        // SAFETY: set only while the thread waits; it takes it back before it ends libcurl's handle.
        nonisolated(unsafe) var sleeper: UnsafeMutableRawPointer?

        mutating func wake() {
            guard let multi = unsafe sleeper else { return }
            unsafe curl_multi_wakeup(multi)
            unsafe sleeper = nil
        }
    }

    /// What there is to do.
    struct Work {
        var orders: [Order]
        var hasCancelled: Bool
    }

    private let state = Mutex(State())
    private let trusted: TrustedCertificates

    init(trusted: TrustedCertificates) {
        self.trusted = trusted
    }

    // MARK: Callers

    /// Takes a call; the first one starts the thread.
    func add(_ order: Order) {
        let isFirst = state.withLock { state in
            state.orders.append(order)
            state.wake()
            defer { state.isServed = true }
            return !state.isServed
        }
        if isFirst { startThread() }
    }

    /// Makes the thread look for calls that nobody waits for any more.
    func noteCancelled() {
        state.withLock { state in
            state.hasCancelled = true
            state.wake()
        }
    }

    /// Lets the thread end when it has served the calls that it has.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.wake()
        }
    }

    private func startThread() {
        do throws(SystemError) {
            _ = try Thread("calls") { [self] in
                ticksheet_ignore_broken_pipes_here()
                guard let loop = TransferLoop(self, trusted) else {
                    return refuse("libcurl does not start")
                }
                loop.run()
            }
        } catch {
            refuse("no thread can be started (\(error.reason))")
        }
    }

    private func refuse(_ cause: String) {
        let orders = state.withLock { state in
            state.isServed = false
            defer { state.orders = [] }
            return state.orders
        }
        for order in orders {
            order.end(.failure(.unreachable(origin: order.origin, cause: cause)))
        }
    }

    // MARK: The thread

    /// Gives what there is to do.
    ///
    /// `isIdle`: Whether nothing else is under way. An idle thread whose queue is closed gets nil and
    /// ends; a call that still comes starts another one.
    func take(isIdle: Bool) -> Work? {
        state.withLock { state in
            unsafe state.sleeper = nil
            if isIdle, state.isClosed, state.orders.isEmpty {
                state.isServed = false
                return nil
            }
            defer {
                state.orders = []
                state.hasCancelled = false
            }
            return Work(orders: state.orders, hasCancelled: state.hasCancelled)
        }
    }

    /// Says that the thread is about to wait on a handle; false where there is something to do.
    ///
    /// `isIdle`: Whether nothing else is under way.
    func willSleep(on multi: UnsafeMutableRawPointer, isIdle: Bool) -> Bool {
        // SAFETY: the thread owns the handle and calls `take` before it lets go of it.
        nonisolated(unsafe) let multi = unsafe multi
        return state.withLock { state in
            guard state.orders.isEmpty, !state.hasCancelled, !(isIdle && state.isClosed) else {
                return false
            }
            unsafe state.sleeper = multi
            return true
        }
    }
}
