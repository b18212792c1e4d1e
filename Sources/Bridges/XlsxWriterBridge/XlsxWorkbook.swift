internal import CXlsxWriter
package import PosixBridge

/// Writes an XLSX file through libxlsxwriter, row after row in constant memory.
///
/// libxlsxwriter does not tell when its own temporary files meet a full disk: whoever needs to know
/// reads back what was written.
@safe package final class XlsxWorkbook {
    /// How a cell looks; made by one workbook, for that workbook.
    @safe package struct Format {
        // SAFETY: belongs to its workbook, which the sink keeps as long as its formats.
        fileprivate let pointer: UnsafeMutablePointer<lxw_format>?
    }

    /// What a format can have.
    package struct Looks {
        /// A number format, such as `yyyy-mm-dd` or `@` for text.
        package var pattern: String?
        /// The colour behind the cell, as 0xRRGGBB.
        package var fill: UInt32?
        /// Whether the text is bold.
        package var isBold = false
        /// Whether it stands at the left, as texts do by themselves and numbers do not.
        package var isLeft = false

        /// Creates looks that change nothing.
        package init(
            pattern: String? = nil,
            fill: UInt32? = nil,
            isBold: Bool = false,
            isLeft: Bool = false
        ) {
            self.isLeft = isLeft
            self.pattern = pattern
            self.fill = fill
            self.isBold = isBold
        }
    }

    private let path: String
    // SAFETY: made by workbook_new_opt, used by one thread at a time, freed by workbook_close; nil
    // after that. The sheet belongs to it.
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var text: [CChar] = []

    /// Creates a workbook without a sheet; the file appears when it is finished.
    ///
    /// `folder`: Where rows are kept meanwhile.
    package init(_ path: String, folder: String) throws(SystemError) {
        self.path = path
        ticksheet_xlsx_clear_errno()
        // SAFETY: libxlsxwriter copies both names.
        unsafe book = ticksheet_workbook(path, folder)
        guard unsafe book != nil else { throw failure() }
    }

    deinit {
        // SAFETY: nobody uses a workbook that is gone; frees what it holds without writing the file.
        if let book = unsafe book { unsafe lxw_workbook_free(book) }
    }

    /// Says what the document is.
    package func describe(title: String, comments: String) {
        guard let book = unsafe book else { return }
        // SAFETY: libxlsxwriter copies both texts.
        unsafe ticksheet_describe(book, title, comments)
    }

    /// Makes a format.
    package func format(_ looks: Looks) -> Format {
        guard let book = unsafe book, let format = unsafe workbook_add_format(book) else {
            return unsafe Format(pointer: nil)
        }
        // SAFETY: the format was just made, and libxlsxwriter copies the pattern.
        if let pattern = looks.pattern { unsafe format_set_num_format(format, pattern) }
        if let fill = looks.fill { unsafe format_set_bg_color(format, fill) }
        if looks.isBold { unsafe format_set_bold(format) }
        if looks.isLeft { unsafe format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue)) }
        return unsafe Format(pointer: format)
    }

    /// Begins a sheet, to which rows go from now on.
    ///
    /// Its first row stays where it is.
    package func beginSheet(_ name: String) throws(SystemError) {
        ticksheet_xlsx_clear_errno()
        // SAFETY: libxlsxwriter copies the name.
        guard let book = unsafe book, let added = unsafe workbook_add_worksheet(book, name) else {
            throw failure()
        }
        unsafe sheet = added
        unsafe worksheet_freeze_panes(added, 1, 0)
        // On paper: across, all columns on a page, the first row on each.
        unsafe worksheet_set_landscape(added)
        unsafe worksheet_fit_to_pages(added, 1, 0)
        unsafe worksheet_repeat_rows(added, 0, 0)
    }

    /// Sets the width of a column, from 0, and how its cells look that have no format of their own.
    package func setColumn(_ column: Int, pixels: Int, _ format: Format?) {
        guard let sheet = unsafe sheet else { return }
        // SAFETY: both belong to the workbook.
        unsafe worksheet_set_column_pixels(
            sheet,
            lxw_col_t(column),
            lxw_col_t(column),
            UInt32(pixels),
            format?.pointer
        )
    }

    /// Puts filter buttons on the first row of the sheet.
    ///
    /// `rows`: Rows of the sheet, the first among them.
    package func filter(rows: Int, columns: Int) {
        guard let sheet = unsafe sheet, rows > 0, columns > 0 else { return }
        // SAFETY: the sheet belongs to the workbook.
        unsafe worksheet_autofilter(
            sheet,
            0,
            0,
            lxw_row_t(rows - 1),
            lxw_col_t(columns - 1)
        )
    }

    /// Writes a text without NUL; rows come in order.
    package func write(
        _ bytes: some Sequence<UInt8>,
        row: Int,
        column: Int,
        _ format: Format?
    ) throws(SystemError) {
        text.removeAll(keepingCapacity: true)
        for byte in bytes { text.append(CChar(bitPattern: byte)) }
        text.append(0)
        ticksheet_xlsx_clear_errno()
        let done = unsafe text.withUnsafeBufferPointer { buffer in
            // SAFETY: ends with NUL and lives during the call; libxlsxwriter writes it out.
            unsafe worksheet_write_string(
                sheet,
                lxw_row_t(row),
                lxw_col_t(column),
                buffer.baseAddress,
                format?.pointer
            )
        }
        guard done == LXW_NO_ERROR else { throw failure(done) }
    }

    /// Writes a number; rows come in order.
    package func write(
        _ number: Double,
        row: Int,
        column: Int,
        _ format: Format?
    ) throws(SystemError) {
        ticksheet_xlsx_clear_errno()
        // SAFETY: both belong to the workbook.
        let done = unsafe worksheet_write_number(
            sheet,
            lxw_row_t(row),
            lxw_col_t(column),
            number,
            format?.pointer
        )
        guard done == LXW_NO_ERROR else { throw failure(done) }
    }

    /// Writes the file.
    package func finish() throws(SystemError) {
        guard let book = unsafe book else { return }
        unsafe self.book = nil
        unsafe sheet = nil
        ticksheet_xlsx_clear_errno()
        // SAFETY: frees the workbook whatever comes out; nobody uses it any more.
        let done = unsafe workbook_close(book)
        guard done == LXW_NO_ERROR else { throw failure(done) }
    }

    private func failure(_ error: lxw_error = LXW_NO_ERROR) -> SystemError {
        let number = ticksheet_xlsx_errno()
        // SAFETY: a static text of the library.
        let word = unsafe error == LXW_NO_ERROR ? "write" : String(cString: lxw_strerror(error))
        return SystemError(call: word, subject: path, number: number == 0 ? EIO : number)
    }
}
