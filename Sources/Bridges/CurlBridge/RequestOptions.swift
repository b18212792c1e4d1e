internal import CCurl
import HTTPTypes

/// How libcurl is told what to do for one call.
@safe struct RequestOptions {
    // SAFETY: the transfer that makes the options owns the handle and outlives them.
    private let easy: UnsafeMutableRawPointer
    /// The first refusal of an option.
    private(set) var code = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) {
        unsafe self.easy = easy
    }

    /// Sets what the call says and what holds for every call.
    mutating func set(_ order: Order) {
        let address = order.outgoing.address
        set(CURLOPT_URL, address.text)
        set(order.call)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        unsafe note(ticksheet_curl_set_only_http(easy))
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        // Packed bodies are small and may unpack to any size: what arrives here is unpacked.
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        if address.isLoopback { set(CURLOPT_NOPROXY, "*") }
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Gives half of it to the first address of a host where there are several.
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(order.call.limits.connect))
        // Servers close idle connections after five seconds to some minutes.
        set(CURLOPT_MAXAGE_CONN, 30)
        set(CURLOPT_NOSIGNAL, 1)
        unsafe note(ticksheet_curl_set_quick_exit(easy))
    }

    private mutating func set(_ call: HTTPCall) {
        if call.method == "HEAD" { return set(CURLOPT_NOBODY, 1) }
        if !call.body.isEmpty || Self.namesLength(call.method) {
            set(CURLOPT_POST, 1)
            // SAFETY: libcurl copies the bytes.
            unsafe call.body.withUnsafeBytes { bytes in
                unsafe note(ticksheet_curl_set_body(easy, bytes.baseAddress, bytes.count))
            }
        }
        set(CURLOPT_CUSTOMREQUEST, call.method)
    }

    /// Sets whose certificates count.
    mutating func set(_ trusted: TrustedCertificates) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let file = trusted.file { set(CURLOPT_CAINFO, file) }
        if let folder = trusted.folder { set(CURLOPT_CAPATH, folder) }
    }

    /// Keeps the first code that is no success.
    mutating func note(_ code: CURLcode) {
        if self.code == CURLE_OK { self.code = code }
    }

    private mutating func set(_ option: CURLoption, _ number: Int) {
        unsafe note(ticksheet_curl_set_number(easy, option, number))
    }

    private mutating func set(_ option: CURLoption, _ text: String) {
        unsafe note(ticksheet_curl_set_text(easy, option, text))
    }

    // MARK: Fields

    /// Returns the list of header fields, which the caller frees; nil where there is no memory.
    static func fields(of order: Order) -> UnsafeMutablePointer<curl_slist>? {
        var lines = order.outgoing.fields.map { name, value in
            // Without a value, a colon would mean that the field is not sent.
            value.isEmpty ? "\(name);" : "\(name): \(value)"
        }
        lines.append("Expect:")
        if !order.outgoing.fields.contains(where: { $0.name == "content-type" }) {
            lines.append("Content-Type:")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            // SAFETY: libcurl copies the text; a list that cannot grow stays as it is.
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                return nil
            }
            unsafe list = longer
        }
        return unsafe list
    }

    // Source: <https://www.rfc-editor.org/rfc/rfc9110#section-8.6>
    private static func namesLength(_ method: String) -> Bool {
        ["POST", "PUT", "PATCH"].contains(method)
    }

    private static func milliseconds(_ limit: Duration) -> Int {
        let (seconds, attoseconds) = limit.components
        return Int(max(1, min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
