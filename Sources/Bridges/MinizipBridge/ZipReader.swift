internal import CMinizip
package import PosixBridge

/// Reads one part of a ZIP file through minizip, in constant memory.
@safe package final class ZipReader {
    private let path: String
    // SAFETY: made by unzOpen64, used by one thread at a time, closed by deinit alone.
    private let handle: unzFile

    /// Opens a part; nil where the file is no ZIP file or has no such part.
    package init?(_ path: String, part name: String) {
        self.path = path
        // SAFETY: minizip copies the name.
        guard let handle = unsafe unzOpen64(path) else { return nil }
        unsafe self.handle = handle
        guard unsafe unzLocateFile(handle, name, 1) == UNZ_OK,
            unsafe unzOpenCurrentFile(handle) == UNZ_OK
        else { return nil }
    }

    deinit {
        unsafe unzCloseCurrentFile(handle)
        unsafe unzClose(handle)
    }

    /// Returns the next bytes, at most so many; none behind the end.
    package func next(count: Int) throws(SystemError) -> [UInt8] {
        ticksheet_clear_errno()
        var got: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // SAFETY: minizip fills at most the buffer.
            got = unsafe unzReadCurrentFile(handle, buffer.baseAddress, UInt32(buffer.count))
            filled = max(0, Int(got))
        }
        guard got >= 0 else {
            let number = ticksheet_errno()
            throw SystemError(call: "read", subject: path, number: number == 0 ? EIO : number)
        }
        return bytes
    }
}
