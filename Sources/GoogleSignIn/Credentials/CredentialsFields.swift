import HTTPTypes
import JSONTree
import TicksheetCore

/// Reads the fields of a credentials file and collects what is wrong with them.
///
/// A finding shows values only where they are no secrets.
struct CredentialsFields {
    let document: JSONDocument
    let object: JSONDocument.Node
    private let prefix: String
    private(set) var findings: [String] = []

    init(_ document: JSONDocument, _ object: JSONDocument.Node, prefix: String = "") {
        self.document = document
        self.object = object
        self.prefix = prefix
    }

    /// Returns the value of a field, or nil where there is none or null.
    func node(_ name: JSONKey) -> JSONDocument.Node? {
        document.member(object, name).flatMap { document.kind($0) == .null ? nil : $0 }
    }

    /// Returns a text that has to be there; empty after a finding.
    mutating func text(_ name: JSONKey) -> String {
        guard node(name) != nil else {
            note("\(prefix)\(name) is missing; expected a text")
            return ""
        }
        return optionalText(name) ?? ""
    }

    /// Returns a text that may be missing.
    mutating func optionalText(_ name: JSONKey) -> String? {
        guard let node = node(name) else { return nil }
        guard document.kind(node) == .string else {
            note("\(prefix)\(name) is \(document.kind(node)); expected a text")
            return nil
        }
        let text = document.text(node)
        guard !text.isEmpty else {
            note("\(prefix)\(name) is empty; expected a text")
            return nil
        }
        return text
    }

    /// Returns a secret that has to be there; empty after a finding.
    mutating func secret(_ name: JSONKey) -> Secret { Secret(text(name)) }

    /// Returns an address that has to be there.
    mutating func address(_ name: JSONKey) -> String {
        guard node(name) != nil else {
            note("\(prefix)\(name) is missing; expected an https address")
            return ""
        }
        return optionalAddress(name) ?? ""
    }

    /// Returns an address that may be missing.
    mutating func optionalAddress(_ name: JSONKey) -> String? {
        guard let text = optionalText(name) else { return nil }
        guard HTTPAddress(text) != nil, !text.contains("#"),
            !text.contains("@") || isBehindHost(text)
        else {
            note("\(prefix)\(name) is \(quoted(text)); expected an https address")
            return nil
        }
        return text
    }

    /// Returns an e-mail address that has to be there.
    mutating func email(_ name: JSONKey) -> String {
        let text = text(name)
        if !text.isEmpty, !isEmail(text) {
            note("\(prefix)\(name) is \(quoted(text)); expected an e-mail address")
        }
        return text
    }

    /// Returns a whole number in a range, or what holds where there is none.
    mutating func integer(_ name: JSONKey, _ range: ClosedRange<Int64>, standard: Int64) -> Int64 {
        guard let node = node(name) else { return standard }
        guard let number = document.integer(node), range.contains(number) else {
            let shown = document.kind(node) == .number ? document.text(node) : nil
            note(
                "\(prefix)\(name) is \(shown ?? document.kind(node).description); expected a whole "
                    + "number from \(range.lowerBound) to \(range.upperBound)"
            )
            return standard
        }
        return number
    }

    /// Adds a finding.
    mutating func note(_ finding: String) { findings.append(finding) }

    // The path of an impersonation address has an e-mail address in it; before the path an `@` would
    // hide another host.
    private func isBehindHost(_ text: String) -> Bool {
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? ""
        return !rest.prefix { $0 != "/" }.contains("@")
    }
}

/// Whether a text looks like an e-mail address: one `@` between two words of visible ASCII.
func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
        && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
}
