/// Sends calls to other servers.
///
/// What every transport promises: a call is sent byte for byte or refused, once, and never again by
/// itself; an answer is a response whatever its status, a redirect among them; the limits of the call
/// hold; a cancelled task ends the call at once; no failure tells a path, a query or a password.
/// Connections are kept and used again where the first promise allows it.
package protocol HTTPTransport: Sendable {
    /// Sends a call once and returns what came back.
    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse
}
