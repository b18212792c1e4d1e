import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct PageTests {
    @Test func `people see the cells, and nothing in them becomes markup`() async throws {
        let session = try Session()
        try await session.fill([["<script>alert(1)</script>", "a & \"b\""], [12, true]])
        let list = try await session.call("GET", "/", token: .some(nil))
        #expect(list.text.contains("<a href=\"/view/\(session.id)\">Test</a>"))
        #expect(list.fields["metadata-flavor"] == "Google")
        let page = try await session.call("GET", "/view/\(session.id)", token: .some(nil))
        #expect(page.status == 200)
        #expect(page.text.contains("<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>"))
        #expect(page.text.contains("a &amp; &quot;b&quot;"))
        #expect(page.text.contains("<td class=\"n\">12</td>"))
        #expect(!page.text.contains("<script"))
        #expect(page.text.contains("http-equiv=\"refresh\""))
        #expect(try await session.call("GET", "/view/none").status == 404)
    }

    @Test func `long tabs are shown in parts, and every tab has its page`() async throws {
        let session = try Session(rowCount: 2000)
        try await session.fill((1...1200).map { [.string("row \($0)")] })
        _ = try await session.batch(["addSheet": ["properties": ["title": "B & C", "sheetId": 4]]])
        let first = try await session.call("GET", "/view/\(session.id)")
        #expect(first.text.contains("<td>row 500</td>"))
        #expect(!first.text.contains("<td>row 501</td>"))
        #expect(first.text.contains("<a href=\"?sheet=4\">B &amp; C</a>"))
        let last = try await session.call("GET", "/view/\(session.id)?sheet=0&row=1001")
        #expect(last.text.contains("<td>row 1200</td>"))
        let other = try await session.call("GET", "/view/\(session.id)?sheet=4")
        #expect(other.text.contains("all empty"))
    }
}
