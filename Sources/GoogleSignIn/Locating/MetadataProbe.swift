import HTTPTypes

/// Looks whether a metadata server answers, which only machines at Google see.
enum MetadataProbe {
    /// What every request and every answer carries, so that neither side takes another for it.
    ///
    /// Source: <https://cloud.google.com/compute/docs/metadata/querying-metadata>
    static let flavor = (name: "Metadata-Flavor", value: "Google")

    /// Why there is none; nil where there is one.
    static func finding(
        _ server: MetadataServer,
        over transport: any HTTPTransport
    ) async -> String? {
        let call = call(server, "/", .seconds(3))
        do throws(HTTPFailure) {
            let response = try await transport.send(call)
            return isGoogle(response)
                ? nil : "what answers at \(HTTPCall.origin(of: server.base)) is no metadata server"
        } catch {
            return "no metadata server, so this is no machine at Google (\(error))"
        }
    }

    static func call(_ server: MetadataServer, _ target: String, _ patience: Duration) -> HTTPCall {
        var fields = HTTPFields()
        fields.append(flavor.name, flavor.value)
        return HTTPCall(
            "GET",
            server.base + target,
            fields: fields,
            limits: HTTPCall.Limits(
                connect: min(patience, .seconds(3)),
                firstByte: patience,
                total: patience,
                body: 256 << 10
            )
        )
    }

    static func isGoogle(_ response: HTTPResponse) -> Bool {
        response.fields["metadata-flavor"] == flavor.value
    }
}
