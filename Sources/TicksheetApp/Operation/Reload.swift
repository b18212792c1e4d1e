import Intake
import MicroHTTPDBridge
import TicksheetCore

/// What a SIGHUP asks for: settings that were read and checked anew, ready to hold.
struct Reload {
    let assembly: Assembly
    let sources: [WebhookSource]
    let certificate: ServerCertificate?
    let token: Secret?

    /// Reads the settings file again.
    ///
    /// `first`: What the process started with, whose listeners it has.
    ///
    /// - Throws: Everything that is wrong in it; nothing has changed then.
    init(replacing first: Assembly) throws(FileProblems) {
        let started = first.settings
        let new = try SettingsReader.settings(at: started.file, readsSecrets: true)
        // The new settings were judged by an address that does not hold before a restart.
        if new.listen != started.listen, !started.listen.isLoopback,
            let open = new.sources.first(where: \.verification.isOnlyForThisMachine)
        {
            throw FileProblems([
                FileProblem(
                    file: new.file,
                    line: 0,
                    finding: "the source \(quoted(open.name)) is not verified, and listen is still "
                        + "\(quoted(started.listen.text)) until a restart; restart serve, or set for "
                        + "this source a kind that verifies, such as \"token\", or "
                        + "allowUnverified: true"
                )
            ])
        }
        assembly = Assembly(settings: new, replacing: first)
        sources = try assembly.sources()
        token = try assembly.operatorToken()
        certificate = try Self.certificate(new)
    }

    /// Reads the certificate of settings that were checked a moment ago.
    static func certificate(_ settings: Settings) throws(FileProblems) -> ServerCertificate? {
        guard let tls = settings.tls else { return nil }
        do throws(Certificate.Failure) {
            return try Certificate.read(tls, now: SystemClock().now)
        } catch {
            throw FileProblems([
                FileProblem(
                    file: settings.file,
                    line: 0,
                    finding: "tls.\(error.key) \(error.finding)"
                )
            ])
        }
    }
}
