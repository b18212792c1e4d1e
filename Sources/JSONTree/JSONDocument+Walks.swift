extension JSONDocument {
    /// Returns how many values and keys a node holds, itself included.
    package func size(_ node: Node) -> Int {
        Int(after(node.index) - node.index)
    }

    /// Returns the values of an object's members or an array's elements; none for other values.
    package func children(_ node: Node) -> Children {
        let entry = entry(node)
        return Children(
            tape: tape,
            index: node.index + 1,
            end: entry.isContainer ? entry.next : 0,
            isObject: entry.kind == .object
        )
    }

    /// Returns the first of a node's children; nil where it has none.
    package func firstChild(of node: Node) -> Node? {
        child(at: node.index + 1, of: entry(node))
    }

    /// Returns the child of a node that comes after another one; nil after the last.
    package func sibling(after child: Node, in node: Node) -> Node? {
        self.child(at: after(child.index), of: entry(node))
    }

    @inline(__always)
    private func child(at index: Int32, of parent: TapeEntry) -> Node? {
        guard parent.isContainer, index < parent.next else { return nil }
        return Node(index: parent.isObject ? index + 1 : index)
    }

    /// Returns the node and the objects and arrays in it, each before what it holds, in text order.
    package func containers(_ node: Node) -> Containers {
        Containers(tape: tape, index: node.index, end: after(node.index))
    }

    /// The children of an object or array, one after the other, without allocation.
    package struct Children: Sequence, IteratorProtocol, Sendable {
        let tape: [TapeEntry]
        var index: Int32
        let end: Int32
        let isObject: Bool

        /// Returns the next child.
        package mutating func next() -> Node? {
            guard index < end else { return nil }
            let child = isObject ? index + 1 : index
            let value = tape[Int(child)]
            index = value.isContainer ? value.next : child + 1
            return Node(index: child)
        }
    }

    /// The objects and arrays in a node, one after the other, without allocation.
    package struct Containers: Sequence, IteratorProtocol, Sendable {
        let tape: [TapeEntry]
        var index: Int32
        let end: Int32

        /// Returns the next object or array.
        package mutating func next() -> Node? {
            while index < end {
                let node = index
                index += 1
                if tape[Int(node)].isContainer { return Node(index: node) }
            }
            return nil
        }
    }
}
