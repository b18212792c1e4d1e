import JSONTree

/// A JSON value of a request, written as a literal.
enum RequestValue: Sendable {
    case string(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)
    case array([RequestValue])
    case object([(String, RequestValue)])
    /// JSON text that is there already.
    case raw([UInt8])

    var bytes: [UInt8] {
        var writer = JSONWriter()
        append(to: &writer)
        return writer.bytes
    }

    func append(to writer: inout JSONWriter) {
        switch self {
        case .string(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .double(let number): writer.double(number)
        case .bool(let flag): writer.bool(flag)
        case .array(let values):
            writer.beginArray()
            for value in values { value.append(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for (key, value) in members {
                writer.key(key)
                value.append(to: &writer)
            }
            writer.endObject()
        case .raw(let bytes): writer.raw(bytes)
        }
    }
}

extension RequestValue: ExpressibleByStringLiteral {
    init(stringLiteral text: String) { self = .string(text) }
}

extension RequestValue: ExpressibleByIntegerLiteral {
    init(integerLiteral number: Int64) { self = .integer(number) }
}

extension RequestValue: ExpressibleByBooleanLiteral {
    init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension RequestValue: ExpressibleByArrayLiteral {
    init(arrayLiteral values: RequestValue...) { self = .array(values) }
}

extension RequestValue: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral members: (String, RequestValue)...) { self = .object(members) }
}
