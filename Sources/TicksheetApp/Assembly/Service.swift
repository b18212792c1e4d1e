import CommandLineKit
import HTTPTypes
import Intake
import Journals
import MicroHTTPDBridge
import PosixBridge
import Sinks
import Sync
import Synchronization
import TicksheetCore
import Zones

/// A running `serve`: journal, server and one worker for each destination.
struct Service: Sendable {
    // Meta waits about 20 s for an answer: whoever is still waiting then has gone.
    private static let drainSeconds = 20.0

    let journal: SQLiteJournal
    let server: MicroHTTPServer
    /// Pins the offsets that reports are about to show.
    let keeper: ZoneKeeper
    private let assembly: Assembly
    private let log: any Log

    /// Where it listens.
    var socket: ListeningSocket { server.socket }

    /// Opens the journal and begins to take requests.
    static func started(
        _ settings: Settings,
        console: Console,
        log: (any Log)? = nil
    ) throws(CommandFailure) -> Service {
        let assembly = Assembly(settings: settings)
        let log = log ?? LogfmtLog(console: console)
        let sources: [WebhookSource]
        do throws(FileProblems) {
            sources = try assembly.sources()
        } catch {
            throw .files(error)
        }
        let zones = ZoneSources(settings, log: log)
        ProcessFacts.raiseOpenFileLimit()
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try assembly.journal(.serve)
        }
        do throws(SystemError) {
            let socket = try ListeningSocket(
                host: settings.listen.host,
                port: settings.listen.port
            )
            let receiver = Receiver(
                sources: sources,
                journal: journal,
                now: { SystemClock().now },
                isReady: { (try? journal.head()) != nil },
                log: log
            )
            let server = try MicroHTTPServer(
                on: socket,
                limits: settings.limits,
                admit: { receiver.admit($0) },
                handle: { request, pending in
                    receiver.handle(request) { pending.answer($0) }
                }
            )
            return Service(
                journal: journal,
                server: server,
                keeper: zones.keeper(journal, clock: assembly.clock, log: log),
                assembly: assembly,
                log: log
            )
        } catch {
            journal.close()
            throw listening(error, settings)
        }
    }

    private static func listening(_ error: SystemError, _ settings: Settings) -> CommandFailure {
        let address = settings.listen.text
        let sentence =
            if error.isAddressInUse {
                "cannot listen on \(address): another program has the port. Stop it (ss -ltnp shows "
                    + "which one), or set another port in \"listen\" of \(settings.file)."
            } else if error.isRefused {
                "cannot listen on \(address): \(error.reason). Ports below 1024 need root: set another "
                    + "port in \"listen\" of \(settings.file)."
            } else {
                "cannot listen on \(address): \(error.reason). Set an address of this machine in "
                    + "\"listen\" of \(settings.file)."
            }
        return .other("serve.listen", sentence, .unavailable)
    }

    /// Feeds every destination until the task is cancelled.
    func feedReports() async {
        let failPoint = FailPoints.fromEnvironment()
        await withTaskGroup(of: Void.self) { group in
            for job in assembly.jobs(keeper: keeper, failPoint: failPoint) {
                group.addTask { await feed(job) }
            }
        }
        await keeper.close()
    }

    private func feed(_ job: SyncWorker.Job) async {
        do throws(SystemError) {
            let executor = try ThreadExecutor("sync")
            _ = await SyncWorker.run(
                job,
                journal: journal,
                mode: .follow,
                clock: assembly.clock,
                on: executor
            ) { progress in note(progress, of: job) }
        } catch {
            log.write(.error, "report not started", [("to", job.label), ("cause", "\(error)")])
        }
    }

    private func note(_ progress: SyncWorker.Progress, of job: SyncWorker.Job) {
        switch progress {
        case .wrote(let through, let rows, let took):
            log.write(
                .info,
                "batch written",
                [
                    ("to", job.label), ("rows", String(rows)), ("through", String(through)),
                    ("took_ms", String(took.milliseconds)),
                ]
            )
        case .standby(let owner):
            log.write(.info, "standing by", [("to", job.label), ("fed_by", owner)])
        case .failed(let error):
            log.write(
                error.disposition == .stop ? .error : .warn,
                error.disposition == .stop ? "report stopped" : "report waits",
                [
                    ("to", job.label), ("code", error.code),
                    ("explanation", error.explanation),
                ]
            )
        case .rebuilt(let receipt):
            log.write(
                .info,
                "report written anew",
                [("to", job.label), ("rows", String(receipt.rows))]
                    + (receipt.kept.map { [("old_file", $0)] } ?? [])
            )
        case .recovered:
            log.write(.info, "report goes on", [("to", job.label)])
        }
    }

    /// Ends the intake: requests under way get their answer.
    func stopIntake() {
        server.stop(within: Self.drainSeconds)
    }

    /// Closes the journal; the last step.
    func close() {
        journal.close()
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
