/// Python's text may hold halves of surrogate pairs, which its JSON writes as `\ud800` and no strict parser takes.
enum UnpairedSurrogates {
    /// The JSON with each half that stands alone written as U+FFFD, same length.
    static func replaced(in json: [UInt8]) -> [UInt8] {
        var json = json
        var index = 0
        while index < json.count {
            guard json[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            // Any other escape is two bytes long; skipping both keeps `\\u` from being taken for one.
            guard let unit = self.escapedUnit(json, at: index) else {
                index += 2
                continue
            }
            switch unit {
            case 0xd800..<0xdc00:
                if let low = self.escapedUnit(json, at: index + 6), (0xdc00..<0xe000).contains(low) {
                    index += 12
                    continue
                }
                self.replace(&json, at: index)
            case 0xdc00..<0xe000: self.replace(&json, at: index)
            default: break
            }
            index += 6
        }
        return json
    }

    /// The code unit of a `\uXXXX` that starts here.
    private static func escapedUnit(_ json: [UInt8], at index: Int) -> UInt16? {
        guard index + 6 <= json.count, json[index] == UInt8(ascii: "\\"), json[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt16(String(decoding: json[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }

    private static func replace(_ json: inout [UInt8], at index: Int) {
        json.replaceSubrange(index..<index + 6, with: Array("\\ufffd".utf8))
    }
}
