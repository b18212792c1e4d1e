import CommandLineKit
import HTTPTypes
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
            console.note("  source \(source.name): callback URL \(base)\(target(source, console))")
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
            let send = settings.command("send --source \(shellWord(source.name))")
            console.note("Try it from another terminal: \(send)")
        }
    }

    private static func target(_ source: Settings.Source, _ console: Console) -> String {
        let verification = source.verification
        guard verification.kind == .token else { return source.path }
        let token = secret(verification.secrets.first, console).map { percentEncoded($0.text) }
        return verification.place.target(
            source.path,
            with: token ?? placeholder(verification.secrets.first)
        )
    }

    private static func shown(_ reference: SecretReference?, _ console: Console) -> String {
        secret(reference, console)?.text ?? placeholder(reference)
    }

    // A log is read by many; a terminal by the one who has to enter the token somewhere.
    private static func secret(_ reference: SecretReference?, _ console: Console) -> Secret? {
        console.error.isTerminal ? try? reference?.resolved() : nil
    }

    private static func placeholder(_ reference: SecretReference?) -> String {
        reference.map { "<\($0.shownPlace)>" } ?? "…"
    }
}
