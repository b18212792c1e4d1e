import GoogleSheets
import TicksheetCore

extension Settings.Destination {
    /// In which spreadsheets a report stands.
    enum Spreadsheets: Sendable, Equatable {
        /// Those that people made, in the order in which they are filled; at least one.
        case list([String])
        /// Those that are made in a folder, by its id.
        case folder(String)

        /// The first one's id; empty where it is made in a folder.
        var first: String {
            if case .list(let ids) = self { ids.first ?? "" } else { "" }
        }

        /// Where a report of a title goes on when one is full.
        func supply(_ title: String) -> SpreadsheetSupply {
            switch self {
            case .list(let ids): .list(ids)
            case .folder(let id): .folder(id, title: title)
            }
        }
    }

    /// A tab of a Google spreadsheet, or of several of which one follows the other.
    struct Sheet: Sendable {
        /// The first spreadsheet; without an id where it is made in a folder.
        let place: SheetPlace
        let spreadsheets: Spreadsheets
        /// The path of the key of who signs in; nil for what the machine offers.
        let credentials: String?
        /// The person in whose name a service account signs in.
        let subject: String?

        /// What tells the destination from others, whatever is added to the end of its list.
        var reader: ReaderID {
            switch spreadsheets {
            case .list: ReaderID("sheets:\(place.spreadsheet)/\(place.tab)")
            case .folder(let id): ReaderID("sheets:folder:\(id)/\(place.tab)")
            }
        }

        /// Every tab that is written to, as the reader of a destination of its own.
        var tabs: [ReaderID] {
            switch spreadsheets {
            case .list(let ids): ids.map { ReaderID("sheets:\($0)/\(place.tab)") }
            case .folder: [reader]
            }
        }

        /// Says where rows go on when a spreadsheet is full; nil where there is just one.
        var growth: String? {
            switch spreadsheets {
            case .list(let ids):
                guard ids.count > 1 else { return nil }
                return "\(ids.count) spreadsheets, filled in this order: "
                    + ids.joined(separator: ", ")
            case .folder(let id):
                return "spreadsheets are made in the folder \(id) as they are needed"
            }
        }

        /// Whether spreadsheets are made on Drive.
        var usesDrive: Bool {
            if case .folder = spreadsheets { true } else { false }
        }
    }
}
