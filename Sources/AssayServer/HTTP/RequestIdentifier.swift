import HTTPTypes

/// The rules for `X-Request-ID`.
enum RequestIdentifier {
    static let field: HTTPField.Name = .init("X-Request-ID") ?? .via
    static let maximumLength = 128

    /// The caller's id where it is safe to write into logs and headers, otherwise a random one.
    static func accept(_ proposed: String?) -> String {
        guard let proposed, !proposed.isEmpty, proposed.utf8.count <= Self.maximumLength,
            proposed.utf8.allSatisfy(Self.isSafe)
        else { return Self.random() }
        return proposed
    }

    /// 128 random bits in hexadecimal.
    static func random() -> String {
        let bits = String(UInt128.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 32 - bits.count) + bits
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "-_.:@+/=".utf8.contains(byte)
        }
    }
}
