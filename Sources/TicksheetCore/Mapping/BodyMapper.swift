import HTTPTypes
import JSONPaths
import JSONTree

/// What a body means under a mapping.
package struct MappedBody: Sendable {
    /// An event whose identity is not computed yet.
    package struct Draft: Sendable, Equatable {
        /// What the event's id is computed over; nil where a needed part is missing, so that the id
        /// is made from the body's digest and the element's place.
        package let key: EventKey?
        /// What it tells.
        package let kind: EventKind
        /// Where its element begins in the raw body, in bytes.
        package let element: Int
        /// What is known of it.
        package let fields: Fields
        /// How each field was found; empty unless it was asked for.
        package let explanation: [FieldExplanation]
    }

    /// How one field was found.
    package struct FieldExplanation: Sendable, Equatable {
        /// The field.
        package let name: String
        /// The path of the mapping that found it, or `value` for a constant.
        package let path: String
        /// Where in the body it stood.
        package let place: String
        /// The text as it was sent.
        package let sent: String
        /// What was made of it.
        package let value: String
    }

    /// The events, in the body's order.
    package internal(set) var events: [Draft] = []
    /// What could not be mapped, in the body's order.
    package internal(set) var problems: [MappingProblem] = []
    /// What was used of the request beside the body, as JSON text; empty where nothing was.
    package internal(set) var request: [UInt8] = []
    /// Bodies that belong to the provider and hold no event.
    package internal(set) var ignored = 0
}

extension SourceMapping {
    /// Maps a body.
    ///
    /// Pure: the same body gives the same result.
    ///
    /// One bad element never fails the others. Work is bounded by a budget for the whole body,
    /// depth and size.
    ///
    /// `explain`: Whether events say how each field was found.
    package func map(
        _ bytes: [UInt8],
        facts: RequestFacts,
        explain: Bool = false
    ) -> MappedBody {
        let text: [UInt8] =
            switch body {
            case .json: bytes
            case .form: RequestFacts.object(FormFields(bytes).pairs)
            // A saved query, mapped again, comes as the body.
            case .query:
                RequestFacts.object(
                    FormFields(facts.query.isEmpty ? bytes : Array(facts.query.utf8)).pairs
                )
            }
        var result = MappedBody()
        do throws(JSONProblem) {
            let document = try JSONDocument.parse(text)
            let run = MappingRun(
                mapping: self,
                document: document,
                facts: facts,
                explains: explain
            )
            result = run.all()
            if document.noteCount > 0 { result.note(document) }
        } catch {
            result.problems = [Self.unreadable(error, isEmpty: bytes.isEmpty)]
        }
        return result
    }

    private static func unreadable(_ error: JSONProblem, isEmpty: Bool) -> MappingProblem {
        MappingProblem(
            code: "body.not_json",
            path: "$",
            element: 0,
            finding: isEmpty
                ? "The body is empty; expected JSON"
                : "The body is no JSON: \(error.message)",
            remedy:
                "Look at the body; is the sender set to send JSON, and is it this provider's URL?"
        )
    }
}

extension MappedBody {
    // What the reader found odd: the body is mapped all the same, and somebody should know.
    fileprivate mutating func note(_ document: JSONDocument) {
        for note in document.notes.prefix(1) {
            let finding: String
            switch note.reason {
            case .repeatedKey(let key):
                finding =
                    "The key \(quoted(key)) stands twice in one object at line "
                    + "\(note.position.line), column \(note.position.column); the last one was used"
            case .notUTF8:
                finding =
                    "A text at line \(note.position.line), column \(note.position.column) is no "
                    + "UTF-8; U+FFFD stands for what cannot be read"
            }
            let more =
                document.noteCount > 1 ? " (and \(document.noteCount - 1) more such places)" : ""
            problems.append(
                MappingProblem(
                    code: "body.odd",
                    path: "$",
                    element: note.position.offset,
                    finding: finding + more,
                    remedy: "Nothing is lost; tell the sender",
                    isKept: true
                )
            )
        }
    }
}
