import CommandLineKit
import JSONPaths
import JSONTree

/// `path`: JSONPath on a saved body.
enum PathCommand {
    static let spec = CommandSpec(
        "path",
        "Tries a JSONPath (RFC 9535) on a saved body; prints one match a line, as JSON.",
        arguments: [
            .init("EXPR", "The path, such as '$.entry[*].changes[*].field'."),
            .init("BODY", "A saved body.", count: .optional, readsStandardInput: true),
        ],
        options: [.flag("paths", "Prints where each match stands before it.")],
        examples: [
            .init("ticksheet path '$..statuses[*].status' body.json"),
            .init("curl -s localhost/body | ticksheet path '$.entry[0].id' -"),
        ]
    )

    static func run(_ invocation: Invocation, _ console: Console) throws(CommandFailure) {
        let path: JSONPath
        do throws(JSONPathProblem) {
            path = try JSONPath(invocation.argument("EXPR") ?? "")
        } catch {
            throw .other("path.invalid", "\(error)", .data)
        }
        for remark in path.remarks { console.note("note: \(remark)") }
        var bodies = try InputBodies(invocation.argument("BODY").map { [$0] } ?? [])
        while let body = try bodies.nextBody() {
            let document: JSONDocument
            do throws(JSONProblem) {
                document = try JSONDocument.parse(body.bytes)
            } catch {
                throw .other("body.not_json", "\(body.name) is no JSON: \(error.message).", .data)
            }
            var budget = PathBudget(steps: 50_000_000)
            do throws(PathBudgetExceeded) {
                for node in try path.nodes(in: document, budget: &budget) {
                    let place = invocation.flag("paths") ? document.path(of: node) + "\t" : ""
                    console.print(place + document.compact(node))
                }
            } catch {
                throw .other("path.too_much_work", "\(error)", .data)
            }
        }
    }
}

extension JSONDocument {
    /// Returns a value's JSON on one line, without blanks between.
    func compact(_ node: Node) -> String {
        var bytes: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in source(node) {
            if isInString {
                bytes.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            guard byte > 0x20 else { continue }
            bytes.append(byte)
            isInString = byte == UInt8(ascii: "\"")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
