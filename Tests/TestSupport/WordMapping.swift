package import TicksheetCore

/// Takes each word of a body for an event that is named by it, and by the word of the mapping.
package struct WordMapping: KeptBodyMapping {
    package let formers: [any KeptBodyMapping]
    private let name: String

    /// Creates it.
    package init(_ name: String = "words", formers: [WordMapping] = []) {
        self.name = name
        self.formers = formers
    }

    /// Returns the delivery of a body as it comes.
    package func delivery(of body: String, in journal: any JournalAppending) -> Delivery {
        delivery(
            of: KeptBody(
                number: 0,
                received: Sample.noon,
                source: "meta",
                request: [],
                bytes: Array(body.utf8)
            ),
            identity: journal.identity
        )
    }

    package func delivery(of body: KeptBody, identity: (EventKey) -> EventID) -> Delivery {
        let words = body.bytes.split(separator: UInt8(ascii: " "))
        return Sample.delivery(
            words.map { word in
                var key = EventKey(provider: name)
                key.append(Array(word))
                return Event(
                    id: identity(key),
                    kind: .status,
                    element: word.startIndex,
                    fields: Sample.fields(word.startIndex)
                )
            },
            body: String(decoding: body.bytes, as: UTF8.self),
            mapping: self
        )
    }
}
