import MicroHTTPDBridge
import PosixBridge
import TicksheetCore
import WallTime

/// Reads the certificate that the settings name and says in plain words why it cannot be used.
enum Certificate {
    /// Why it cannot be used: which key of the settings is wrong, and a sentence behind its name.
    struct Failure: Error {
        let key: String
        let finding: String
    }

    // A certificate that nobody renews is noticed while there is time.
    private static let notice: Int64 = 14 * 86_400

    /// Reads certificate and key.
    ///
    /// - Throws: What is wrong with them: unreadable, of no use, of two pairs, expired.
    static func read(_ tls: Settings.TLS, now: Timestamp) throws(Failure) -> ServerCertificate {
        let text = try bytes(tls.certificate, "certificate")
        let key = try bytes(tls.key, "key")
        let read: ServerCertificate
        do throws(ServerCertificate.Problem) {
            read = try ServerCertificate(certificate: text, key: key)
        } catch {
            throw failure(error, tls)
        }
        if read.validUntil < now.seconds {
            throw Failure(
                key: "certificate",
                finding: "names the file \(tls.certificate), which has expired on "
                    + "\(shown(read.validUntil)); renew it"
            )
        }
        if read.validFrom > now.seconds {
            throw Failure(
                key: "certificate",
                finding: "names the file \(tls.certificate), which holds from "
                    + "\(shown(read.validFrom)) on; look at this machine's clock, or wait"
            )
        }
        return read
    }

    /// A sentence about a certificate that ends soon; nil for one that does not.
    static func warning(
        until end: Int64,
        _ tls: Settings.TLS,
        now: Timestamp
    ) -> String? {
        guard end - now.seconds < notice else { return nil }
        return "the certificate \(tls.certificate) expires on \(shown(end)); "
            + "renew it, then send serve a SIGHUP"
    }

    /// Reads the file of one of the two keys.
    static func bytes(_ path: String, _ key: String) throws(Failure) -> [UInt8] {
        do throws(SystemError) {
            return try File.content(of: path, limit: 1 << 20)
        } catch {
            let remedy =
                error.isRefused
                ? "give this user the right to read it, or name another" : "name another"
            throw Failure(
                key: key,
                finding: "names the file \(path), which cannot be read (\(error.reason)); \(remedy)"
            )
        }
    }

    private static func failure(
        _ problem: ServerCertificate.Problem,
        _ tls: Settings.TLS
    ) -> Failure {
        switch problem {
        case .noCertificate(let words):
            Failure(
                key: "certificate",
                finding:
                    "names the file \(tls.certificate), which holds no certificate (\(words)); "
                    + "expected PEM, \"-----BEGIN CERTIFICATE-----\", the server's own first"
            )
        case .noKey(let words):
            Failure(
                key: "key",
                finding:
                    "names the file \(tls.key), which holds no usable key (\(words)); expected "
                    + "PEM, \"-----BEGIN PRIVATE KEY-----\", without a password"
            )
        case .mismatch:
            Failure(
                key: "key",
                finding: "names the file \(tls.key), whose key is not that of the certificate "
                    + "\(tls.certificate); expected the two of one pair"
            )
        }
    }

    private static func shown(_ seconds: Int64) -> String {
        String(Timestamp(seconds: seconds, nanoseconds: 0).rfc3339UTC.prefix(10))
    }
}
