import AssayJSON

/// JSON as models write it.
///
/// Beyond RFC 8259: trailing commas, Python's quotes (`'`, `"""`) and words (`True`, `None`), names without quotes, line
/// ends and unknown escapes inside strings, and brackets that are missing at the end of the text or before a tag. A string that does not
/// end is refused: what it holds is cut, and cut code is not what the model meant. Linear in the text.
struct LenientJSON {
    private static let maximumDepth = 64

    private struct Fault: Error {}

    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var depth = 0

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.index = bytes.startIndex
    }

    /// The one value that a text holds; nil where it holds none, or more.
    static func value(_ text: String) -> JSONValue? {
        let bytes = Array(text.utf8)
        if let value = try? JSONParser.parse(bytes) { return value }
        guard let (value, end) = self.prefix(of: bytes[...]) else { return nil }
        return bytes[end...].allSatisfy(Self.isSpace) ? value : nil
    }

    /// The value that the bytes begin with, and where it ends; nil where they begin with none.
    static func prefix(of bytes: ArraySlice<UInt8>) -> (value: JSONValue, end: Int)? {
        var reader = LenientJSON(bytes)
        reader.skipSpace()
        guard let value = try? reader.value() else { return nil }
        return (value, reader.index)
    }

    /// Why a text is not JSON, as Python's `json` says it: `Expecting value: line 1 column 1 (char 0)`.
    static func fault(_ text: String) -> String {
        do {
            _ = try JSONParser.parse(Array(text.utf8))
            return "Expecting an object"
        } catch {
            guard let position = error.position else { return error.message }
            let before = text.unicodeScalars.prefix(position)
            let line = before.count { $0 == "\n" } + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return "\(error.message): line \(line) column \(column) (char \(position))"
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// Whether nothing more of the value can come: the text is over, or a tag begins.
    private var isOver: Bool { self.current == nil || self.current == UInt8(ascii: "<") }

    private var current: UInt8? { self.index < self.bytes.endIndex ? self.bytes[self.index] : nil }

    private mutating func skipSpace() {
        while let byte = self.current, Self.isSpace(byte) { self.index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard self.current == UInt8(ascii: character) else { return false }
        self.index += 1
        return true
    }

    private mutating func value() throws(Fault) -> JSONValue {
        switch self.current {
        case UInt8(ascii: "{"): return try self.nested { reader throws(Fault) in try reader.object() }
        case UInt8(ascii: "["): return try self.nested { reader throws(Fault) in try reader.array() }
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try self.string())
        default: return try self.word()
        }
    }

    private mutating func nested(
        _ body: (inout LenientJSON) throws(Fault) -> JSONValue
    ) throws(Fault) -> JSONValue {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= Self.maximumDepth else { throw Fault() }
        self.index += 1
        return try body(&self)
    }

    private mutating func object() throws(Fault) -> JSONValue {
        var object = JSONObject()
        while true {
            self.skipSpace()
            if self.take("}") || self.isOver { return .object(object) }
            let name = try self.name()
            self.skipSpace()
            guard self.take(":") else { throw Fault() }
            self.skipSpace()
            object.append(name, try self.value())
            try self.separate(before: "}")
        }
    }

    private mutating func array() throws(Fault) -> JSONValue {
        var elements: [JSONValue] = []
        while true {
            self.skipSpace()
            if self.take("]") || self.isOver { return .array(elements) }
            elements.append(try self.value())
            try self.separate(before: "]")
        }
    }

    private mutating func separate(before closing: Unicode.Scalar) throws(Fault) {
        self.skipSpace()
        guard self.take(",") || self.isOver || self.current == UInt8(ascii: closing) else { throw Fault() }
    }

    private mutating func name() throws(Fault) -> String {
        if self.current == UInt8(ascii: "\"") || self.current == UInt8(ascii: "'") { return try self.string() }
        let name = self.run { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
        guard !name.isEmpty else { throw Fault() }
        return name
    }

    private mutating func word() throws(Fault) -> JSONValue {
        let word = self.run {
            $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        switch word {
        case "true", "True": return true
        case "false", "False": return false
        case "null", "None": return nil
        default:
            if let integer = Int(word) { return .integer(integer) }
            // Swift's reader takes `nan` and `0x1p3` too.
            guard word.utf8.allSatisfy({ !$0.isLetter || $0 | 0x20 == UInt8(ascii: "e") }), let number = Double(word),
                number.isFinite
            else { throw Fault() }
            return .number(number)
        }
    }

    private mutating func run(while belongs: (UInt8) -> Bool) -> String {
        let start = self.index
        while let byte = self.current, belongs(byte) { self.index += 1 }
        return String(decoding: self.bytes[start..<self.index], as: UTF8.self)
    }

    private mutating func string() throws(Fault) -> String {
        guard let quote = self.current else { throw Fault() }
        let rest = self.bytes[self.index...]
        let isTriple = rest.prefix(3).count == 3 && rest.prefix(3).allSatisfy { $0 == quote }
        self.index += isTriple ? 3 : 1
        var decoded: [UInt8] = []
        while let byte = self.current {
            if byte == quote, self.ends(quote, isTriple) {
                self.index += isTriple ? 3 : 1
                return String(decoding: decoded, as: UTF8.self)
            }
            self.index += 1
            if byte == UInt8(ascii: "\\") { self.escape(into: &decoded) } else { decoded.append(byte) }
        }
        throw Fault()
    }

    private func ends(_ quote: UInt8, _ isTriple: Bool) -> Bool {
        guard isTriple else { return true }
        let next = self.bytes[self.index...].prefix(3)
        return next.count == 3 && next.allSatisfy { $0 == quote }
    }

    private mutating func escape(into decoded: inout [UInt8]) {
        guard let byte = self.current else { return decoded.append(UInt8(ascii: "\\")) }
        self.index += 1
        switch byte {
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "u"): decoded.append(contentsOf: String(self.scalar()).utf8)
        // A backslash that JSON does not know is one that the code has: `\d`, `\(`.
        default: decoded.append(contentsOf: [UInt8(ascii: "\\"), byte])
        }
    }

    /// After `\u`; half a pair is U+FFFD, as Python's decoders of broken text have it.
    private mutating func scalar() -> Unicode.Scalar {
        guard let high = self.hexDigits() else { return "\u{FFFD}" }
        let start = self.index
        if 0xD800..<0xDC00 ~= high, self.take("\\"), self.take("u"), let low = self.hexDigits(), 0xDC00..<0xE000 ~= low
        {
            return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
        }
        self.index = start
        return Unicode.Scalar(high) ?? "\u{FFFD}"
    }

    private mutating func hexDigits() -> UInt32? {
        let digits = self.bytes[self.index...].prefix(4)
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, text.utf8.allSatisfy({ $0.isDigit || $0.isLetter }), let code = UInt32(text, radix: 16)
        else { return nil }
        self.index += 4
        return code
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    fileprivate var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}
