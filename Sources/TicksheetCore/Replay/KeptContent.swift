package import WallTime

/// What the journal holds of one kept body.
package struct KeptContent: Sendable, Equatable {
    /// An entry and the element of the body that it was made of.
    package struct Element: Sendable, Equatable {
        /// Where the element begins in the raw body, in bytes.
        package let element: Int
        /// The id that the event had when it came; nil in what older programs appended.
        package let id: EventID?
        /// The entry as it is known now: with the fields of its newest correction.
        package let entry: Entry

        /// Creates an element.
        package init(element: Int, id: EventID? = nil, entry: Entry) {
            self.element = element
            self.id = id
            self.entry = entry
        }
    }

    /// The body's entries in their order, without corrections.
    package let elements: [Element]
    /// The elements that were copies when the body came; journals of older programs did not tell.
    package let copies: Set<Int>
    /// Those of the ids that were asked about that are in the journal, under whatever body.
    package let known: Set<EventID>
    /// The body's open problems, without those of rows.
    package let problems: [KeptProblem]
    /// Ids of events from before this time may have been removed; nil where all are there.
    package let idsKeptSince: Timestamp?

    /// Creates a content.
    package init(
        elements: [Element],
        copies: Set<Int> = [],
        known: Set<EventID>,
        problems: [KeptProblem],
        idsKeptSince: Timestamp? = nil
    ) {
        self.elements = elements
        self.copies = copies
        self.known = known
        self.problems = problems
        self.idsKeptSince = idsKeptSince
    }
}

/// An open problem with its place in a kept body.
package struct KeptProblem: Sendable, Equatable {
    /// Its number, for `problems show`.
    package let number: Int64
    /// The number of its body, which may be gone.
    package let body: Int64
    /// Whose row it is about; nil where the body itself could not be mapped.
    package let reader: ReaderID?
    /// What is wrong, in the words of then.
    package let problem: MappingProblem

    /// Creates a problem.
    package init(number: Int64, body: Int64, reader: ReaderID? = nil, problem: MappingProblem) {
        self.number = number
        self.body = body
        self.reader = reader
        self.problem = problem
    }
}
