import Glibc

/// Bytes for somebody who may read them slowly or not at all.
struct UnsentBytes {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    var isEmpty: Bool { self.bytes.isEmpty }

    /// Writes what fits; true once all is written or nobody reads any more.
    mutating func write(to descriptor: Int32) -> Bool {
        let written = self.bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written > 0 { self.bytes = self.bytes.dropFirst(written) }
        return self.bytes.isEmpty || (written < 0 && errno != EAGAIN && errno != EINTR)
    }
}
