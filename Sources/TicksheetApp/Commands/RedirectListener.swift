import GoogleSignIn
import HTTPTypes
import MicroHTTPDBridge
import PosixBridge
import TicksheetCore

/// Waits on a port of 127.0.0.1 for the browser that Google sends back.
///
/// What does not carry the state of this sign-in is refused and changes nothing: any page may make a
/// browser ask this port.
final class RedirectListener: Sendable {
    private typealias Arrival = Result<Secret, LoginError>

    private let server: MicroHTTPServer
    private let arrivals: AsyncStream<Arrival>
    private let arrived: AsyncStream<Arrival>.Continuation

    /// The sign-in that it waits for.
    let attempt: LoginAttempt
    /// The port.
    let port: UInt16

    /// Listens on a free port; `attempt` begins the sign-in that comes back to it.
    init(_ attempt: (UInt16) -> LoginAttempt) throws(SystemError) {
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        let made = attempt(socket.port)
        let (arrivals, arrived) = AsyncStream.makeStream(of: Arrival.self)
        server = try MicroHTTPServer(
            on: socket,
            limits: ServerLimits(body: 1024, connections: 64, threads: 1),
            admit: { _ in nil },
            handle: { request, _ in
                guard request.method == "GET", request.path == "/" else {
                    return HTTPReply(status: 404, text: "There is nothing here.\n")
                }
                let arrival: Arrival
                do throws(LoginError) {
                    arrival = .success(try made.code(from: request.target))
                } catch .foreign {
                    return Self.page(400, "This belongs to no sign-in that Ticksheet waits for.")
                } catch {
                    arrival = .failure(error)
                }
                arrived.yield(arrival)
                switch arrival {
                case .success:
                    return Self.page(200, "Thank you. Ticksheet goes on in the terminal.")
                case .failure:
                    return Self.page(200, "Access was not allowed. The terminal says what to do.")
                }
            }
        )
        self.attempt = made
        port = socket.port
        self.arrivals = arrivals
        self.arrived = arrived
    }

    /// Returns the code that the browser brings back.
    func code(within limit: Duration) async throws(LoginError) -> Secret {
        let alarm = Task { [arrived] in
            try? await Task.sleep(for: limit)
            arrived.yield(.failure(.late(after: limit)))
        }
        defer { alarm.cancel() }
        for await arrival in arrivals { return try arrival.get() }
        throw .late(after: limit)
    }

    /// Stops listening, after the browser has its page.
    func stop() {
        server.stop(within: 1)
    }

    // The address in the browser holds the code: it is neither kept by caches nor told to anybody.
    private static func page(_ status: Int, _ text: String) -> HTTPReply {
        let html =
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Ticksheet</title>"
            + "<p>\(text) You can close this window.</p></html>\n"
        return HTTPReply(
            status: status,
            fields: [
                ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
                ("Content-Security-Policy", "default-src 'none'"),
            ],
            body: Array(html.utf8)
        )
    }
}
