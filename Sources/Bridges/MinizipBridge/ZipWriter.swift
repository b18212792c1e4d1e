internal import CMinizip
package import PosixBridge

/// Writes a ZIP file part by part through minizip, in constant memory.
///
/// No part has an extra field or a data descriptor, and all bear the same time, so that the same
/// content makes the same bytes. A part holds less than 4 GiB: ``partLimit``.
@safe package final class ZipWriter {
    /// How many bytes a part may have before it is compressed: readers such as LibreOffice know no
    /// ZIP64.
    package static let partLimit: Int64 = 0xFFFF_FFFE

    private let path: String
    // SAFETY: made by zipOpen64, used by one thread at a time, closed once; nil after that.
    private var handle: zipFile?

    /// Creates the file, or empties the one that is there.
    package init(_ path: String) throws(SystemError) {
        self.path = path
        ticksheet_clear_errno()
        // SAFETY: minizip copies the name.
        unsafe handle = zipOpen64(path, APPEND_STATUS_CREATE)
        guard unsafe handle != nil else { throw Self.failure("open", path) }
    }

    deinit {
        // SAFETY: nobody uses a writer that is gone.
        if let handle = unsafe handle { unsafe zipClose(handle, nil) }
    }

    /// Begins a part.
    ///
    /// `name`: ASCII, with slashes between folders.
    ///
    /// `level`: From 1, fast, to 9, small; 0 stores the bytes as they are.
    package func begin(_ name: String, level: Int32) throws(SystemError) {
        ticksheet_clear_errno()
        // SAFETY: minizip copies the name.
        try unsafe check("write") { handle in unsafe ticksheet_zip_begin(handle, name, level) }
    }

    /// Appends bytes to the part.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        guard !bytes.isEmpty else { return }
        ticksheet_clear_errno()
        try unsafe check("write") { handle in
            unsafe bytes.withUnsafeBytes { buffer in
                // SAFETY: reads the array's own bytes.
                unsafe zipWriteInFileInZip(handle, buffer.baseAddress, UInt32(buffer.count))
            }
        }
    }

    /// Ends the part.
    package func end() throws(SystemError) {
        ticksheet_clear_errno()
        // SAFETY: the handle is open.
        try unsafe check("write") { handle in unsafe zipCloseFileInZip(handle) }
    }

    /// Writes the list of parts and closes the file; it is not synced.
    package func finish() throws(SystemError) {
        ticksheet_clear_errno()
        // minizip frees the handle even where it cannot write the list.
        defer { unsafe handle = nil }
        // SAFETY: closed once: what comes later finds no handle.
        try unsafe check("write") { handle in unsafe zipClose(handle, nil) }
    }

    private func check(_ call: String, _ body: (zipFile) -> Int32) throws(SystemError) {
        guard let handle = unsafe handle, unsafe body(handle) == ZIP_OK else {
            throw Self.failure(call, path)
        }
    }

    // minizip tells that something went wrong; what it was, the system noted.
    private static func failure(_ call: String, _ path: String) -> SystemError {
        let number = ticksheet_errno()
        return SystemError(call: call, subject: path, number: number == 0 ? EIO : number)
    }
}
