internal import CMicroHTTPD
import PosixBridge
import Synchronization

/// Which certificate each of the process's servers shows, by the port that it listens on.
///
/// A handshake asks anew, so that a certificate changes without a new server or a lost connection.
enum ServedCertificates {
    private struct State {
        var current: [UInt16: ServerCertificate] = [:]
        // A handshake under way may still read one that was replaced, and nobody knows when it ends:
        // they stay, a few kilobytes for each renewal.
        var replaced: [ServerCertificate] = []
    }

    private static let state = Mutex(State())

    /// Shows a certificate to all handshakes from now on.
    static func show(_ certificate: ServerCertificate, at port: UInt16) {
        state.withLock { state in
            if let old = state.current[port] {
                if old.isSame(as: certificate) { return }
                state.replaced.append(old)
            }
            state.current[port] = certificate
        }
    }

    fileprivate static func current(at port: UInt16) -> ServerCertificate? {
        state.withLock { $0.current[port] }
    }
}

/// Names the certificate of a handshake.
///
/// Source: <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcertificate_005fset_005fretrieve_005ffunction2>
func certificateCallback(
    session: gnutls_session_t?,
    authorities: UnsafePointer<gnutls_datum_t>?,
    authorityCount: Int32,
    algorithms: UnsafePointer<gnutls_pk_algorithm_t>?,
    algorithmCount: Int32,
    chain: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?,
    count: UnsafeMutablePointer<UInt32>?,
    key: UnsafeMutablePointer<gnutls_privkey_t?>?
) -> Int32 {
    // SAFETY: libmicrohttpd gives the session the connection's socket; chain and key stay as long as
    // the process does.
    let socket = unsafe gnutls_transport_get_int(session)
    guard let port = ListeningSocket.port(of: socket),
        let certificate = ServedCertificates.current(at: port)
    else { return -1 }
    unsafe chain?.pointee = unsafe certificate.chain
    unsafe count?.pointee = certificate.count
    unsafe key?.pointee = unsafe certificate.key
    return 0
}
