import Glibc
import PosixBridge
import TestSupport

/// `openssl s_server` with a certificate of its own making.
enum SelfSignedServer {
    /// Runs the body with the server's origin and the file of its certificate.
    ///
    /// `name`: What the certificate vouches for, such as `IP:127.0.0.1`.
    /// `days`: For how long; a number below zero makes one that has expired.
    ///
    /// - Returns: False where openssl is not installed.
    static func with(
        name: String = "IP:127.0.0.1",
        days: Int = 2,
        _ body: (_ origin: String, _ certificate: String) async throws -> Void
    ) async throws -> Bool {
        let folder = TemporaryDirectory()
        let key = folder.file("key.pem")
        let certificate = folder.file("certificate.pem")
        let wish = folder.file("wish.pem")
        let wishing = Child([
            "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", key,
            "-out", wish,
        ])
        guard let wishing, wishing.wait() else { return false }
        let signing = Child([
            "openssl", "x509", "-req", "-in", wish, "-signkey", key, "-days", "\(days)",
            "-copy_extensions", "copy", "-out", certificate,
        ])
        guard let signing, signing.wait() else { return false }
        let port = try freePort()
        let serving = Child([
            "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-key", key,
            "-cert", certificate, "-www",
        ])
        defer { serving?.stop() }
        while !listens(port) { try await Task.sleep(for: .milliseconds(10)) }
        try await body("https://127.0.0.1:\(port)", certificate)
        return true
    }

    private static func freePort() throws -> UInt16 {
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        close(socket.descriptor)
        return socket.port
    }

    private static func listens(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
