import Glibc
import PosixBridge
import TestSupport
import Testing

extension Monitor where Value: Sendable {
    /// Waits until a condition holds and returns the value, or nil at the deadline.
    fileprivate func wait(deadline: UInt64? = nil, _ holds: (Value) -> Bool) -> Value? {
        wait(until: holds, deadline: deadline, then: { $0 })
    }
}

@Suite struct PosixBridgeThreads {
    @Test func `joining waits for the end of a thread, a second time too`() async throws {
        try await onOwnThread {
            for _ in 0..<50 {
                let isDone = Shared(false)
                let thread = try Thread("joined") {
                    Clocks.pause(nanoseconds: 200_000)
                    isDone.change { $0 = true }
                }
                thread.join()
                #expect(isDone.value)
                thread.join()
            }
        }
    }

    @Test func `threads that nobody joins leave nothing behind`() async throws {
        await #expect(processExitsWith: .success) {
            let before = try Self.virtualKilobytes()
            for _ in 0..<300 {
                let isDone = Monitor(false)
                _ = try Thread("left alone") {
                    isDone.withLock { $0 = true }
                    isDone.signal()
                }
                _ = isDone.wait { $0 }
            }
            // A stack that the system keeps is 8 MiB of addresses.
            #expect(try Self.virtualKilobytes() - before < 800 << 10)
        }
    }

    @Test func `a name is cut at 15 characters`() async throws {
        let name = Monitor<String?>(nil)
        let thread = try Thread("a name of very many letters") {
            let text = try? File.text(at: "/proc/thread-self/comm")
            name.withLock { $0 = text ?? "" }
            name.broadcast()
        }
        thread.join()
        #expect(name.withLock { $0 } == "a name of very \n")
    }

    @Test func `a monitor hands out everything that is put in, once`() async throws {
        try await onOwnThread {
            let queue = Monitor<(items: [Int], isOver: Bool)>(([], false))
            let sums = Shared<[Int]>([])
            let threads = try (0..<4).map { _ in
                try Thread("taker") {
                    while true {
                        let taken = queue.wait(
                            until: { !$0.items.isEmpty || $0.isOver },
                            then: { $0.items.popLast() }
                        )
                        guard let item = taken ?? nil else { return }
                        sums.change { $0.append(item) }
                    }
                }
            }
            for number in 0..<5000 {
                queue.withLock { $0.items.append(number) }
                queue.signal()
            }
            queue.withLock { $0.isOver = true }
            queue.broadcast()
            for thread in threads { thread.join() }
            #expect(sums.value.sorted() == Array(0..<5000))
        }
    }

    @Test func `a wait ends at its deadline and not before`() {
        let monitor = Monitor(0)
        let start = Clocks.monotonic
        #expect(monitor.wait(deadline: start + 30_000_000) { $0 > 0 } == nil)
        #expect(Clocks.monotonic - start >= 30_000_000)
        // What holds already needs no time, be the deadline long past.
        #expect(monitor.wait(deadline: 0) { $0 == 0 } == 0)
        #expect(monitor.wait(deadline: 0) { $0 > 0 } == nil)
    }

    @Test func `signals without a change wake nobody for good`() async throws {
        try await onOwnThread {
            let monitor = Monitor(0)
            let rings = Shared(false)
            let ringer = try Thread("ringer") {
                while !rings.value { monitor.broadcast() }
            }
            let deadline = Clocks.monotonic + 20_000_000
            #expect(monitor.wait(deadline: deadline) { $0 > 0 } == nil)
            rings.change { $0 = true }
            ringer.join()
        }
    }

    @Test func `an error thrown under the lock frees it`() {
        let monitor = Monitor(0)
        #expect(throws: SystemError.self) {
            try monitor.withLock { value throws(SystemError) in
                value = 1
                throw SystemError(call: "a", subject: "b", number: EIO)
            }
        }
        #expect(monitor.withLock { $0 } == 1)
    }

    @Test func `an executor runs jobs one after the other on its one thread`() async throws {
        let executor = try ThreadExecutor("jobs")
        let log = Shared<[String]>([])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask(executorPreference: executor) {
                    let before = log.value.count
                    let comm = (try? File.text(at: "/proc/thread-self/stat")) ?? ""
                    let thread = comm.split(separator: " ").prefix(2).joined(separator: " ")
                    // Nobody else ran between the look and the change.
                    log.change { $0.append($0.count == before ? thread : "overtaken") }
                }
            }
        }
        #expect(log.value.count == 200)
        #expect(Set(log.value).count == 1)
        #expect(log.value.first?.hasSuffix("(jobs)") == true)
    }

    @Test func `jobs run in the order in which they came`() async throws {
        let executor = try ThreadExecutor("order")
        let order = Shared<[Int]>([])
        let gate = Monitor(false)
        var tasks: [Task<Void, Never>] = []
        tasks.append(
            Task(executorPreference: executor) {
                _ = gate.wait { $0 }
            }
        )
        for number in 0..<100 {
            tasks.append(
                Task(executorPreference: executor) { order.change { $0.append(number) } }
            )
        }
        gate.withLock { $0 = true }
        gate.broadcast()
        for task in tasks { await task.value }
        #expect(order.value == Array(0..<100))
    }

    @Test func `an executor's thread ends when nobody needs it any more`() async throws {
        for _ in 0..<20 {
            let executor = try ThreadExecutor("ends soon")
            let value = await withTaskExecutorPreference(executor) { await Self.twice(21) }
            #expect(value == 42)
        }
        let deadline = Clocks.monotonic + 20_000_000_000
        while try Self.threads(named: "ends soon") > 0, Clocks.monotonic < deadline {
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(try Self.threads(named: "ends soon") == 0)
    }

    @Test func `a signal that would end the program becomes a value`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let signals = try Signals.stream()
            kill(getpid(), SIGHUP)
            kill(getpid(), SIGTERM)
            var seen: Set<Int32> = []
            for await signal in signals {
                seen.insert(signal.rawValue)
                if seen.count == 2 { break }
            }
            #expect(seen == [SIGHUP, SIGTERM])
            ProcessFacts.exit(42)
        }
    }

    @Test func `a port that is taken is named`() throws {
        let first = try ListeningSocket(host: "127.0.0.1", port: 0)
        defer { close(first.descriptor) }
        #expect(first.port > 0)
        let error = #expect(throws: SystemError.self) {
            _ = try ListeningSocket(host: "127.0.0.1", port: first.port)
        }
        #expect(error?.isAddressInUse == true)
        #expect(
            error?.description == "listen on 127.0.0.1:\(first.port): Address already in use"
        )
        #expect(throws: SystemError.self) {
            _ = try ListeningSocket(host: "no.such.host.invalid", port: 0)
        }
    }

    @concurrent private static func twice(_ number: Int) async -> Int {
        await Task.yield()
        return number * 2
    }

    private static func threads(named name: String) throws -> Int {
        try Paths.names(in: "/proc/self/task").count { task in
            (try? File.text(at: "/proc/self/task/\(task)/comm")) == name + "\n"
        }
    }

    private static func virtualKilobytes() throws -> Int {
        let status = try File.text(at: "/proc/self/status")
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmSize:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }

    @Test func `the program ends without what libraries registered for its end`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            // OpenSSL's frees what threads that end at the same moment free too.
            atexit { abort() }
            ProcessFacts.exit(7)
        }
    }
}
