import CommandLineKit
import HTTPTypes
import Intake
import TicksheetCore

/// `send`: signs a body as the provider would and sends it to serve.
enum SendCommand {
    static let spec = CommandSpec(
        "send",
        "Signs a body as the provider would and sends it to a running serve.",
        discussion: [
            "Without a body a made-up one is sent, with an event of its own. Prints the curl line "
                + "that does the same; it holds the signature, not the secret (a token stands in "
                + "it, where the source has one). For a source whose body is the query it is sent "
                + "as that, with GET."
        ],
        arguments: [.init("BODY", "Saved bodies.", count: .any, readsStandardInput: true)],
        options: [
            .value("source", "NAME", "The source to send as.", isRequired: true),
            .value("to", "URL", "Where serve listens.", standard: "the settings' listen"),
        ],
        examples: [
            .init("ticksheet send --source meta"),
            .init("ticksheet send --source meta samples/meta-cloud-api-failed.json"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) async throws(CommandFailure) {
        let settings = try CommandFailure.settings(invocation)
        let source = try Choice.source(invocation.required("source"), settings)
        let verification: Verification
        do throws(FileProblems) {
            verification = try source.verification.resolved()
        } catch {
            throw .files(error)
        }
        let base =
            invocation.isGiven("to") ? try url(invocation.required("to")) : localURL(settings)
        let poster = WebhookPoster(base: base, over: settings.http.transport())
        var total = Total()
        for body in try bodies(invocation, source) {
            let request = verification.signed(
                HTTPRequest(webhook: body.bytes, as: source.mapping.body, to: source.path),
                publicURL: settings.baseURL,
                now: SystemClock().now
            )
            console.note(curl(request, base: base, file: body.file))
            let answer = try await post(request, poster, base, settings)
            let text = String(decoding: answer.body, as: UTF8.self)
            let line = text.split(separator: "\n").first.map(String.init) ?? ""
            console.print("\(body.name): \(answer.status) \(escapedControls(line))")
            total.add(answer, saying: line)
        }
        if total.isRefused { throw .said(.unavailable) }
        if total.isTaken {
            let labels = settings.reports.flatMap(\.destinations).map(\.label)
            console.note("It is written within seconds: \(labels.joined(separator: ", "))")
        } else if !total.hasProblems {
            console.note("It holds no event: nothing is written.")
        }
        if total.hasProblems {
            console.note("See what could not be mapped: \(settings.command("problems list"))")
            throw .said(.data)
        }
    }

    /// What became of all bodies.
    private struct Total {
        var isRefused = false
        /// Whether there is an event of them to write.
        var isTaken = false
        var hasProblems = false

        mutating func add(_ answer: HTTPResponse, saying line: String) {
            isRefused = isRefused || answer.status != 200
            // What stands between may answer in its own words.
            let outcome = WebhookOutcome(line)
            isTaken = isTaken || outcome.map { $0.new + $0.copies > 0 } ?? true
            hasProblems = hasProblems || (outcome?.problems ?? 0) > 0
        }
    }

    private struct Body {
        let name: String
        let bytes: [UInt8]
        let file: String?
    }

    private static func bodies(
        _ invocation: Invocation,
        _ source: Settings.Source
    ) throws(CommandFailure) -> [Body] {
        let names = invocation.arguments("BODY")
        if !names.isEmpty {
            var saved = try InputBodies(names, holdsForms: source.mapping.body != .json)
            var bodies: [Body] = []
            while let body = try saved.nextBody() {
                let file = names.contains(body.name) ? body.name : nil
                bodies.append(Body(name: body.name, bytes: body.bytes, file: file))
            }
            return bodies
        }
        // The made-up ones are bodies, not queries.
        guard source.mapping.body != .query,
            let bytes = SampleBodies.body(of: source.mapping.provider, now: SystemClock().now)
        else {
            let what = source.mapping.body == .query ? "query" : "body"
            throw .other(
                "send.no_sample",
                "There is no made-up \(what) for the provider \(quoted(source.mapping.provider)); "
                    + "name a saved one: ticksheet send --source \(source.name) FILE.",
                .usage
            )
        }
        return [Body(name: "a made-up body", bytes: bytes, file: nil)]
    }

    private static func url(_ text: String) throws(CommandFailure) -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        guard let address = HTTPAddress(text), !text.contains("?"), !text.contains("#") else {
            throw .other(
                "usage.url",
                "--to \(quoted(text)) is no address; expected one such as \"http://127.0.0.1:8080\".",
                .usage
            )
        }
        return address.text
    }

    private static func localURL(_ settings: Settings) -> String {
        // A certificate names the public host, not this machine's address.
        if settings.tls != nil, let url = settings.publicURL { return url }
        let listen = settings.listen
        let isAny = listen.host == "0.0.0.0" || listen.host == "::"
        let host = isAny ? "127.0.0.1" : listen.host
        return "\(settings.scheme)://\(Settings.Address(host: host, port: listen.port).text)"
    }

    private static func post(
        _ request: HTTPRequest,
        _ poster: WebhookPoster,
        _ base: String,
        _ settings: Settings
    ) async throws(CommandFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await poster.post(request)
        } catch {
            throw .other(
                "send.unanswered",
                "There is no answer: \(error). \(remedy(error, settings))",
                .unavailable
            )
        }
    }

    private static func remedy(_ failure: HTTPFailure, _ settings: Settings) -> String {
        if case .untrusted = failure {
            let file = settings.tls.map { shellWord($0.certificate) } ?? "FILE"
            return "Name the address that the certificate is for: --to URL. To trust one that "
                + "nobody known signed, write in front of the command: CURL_CA_BUNDLE=\(file)"
        }
        return "Is serve running there? Start it: \(settings.command("serve")). Or name another "
            + "address: --to URL."
    }

    private static func curl(_ request: HTTPRequest, base: String, file: String?) -> String {
        var line = "curl -sS"
        for field in request.fields.all {
            line += " -H \(shellWord("\(field.name): \(field.value)"))"
        }
        if request.method == "POST" {
            let body = String(decoding: request.body, as: UTF8.self)
            line += " --data-binary \(shellWord(file.map { "@\($0)" } ?? body))"
        }
        return line + " " + shellWord(base + request.target)
    }
}
