import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct SheetLimitsTests {
    private func problem(columns: Int, named length: Int = 3) throws -> String? {
        var mapping = try SheetReport.mapping()
        let column = try #require(mapping.columns.first)
        mapping.columns = (0..<columns).map { _ in
            var copy = column
            copy.header = String(repeating: "x", count: length)
            return copy
        }
        return SheetLimits.problem(with: mapping)
    }

    @Test func `a mapping that no tab can hold is named with both numbers`() throws {
        #expect(try problem(columns: 5) == nil)
        // Its key's 16 characters and the name, for each.
        #expect(try problem(columns: 200, named: 84) == nil)
        #expect(
            try problem(columns: 201, named: 84)
                == "has 201 columns, whose names take 20100 of the 20000 characters that Google Sheets "
                + "has for them (16 and the name for each); expected fewer, or a CSV file"
        )
        #expect(
            try problem(columns: 18_279)
                == "has 18279 columns, and a tab of Google Sheets has 18278 at most; expected fewer, or "
                + "a CSV file"
        )
    }
}
