extension JSONDocument {
    /// Returns the value of a member; the last one when the key is repeated.
    ///
    /// Nil when there is none, or the node is no object. Names are compared by their bytes, after
    /// decoding the escapes in a key. Allocates nothing.
    package func member(_ node: Node, _ key: JSONKey) -> Node? {
        member(node, utf8: key.bytes.span)
    }

    /// Returns the value of the member with this name in UTF-8; the last one when it is repeated.
    package func member(_ node: Node, utf8 wanted: Span<UInt8>) -> Node? {
        let object = entry(node)
        guard object.isObject else { return nil }
        let text = bytes.span
        var found: Node?
        var index = node.index + 1
        while index < object.next {
            let name = tape[Int(index)]
            if isEqual(name, wanted, text) {
                found = Node(index: index + 1)
                guard object.isSpecial else { break }
            }
            index = after(index + 1)
        }
        return found
    }

    /// Returns an element, counted from 0; nil when there is none or the node is no array.
    ///
    /// Cost: grows with the index.
    package func element(_ node: Node, _ index: Int) -> Node? {
        let array = entry(node)
        guard array.kind == .array, index >= 0, index < array.count else { return nil }
        var next = node.index + 1
        for _ in 0..<index { next = after(next) }
        return Node(index: next)
    }

    /// Returns how many members an object or elements an array has; 0 for other values.
    ///
    /// A repeated key counts each time it stands there.
    package func count(_ node: Node) -> Int {
        let entry = entry(node)
        return entry.isContainer ? entry.count : 0
    }

    /// Returns the members of an object in the order of the text; none for other values.
    ///
    /// A repeated key comes each time it stands there.
    package func members(_ node: Node) -> Members {
        let entry = entry(node)
        let isObject = entry.kind == .object
        return Members(tape: tape, index: node.index + 1, end: isObject ? entry.next : 0)
    }

    /// Returns the elements of an array in order; none for other values.
    package func elements(_ node: Node) -> Elements {
        let entry = entry(node)
        let isArray = entry.kind == .array
        return Elements(tape: tape, index: node.index + 1, end: isArray ? entry.next : 0)
    }

    /// The members of an object, one after the other, without allocation.
    package struct Members: Sequence, IteratorProtocol, Sendable {
        let tape: [TapeEntry]
        var index: Int32
        let end: Int32

        /// Returns the next key and its value.
        package mutating func next() -> (key: Node, value: Node)? {
            guard index < end else { return nil }
            let key = index
            let value = tape[Int(key) + 1]
            index = value.isContainer ? value.next : key + 2
            return (Node(index: key), Node(index: key + 1))
        }
    }

    /// The elements of an array, one after the other, without allocation.
    package struct Elements: Sequence, IteratorProtocol, Sendable {
        let tape: [TapeEntry]
        var index: Int32
        let end: Int32

        /// Returns the next element.
        package mutating func next() -> Node? {
            guard index < end else { return nil }
            let element = index
            let value = tape[Int(element)]
            index = value.isContainer ? value.next : element + 1
            return Node(index: element)
        }
    }

    @inline(__always)
    private func isEqual(
        _ name: TapeEntry,
        _ wanted: Span<UInt8>,
        _ text: Span<UInt8>
    ) -> Bool {
        if name.isSpecial { return isEqualDecoded(name, wanted, text) }
        guard Int(name.end - name.start) == wanted.count else { return false }
        let start = Int(name.start)
        for index in 0..<wanted.count {
            guard text[start + index] == wanted[index] else { return false }
        }
        return true
    }

    @inline(never)
    private func isEqualDecoded(
        _ name: TapeEntry,
        _ wanted: Span<UInt8>,
        _ text: Span<UInt8>
    ) -> Bool {
        var decoded: [UInt8] = []
        EscapedText.append(text, name.range, to: &decoded)
        guard decoded.count == wanted.count else { return false }
        for index in 0..<wanted.count where decoded[index] != wanted[index] { return false }
        return true
    }
}
