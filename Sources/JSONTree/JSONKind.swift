/// What a value in a JSON text is.
package enum JSONKind: UInt8, Sendable, CustomStringConvertible {
    case object
    case array
    case string
    case number
    case `true`
    case `false`
    case null

    /// The kind as a message names it, such as `an object`.
    package var description: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .true: "true"
        case .false: "false"
        case .null: "null"
        }
    }
}
