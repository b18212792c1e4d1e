import CurlBridge
import Glibc
import HTTPTypes
import URLSessionBridge

// usage: http-bench PORT    calls a server that answers everything with 200

guard CommandLine.arguments.count > 1, let port = UInt16(CommandLine.arguments[1]) else {
    print("usage: http-bench PORT")
    exit(64)
}

/// What one call took, in microseconds.
struct Cost {
    var wall: Double
    var processor: Double
}

func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Sends so many calls, so many at once.
func cost(
    of calls: Int,
    atOnce: Int,
    _ call: HTTPCall,
    over transport: any HTTPTransport
) async throws -> Cost {
    let processor = processorSeconds()
    let start = ContinuousClock.now
    try await withThrowingTaskGroup { group in
        for _ in 0..<atOnce {
            group.addTask {
                for _ in 0..<calls / atOnce {
                    guard try await transport.send(call).status == 200 else { exit(1) }
                }
            }
        }
        try await group.waitForAll()
    }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let wall = Double(seconds) + Double(attoseconds) / 1e18
    let count = Double(calls / atOnce * atOnce)
    return Cost(
        wall: wall * 1e6 / count,
        processor: (processorSeconds() - processor) * 1e6 / count
    )
}

let url = "http://127.0.0.1:\(port)/v1/messages?limit=10"
var get = HTTPCall("GET", url)
var post = HTTPCall("POST", url, body: [UInt8](repeating: 0x61, count: 1024))
for field in [
    ("Authorization", "Bearer abcdefghijklmnopqrstuvwxyz"), ("Accept", "application/json"),
] {
    get.fields.append(field.0, field.1)
    post.fields.append(field.0, field.1)
}
post.fields.append("Content-Type", "application/json")

let transports: [(name: String, make: any HTTPTransport)] = [
    ("curl", CurlTransport()), ("URLSession", URLSessionTransport()),
]
let works: [(name: String, call: HTTPCall, atOnce: Int)] = [
    ("GET", get, 1), ("POST of 1 KiB", post, 1), ("GET, 8 at once", get, 8),
    ("POST of 1 KiB, 8 at once", post, 8),
]
let calls = 800
for work in works {
    var found: [[Cost]] = transports.map { _ in [] }
    // The first turn opens connections and does not count.
    for turn in 0..<4 {
        for (index, transport) in transports.enumerated() {
            let one = try await cost(
                of: turn == 0 ? 80 : calls,
                atOnce: work.atOnce,
                work.call,
                over: transport.make
            )
            if turn > 0 { found[index].append(one) }
        }
    }
    for (transport, costs) in zip(transports, found) {
        let wall = costs.map(\.wall).sorted()[costs.count / 2]
        let processor = costs.map(\.processor).sorted()[costs.count / 2]
        print("\(transport.name)\t\(work.name)\t\(wall)\t\(processor)")
    }
}
