/// A strict RFC 8259 reader over UTF-8 bytes.
///
/// It exists beside Foundation's because routes must echo a bad field's value, name a fault's position, tell `1` from
/// `true`, keep member order, and refuse a lone surrogate with a reason instead of replacing it.
package struct JSONParser {
    /// Deeper documents are refused: the parser recurses, and its stack is a cooperative thread's.
    static let maximumDepth = 256

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var depth = 0
    /// A string with escapes is decoded here: one buffer for all of a document's.
    private var decoded: [UInt8] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    package static func parse(_ bytes: [UInt8]) throws(JSONParseError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONParseError) in try self.parse(bytes) }
    }

    /// - Parameter bytes: read during the call only.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONParseError) -> JSONValue {
        guard (try? UTF8Span(validating: bytes.span)) != nil else {
            throw JSONParseError(message: "the body is not valid UTF-8", position: nil)
        }
        var parser = JSONParser(bytes)
        return try parser.document()
    }

    private mutating func document() throws(JSONParseError) -> JSONValue {
        self.skipWhitespace()
        let value = try self.value()
        self.skipWhitespace()
        guard self.index == self.bytes.count else { throw self.fault("Extra data") }
        return value
    }

    private var current: UInt8? { self.index < self.bytes.count ? self.bytes[self.index] : nil }

    private func fault(_ message: String, at index: Int? = nil) -> JSONParseError {
        let end = min(index ?? self.index, self.bytes.count)
        let scalars = self.bytes[..<end].reduce(into: 0) { count, byte in
            if byte & 0xC0 != 0x80 { count += 1 }
        }
        return JSONParseError(message: message, position: scalars)
    }

    private mutating func skipWhitespace() {
        while let byte = self.current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.index += 1
        }
    }

    private mutating func value() throws(JSONParseError) -> JSONValue {
        switch self.current {
        case UInt8(ascii: "\""):
            self.index += 1
            return .string(try self.string())
        case UInt8(ascii: "{"): return try self.nested { parser throws(JSONParseError) in try parser.object() }
        case UInt8(ascii: "["): return try self.nested { parser throws(JSONParseError) in try parser.array() }
        case UInt8(ascii: "t"): return try self.literal("true", .bool(true))
        case UInt8(ascii: "f"): return try self.literal("false", .bool(false))
        case UInt8(ascii: "n"): return try self.literal("null", .null)
        default: return try self.number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONParseError) -> JSONValue
    ) throws(JSONParseError) -> JSONValue {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= Self.maximumDepth else { throw self.fault("Nested too deeply") }
        self.index += 1
        self.skipWhitespace()
        return try body(&self)
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        let count = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { expected in
            self.bytes.count - self.index >= count
                && self.bytes[self.index..<self.index + count].elementsEqual(expected)
        }
        guard matches else { throw self.fault("Expecting value") }
        self.index += count
        return value
    }

    private mutating func object() throws(JSONParseError) -> JSONValue {
        var object = JSONObject()
        if self.take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            guard self.take(UInt8(ascii: "\"")) else {
                throw self.fault("Expecting property name enclosed in double quotes")
            }
            let name = try self.string()
            self.skipWhitespace()
            guard self.take(UInt8(ascii: ":")) else { throw self.fault("Expecting ':' delimiter") }
            self.skipWhitespace()
            object.append(name, try self.value())
            self.skipWhitespace()
            if self.take(UInt8(ascii: "}")) { return .object(object) }
            guard self.take(UInt8(ascii: ",")) else { throw self.fault("Expecting ',' delimiter") }
            self.skipWhitespace()
        }
    }

    private mutating func array() throws(JSONParseError) -> JSONValue {
        var elements: [JSONValue] = []
        if self.take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try self.value())
            self.skipWhitespace()
            if self.take(UInt8(ascii: "]")) { return .array(elements) }
            guard self.take(UInt8(ascii: ",")) else { throw self.fault("Expecting ',' delimiter") }
            self.skipWhitespace()
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard self.current == byte else { return false }
        self.index += 1
        return true
    }
}

// MARK: - Numbers

extension JSONParser {
    private mutating func number() throws(JSONParseError) -> JSONValue {
        let start = self.index
        let isNegative = self.take(UInt8(ascii: "-"))
        let digits = self.index
        self.skipDigits()
        let integer = digits..<self.index
        guard !integer.isEmpty else { throw self.fault("Expecting value", at: start) }
        guard integer.count == 1 || self.bytes[digits] != UInt8(ascii: "0") else {
            throw self.fault("Extra data", at: digits + 1)
        }
        if self.current == UInt8(ascii: "."), self.isDigit(self.index + 1) {
            self.index += 1
            self.skipDigits()
        }
        if let byte = self.current, byte | 0x20 == UInt8(ascii: "e") {
            let hasSign = self.index + 1 < self.bytes.count && [0x2B, 0x2D].contains(self.bytes[self.index + 1])
            if self.isDigit(self.index + (hasSign ? 2 : 1)) {
                self.index += hasSign ? 2 : 1
                self.skipDigits()
            }
        }
        if self.index == integer.upperBound, let value = self.integer(integer, isNegative: isNegative) {
            return .integer(value)
        }
        guard let value = Double(String(decoding: self.bytes[start..<self.index], as: UTF8.self)) else {
            throw self.fault("Expecting value", at: start)
        }
        return .number(value)
    }

    /// The value of some digits; nil where it does not fit.
    private func integer(_ digits: Range<Int>, isNegative: Bool) -> Int? {
        var value = 0
        for byte in self.bytes[digits] {
            // Downwards, for the lowest integer has no positive counterpart.
            let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.subtractingReportingOverflow(Int(byte & 0xF))
            guard !isLarge, !isLarger else { return nil }
            value = sum
        }
        guard !isNegative else { return value }
        return value == .min ? nil : -value
    }

    private func isDigit(_ index: Int) -> Bool {
        index < self.bytes.count && self.bytes[index] >= 0x30 && self.bytes[index] <= 0x39
    }

    private mutating func skipDigits() {
        while self.isDigit(self.index) { self.index += 1 }
    }
}

// MARK: - Strings

extension JSONParser {
    /// Reads up to and past the closing quote; the opening one has been taken.
    private mutating func string() throws(JSONParseError) -> String {
        let start = self.index
        self.index = StringScan.plainEnd(of: self.bytes, from: start)
        guard self.current == UInt8(ascii: "\"") else { return try self.escapedString(from: start) }
        defer { self.index += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: self.bytes[start..<self.index]), as: UTF8.self)
    }

    /// Reads on where a string is not plain to its end.
    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        self.decoded.removeAll(keepingCapacity: true)
        var run = start
        while let byte = self.current {
            self.decoded.append(contentsOf: UnsafeBufferPointer(rebasing: self.bytes[run..<self.index]))
            switch byte {
            case UInt8(ascii: "\""):
                self.index += 1
                return String(decoding: self.decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                self.index += 1
                try self.escape()
            default:
                throw self.fault("Invalid control character at")
            }
            run = self.index
            self.index = StringScan.plainEnd(of: self.bytes, from: run)
        }
        throw self.fault("Unterminated string starting at", at: start - 1)
    }

    private mutating func escape() throws(JSONParseError) {
        guard let byte = self.current else { throw self.fault("Unterminated string starting at") }
        self.index += 1
        switch byte {
        case UInt8(ascii: "n"): self.decoded.append(0x0A)
        case UInt8(ascii: "t"): self.decoded.append(0x09)
        case UInt8(ascii: "r"): self.decoded.append(0x0D)
        case UInt8(ascii: "b"): self.decoded.append(0x08)
        case UInt8(ascii: "f"): self.decoded.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): self.decoded.append(byte)
        case UInt8(ascii: "u"): try self.unicodeEscape()
        default: throw self.fault("Invalid \\escape", at: self.index - 2)
        }
    }

    private mutating func unicodeEscape() throws(JSONParseError) {
        let start = self.index - 2
        var code = try self.fourHexDigits()
        if (0xD800..<0xDC00).contains(code), self.index + 1 < self.bytes.count,
            self.bytes[self.index] == UInt8(ascii: "\\"), self.bytes[self.index + 1] == UInt8(ascii: "u")
        {
            self.index += 2
            let low = try self.fourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw self.fault("Lone surrogate", at: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw self.fault("Lone surrogate", at: start) }
        self.decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func fourHexDigits() throws(JSONParseError) -> UInt32 {
        guard self.index + 4 <= self.bytes.count else { throw self.fault("Invalid \\uXXXX escape") }
        var code: UInt32 = 0
        for byte in self.bytes[self.index..<self.index + 4] {
            guard let digit = Self.hexDigit(byte) else { throw self.fault("Invalid \\uXXXX escape") }
            code = code << 4 | UInt32(digit)
        }
        self.index += 4
        return code
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
