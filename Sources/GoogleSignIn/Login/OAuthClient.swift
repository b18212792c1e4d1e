import HTTPTypes
import JSONTree
import PosixBridge
package import TicksheetCore

/// A program that people allow to act for them: the file of an OAuth client of the type Desktop app.
package struct OAuthClient: Sendable, Equatable, CustomStringConvertible {
    /// The client's id.
    package let clientID: String
    /// The client's secret.
    package let clientSecret: Secret
    /// Where a person allows access.
    package let authURI: String
    /// Where a code is exchanged for tokens.
    package let tokenURI: String
    /// The project that it belongs to; nil where the file does not say.
    package let project: String?

    /// Its id; never its secret.
    package var description: String { "the OAuth client \(clientID)" }

    /// Reads a client file.
    package static func file(
        _ path: String,
        in surroundings: Surroundings = .system
    ) throws(CredentialsError) -> Self {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try surroundings.content(of: path).bytes
        } catch {
            throw .clientUnreadable(file: path, cause: error.reason)
        }
        return try read(bytes, file: path)
    }

    /// Reads the bytes of a client file.
    ///
    /// Clients of the type Web application are refused: Google sends people back to addresses only that
    /// were entered for them beforehand, and the port is another each time.
    package static func read(_ bytes: [UInt8], file: String) throws(CredentialsError) -> Self {
        let document: JSONDocument
        do throws(CredentialsError) {
            document = try WrongContent.object(bytes, file: file)
        } catch .notCredentials(_, let found) {
            throw .noClient(file: file, found: found)
        }
        let outer = CredentialsFields(document, document.root)
        guard let node = outer.node("installed") else {
            if outer.node("web") != nil {
                throw .webClient(file: file)
            }
            let type = outer.node("type").map { document.text($0) }
            throw .noClient(file: file, found: type.map { "credentials of the type \(quoted($0))" })
        }
        var fields = CredentialsFields(document, node, prefix: "installed.")
        let client = Self(
            clientID: fields.text("client_id"),
            clientSecret: fields.secret("client_secret"),
            authURI: fields.optionalAddress("auth_uri") ?? GoogleEndpoints.authorization,
            tokenURI: fields.optionalAddress("token_uri") ?? GoogleEndpoints.token,
            project: fields.optionalText("project_id")
        )
        guard fields.findings.isEmpty else {
            throw .fields(file: file, kind: "OAuth client", findings: fields.findings)
        }
        return client
    }
}
