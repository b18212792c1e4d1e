import CommandLineKit
import Intake
import PosixBridge
import TicksheetCore

/// What `serve` says when it is up: where it listens and what to enter at the providers.
enum Banner {
    static func print(_ settings: Settings, _ service: Service, _ console: Console) {
        let socket = service.socket
        let address = Settings.Address(host: socket.host, port: socket.port)
        let base = settings.publicURL ?? "\(settings.scheme)://\(address.text)"
        console.note("ticksheet \(Program.version) listens on \(address.text)")
        for source in settings.sources {
            let verification = source.verification
            var line = "  source \(source.name): callback URL \(base)\(source.path)"
            switch (verification.kind, verification.place) {
            case (.token, .path): line += "/\(shown(verification.secrets.first, console))"
            case (.token, .query(let name)):
                line += "?\(name)=\(shown(verification.secrets.first, console))"
            default: break
            }
            console.note(line)
            if let token = verification.verifyToken {
                console.note("    verify token: \(shown(token, console))")
            }
            if verification.kind == .none {
                console.note(
                    "    " + console.error.painted("unverified:", .yellow)
                        + " whoever reaches this address is believed"
                )
            }
        }
        for report in settings.reports {
            let labels = report.destinations.map(\.label).joined(separator: ", ")
            console.note("  report \(report.name): \(labels) (\(report.zone))")
        }
        if let socket = service.operatorSocket {
            let address = Settings.Address(host: socket.host, port: socket.port)
            let token = settings.operation?.token == nil ? "" : ", with the token"
            console.note("  operator: http://\(address.text)/metrics and /health\(token)")
        }
        if let source = settings.sources.first {
            console.note("Try it from another terminal: ticksheet send --source \(source.name)")
        }
    }

    // A log is read by many; a terminal by the one who has to enter the token somewhere.
    private static func shown(_ reference: SecretReference?, _ console: Console) -> String {
        guard let reference else { return "…" }
        guard console.error.isTerminal, let secret = try? reference.resolved() else {
            return "<\(reference.shownPlace)>"
        }
        return secret.text
    }
}
