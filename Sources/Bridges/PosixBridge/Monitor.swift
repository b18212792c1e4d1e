import Glibc

/// A value behind a lock, with a way to wait until it changes.
///
/// The wait is for threads of our own; async code never calls it. `signal` wakes one waiting thread,
/// `broadcast` all. Waiting may end early: callers look at the value again.
@safe package final class Monitor<Value>: @unchecked Sendable {
    // SAFETY: `value` is touched only while `mutex` is held; both C objects have one owner, this
    // class, a fixed address, and live until deinit.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    /// Creates a monitor over a value.
    package init(_ value: sending Value) {
        self.value = value
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs a short body with the value, alone.
    package func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Waits until a condition holds, then runs the body with the value, all under the lock.
    ///
    /// `deadline`: A monotonic time in nanoseconds; nil waits without end.
    ///
    /// Gives: The body's result, or nil where the deadline came first.
    package func wait<Result>(
        until holds: (Value) -> Bool,
        deadline: UInt64? = nil,
        then body: (inout sending Value) -> sending Result
    ) -> sending Result? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !holds(value) {
            if let deadline {
                var time = timespec(
                    tv_sec: Int(deadline / 1_000_000_000),
                    tv_nsec: Int(deadline % 1_000_000_000)
                )
                if unsafe pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT {
                    guard holds(value) else { return nil }
                }
            } else {
                unsafe pthread_cond_wait(condition, mutex)
            }
        }
        return body(&value)
    }

    /// Wakes one waiting thread.
    package func signal() {
        unsafe pthread_cond_signal(condition)
    }

    /// Wakes all waiting threads.
    package func broadcast() {
        unsafe pthread_cond_broadcast(condition)
    }
}
