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

/// A running `serve`: journal, servers and one worker for each destination.
struct Service: Sendable {
    // Meta waits about 20 s for an answer: whoever is still waiting then has gone.
    private static let drainSeconds = 20.0

    let journal: SQLiteJournal
    let server: MicroHTTPServer
    /// Pins the offsets that reports are about to show.
    let keeper: ZoneKeeper
    let intake: LiveIntake
    let door: OperatorDoor
    /// The settings as they hold now.
    let live: LiveSettings
    /// What reports are fed by from now on.
    let generations:
        (stream: AsyncStream<Assembly>, continuation: AsyncStream<Assembly>.Continuation)
    let log: any Log
    private let operatorServer: MicroHTTPServer?
    /// What it was started with.
    let assembly: Assembly

    /// Where it listens.
    var socket: ListeningSocket { server.socket }

    /// The settings of the start: listeners and journal are theirs until the end.
    var started: Settings { assembly.settings }

    /// Where those who run it ask; nil where they do not.
    var operatorSocket: ListeningSocket? { operatorServer?.socket }

    /// Opens the journal and begins to take requests.
    static func started(
        _ settings: Settings,
        console: Console,
        log: (any Log)? = nil
    ) throws(CommandFailure) -> Service {
        let assembly = Assembly(settings: settings)
        let log = log ?? LogfmtLog(console: console)
        var sources: [WebhookSource]
        let certificate: ServerCertificate?
        let token: Secret?
        do throws(FileProblems) {
            sources = try assembly.sources()
            certificate = try Reload.certificate(settings)
            token = try assembly.operatorToken()
        } catch {
            throw .files(error)
        }
        let zones = ZoneSources(settings, log: log)
        let limits = OpenFiles.limits(settings, log: log)
        let journal = try CommandFailure.onJournal { () throws(JournalError) in
            try assembly.journal(.serve)
        }
        do throws(JournalError) {
            try MappingNotes.note(settings.sources, in: journal)
            sources = try MappingNotes.knowing(sources, of: settings, in: journal)
        } catch {
            journal.close()
            throw .journal(error)
        }
        let counts = IntakeCounts()
        let rejections = RejectionLog(log)
        let live = LiveSettings(assembly, certificateEnd: certificate?.validUntil)
        let isReady: @Sendable () -> Bool = {
            counts.isStoring(at: .now) && journal.isInPlace && (try? journal.head()) != nil
        }
        let intake = LiveIntake(
            Receiver(
                sources: sources,
                proxy: settings.trustedProxy,
                counts: counts,
                journal: journal,
                now: { SystemClock().now },
                isReady: isReady,
                rejections: rejections
            )
        )
        let metrics = Metrics(
            counts: counts,
            journal: journal,
            path: settings.journal,
            names: { live.settings.destinationNames },
            certificateEnd: { live.certificateEnd },
            googleWrites: { live.googleWrites }
        )
        let door = OperatorDoor(
            token: token,
            metrics: { () throws(JournalError) in try metrics.text(now: SystemClock().now) },
            isAccepting: { live.isAccepting && isReady() },
            rejections: rejections
        )
        var operatorServer: MicroHTTPServer?
        var place = (address: settings.listen, key: "listen")
        do throws(SystemError) {
            let server = try intake.server(
                on: settings.listen,
                limits: limits,
                certificate: certificate,
                log: log
            )
            if let operation = settings.operation {
                place = (operation.listen, "operator.listen")
                do throws(SystemError) {
                    operatorServer = try door.server(on: operation.listen)
                } catch {
                    server.stop(within: 0)
                    throw error
                }
            }
            return Service(
                journal: journal,
                server: server,
                keeper: zones.keeper(journal, clock: assembly.clock, log: log),
                intake: intake,
                door: door,
                live: live,
                generations: AsyncStream.makeStream(
                    of: Assembly.self,
                    bufferingPolicy: .bufferingNewest(1)
                ),
                log: log,
                operatorServer: operatorServer,
                assembly: assembly
            )
        } catch {
            journal.close()
            throw listening(error, place.address, key: place.key, settings)
        }
    }

    private static func listening(
        _ error: SystemError,
        _ address: Settings.Address,
        key: String,
        _ settings: Settings
    ) -> CommandFailure {
        let address = address.text
        let sentence =
            if error.isAddressInUse {
                "cannot listen on \(address): another program has the port. Stop it (ss -ltnp shows "
                    + "which one), or set another port in \"\(key)\" of \(settings.file)."
            } else if error.isRefused {
                "cannot listen on \(address): \(error.reason). A port below 1024 needs root or the "
                    + "right CAP_NET_BIND_SERVICE; or set another port in \"\(key)\" of \(settings.file)."
            } else {
                "cannot listen on \(address): \(error.reason). Set an address of this machine in "
                    + "\"\(key)\" of \(settings.file)."
            }
        return .other("serve.listen", sentence, .unavailable)
    }

    /// Feeds every destination until the task is cancelled; with other settings, as they say.
    func feedReports() async {
        var assembly: Assembly? = assembly
        while let current = assembly { assembly = await feed(current) }
        await keeper.close()
    }

    /// Feeds the destinations of some settings until there are others.
    ///
    /// - Returns: The others; nil where the task was cancelled.
    private func feed(_ assembly: Assembly) async -> Assembly? {
        let failPoint = FailPoints.fromEnvironment()
        return await withTaskGroup(of: Void.self) { group in
            for job in assembly.jobs(keeper: keeper, failPoint: failPoint) {
                group.addTask { await feed(job) }
            }
            group.addTask { await assembly.purging(journal, log: log).follow() }
            group.addTask { await SheetsTelling(assembly, journal, log: log).follow() }
            let next = await generations.stream.first { _ in true }
            // Workers write what is there and let go of their leases; the next begin where they end.
            group.cancelAll()
            return next
        }
    }

    private func feed(_ job: SyncWorker.Job) async {
        guard let executor = await executor(for: job) else { return }
        _ = await SyncWorker.run(
            job,
            journal: journal,
            mode: .follow,
            clock: assembly.clock,
            on: executor
        ) { progress in note(progress, of: job) }
    }

    // Waits where the system gives no thread now; nil where the task is cancelled meanwhile.
    private func executor(for job: SyncWorker.Job) async -> ThreadExecutor? {
        var attempts = 0
        while !Task.isCancelled {
            do throws(SystemError) {
                // Senders do not wait for reports: intake comes first.
                return try ThreadExecutor("sync", niceness: 5)
            } catch {
                attempts += 1
                if attempts == 1 { noteNoThread(error, job) }
                let pause = Backoff.wait(after: attempts, jitter: Double.random(in: 0...1))
                try? await Task.sleep(for: pause)
            }
        }
        return nil
    }

    private func noteNoThread(_ error: SystemError, _ job: SyncWorker.Job) {
        let trouble = ReaderTrouble(
            code: "serve.no_thread",
            explanation: "the system gives serve no thread for this report: \(error.reason); it "
                + "tries again. Raise the limit of its threads (TasksMax of its unit, pids of its "
                + "container, ulimit -u of its user), or free memory.",
            since: assembly.clock.now
        )
        log.write(
            .warn,
            "report waits",
            [("to", job.label), ("code", trouble.code), ("explanation", trouble.explanation)]
        )
        // Where another process feeds it, the report is not in trouble. The worker clears the note.
        guard case .granted(let lease)? = try? journal.lease(job.reader) else { return }
        try? journal.note(trouble, of: job.reader)
        withExtendedLifetime(lease) {}
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
        case .rebuilding:
            // A log is not watched; it says when it is done.
            break
        case .rebuilt(let receipt):
            log.write(
                .info,
                "report written anew",
                [("to", job.label), ("rows", String(receipt.rows))]
                    + (receipt.kept.map { [("old_file", $0)] } ?? [])
            )
        case .recovered:
            log.write(.info, "report goes on", [("to", job.label)])
        case .moved(let reader):
            log.write(.info, "report was moved", [("to", job.label), ("from", reader.name)])
        }
    }

    /// Ends the intake: requests under way get their answer.
    func stopIntake() {
        live.endIntake()
        server.stop(within: Self.drainSeconds)
    }

    /// Closes the journal; the last step.
    func close() {
        operatorServer?.stop(within: 1)
        journal.close()
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
