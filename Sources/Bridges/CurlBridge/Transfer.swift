internal import CCurl
import HTTPTypes

/// One call under way: libcurl's handle of it and the answer so far.
@safe final class Transfer {
    // SAFETY: all three are owned by this object from init to deinit; the loop takes the handle out of
    // libcurl's list before it lets go of this object, so that no callback comes later.
    let easy: UnsafeMutableRawPointer
    private let fields: UnsafeMutablePointer<curl_slist>?
    private let words: UnsafeMutablePointer<CChar>

    /// The handle as a number, to find the transfer by.
    var number: Int { unsafe Int(bitPattern: easy) }

    let order: Order
    private let sockets: OpenSockets
    private var answer: AnswerReader
    private var opened: [Int32] = []
    // How often libcurl had a connection and was about to send the request.
    private var timesReady = 0
    /// Whether something waited to be read on a kept connection, and nothing was sent on it.
    private(set) var foundUnclean = false

    init?(_ order: Order, _ sockets: OpenSockets, _ trusted: TrustedCertificates) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        unsafe self.easy = easy
        self.order = order
        self.sockets = sockets
        answer = AnswerReader(limit: order.call.limits.body, hasBody: order.call.method != "HEAD")
        unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe fields = RequestOptions.fields(of: order)
        guard let fields = unsafe fields, unsafe prepare(fields, trusted) == CURLE_OK else {
            return nil
        }
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(fields)
        unsafe words.deallocate()
    }

    private func prepare(
        _ fields: UnsafeMutablePointer<curl_slist>,
        _ trusted: TrustedCertificates
    ) -> CURLcode {
        var options = unsafe RequestOptions(easy)
        options.set(order)
        options.set(trusted)
        unsafe options.note(ticksheet_curl_set_fields(easy, fields))
        unsafe options.note(ticksheet_curl_set_words(easy, words))
        // SAFETY: the loop keeps this object while libcurl has the handle, and the sockets' list until
        // all connections are closed.
        unsafe options.note(
            ticksheet_curl_set_callbacks(
                easy,
                Unmanaged.passUnretained(self).toOpaque(),
                takeHeader,
                takeBody,
                willConnect,
                willSend
            )
        )
        unsafe options.note(
            ticksheet_curl_set_closing(easy, Unmanaged.passUnretained(sockets).toOpaque(), close)
        )
        return options.code
    }

    /// Prepares for another begin, on a new connection.
    func beginAnew() {
        foundUnclean = false
        timesReady = 0
        unsafe ticksheet_curl_set_number(easy, CURLOPT_FRESH_CONNECT, 1)
    }

    // MARK: Limits

    /// When the next limit passes.
    var deadline: UInt64 {
        openPhases.map { order.start + $0.limit.nanoseconds }.min() ?? .max
    }

    /// Returns the failure of the limit that has passed, or nil.
    func late(at now: UInt64) -> HTTPFailure? {
        let passed = openPhases.filter { order.start + $0.limit.nanoseconds <= now }
        return passed.min { $0.limit < $1.limit }.map {
            .late(origin: order.origin, $0.phase, after: $0.limit)
        }
    }

    private var openPhases: [(phase: HTTPFailure.Phase, limit: Duration)] {
        let limits = order.call.limits
        var phases = [(HTTPFailure.Phase.total, limits.total)]
        if !answer.hasBegun { phases.append((.firstByte, limits.firstByte)) }
        if timesReady == 0 { phases.append((.connect, limits.connect)) }
        return phases
    }

    // MARK: The end

    /// Returns what became of the call.
    func outcome(_ code: CURLcode) -> Order.Outcome {
        let origin = order.origin
        switch answer.refusal {
        case .tooLarge:
            return .failure(.tooLarge(origin: origin, limit: order.call.limits.body))
        case .unreadable(let cause): return .failure(.broken(origin: origin, cause: cause))
        case nil: break
        }
        if code == CURLE_OK, answer.isHeaderWhole { return .success(answer.response) }
        let result = unsafe TransferResult(
            code: code,
            verification: ticksheet_curl_number(easy, CURLINFO_SSL_VERIFYRESULT),
            systemError: Int32(truncatingIfNeeded: ticksheet_curl_number(easy, CURLINFO_OS_ERRNO)),
            proxyStatus: ticksheet_curl_number(easy, CURLINFO_HTTP_CONNECTCODE),
            words: String(cString: words)
        )
        if timesReady > 0 {
            return .failure(.broken(origin: origin, cause: result.breakage))
        }
        if code == CURLE_OPERATION_TIMEDOUT {
            let limit = order.call.limits.connect
            return .failure(.late(origin: origin, .connect, after: limit))
        }
        return .failure(result.failureToConnect(to: origin))
    }

    // MARK: Callbacks

    fileprivate func take(line: [UInt8]) -> Bool {
        answer.take(line: line)
    }

    fileprivate func take(part: UnsafeRawBufferPointer) -> Bool {
        unsafe answer.take(part: part)
    }

    /// Notes a socket that is about to connect; false where the call was sent already.
    fileprivate func connects(_ socket: Int32) -> Bool {
        guard timesReady == 0 else { return false }
        opened.append(socket)
        return true
    }

    /// Notes that the request is about to be sent; false stops it.
    fileprivate func sends(from port: Int32) -> Bool {
        guard timesReady == 0 else { return false }
        timesReady = 1
        if opened.isEmpty {
            foundUnclean = !sockets.isSilent(at: port)
            return !foundUnclean
        }
        for socket in opened { sockets.opened(socket, at: port) }
        return true
    }
}

// SAFETY of all: the contexts are those of `Transfer.prepare`, and alive for as long as said there.

private func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
    unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private func takeHeader(
    bytes: UnsafeMutablePointer<CChar>?,
    size: Int,
    count: Int,
    context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let line = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    return unsafe transfer(context).take(line: line) ? count : 0
}

private func takeBody(
    bytes: UnsafeMutablePointer<CChar>?,
    size: Int,
    count: Int,
    context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    // Any other number than that of the bytes ends the transfer; they may be none.
    return unsafe transfer(context).take(part: part) ? count : count + 1
}

private func willConnect(
    context: UnsafeMutableRawPointer?,
    socket: curl_socket_t,
    purpose: curlsocktype
) -> Int32 {
    guard let context = unsafe context else { return Int32(CURL_SOCKOPT_ERROR) }
    return unsafe transfer(context).connects(socket)
        ? Int32(CURL_SOCKOPT_OK) : Int32(CURL_SOCKOPT_ERROR)
}

private func willSend(
    context: UnsafeMutableRawPointer?,
    there: UnsafeMutablePointer<CChar>?,
    here: UnsafeMutablePointer<CChar>?,
    portThere: Int32,
    portHere: Int32
) -> Int32 {
    guard let context = unsafe context else { return Int32(CURL_PREREQFUNC_ABORT) }
    return unsafe transfer(context).sends(from: portHere)
        ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
}

private func close(context: UnsafeMutableRawPointer?, socket: curl_socket_t) -> Int32 {
    if let context = unsafe context {
        unsafe Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue().closed(socket)
    }
    return ticksheet_close(socket)
}

extension Duration {
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        // A limit of more than a century is none.
        let whole = UInt64(max(0, min(seconds, 3_200_000_000)))
        return whole * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}
