import Intake
import MicroHTTPDBridge
import TicksheetCore

/// What a running `serve` does besides its work: takes changed settings, and watches.
extension Service {
    /// Reads the settings again, after a SIGHUP: right ones hold from now on as far as they can, wrong
    /// ones are named and nothing changes.
    func reload() {
        let reload: Reload
        do throws(FileProblems) {
            reload = try Reload(replacing: assembly)
        } catch {
            log.write(
                .error,
                "settings not taken",
                [
                    ("file", started.file), ("problems", String(error.all.count)),
                    ("findings", error.all.map(\.description).joined(separator: " | ")),
                    ("remedy", "The old settings hold; ticksheet check shows what to change"),
                ]
            )
            return
        }
        take(reload)
        let new = reload.assembly.settings
        for difference in FixedSettings(started).differences(from: new) {
            log.write(
                .warn,
                "setting needs a restart",
                [
                    ("key", difference.key), ("holds", difference.holds),
                    ("wanted", difference.wanted),
                ]
            )
        }
        log.write(
            .info,
            "settings taken",
            [
                ("file", new.file), ("sources", String(new.sources.count)),
                ("reports", String(new.reports.count)),
            ]
        )
        warnOfCertificate()
    }

    private func take(_ reload: Reload) {
        let new = reload.assembly.settings
        do throws(JournalError) {
            let sources = try MappingNotes.knowing(reload.sources, of: new, in: journal)
            intake.take(sources, proxy: new.trustedProxy)
        } catch {
            intake.take(reload.sources, proxy: new.trustedProxy)
            log.write(.warn, "mappings of before not read", [("cause", "\(error)")])
        }
        // Behind the change: a body that came meanwhile is rather mapped twice than never again.
        do throws(JournalError) {
            try MappingNotes.note(new.sources, in: journal)
        } catch {
            log.write(.warn, "mappings not noted", [("cause", "\(error)")])
        }
        let shown = started.tls == nil ? nil : reload.certificate
        if let shown { server.show(shown) }
        // No token is enough only where the listener is as these settings think it is.
        if reload.token != nil || new.operation?.listen == started.operation?.listen {
            door.expect(reload.token)
        }
        live.take(reload.assembly, certificateEnd: shown?.validUntil)
        generations.continuation.yield(reload.assembly)
    }

    /// Says in the log that the certificate ends soon.
    func warnOfCertificate() {
        guard let tls = live.settings.tls, let end = live.certificateEnd,
            let warning = Certificate.warning(until: end, tls, now: SystemClock().now)
        else { return }
        log.write(.warn, "certificate ends soon", [("explanation", warning)])
    }

    /// Says in the log when a source has been silent for too long, until the task is cancelled.
    func watchSilence() async {
        var watch = SilenceWatch()
        while !Task.isCancelled {
            let limit = live.settings.silence
            watch.look(at: intake.current.sourceCounts, limit: limit, now: .now, log: log)
            // Often enough to be punctual within a twentieth, seldom enough to cost nothing.
            let pause = limit.map { min(max($0 / 20, .milliseconds(100)), .seconds(30)) }
            try? await Task.sleep(for: pause ?? .seconds(30))
        }
    }
}
