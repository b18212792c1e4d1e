import HTTPTypes
import JSONTree
import WallTime

/// The answers, shaped as the real ones are.
enum StandInReply {
    static func zone(
        _ name: String,
        _ window: OffsetWindow,
        at seconds: Int64,
        shiftedBy shift: Int32,
        next: String?,
        _ place: TimeZoneStandIn.Place?
    ) -> HTTPReply {
        let offset = window.offset.seconds + shift
        var writer = JSONWriter()
        writer.beginObject()
        text("status", "OK", &writer)
        text("message", "", &writer)
        text("countryCode", place?.countryCode ?? "", &writer)
        text("countryName", place?.countryName ?? "", &writer)
        text("regionName", "", &writer)
        text("cityName", "", &writer)
        text("zoneName", name, &writer)
        text("abbreviation", window.offset.abbreviation, &writer)
        number("gmtOffset", Int64(offset), &writer)
        text("dst", window.offset.isDaylight ? "1" : "0", &writer)
        number("zoneStart", window.start ?? 0, &writer)
        writer.key("zoneEnd")
        // The last second inside.
        if let end = window.end { writer.integer(end - 1) } else { writer.null() }
        writer.key("nextAbbreviation")
        if let next { writer.string(next) } else { writer.null() }
        number("timestamp", seconds + Int64(offset), &writer)
        text("formatted", formatted(seconds + Int64(offset)), &writer)
        writer.endObject()
        return json(writer.bytes)
    }

    static func list(
        _ places: [(TimeZoneStandIn.Place, seconds: Int32)],
        at now: Int64
    ) -> HTTPReply {
        var writer = JSONWriter()
        writer.beginObject()
        text("status", "OK", &writer)
        text("message", "", &writer)
        writer.key("zones")
        writer.beginArray()
        for (place, seconds) in places {
            writer.beginObject()
            text("countryCode", place.countryCode, &writer)
            text("countryName", place.countryName, &writer)
            text("zoneName", place.zone, &writer)
            number("gmtOffset", Int64(seconds), &writer)
            number("timestamp", now + Int64(seconds), &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return json(writer.bytes)
    }

    /// Errors come with HTTP 200 and the fields of a list.
    static func failed(_ message: String) -> HTTPReply {
        var writer = JSONWriter()
        writer.beginObject()
        text("status", "FAILED", &writer)
        text("message", message, &writer)
        number("totalPage", 0, &writer)
        number("currentPage", 0, &writer)
        writer.key("zones")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return json(writer.bytes)
    }

    static let page = HTTPReply(
        status: 200,
        fields: [("Content-Type", "text/html; charset=utf-8")],
        body: Array("<!DOCTYPE html><title>Sign in to the network</title>\n".utf8)
    )

    static let markup = HTTPReply(
        status: 200,
        fields: [("Content-Type", "application/xml")],
        body: Array("<?xml version=\"1.0\"?>\n<result><status>OK</status></result>\n".utf8)
    )

    private static func json(_ body: [UInt8]) -> HTTPReply {
        HTTPReply(status: 200, fields: [("Content-Type", "application/json")], body: body)
    }

    private static func text(_ key: String, _ value: String, _ writer: inout JSONWriter) {
        writer.key(key)
        writer.string(value)
    }

    private static func number(_ key: String, _ value: Int64, _ writer: inout JSONWriter) {
        writer.key(key)
        writer.integer(value)
    }

    private static func formatted(_ local: Int64) -> String {
        let text = Timestamp(seconds: local).rfc3339UTC
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }
}
