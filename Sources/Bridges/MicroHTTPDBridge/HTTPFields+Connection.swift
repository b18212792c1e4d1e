internal import CMicroHTTPD
import HTTPTypes

extension HTTPFields {
    /// The fields while libmicrohttpd hands them over, one after the other.
    private struct Buffer {
        var bytes: [UInt8] = []
        var fields: [Field] = []

        init() {
            // What most requests need, so that the buffers do not grow field by field.
            bytes.reserveCapacity(512)
            fields.reserveCapacity(16)
        }

        mutating func append(
            _ name: UnsafeBufferPointer<UInt8>,
            _ value: UnsafeBufferPointer<UInt8>
        ) {
            unsafe bytes.append(contentsOf: name)
            let nameEnd = bytes.count
            // Blanks behind a value are none of it (RFC 9112 §5); libmicrohttpd leaves them.
            var count = value.count
            while count > 0, unsafe value[count - 1] == 0x20 || value[count - 1] == 0x09 {
                count -= 1
            }
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value[..<count]))
            fields.append(Field(nameEnd: nameEnd, valueEnd: bytes.count))
        }
    }

    /// Copies the header fields of the request that a connection reads.
    init(of connection: OpaquePointer) {
        var buffer = Buffer()
        unsafe withUnsafeMutablePointer(to: &buffer) { pointer in
            _ = unsafe MHD_get_connection_values_n(
                connection,
                MHD_ValueKind.HEADER_KIND,
                { context, _, name, nameCount, value, valueCount in
                    // SAFETY: the texts live as long as the request; they are copied here.
                    guard let context = unsafe context, let name = unsafe name else {
                        return MHD_Result.NO
                    }
                    let buffer = unsafe context.assumingMemoryBound(to: Buffer.self)
                    let named = unsafe UnsafeBufferPointer(start: name, count: nameCount)
                    let valued = unsafe UnsafeBufferPointer(
                        start: value,
                        count: value == nil ? 0 : valueCount
                    )
                    unsafe named.withMemoryRebound(to: UInt8.self) { named in
                        unsafe valued.withMemoryRebound(to: UInt8.self) { valued in
                            unsafe buffer.pointee.append(named, valued)
                        }
                    }
                    return MHD_Result.YES
                },
                pointer
            )
        }
        self.init(bytes: buffer.bytes, fields: buffer.fields)
    }
}
