/// Sends calls to other servers.
///
/// What every transport promises: a call is sent once and never again by itself; an answer is a
/// response whatever its status, a redirect among them; the limits of the call hold; a cancelled
/// task ends the call at once; connections are kept and used again.
package protocol HTTPTransport: Sendable {
    /// Sends a call once and returns what came back.
    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse
}
