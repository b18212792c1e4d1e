import HTTPTypes
import TestSupport
import Testing

/// How a transport behaves under tasks that are cancelled and tasks that are many.
@Suite(.timeLimit(.minutes(10))) struct TransportTasks {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsaid"

    @Test(
        arguments: TransportSubject.all,
        ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na", "HTTP/1.1 102 Processing\r\n\r\n"]
    )
    func `a cancelled task ends its call at once and closes the connection`(
        _ subject: TransportSubject,
        _ beginning: String
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send(beginning)
            try peer.waitUntilClosed()
        } _: { server in
            for (count, body) in [[], Array("a".utf8)].enumerated() {
                let call = HTTPCall("POST", server.secretURL, body: body)
                let task = Task { await subject.failure(of: call) }
                await server.requests.reaches { $0.count > count }
                task.cancel()
                #expect(await task.value == .cancelled)
                await server.peers.reaches { $0.isEmpty }
            }
        }
    }

    @Test(arguments: TransportSubject.all)
    func `a call of a cancelled task fails`(_ subject: TransportSubject) async throws {
        try await ScriptedServer.with { peer in
            try peer.waitUntilClosed()
        } _: { server in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await subject.failure(of: HTTPCall("GET", server.secretURL))
            }
            task.cancel()
            #expect(await task.value == .cancelled)
            await server.peers.reaches { $0.isEmpty }
        }
    }

    @Test(arguments: TransportSubject.all)
    func `50 calls at once get their own answers`(_ subject: TransportSubject) async throws {
        try await ScriptedServer.with { peer in
            while let request = try peer.request() {
                peer.rest(milliseconds: 5)
                let body = Array(request.line.utf8) + request.body
                try peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
                try peer.send(body)
            }
        } _: { server in
            let transport = subject.make()
            try await withThrowingTaskGroup { group in
                for number in 0..<50 {
                    group.addTask {
                        for round in 0..<4 {
                            let body = Array("\(number) \(round)".utf8)
                            let url = "\(server.origin)/\(number)?\(round)"
                            let post = try await transport.send(HTTPCall("POST", url, body: body))
                            let line = "POST /\(number)?\(round) HTTP/1.1"
                            #expect(post.body == Array(line.utf8) + body)
                            let get = try await transport.send(HTTPCall("GET", url))
                            #expect(get.body == Array("GET /\(number)?\(round) HTTP/1.1".utf8))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.value.count == 400)
        }
    }

    @Test(arguments: TransportSubject.all)
    func `calls that end in different ways at once do not disturb each other`(
        _ subject: TransportSubject
    ) async throws {
        try await ScriptedServer.with { peer in
            while let request = try peer.request() {
                if request.line.contains("/stall") { return try peer.waitUntilClosed() }
                if request.line.contains("/close") { return }
                if request.line.contains("/reset") { return peer.vanish() }
                try peer.send(Self.answer)
            }
        } _: { server in
            let transport = subject.make()
            await withTaskGroup { group in
                for number in 0..<60 {
                    let way = ["stall", "close", "reset", "answer", "cancel"][number % 5]
                    let target = way == "cancel" ? "stall" : way
                    let body = number.isMultiple(of: 2) ? Array("a".utf8) : []
                    var call = HTTPCall("POST", "\(server.origin)/\(target)", body: body)
                    call.limits.firstByte = way == "stall" ? .milliseconds(100) : .seconds(60)
                    group.addTask { [call] in
                        let task = Task { () async -> String in
                            do throws(HTTPFailure) {
                                _ = try await transport.send(call)
                                return "answer"
                            } catch {
                                return switch error {
                                case .late: "stall"
                                case .broken: "broken"
                                case .cancelled: "cancel"
                                default: "\(error)"
                                }
                            }
                        }
                        if way == "cancel" {
                            try? await Task.sleep(for: .milliseconds(number))
                            task.cancel()
                        }
                        let wanted = ["close", "reset"].contains(way) ? "broken" : way
                        #expect(await task.value == wanted)
                    }
                }
            }
        }
    }
}
