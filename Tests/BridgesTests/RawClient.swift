import Glibc
import HTTPTypes
import TestSupport

/// A TCP client that sends what it is told and no byte else.
final class RawClient: Sendable {
    /// The connection is broken.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    private let buffer = Shared<[UInt8]>([])

    /// Connects to a port of this machine; a receive waits ten minutes at most.
    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Broken(description: "connect: errno \(errno)") }
        var timeout = timeval(tv_sec: 600, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &timeout,
            socklen_t(MemoryLayout<timeval>.size)
        )
    }

    deinit {
        Glibc.close(descriptor)
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { $0 + done },
                    bytes.count - done,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard put > 0 else { throw Broken(description: "send: errno \(errno)") }
            done += put
        }
    }

    /// Ends the sending side only.
    func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Goes away at once: the server gets a reset.
    func vanish() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Reads one reply: its status, fields and as many bytes of body as it announces.
    func reply(hasBody: Bool = true) throws -> HTTPReply {
        let head = try text(upTo: "\r\n\r\n")
        let lines = head.split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw Broken(description: "no status line: \(head)") }
        var fields: [(name: String, value: String)] = []
        var length = 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1].drop { $0 == " " })
            fields.append((parts[0].lowercased(), value))
            if fields.last?.name == "content-length" { length = Int(value) ?? 0 }
        }
        return HTTPReply(status: status, fields: fields, body: hasBody ? try take(length) : [])
    }

    /// Reads until the server closes, by a reset too, and returns what came.
    func readToEnd() -> [UInt8] {
        while (try? fill()) == true {}
        return buffer.change { bytes in
            defer { bytes = [] }
            return bytes
        }
    }

    private func text(upTo end: String) throws -> String {
        let mark = Array(end.utf8)
        while true {
            let bytes = buffer.value
            var index = 0
            while index + mark.count <= bytes.count {
                if bytes[index..<index + mark.count].elementsEqual(mark) {
                    return String(decoding: try take(index + mark.count), as: UTF8.self)
                }
                index += 1
            }
            guard try fill() else { throw Broken(description: "closed after \(bytes.count) bytes") }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.value.count < count {
            guard try fill() else { throw Broken(description: "closed inside a body") }
        }
        return buffer.change { bytes in
            defer { bytes.removeFirst(count) }
            return Array(bytes.prefix(count))
        }
    }

    private func fill() throws -> Bool {
        var part = [UInt8](repeating: 0, count: 64 << 10)
        let got = recv(descriptor, &part, part.count, 0)
        guard got >= 0 else { throw Broken(description: "recv: errno \(errno)") }
        let bytes = part[..<got]
        buffer.change { $0 += bytes }
        return got > 0
    }
}

extension HTTPReply {
    var text: String { String(decoding: body, as: UTF8.self) }

    func field(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}
