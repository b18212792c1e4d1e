/// A JSON value of which the members keep their order.
package enum JSONValue: Sendable, Equatable {
    /// Null.
    case null
    /// True or false.
    case bool(Bool)
    /// A number; whole ones are printed without a fraction.
    case number(Double)
    /// A text.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object([Member])

    /// A member of an object.
    package struct Member: Sendable, Equatable {
        /// The name.
        package var key: String
        /// The value.
        package var value: JSONValue

        /// Creates a member.
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// An object without members.
    package static let empty = JSONValue.object([])

    /// Returns a whole number.
    package static func int(_ value: some BinaryInteger) -> JSONValue { .number(Double(value)) }

    /// Returns an object without the members that have no value.
    package static func fields(_ pairs: (String, JSONValue?)...) -> JSONValue {
        .object(pairs.compactMap { pair in pair.1.map { Member(pair.0, $0) } })
    }

    /// Returns the member of that name; nil where there is none or the value is no object.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// Returns an element; nil where there is none or the value is no array.
    package subscript(_ index: Int) -> JSONValue? {
        elements.indices.contains(index) ? elements[index] : nil
    }

    /// The elements of an array; none for other values.
    package var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The members of an object; none for other values.
    package var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The text of a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number.
    package var double: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// A whole number that fits.
    package var int: Int? { double.flatMap { Int(exactly: $0) } }

    /// True or false.
    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates a string.
    package init(stringLiteral value: String) { self = .string(value) }

    /// Creates true or false.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Creates a number.
    package init(integerLiteral value: Int) { self = .number(Double(value)) }

    /// Creates an array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Creates an object, in the order of the literal.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONValue {
    /// Sets, replaces or (with nil) removes a member; a value that is no object becomes one.
    mutating func set(_ key: String, _ value: JSONValue?) {
        var members = members
        let index = members.firstIndex { $0.key == key }
        if let value, let index {
            members[index].value = value
        } else if let value {
            members.append(Member(key, value))
        } else if let index {
            members.remove(at: index)
        }
        self = .object(members)
    }

    func value(at path: some Collection<String>) -> JSONValue? {
        guard let first = path.first else { return self }
        return self[first]?.value(at: path.dropFirst())
    }

    /// Sets what stands at a path; objects on the way come into being, empty ones go.
    mutating func set(at path: some Collection<String>, _ value: JSONValue?) {
        guard let first = path.first else {
            self = value ?? .empty
            return
        }
        guard path.count > 1 else { return set(first, value) }
        var child = self[first] ?? .empty
        child.set(at: path.dropFirst(), value)
        set(first, child == .empty ? nil : child)
    }
}
