import GoogleSheets
import Intake
import MicroHTTPDBridge
import PhoneRegions
import Sinks
import Sync
import TicksheetCore

/// What the settings file says, checked.
///
/// Secrets are named here and read only when they are used.
struct Settings: Sendable {
    /// An address to listen on.
    struct Address: Sendable, Equatable {
        let host: String
        let port: UInt16

        /// Whether only this machine reaches it.
        var isLoopback: Bool {
            // A name such as 127.example.com is whatever its owner says.
            if let address = IPAddress(host) { return address.isLoopback }
            return host.lowercased() == "localhost"
        }

        var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// One source of webhooks.
    struct Source: Sendable {
        let name: String
        let path: String
        let mapping: SourceMapping
        /// The mapping as it is written.
        let mappingText: [UInt8]
        let verification: VerificationSettings
        /// Who may send; empty where everybody may.
        let allow: [AddressRange]
    }

    /// What the listener shows over TLS.
    struct TLS: Sendable {
        /// The path of the certificate.
        let certificate: String
        /// The path of its key.
        let key: String
        /// The same for messages: a file that others can read is worth a warning.
        let keyReference: SecretReference
    }

    /// Where those who run the program ask.
    struct Operator: Sendable {
        let listen: Address
        let token: SecretReference?
    }

    /// Whom to ask for offsets besides the system.
    struct TimeZoneDB: Sendable {
        static let standardEndpoint = "https://api.timezonedb.com/v2.1"

        let key: SecretReference?
        /// The path of timezonedb's own table.
        let file: String?
        let endpoint: String
        /// At most one request in that time.
        let interval: Duration
        /// How long a report waits for an answer.
        let patience: Duration
    }

    /// One report.
    struct Report: Sendable {
        let name: String
        let mapping: ReportMapping
        /// A zone's name, or `recipient`.
        let zone: String
        let start: ReaderStart
        let destinations: [Destination]

        /// Whether the journal keeps entries as long as a destination is in the settings: each writing
        /// of it shows them all again.
        func holdsEntries(_ destination: Destination) -> Bool {
            mapping.rows == .status && destination.isODS
        }
    }

    /// One destination of a report.
    struct Destination: Sendable {
        /// What rows are written to.
        enum Target: Sendable {
            case file(File)
            case sheet(Sheet)
        }

        /// A file of this machine.
        struct File: Sendable {
            /// The absolute path.
            let path: String
            let kind: RowFileKind
            let missing: CSVSink.MissingPolicy
            /// Whether a file that is written whole is written over what people did to it.
            let overwrites: Bool
        }

        /// The place as it was written, for people.
        let label: String
        let target: Target
        let policy: BatchPolicy

        /// What it points at: two names of one file are one destination.
        var reader: ReaderID {
            switch target {
            case .file(let file):
                ReaderID((isODS ? "ods:" : "csv:") + FileIdentity.path(of: file.path))
            case .sheet(let sheet): sheet.reader
            }
        }

        /// All that it writes to, each as the reader of a destination of its own.
        var readers: [ReaderID] { sheet?.tabs ?? [reader] }

        /// The file's path; nil for what is no file.
        var path: String? {
            if case .file(let file) = target { file.path } else { nil }
        }

        /// Whether it is an OpenDocument spreadsheet, which is always written whole.
        var isODS: Bool {
            if case .file(let file) = target { file.kind == .ods } else { false }
        }

        /// The tab; nil for what is none.
        var sheet: Sheet? {
            if case .sheet(let sheet) = target { sheet } else { nil }
        }
    }

    /// The file as the person named it.
    let file: String
    let listen: Address
    let publicURL: String?
    /// The journal's path.
    let journal: String
    let retention: Retention
    let zone: String
    let http: TransportChoice
    let timeZoneDB: TimeZoneDB?
    /// Zones of numbers by their first digits, before the table's.
    let recipientZones: [(prefix: String, zone: String)]
    let regions: PhoneRegions
    let limits: ServerLimits
    let tls: TLS?
    let operation: Operator?
    let trustedProxy: TrustedProxy?
    /// How long a source may be silent; nil where that is nobody's concern.
    let silence: Duration?
    let sources: [Source]
    let reports: [Report]

    /// What makes a report's rows, as text: another text, other rows.
    func definition(of report: Report) -> String {
        let rows = "\(report.mapping.definition) in \(report.zone)"
        guard report.zone == RowZones.recipient else { return rows }
        let zones = recipientZones.map { "\($0.prefix) \($0.zone)" }.sorted()
        return rows + " or \(zone), \(zones.joined(separator: ", "))"
    }

    /// Report and destination of each reader, for people.
    var destinationNames: [ReaderID: (report: String, destination: String)] {
        var names: [ReaderID: (report: String, destination: String)] = [:]
        for report in reports {
            for destination in report.destinations {
                names[destination.reader] = (report.name, destination.label)
            }
        }
        return names
    }

    /// A line that a person can run: the program, the words, and these settings.
    func command(_ words: String) -> String {
        Self.command(words, for: file)
    }

    /// A line that a person can run: the program, the words, and the settings file.
    static func command(_ words: String, for file: String) -> String {
        let settings = file == Program.settingsFile ? "" : " --settings \(shellWord(file))"
        return "ticksheet \(words)\(settings)"
    }

    /// Where webhooks arrive, as their senders know it.
    var baseURL: String { publicURL ?? "\(scheme)://\(listen.text)" }

    /// What the listener speaks.
    var scheme: String { tls == nil ? "http" : "https" }
}
