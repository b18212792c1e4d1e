import HTTPTypes
import TicksheetCore

/// What should be put right about credentials though they work.
package enum CredentialsWarning: Sendable, Equatable, CustomStringConvertible {
    /// Other users of this machine can read the file.
    case readable(file: String, mode: UInt32)
    /// Secrets go over the network unencrypted.
    case cleartext(file: String, field: String, origin: String)

    /// Looks at a credentials file's permission bits.
    package static func ofMode(_ mode: UInt32, file: String) -> Self? {
        mode & 0o077 == 0 ? nil : .readable(file: file, mode: mode & 0o777)
    }

    /// Looks at an address to which secrets are sent; this machine's own needs no encryption.
    static func ofAddress(_ url: String, field: String, file: String) -> Self? {
        guard let address = HTTPAddress(url), address.text.hasPrefix("http:"), !address.isLoopback
        else { return nil }
        return .cleartext(file: file, field: field, origin: HTTPCall.origin(of: url))
    }

    /// One sentence: what it is and what to do.
    package var description: String {
        switch self {
        case .readable(let file, let mode):
            "\(file) can be read by other users of this machine (mode 0\(String(mode, radix: 8))); "
                + "run chmod 600 \(shellWord(file))."
        case .cleartext(let file, let field, let origin):
            "\(file) sends secrets unencrypted to \(origin) (\(field)); write an https address there."
        }
    }
}
