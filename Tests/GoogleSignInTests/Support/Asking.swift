import HTTPTypes
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSignIn

/// One source of tokens, its transport and its time.
struct Asking {
    let time = FakeTime()
    let transport: ScriptedTransport
    let source: TokenSource

    init(
        _ located: LocatedCredentials,
        _ transport: ScriptedTransport,
        files: [String: String] = [:],
        limits: TokenLimits = TokenLimits()
    ) {
        self.transport = transport
        source = TokenSource(
            located,
            over: transport,
            clock: time,
            limits: limits,
            surroundings: SampleCredentials.surroundings(files),
            pause: { [time] in time.pause($0) },
            jitter: { 0.5 }
        )
    }

    init(
        robot transport: ScriptedTransport,
        subject: String? = nil,
        limits: TokenLimits = TokenLimits()
    ) throws {
        self.init(
            try SampleCredentials.located(SampleCredentials.serviceAccount(), subject: subject),
            transport,
            limits: limits
        )
    }

    init(person transport: ScriptedTransport) throws {
        self.init(try SampleCredentials.located(SampleCredentials.authorizedUser()), transport)
    }

    /// Returns the error of asking, after looking that it tells no secret.
    func error(sourceLocation: SourceLocation = #_sourceLocation) async throws -> SignInError {
        let error = try await #require(
            throws: SignInError.self,
            sourceLocation: sourceLocation
        ) {
            _ = try await source.token()
        }
        var dumped = ""
        dump(error, to: &dumped)
        for text in [error.description, dumped] {
            for secret in Self.secrets {
                #expect(!text.contains(secret), sourceLocation: sourceLocation)
            }
        }
        #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
        #expect(error.description.hasPrefix("error[google."), sourceLocation: sourceLocation)
        return error
    }

    static let secrets = [
        "TOKEN", "secret-of-nobody", "subject-of-nobody", "MIIE", "eyJhbGci", "1//0refresh",
    ]
}
