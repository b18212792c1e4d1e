import TicksheetCore

/// What people and other programs did to a tab, in words for people.
extension ServiceTrouble {
    static func tabDeleted(_ place: SheetPlace, _ commands: SheetsSink.Commands) -> Self {
        Self(
            "sheets.tab_deleted",
            "the tab \(place.tab) was deleted; its rows are not written again by themselves",
            remedy: "Bring it back (File > Version history), or write the report anew: "
                + commands.rebuild,
            .stop
        )
    }

    static func copied(
        _ place: SheetPlace,
        of original: String,
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.copied",
            "the spreadsheet \(place.spreadsheet) is a copy of \(original)",
            remedy: "Name the original in the settings, or take over the copy: \(commands.adopt)",
            .stop
        )
    }

    static func otherWriter(_ place: SheetPlace, _ commands: SheetsSink.Commands) -> Self {
        Self(
            "sheets.other_writer",
            "the tab \(place.tab) is written from another journal",
            remedy:
                "Name another tab in the settings, or take it over once the other one has ended: "
                + commands.adopt,
            .stop
        )
    }

    static func journalOlder(_ place: SheetPlace, _ commands: SheetsSink.Commands) -> Self {
        Self(
            "sheets.journal_older",
            "the tab \(place.tab) holds rows that this journal does not know of",
            cause: "the journal is an older copy, or a second one writes to the tab",
            remedy: "End the other one, or write the report anew: \(commands.rebuild)",
            .stop
        )
    }

    static func rolledBack(
        _ place: SheetPlace,
        _ finding: String,
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.rolled_back",
            "the tab \(place.tab) is not as it was left: \(finding)",
            cause: "an older version may have been restored",
            remedy:
                "Restore the newest version (File > Version history), or write the report anew: "
                + commands.rebuild,
            .stop
        )
    }

    static func adoptsNoStates(_ place: SheetPlace, _ commands: SheetsSink.Commands) -> Self {
        Self(
            "sheets.adopt_states",
            "the tab \(place.tab) has rows per message or number, which --write would write again",
            cause: "what each of its rows stands for is known to the journal that wrote it",
            remedy:
                "Write the report anew; the old tab is kept beside it: \(commands.rebuild). With --skip the "
                + "rows that are there stay as they are",
            .stop
        )
    }

    static func rowsGone(
        _ place: SheetPlace,
        _ count: Int,
        of rows: Int,
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.rows_gone",
            "\(count) of the \(rows) rows of the tab \(place.tab) are gone at once",
            cause: "an older version was restored, or somebody deleted them",
            remedy:
                "Restore the newest version (File > Version history), or, if they were deleted on "
                + "purpose, go on without them: \(commands.adopt) --skip",
            .stop
        )
    }

    static func displaced(_ place: SheetPlace, _ commands: SheetsSink.Commands) -> Self {
        Self(
            "sheets.moved_meanwhile",
            "the newest rows of the tab \(place.tab) stand in wrong columns",
            cause:
                "somebody moved, inserted or deleted columns at the moment when they were written",
            remedy:
                "Write the report anew (\(commands.rebuild)), or, with rows per status, put those cells "
                + "right and go on: \(commands.adopt) --write",
            .stop
        )
    }

    static func columnsMissing(
        _ place: SheetPlace,
        _ names: [String],
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.column_deleted",
            "the tab \(place.tab) lacks the column\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))",
            cause:
                "somebody deleted what ticksheet writes to; renaming, moving and hiding do no harm",
            remedy: "Bring it back (Undo, or File > Version history), or write the report anew: "
                + commands.rebuild,
            .stop
        )
    }

    static func rowsChanged(
        _ place: SheetPlace,
        _ found: String,
        _ expected: ReportMapping.RowPolicy,
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.rows_changed",
            "the tab \(place.tab) has rows per \(found), and the mapping says rows per \(expected.rawValue)",
            cause: "one tab does not hold both",
            remedy:
                "Write the report anew; the old tab is kept beside it: \(commands.rebuild). Or put "
                + "\"rows\" in the mapping back",
            .stop
        )
    }

    static func otherContent(
        _ place: SheetPlace,
        found: [String],
        expected: [String]
    ) -> Self {
        let header = found.joined(separator: ", ")
        let what = found.isEmpty ? "no header in its first row" : "the header \(header)"
        return Self(
            "sheets.other_content",
            "the tab \(place.tab) has content and \(what); expected \(expected.joined(separator: ", "))",
            remedy: "Name a new tab in the settings, or write these names into its first row",
            .stop
        )
    }

    static func markersFull(_ place: SheetPlace) -> Self {
        Self(
            "sheets.markers_full",
            "the tab \(place.tab) has no room for more marks of batches",
            cause: "30,000 characters of developer metadata are the most that a tab may have",
            remedy: "Nothing to do: marks older than 70 minutes go and it goes on. If it comes "
                + "again, write larger batches (batch: { age: \"30s\" })",
            .retry(after: .seconds(60))
        )
    }

    static func markerHidden(
        _ place: SheetPlace,
        _ id: Int64,
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.marker_hidden",
            "Google Sheets refuses the mark of the next rows of the tab \(place.tab) as one that is "
                + "there, and does not find it",
            cause:
                "the id \(id) was asked about for a minute; another program may use it where nobody "
                + "else sees it",
            remedy:
                "Nothing is written twice, and the rows wait in the journal: it is tried again every few "
                + "minutes. If it stays so for an hour, write the report anew, under other ids: "
                + commands.rebuild,
            .retry(after: .seconds(300))
        )
    }

    static func protected(_ place: SheetPlace, _ cause: String) -> Self {
        Self(
            "sheets.protected",
            "cells of the tab \(place.tab) are protected",
            cause: cause,
            remedy:
                "Give the account that writes the right to edit them (Data > Protect sheets and "
                + "ranges)",
            .retry(after: .seconds(60))
        )
    }

    static func rowsRefused(
        _ place: SheetPlace,
        _ cause: String,
        _ count: Int,
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.rows_refused",
            "Google Sheets refused \(count) rows of the tab \(place.tab) one after the other, and "
                + "the next one",
            cause: cause,
            remedy:
                "Look at what Google names: it may be the tab, or a column of the mapping; the next rows "
                + "wait in the journal. Then write the \(count): \(commands.retry) --all",
            .stop
        )
    }

    static func neverAtRest(_ place: SheetPlace) -> Self {
        Self(
            "sheets.never_at_rest",
            "the rows of the tab \(place.tab) change while they are written, again and again",
            remedy:
                "Nothing to do: it is tried again. If it stays so, look for a script that sorts or "
                + "edits the tab",
            .retry(after: .seconds(60))
        )
    }

    static func stillThere(_ place: SheetPlace, _ count: Int) -> Self {
        Self(
            "sheets.not_erased",
            "\(count) cell\(count == 1 ? "" : "s") of the tab \(place.tab) still hold a number that "
                + "is to be erased",
            cause: "they may be formulas or protected",
            remedy: "Look for the number in the tab, and run the command again",
            .retry(after: nil)
        )
    }
}
