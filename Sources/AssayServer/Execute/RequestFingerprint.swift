import AssayJSON

/// 128 bits that tell one request body from another.
///
/// Swift's hasher is keyed with a seed that is random in each process, so a client cannot aim for a collision.
struct RequestFingerprint: Sendable, Equatable {
    private let low: Int
    private let high: Int

    init(_ value: JSONValue) {
        let bytes = JSONWriter.bytes(value)
        self.low = Self.hash(bytes, domain: 0)
        self.high = Self.hash(bytes, domain: 1)
    }

    private static func hash(_ bytes: [UInt8], domain: UInt8) -> Int {
        var hasher = Hasher()
        hasher.combine(domain)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
