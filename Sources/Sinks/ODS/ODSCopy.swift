import MinizipBridge
import PosixBridge
import TicksheetCore

/// Copies an ODS that was written here, with numbers masked: byte for byte what its rows would make if
/// they were written with the masks.
enum ODSCopy {
    /// Writes the copy where an empty file was made, in constant memory; it is not synced.
    ///
    /// - Returns: In how many places a number stood.
    static func write(
        _ mask: NumberMask,
        from old: String,
        to new: String
    ) throws(SystemError) -> Int {
        let zip = try ZipWriter(new)
        var places = 0
        for (name, level) in ODSParts.levels {
            guard let content = ZipReader(old, part: name) else { continue }
            // What surrounds the rows holds no number, but digits of its own.
            var parts = MaskedFile(ReportBytes(content), name == ODSParts.content ? mask : .none)
            try zip.begin(name, level: level)
            while let part = try parts.next() { try zip.write(part) }
            try zip.end()
            places += parts.places
        }
        try zip.finish()
        return places
    }
}
