package import TicksheetCore

extension MemoryJournal {
    package func ask(
        _ kind: ReaderRequest.Kind,
        of reader: ReaderID
    ) throws(JournalError) -> Int64 {
        change { content in
            let same = content.requests.firstIndex {
                $0.reader == reader && $0.kind == kind && $0.answer == nil
            }
            if let same { return Int64(same + 1) }
            content.requests.append((reader, kind, nil))
            return Int64(content.requests.count)
        }
    }

    package func openRequest(of reader: ReaderID) throws(JournalError) -> ReaderRequest? {
        let requests = content.requests
        let index = requests.firstIndex { $0.reader == reader && $0.answer == nil }
        return index.map { ReaderRequest(number: Int64($0 + 1), kind: requests[$0].kind) }
    }

    package func answer(
        _ request: Int64,
        with answer: RequestAnswer
    ) throws(JournalError) {
        change { content in
            guard content.requests.indices.contains(Int(request) - 1) else { return }
            content.requests[Int(request) - 1].answer = answer
        }
    }

    package func answer(to request: Int64) throws(JournalError) -> RequestAnswer? {
        let requests = content.requests
        return requests.indices.contains(Int(request) - 1)
            ? requests[Int(request) - 1].answer : nil
    }
}
