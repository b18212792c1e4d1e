import JSONTree
import ShippedMappings
import TicksheetCore
import WallTime

/// The files that `init` writes.
struct InitTemplate {
    let provider: String
    let zone: String
    let isExcel: Bool
    /// Whether the file is an OpenDocument spreadsheet instead of a CSV.
    let isODS: Bool
    /// The id or address of a Google spreadsheet; nil for a file.
    var spreadsheet: String?
    /// The file of who writes the spreadsheet; nil for what the machine offers.
    var credentials: String? = "secrets/service-account.json"
    /// A stand-in's address; nil for Google.
    var endpoint: String?

    /// Name, text and permissions of each file besides the settings.
    var files: [(name: String, text: [UInt8], permissions: UInt32)] {
        var files: [(name: String, text: [UInt8], permissions: UInt32)] = []
        for name in kind.secretNames {
            files.append(("secrets/\(name)", Array((kind.madeUpSecret() + "\n").utf8), 0o600))
        }
        if let mapping = ShippedMappings.sources.first(where: { $0.name == provider }) {
            files.append(("mappings/\(provider).json5", mapping.text, 0o644))
        }
        if let mapping = ShippedMappings.reports.first {
            files.append(("mappings/\(mapping.name).json5", mapping.text, 0o644))
        }
        return files
            + samples.map { ("samples/\(provider)-\($0.name).\(kind.ending)", $0.text, 0o644) }
    }

    private var kind: InitProvider { InitProvider.of(provider) }

    private var samples: [(name: String, text: [UInt8])] {
        let now = SystemClock().now
        guard provider == "meta-cloud-api" else {
            return SampleBodies.body(of: kind.word, now: now).map { [("status", $0)] } ?? []
        }
        let id = MetaBody.messageID(to: "573001234567", seed: "SAMPLE")
        let update = MetaBody.Update(
            id: id,
            status: "delivered",
            seconds: now.seconds,
            to: "573001234567"
        )
        var failed = update
        failed.id = MetaBody.messageID(to: "573001234568", seed: "SAMPLE")
        failed.to = "573001234568"
        failed.status = "failed"
        failed.failure = MetaBody.Failure(
            code: 131_026,
            title: "Message undeliverable",
            details: "Message Undeliverable."
        )
        return [("delivered", MetaBody.text([update])), ("failed", MetaBody.text([failed]))]
    }

    // MARK: Settings

    /// The settings file.
    var settings: [UInt8] { Array(settingsText.utf8) }

    private var settingsText: String {
        """
        // Ticksheet settings. JSON5: comments and trailing commas are welcome.
        // Paths are seen from this file's folder. See everything that is wrong: ticksheet check
        {
          // Where serve listens. Put a reverse proxy with TLS in front of it, or see "tls" below.
          listen: "127.0.0.1:8080",

          // The address that the provider calls, without the path. Some signatures cover it.
          \(publicURL)

          // Every event that was answered with 200 is in this file. Back it up.
          journal: "data/ticksheet.db",

          // How long raw bodies and events are kept, counted from receipt; or "forever". What a report
          // has not written yet is never removed; the reports keep all their rows.
          retention: { bodies: "30d", entries: "400d" },

          // The zone of the times in the spreadsheet; a report may have its own.
          zone: "\(zone)",

          // Offsets from timezonedb.com (a key, or its time_zone.csv for machines without a way out);
          // while it does not answer, and without it, this machine's tz database does.
          // timezonedb: { key: { file: "secrets/timezonedb-key" } },

          // Zones by the first digits of numbers, for "recipient"; before the built-in table.
          // recipientZones: { "+5255": "America/Mexico_City" },

          // What one client may take. These are the standard values.
          // limits: { body: "3MB", header: "10s", total: "30s", connections: 10000 },

          // HTTPS without a reverse proxy. PEM files; after a renewal send serve a SIGHUP.
          // tls: { certificate: "fullchain.pem", key: "privkey.pem" },

          // Proxies that write whom they serve into that field; of nobody else it is believed.
          // trustedProxy: { addresses: ["10.0.0.1"], header: "X-Forwarded-For" },

          // /metrics (Prometheus) and /health on a port of their own. Without a token only here.
          // operator: { listen: "127.0.0.1:9090", token: { file: "secrets/operator-token" } },

          // serve warns when a source sent nothing for so long; or "off".
          // silence: "6h",

          sources: [
            {
              // A name of your own, for messages and for ticksheet send.
              name: "\(kind.source)",
              // The path that the provider posts to.
              path: "/webhooks/\(kind.source)",
              // What its bodies mean: a shipped mapping's word, or a file such as
              // "./mappings/\(provider).json5", the copy that lies there to be changed.
              mapping: "\(provider)",
              // Who may send: addresses and ranges. Others are refused before their body is read.
              // allow: ["192.0.2.0/24"],
              // How it proves that it is the provider. A secret is { file: "…" } or { env: "…" }.
        \(kind.verify)
            },
          ],

          reports: [
            {
              name: "campaigns",
              // Which columns the spreadsheet has: a file, see mappings/, or a shipped word.
              // "campaign-funnel" has a row per message, "rejected-numbers" one per number.
              mapping: "whatsapp-campaign-reports",
              // Which events it holds: "beginning" (all), "now", or those since a date.
              from: "beginning",
              // The language of month names and status labels: en, es, pt, fr, de, it, nl, id.
              // locale: "es",
              // A zone, or "recipient": each row in the zone of its recipient's number.
              // zone: "Europe/Madrid",
              to: [
        \(spreadsheet.map(sheet) ?? file)
              ],
            },
          ],
        }

        """
    }

    private var file: String { isODS ? ods : csv }

    private var ods: String {
        """
                {
                  // Opens in LibreOffice, Excel and Numbers; written whole each time, so an edit stops it.
                  ods: "reports/whatsapp-campaign-reports.ods",
                  // What to do when the file is gone: "stop", "rebuild" it, or "continue" in a new one.
                  missing: "stop",
                  // Whether what people did to the file is written over.
                  overwrite: false,
                  // It is written when the first new row is so old, and ten times as long after the last
                  // time as that took.
                  batch: { age: "5s" },
                },
        """
    }

    private var csv: String {
        """
                {
                  csv: "reports/whatsapp-campaign-reports.csv",
                  // An Excel that writes decimals with a comma wants separator ";" and bom true.
                  separator: "\(isExcel ? ";" : ",")",
                  bom: \(isExcel),
                  // What to do when the file is gone: "stop", "rebuild" it, or "continue" in a new one.
                  missing: "stop",
                  // A batch is written when it has so many rows or bytes, or is so old.
                  batch: { rows: 5000, bytes: "2MB", age: "5s" },
                },
        """
    }

    private func sheet(_ spreadsheet: String) -> String {
        """
                {
                  sheets: {
                    // The spreadsheet's address, or the id in it between /d/ and /edit. A list of them is
                    // filled one after the other; or a folder of a shared drive, in which they are made:
                    // folder: "https://drive.google.com/drive/folders/0AbC…".
                    spreadsheet: "\(spreadsheet)",
                    // The tab; made where it is not there. Rename it in the sheet as you like later.
                    tab: "WhatsApp campaign reports",
                    // The key of a service account; share the spreadsheet with its address as an editor.
                    // Without "credentials": what GOOGLE_APPLICATION_CREDENTIALS, gcloud or the machine
                    // offer. A person signs in with: ticksheet login google.
        \(signIn)
                  },
                  // A batch is written when it has so many rows or bytes, or is so old.
                  batch: { rows: 5000, bytes: "2MB", age: "10s" },
                },
        """
    }

    private var signIn: String {
        let file =
            credentials.map { "credentials: { file: \(Self.text($0)) }," }
            ?? "// credentials: { file: \"secrets/service-account.json\" },"
        let address = endpoint.map { " endpoint: \(Self.text($0))," } ?? ""
        return "            \(file)\(address)"
    }

    private static func text(_ value: String) -> String {
        var writer = JSONWriter()
        writer.string(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private var publicURL: String {
        (kind.signsAddress ? "" : "// ") + "publicURL: \"https://hooks.example.com\","
    }
}
