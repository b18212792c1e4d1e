import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct StatusTabTests {
    @Test func `a tab tells how reports are, and comes back only where it may`() async throws {
        let desk = try SheetDesk()
        let tab = StatusTab(desk.sink(scale: 20).calls)
        let first = StatusTab.Line(["r", "Log", "never", "0", "ok", "now"], isTroubled: false)
        let second = StatusTab.Line(["s", "L2", "never", "7", "=1+1", "now"], isTroubled: true)
        try await tab.write([first, second], mayMake: true)
        let values = try #require(desk.emulator.values(desk.spreadsheet, tab: "Ticksheet"))
        #expect(values[0] == StatusTab.headers.map { .text($0) })
        #expect(values[2] == second.cells.map { .text($0) })
        try await tab.write([first], mayMake: false)
        let after = try #require(desk.emulator.values(desk.spreadsheet, tab: "Ticksheet"))
        #expect(after.count == 2)
        let number = try #require(try desk.tabs().first { $0.value == "Ticksheet" }?.key)
        desk.emulator.act(.deleteTab, in: desk.spreadsheet, sheetId: number)
        try await tab.write([first], mayMake: false)
        #expect(desk.emulator.values(desk.spreadsheet, tab: "Ticksheet") == nil)
        try await tab.write([first], mayMake: true)
        #expect(desk.emulator.values(desk.spreadsheet, tab: "Ticksheet")?.count == 2)
    }
}
