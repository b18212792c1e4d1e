/// One kind of a `batchUpdate`'s requests.
protocol SheetsRequest: Sendable {
    /// Reads the request; what is no such request is refused before any spreadsheet is looked at.
    init(_ body: RequestBody) throws(APIError)

    /// Carries it out and returns its reply; nil for the kinds that have none.
    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue?
}

/// Why a request cannot be carried out; the message goes behind `Invalid requests[i].kind: `.
struct Refusal: Error, Equatable {
    let message: String

    init(_ message: String) { self.message = message }

    static func missing(_ field: String) -> Refusal { Refusal("\(field) must be specified.") }
}

/// What the requests of one batch share.
struct BatchContext: Sendable {
    var random: SeededGenerator
    let project: String
    let email: String
    /// Whether permissions are passed over.
    let isTrusted: Bool
    let assumptions: Assumptions
    /// Texts that no cell may hold.
    private let refusedTexts: [String]

    init(_ context: CallContext, _ books: Books) {
        random = context.random
        project = context.identity.project
        email = context.identity.email
        isTrusted = context.isTrusted
        assumptions = books.assumptions
        refusedTexts = context.refusedTexts
    }

    /// Refuses rows where a cell holds what tests want to be refused.
    func check(_ rows: [[Cell]]) throws(Refusal) {
        guard !refusedTexts.isEmpty else { return }
        for case .text(let text)? in rows.joined().lazy.map(\.value)
        where refusedTexts.contains(where: text.contains) {
            throw Refusal("A cell holds a value that is not allowed.")
        }
    }

    /// Returns an id that is not taken.
    mutating func newId(_ isTaken: (Int32) -> Bool) -> Int32 {
        while true {
            let id = Int32(truncatingIfNeeded: random.next() & 0x7FFF_FFFF)
            if id > 0, !isTaken(id) { return id }
        }
    }
}

/// A small generator of which the numbers follow from its seed.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts from a seed.
    package init(seed: UInt64) { state = seed }

    /// Returns the next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Spreadsheet {
    /// Returns where a grid is.
    func grid(_ id: Int32) throws(Refusal) -> Int {
        guard let index = index(of: id) else { throw Refusal("No grid with id: \(id)") }
        return index
    }

    func sheetIndex(_ id: Int32) throws(Refusal) -> Int {
        guard let index = index(of: id) else { throw Refusal("No sheet with id: \(id)") }
        return index
    }

    func area(_ range: GridRange) throws(Refusal) -> (sheet: Int, area: Grid.Area) {
        let index = try grid(range.sheetId)
        let grid = sheets[index].grid
        func check(_ name: String, _ value: Int?, _ limit: Int) throws(Refusal) {
            if let value, value < 0 || value > limit {
                throw Refusal("range.\(name)[\(value)] is outside of the grid[0..\(limit)].")
            }
        }
        try check("startRowIndex", range.startRow, grid.rowCount)
        try check("startColumnIndex", range.startColumn, grid.columnCount)
        guard let area = range.area(on: grid) else {
            throw Refusal("The range ends before it starts.")
        }
        return (index, area)
    }

    /// Refuses what has grown beyond the limits.
    func checkSize() throws(Refusal) {
        if cellCount > cellLimit { throw Refusal(tooManyCells) }
        for sheet in sheets where sheet.grid.columnCount > Self.columnLimit {
            throw Refusal(
                "This action would increase the number of columns in the sheet above the limit of "
                    + "\(Self.columnLimit) columns."
            )
        }
    }

    var tooManyCells: String {
        "This action would increase the number of cells in the workbook above the limit of "
            + "\(cellLimit) cells."
    }

    static let tooManyCharacters =
        "Your input contains more than the maximum of \(characterLimit) characters in a single cell."
}

extension FieldMask? {
    /// The mask, which these requests cannot do without.
    func required() throws(Refusal) -> FieldMask {
        guard let mask = self else {
            throw Refusal(
                "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
            )
        }
        return mask
    }
}
