/// A `fields` parameter: which members of a value are meant.
///
/// `a,b.c,d(e,f/g)`; `*` is everything on its level.
struct FieldMask: Sendable, Equatable {
    private(set) var children: [(name: String, mask: FieldMask)] = []

    /// Whether it means a member whole.
    var isWhole: Bool { children.isEmpty || children.contains { $0.name == "*" && $0.mask.isLeaf } }

    private var isLeaf: Bool { children.isEmpty }

    static func == (left: Self, right: Self) -> Bool {
        left.children.elementsEqual(right.children) { $0.name == $1.name && $0.mask == $1.mask }
    }

    private init() {}

    /// Reads a mask; nil where the text is none.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let mask = Self.list(&rest), rest.isEmpty, !mask.isLeaf else { return nil }
        self = mask
    }

    /// Every path, outermost name first.
    var paths: [[String]] {
        children.flatMap { child in
            child.mask.isLeaf ? [[child.name]] : child.mask.paths.map { [child.name] + $0 }
        }
    }

    /// The mask of a member; nil where the member is not meant.
    func child(_ name: String) -> FieldMask? {
        if isWhole { return FieldMask() }
        return children.first { $0.name == name || $0.name == "*" }?.mask
    }

    /// Whether anything below a path is meant.
    func touches(_ path: String...) -> Bool {
        var mask = self
        for name in path {
            guard let next = mask.child(name) else { return false }
            mask = next
        }
        return true
    }

    /// Returns what is left of a value.
    func filtered(_ value: JSONValue) -> JSONValue {
        if isWhole { return value }
        switch value {
        case .array(let elements): return .array(elements.map(filtered))
        case .object(let members):
            return .object(
                members.compactMap { member in
                    child(member.key).map { .init(member.key, $0.filtered(member.value)) }
                }
            )
        default: return value
        }
    }

    // MARK: Reading

    private static func list(_ text: inout ArraySlice<UInt8>) -> FieldMask? {
        var mask = FieldMask()
        while true {
            var path: [String] = []
            repeat {
                let isSeparated = !path.isEmpty
                if isSeparated { text.removeFirst() }
                let name = text.prefix { !",./()".utf8.contains($0) }
                text = text[name.endIndex...]
                let word = String(decoding: name, as: UTF8.self).filter { $0 != " " }
                guard !word.isEmpty else { return nil }
                path.append(word)
            } while text.first == UInt8(ascii: ".") || text.first == UInt8(ascii: "/")
            var inner = FieldMask()
            if text.first == UInt8(ascii: "(") {
                text.removeFirst()
                guard let found = list(&text), text.first == UInt8(ascii: ")") else { return nil }
                text.removeFirst()
                inner = found
            }
            mask.add(path[...], inner)
            guard text.first == UInt8(ascii: ",") else { return mask }
            text.removeFirst()
        }
    }

    private mutating func add(_ path: ArraySlice<String>, _ inner: FieldMask) {
        guard let first = path.first else { return }
        guard let index = children.firstIndex(where: { $0.name == first }) else {
            var child = inner
            if path.count > 1 {
                child = FieldMask()
                child.add(path.dropFirst(), inner)
            }
            children.append((first, child))
            return
        }
        // A member that is meant whole stays so.
        if children[index].mask.isLeaf { return }
        if path.count > 1 {
            children[index].mask.add(path.dropFirst(), inner)
        } else if inner.isLeaf {
            children[index].mask = inner
        } else {
            for child in inner.children { children[index].mask.add([child.name], child.mask) }
        }
    }
}
