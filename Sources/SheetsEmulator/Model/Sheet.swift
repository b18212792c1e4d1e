/// A tab of a spreadsheet.
struct Sheet: Sendable {
    var id: Int32
    var title: String
    var isHidden = false
    var grid: Grid
    /// What `gridProperties` holds besides the counts, such as `frozenRowCount`.
    var gridProperties = JSONValue.empty
    /// Other properties, such as `tabColorStyle`.
    var otherProperties = JSONValue.empty
    var rowProperties: [Int: JSONValue] = [:]
    var columnProperties: [Int: JSONValue] = [:]
    var conditionalFormats: [RangedObject] = []
    var protectedRanges: [RangedObject] = []
    var merges: [RangedObject] = []
    var tables: [RangedObject] = []
    var basicFilter: RangedObject?
    var charts: [JSONValue] = []

    /// Something that lies over ranges, and goes with them.
    struct RangedObject: Sendable {
        var ranges: [GridRange]
        /// The object without its ranges.
        var fields: JSONValue
        /// Who may change the cells of a protected range besides the owner; nil for everyone.
        var editors: Set<String>?
    }

    init(id: Int32, title: String, rowCount: Int = 1000, columnCount: Int = 26) {
        self.id = id
        self.title = title
        grid = Grid(rowCount: rowCount, columnCount: columnCount)
    }

    func properties(index: Int) -> JSONValue {
        var gridFields: JSONValue = [
            "rowCount": .int(grid.rowCount), "columnCount": .int(grid.columnCount),
        ]
        for member in gridProperties.members { gridFields.set(member.key, member.value) }
        var properties: JSONValue = [
            "sheetId": .int(id), "title": .string(title), "index": .int(index),
            "sheetType": "GRID", "gridProperties": gridFields,
        ]
        if isHidden { properties.set("hidden", true) }
        for member in otherProperties.members { properties.set(member.key, member.value) }
        return properties
    }

    static let propertyNames: Set = [
        "sheetId", "title", "index", "sheetType", "gridProperties", "hidden", "tabColor",
        "tabColorStyle", "rightToLeft", "dataSourceSheetProperties",
    ]
    static let gridPropertyNames: Set = [
        "rowCount", "columnCount", "frozenRowCount", "frozenColumnCount", "hideGridlines",
        "rowGroupControlAfter", "columnGroupControlAfter",
    ]

    func dimensionProperties(_ dimension: Dimension) -> [Int: JSONValue] {
        dimension == .rows ? rowProperties : columnProperties
    }

    mutating func setProperties(_ dimension: Dimension, _ index: Int, _ value: JSONValue?) {
        let value = value == .empty ? nil : value
        if dimension == .rows {
            rowProperties[index] = value
        } else {
            columnProperties[index] = value
        }
    }

    func count(_ dimension: Dimension) -> Int {
        dimension == .rows ? grid.rowCount : grid.columnCount
    }
}
