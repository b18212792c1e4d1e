import Synchronization

/// Whether one daemon of libmicrohttpd could not take a connection for want of descriptors.
///
/// libmicrohttpd tries again and again where it has no connection, and never again before one ends where it
/// has some, even when there are descriptors again.
@safe
final class Starvation: Sendable {
    // SAFETY: written by the daemon's log and read by its loop, on the loop's thread; freed behind both.
    nonisolated(unsafe) let mark = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    private let isStarved = Atomic(false)
    private let note: MicroHTTPServer.NoteStarvation

    init(note: @escaping MicroHTTPServer.NoteStarvation) {
        unsafe mark.initialize(to: 0)
        self.note = note
    }

    deinit { unsafe mark.deallocate() }

    /// Whether connections have to wait.
    var isOn: Bool { isStarved.load(ordering: .relaxed) }

    /// Takes what the daemon said in its last run.
    ///
    /// `listens`: Whether it would have tried to take a connection.
    func look(listens: Bool) {
        let isNow = unsafe mark.pointee != 0 || isOn && !listens
        unsafe mark.pointee = 0
        let isNews = isStarved.exchange(isNow, ordering: .relaxed) != isNow
        if isNews || isNow { note(isNow, isNews) }
    }
}
