import Testing
import TicksheetCore

@Suite struct CellTextTests {
    @Test(arguments: ["x", "é", "😀", "e\u{301}"], [32_767, 50_000])
    func `a text too long for a cell is cut with a mark`(_ part: String, _ units: Int) {
        let cut = CellText.fitting(String(repeating: part, count: 60_000), units: units)
        #expect(cut.utf16.count <= units)
        #expect(cut.utf16.count > units - 10)
        #expect(cut.hasSuffix("(cut; the journal holds all of it)"))
        #expect(!cut.contains("\u{FFFD}"))
    }

    @Test(arguments: ["x", "é", "😀"])
    func `a text that just fits stays as it is`(_ part: String) {
        let text = String(repeating: part, count: 1000 / part.utf16.count)
        #expect(CellText.fitting(text, units: 1000) == text)
        #expect(CellText.fitting(text, units: 999) != text)
    }
}
