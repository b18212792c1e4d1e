import Glibc
import PosixBridge
import TestSupport
import Testing

@testable import MicroHTTPDBridge

@Suite(.serialized) struct MicroHTTPStarvation {
    // Each of the server's threads has one that is open, or none has.
    @Test(.timeLimit(.minutes(1)), arguments: [0, 8])
    func `a connection that no descriptor is left for costs nothing and is served later`(
        _ open: Int
    ) async throws {
        let told = Shared<[Bool]>([])
        let script = TestServer.Script(noteStarvation: { isOn, isNews in
            told.change { told in
                // What is said again is what was said before.
                #expect(isNews || told.last == isOn)
                if isNews { told.append(isOn) }
            }
        })
        try await TestServer.with(ServerLimits(threads: 2), script) { server in
            let kept = try (0..<open).map { _ in try server.client() }
            #expect(server.hasConnections(open))
            let waiting = try Self.withOneDescriptor {
                let client = try server.client()
                try client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
                while told.value.isEmpty { Clocks.pause(nanoseconds: 1_000_000) }
                let before = Self.processorTime
                Clocks.pause(nanoseconds: 500_000_000)
                #expect(Self.processorTime - before < 0.1)
                return client
            }
            #expect(try waiting.reply().text == "GET /late ")
            for client in kept {
                try client.send("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().text == "GET /kept ")
            }
            while told.value.count % 2 == 1 { Clocks.pause(nanoseconds: 1_000_000) }
            #expect(told.value.first == true)
            #expect(told.value.last == false)
        }
    }

    /// Runs the body while this process can have one more descriptor and no other.
    private static func withOneDescriptor<Value>(_ body: () throws -> Value) throws -> Value {
        var limits = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        let free = dup(0)
        close(free)
        var fewer = limits
        fewer.rlim_cur = rlim_t(free + 1)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &fewer)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) }
        return try body()
    }

    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
