import CommandLineKit
import Intake
import Journals
import MicroHTTPDBridge
import PosixBridge
import Sync
import TicksheetCore

/// `serve`: receives webhooks and keeps every report in step.
enum ServeCommand {
    static let spec = CommandSpec(
        "serve",
        "Receives webhooks and keeps every report in step, until it is stopped.",
        discussion: [
            "SIGTERM or Ctrl-C ends it: requests under way get their answer, what is there is "
                + "written, then it exits. What is not written yet waits in the journal.",
            "SIGHUP reads the settings again. Where they are right, sources, mappings, secrets, "
                + "allow-lists, reports and certificates change at once, and the log names what needs "
                + "a restart; where they are wrong, the log says what, and the old ones stay.",
        ],
        examples: [
            .init("ticksheet serve"),
            .init("ticksheet serve --settings /etc/ticksheet/ticksheet.json5", "as a service"),
            .init("kill -HUP $(pidof ticksheet)", "takes changed settings"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        // Before anything else: a service manager may ask to read the settings again right after it has
        // started the program, and a signal that nobody watches would end it.
        let signals = try CommandFailure.onFiles("cannot watch signals") {
            () throws(SystemError) in
            try Signals.stream()
        }
        let settings = try CommandFailure.settings(invocation, readsSecrets: true)
        let service = try Service.started(settings, console: console)
        Banner.print(settings, service, console)
        service.warnOfCertificate()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await service.feedReports() }
            group.addTask { await service.watchSilence() }
            for await signal in signals {
                if signal == .hangUp {
                    service.reload()
                    continue
                }
                console.note("Stopping; a second signal ends at once.")
                endLater(console)
                break
            }
            group.addTask {
                for await signal in signals where signal != .hangUp {
                    ProcessFacts.exit(128 + signal.rawValue)
                }
            }
            service.stopIntake()
            group.cancelAll()
        }
        service.close()
    }

    // Whatever holds it up, such as a program that has locked the journal: what is not written waits there.
    private static func endLater(_ console: Console) {
        _ = try? Thread("deadline") {
            Clocks.pause(nanoseconds: 18_000_000_000)
            console.note(
                "Something holds up the end, such as a program that has locked the journal: ended."
            )
            ProcessFacts.exit(ExitCode.unavailable.rawValue)
        }
    }
}
