import HTTPTypes

/// Proxies whose word is taken for who their clients are.
package struct TrustedProxy: Sendable, Equatable {
    /// Where proxies stand.
    package let addresses: [AddressRange]
    /// The header field in which each notes whom it serves, such as `X-Forwarded-For`.
    package let header: String

    /// Creates the list.
    package init(addresses: [AddressRange], header: String) {
        self.addresses = addresses
        self.header = header
    }

    /// Returns who sent a request.
    ///
    /// The field is believed only of a peer that is a proxy, and read from its end: each proxy appends
    /// the address that it saw, and all before the first stranger is what that stranger wrote.
    func client(of request: HTTPRequest) -> ClientAddress {
        let peer = ClientAddress(peer: request.peer)
        guard let address = peer.address, addresses.cover(address) else { return peer }
        // A field that stands there several times is one list (RFC 9110 §5.3).
        let entries = request.fields.values(named: header)
            .flatMap { $0.parts(at: ",") }
        var last = peer
        for entry in entries.reversed() {
            guard let address = IPAddress(forwarded: entry) else {
                // A proxy that hides whom it serves: nobody's address is known.
                return ClientAddress(address: nil, text: request.peer)
            }
            last = ClientAddress(address: address, text: address.description)
            if !addresses.cover(address) { return last }
        }
        return last
    }
}

/// Who sent a request, as far as it is known.
struct ClientAddress: Sendable, Equatable {
    /// The address; nil where it cannot be told.
    let address: IPAddress?
    /// For a log: the address, or that of the peer.
    let text: String

    init(address: IPAddress?, text: String) {
        self.address = address
        self.text = text
    }

    init(peer: String) {
        address = IPAddress(peer: peer)
        text = peer
    }
}
