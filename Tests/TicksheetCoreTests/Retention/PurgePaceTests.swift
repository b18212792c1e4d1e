import Testing
import TicksheetCore

@Suite struct PurgePaceTests {
    @Test func `quick steps grow to the most that a transaction may have`() {
        var pace = PurgePace()
        #expect(pace.rows == 50)
        #expect(pace.pause == .zero)
        for _ in 0..<40 { pace.took(.microseconds(400)) }
        #expect(pace.rows == PurgePace.mostRows)
        #expect(pace.pause == .milliseconds(2))
    }

    @Test func `slow steps shrink, never to nothing, and the pause is longer than they were`() {
        var pace = PurgePace()
        for _ in 0..<9 { pace.took(.milliseconds(30)) }
        #expect(pace.rows == 10)
        #expect(pace.pause == .milliseconds(120))
    }

    @Test func `a step of the right length stays`() {
        var pace = PurgePace()
        pace.took(.milliseconds(2))
        #expect(pace.rows == 50)
        #expect(pace.pause == .milliseconds(8))
    }
}
