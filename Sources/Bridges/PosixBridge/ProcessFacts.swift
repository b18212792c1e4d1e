internal import CLinux
import Glibc

/// Facts about this process and its surroundings.
package enum ProcessFacts {
    /// The process id.
    package static var identifier: Int32 { getpid() }

    /// The number of processors that this process may use.
    package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Whether the process runs as root.
    package static var isRoot: Bool { geteuid() == 0 }

    /// The effective user id.
    package static var user: UInt32 { geteuid() }

    /// Returns an environment variable, or nil where it is not set.
    package static func environment(_ name: String) -> String? {
        // SAFETY: the text is copied at once; the C library keeps old texts when one is replaced.
        guard let text = unsafe getenv(name) else { return nil }
        return unsafe String(cString: text)
    }

    /// Sets an environment variable of this process.
    ///
    /// Only for what a C library reads by itself, and at most once in a process: a second new
    /// variable may move the list while another thread reads it.
    package static func setEnvironment(_ name: String, _ value: String) {
        // SAFETY: both texts are copied; the first new variable leaves the old list as it is.
        unsafe setenv(name, value, 1)
    }

    /// Raises the limit of open files as far as the system lets an ordinary process.
    ///
    /// - Returns: The limit that holds now.
    @discardableResult
    package static func raiseOpenFileLimit() -> UInt64 {
        var limit = rlimit()
        // SAFETY: fills and reads the struct that we own.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 1024
        }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return UInt64(limit.rlim_cur)
    }

    /// Lets other processes go first wherever there is too little processor time for all.
    ///
    /// For all threads that there are and those that they start; without a way back.
    package static func giveWay() {
        // The system keeps this for each thread.
        for name in (try? Paths.names(in: "/proc/self/task")) ?? [] {
            guard let thread = UInt32(name) else { continue }
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, 10)
        }
    }

    /// Gives memory that is free inside the process back to the system.
    ///
    /// The allocator keeps it otherwise, in each thread's arena. Costs a few milliseconds.
    package static func giveMemoryBack() {
        ticksheet_give_memory_back()
    }

    /// Lets every block of 256 KiB and more have pages of its own, which go back when it is freed.
    ///
    /// Otherwise the allocator takes larger and larger ones from the heap once one was freed, and small
    /// ones then lie between them: memory grows in steps.
    /// Source: <https://man7.org/linux/man-pages/man3/mallopt.3.html>
    package static func mapLargeBlocks() {
        ticksheet_map_large_blocks(256 << 10)
    }

    /// Becomes another user for good, group first; only root can.
    package static func become(user: UInt32, group: UInt32) throws(SystemError) {
        // SAFETY: an empty list of groups is read, nothing is written.
        guard setgroups(0, nil) == 0, setgid(group) == 0, setuid(user) == 0 else {
            throw .last("setuid", String(user))
        }
    }

    /// Ends the process at once, as kill -9 would: nothing is flushed, closed or run.
    package static func die() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }

    /// Ends the process with a code, at once.
    ///
    /// What libraries registered for the end does not run: OpenSSL's would free what a thread that ends at
    /// the same moment frees too. Nothing waits in a buffer; all output goes straight to the system.
    package static func exit(_ code: Int32) -> Never {
        _exit(code)
    }
}
