import HTTPTypes

/// Writes name and value pairs as `application/x-www-form-urlencoded`.
enum FormBody {
    static let type = "application/x-www-form-urlencoded"

    /// Joins the pairs; all but letters, digits and `-._~` is escaped, a space as `%20`, so that the
    /// text is right in a query too.
    static func text(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(
            separator: "&"
        )
    }
}
