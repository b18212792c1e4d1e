package import HTTPTypes
import JSONTree
package import TicksheetCore
package import WallTime

/// Asks timezonedb.com for offsets.
///
/// One call of a method is one request. Nothing is kept, counted or repeated here, and the request
/// rate of a plan is the caller's to keep: one a second for the free one.
///
/// Source: <https://timezonedb.com/references/get-time-zone>
package struct TimeZoneDBClient: Sendable, CustomStringConvertible {
    /// The service for everybody.
    package static let freeService = "https://api.timezonedb.com/v2.1"
    /// The service for those who pay.
    package static let premiumService = "https://vip.timezonedb.com/v2.1"

    private let transport: any HTTPTransport
    private let base: String
    private let key: Secret
    private let mask: KeyMask

    /// Creates a client.
    ///
    /// `base`: The address up to the version, without a slash at its end; a gateway or a stand-in may
    /// be named.
    package init(
        _ transport: any HTTPTransport,
        key: Secret,
        base: String = TimeZoneDBClient.freeService
    ) {
        self.transport = transport
        self.key = key
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        mask = KeyMask(key)
    }

    /// Where it asks; never the key.
    package var description: String { "timezonedb at \(HTTPCall.origin(of: base))" }

    /// Returns the offset of a zone at a Unix second and from when to when it holds.
    ///
    /// A side of the window that the service leaves open is nil; it says so of zones without
    /// daylight saving time, even where they changed their offset in former years.
    ///
    /// The service calls some zones by another name, so a `zoneName` other than the one that was
    /// asked for is taken where both are names of places, such as America/Buenos_Aires. Names without
    /// a slash may be abbreviations, for which it picks some place: there the name has to be the same.
    ///
    /// Limits: 2 s to connect, 5 s in all, 256 KiB.
    package func window(
        of zone: String,
        at seconds: Int64
    ) async throws(TimeZoneDBError) -> OffsetWindow {
        let asked = "the offset of \(zone) at \(Timestamp(seconds: seconds).rfc3339UTC)"
        let body = try await get(
            "get-time-zone",
            [("by", "zone"), ("zone", zone), ("time", String(seconds))],
            fields: "zoneName,abbreviation,gmtOffset,dst,zoneStart,zoneEnd,timestamp",
            limit: 256 << 10,
            asked: asked
        )
        let reply = try TimeZoneDBReply(body, asked: asked, mask: mask)
        return try reply.window(of: zone, at: seconds)
    }

    /// Returns the zones of a country with their offsets of now.
    ///
    /// Limits: 2 s to connect, 5 s in all, 4 MiB.
    ///
    /// Source: <https://timezonedb.com/references/list-time-zone>
    ///
    /// `country`: Two letters, such as `CO`.
    package func zones(
        of country: String
    ) async throws(TimeZoneDBError) -> [ListedZone] {
        let asked = "the zones of the country \(country)"
        let body = try await get(
            "list-time-zone",
            [("country", country)],
            fields: "countryCode,countryName,zoneName,gmtOffset",
            limit: 4 << 20,
            asked: asked
        )
        return try TimeZoneDBReply(body, asked: asked, mask: mask).zones()
    }

    private func get(
        _ method: String,
        _ query: [(name: String, value: String)],
        fields: String,
        limit: Int,
        asked: String
    ) async throws(TimeZoneDBError) -> [UInt8] {
        // The service answers in XML unless told otherwise. A comma needs no escape in a query.
        let pairs = [("key", key.text), ("format", "json")] + query
        let text = pairs.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
        let call = HTTPCall(
            "GET",
            "\(base)/\(method)?\(text)&fields=\(fields)",
            limits: HTTPCall.Limits(
                connect: .seconds(2),
                firstByte: .seconds(5),
                total: .seconds(5),
                body: limit
            )
        )
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await transport.send(call)
        } catch .cancelled {
            throw .cancelled(asked: asked)
        } catch {
            throw .unreachable(asked: asked, cause: mask.masked(error.description))
        }
        guard response.status != 200 else { return response.body }
        throw TimeZoneDBReply.refusal(response, asked: asked, mask: mask)
    }
}
