internal import CMicroHTTPD

// What libmicrohttpd calls, on its threads; `context` is the server.

/// Called with the request line of a request; what it returns comes back with the later calls.
func targetCallback(
    context: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context, let target = unsafe target, let handle = unsafe handle
    else { return nil }
    let server = unsafe Unmanaged<MicroHTTPServer>.fromOpaque(context).takeUnretainedValue()
    // SAFETY: the exchange is retained here and released once, by `completedCallback`. The socket's context
    // is set before the first request of its connection.
    let connection = unsafe ticksheet_socket_context(handle).map {
        unsafe Unmanaged<ServerConnection>.fromOpaque($0).takeUnretainedValue()
    }
    let exchange = unsafe Exchange(
        target: String(cString: target),
        handle: handle,
        connection: connection
    )
    server.began(exchange)
    return unsafe Unmanaged.passRetained(exchange).toOpaque()
}

/// Called with a request's header, each part of its body, and its end.
func accessCallback(
    context: UnsafeMutableRawPointer?,
    handle: OpaquePointer?,
    url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    version: UnsafePointer<CChar>?,
    part: UnsafePointer<CChar>?,
    count: UnsafeMutablePointer<Int>?,
    exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let method = unsafe method, let count = unsafe count,
        let pointer = unsafe exchange?.pointee
    else { return MHD_Result.NO }
    // SAFETY: the server lives until its daemon has stopped, the exchange until `completedCallback`.
    let server = unsafe Unmanaged<MicroHTTPServer>.fromOpaque(context).takeUnretainedValue()
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    return unsafe server.accessed(exchange, method: method, part: part, count: count)
}

/// Called once for each request, however it ended.
func completedCallback(
    context: UnsafeMutableRawPointer?,
    handle: OpaquePointer?,
    exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    reason: MHD_RequestTerminationCode
) {
    guard let context = unsafe context, let pointer = unsafe exchange?.pointee else { return }
    // SAFETY: takes over the retain of `targetCallback`, once.
    let server = unsafe Unmanaged<MicroHTTPServer>.fromOpaque(context).takeUnretainedValue()
    let ended = unsafe Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue()
    unsafe exchange?.pointee = nil
    server.ended(ended)
}

/// Called when a connection begins and when it ends.
func connectionCallback(
    context: UnsafeMutableRawPointer?,
    handle: OpaquePointer?,
    socket: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    change: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let handle = unsafe handle, let socket = unsafe socket
    else {
        return
    }
    let server = unsafe Unmanaged<MicroHTTPServer>.fromOpaque(context).takeUnretainedValue()
    // SAFETY: the connection is retained by the first notification and released by the second.
    if change == MHD_ConnectionNotificationCode.CONNECTION_NOTIFY_STARTED {
        unsafe socket.pointee = Unmanaged.passRetained(server.opened(handle)).toOpaque()
    } else if let pointer = unsafe socket.pointee {
        server.closed(unsafe Unmanaged<ServerConnection>.fromOpaque(pointer).takeRetainedValue())
        unsafe socket.pointee = nil
    }
}
