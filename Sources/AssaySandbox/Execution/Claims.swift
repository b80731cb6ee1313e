import FoundationEssentials

/// What a program's own interpreter says of its end: read with suspicion, used for display only.
struct Claims: Decodable {
    var value: String?
    var exception: ExceptionClaim?
    var display: [[String: String]]
    var result: Int?

    static let none = Claims(value: nil, exception: nil, display: [])
    private static let longest = 4 << 20
    private static let deepest = 16

    /// Anything malformed counts as no claims at all, never as an error.
    static func parse(_ bytes: [UInt8]) -> Claims {
        guard !bytes.isEmpty, bytes.count <= self.longest, self.depth(of: bytes) <= self.deepest else { return .none }
        return (try? JSONDecoder().decode(Claims.self, from: Data(bytes)))
            ?? (try? JSONDecoder().decode(Claims.self, from: Data(UnpairedSurrogates.replaced(in: bytes)))) ?? .none
    }

    /// Nesting of brackets outside strings, so that no parser is asked to recurse for a stranger.
    private static func depth(of bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if escaped {
                escaped = false
            } else if inString {
                if byte == UInt8(ascii: "\\") { escaped = true } else if byte == UInt8(ascii: "\"") { inString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    depth += 1
                    deepest = max(deepest, depth)
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
            }
        }
        return deepest
    }
}
