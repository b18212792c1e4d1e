/// Runs a task's jobs one after the other on a thread of its own, so that blocking calls never
/// hold up the shared pool.
package final class ThreadExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let state = Monitor(State())

    /// Starts the thread.
    ///
    /// `name`: At most 15 characters.
    ///
    /// `niceness`: How far it lets other threads go first, from 0 to 19.
    package init(_ name: String, niceness: Int32 = 0) throws(SystemError) {
        let state = state
        let executor = Unowned()
        _ = try Thread(name, niceness: niceness) {
            while true {
                let jobs = state.wait(until: { !$0.jobs.isEmpty || $0.isStopped }) { value in
                    defer { value.jobs = [] }
                    return value.jobs
                }
                guard let jobs, !jobs.isEmpty else { return }
                for job in jobs { executor.run(job) }
            }
        }
        executor.attach(self)
    }

    deinit {
        state.withLock { $0.isStopped = true }
        state.broadcast()
    }

    /// Takes a job to run it later.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        state.signal()
    }
}

// The thread must not keep the executor alive, or it would never end; while a job runs, its task
// does.
@safe private final class Unowned: Sendable {
    private let reference = unsafe Monitor<UnownedTaskExecutor?>(nil)

    // SAFETY: the reference is used only while a job runs, and a job's task keeps the executor alive.
    func attach(_ executor: ThreadExecutor) {
        let value = unsafe executor.asUnownedTaskExecutor()
        unsafe reference.withLock { unsafe $0 = value }
    }

    func run(_ job: UnownedJob) {
        guard let executor = unsafe reference.withLock({ unsafe $0 }) else { return }
        unsafe job.runSynchronously(on: executor)
    }
}
