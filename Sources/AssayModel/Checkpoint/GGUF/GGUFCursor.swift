/// Reads a GGUF header from front to back.
struct GGUFCursor {
    private static let deepest = 4

    private let bytes: [UInt8]
    private(set) var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func take(_ count: Int) throws(GGUFFault) -> ArraySlice<UInt8> {
        guard count >= 0, count <= self.bytes.count - self.index else { throw GGUFFault("the header is cut off") }
        defer { self.index += count }
        return self.bytes[self.index..<self.index + count]
    }

    /// A little-endian number.
    mutating func word<Word: FixedWidthInteger>(_ type: Word.Type) throws(GGUFFault) -> Word {
        let bytes = try self.take(Word.bitWidth / 8)
        return bytes.reversed().reduce(0) { $0 << 8 | Word(truncatingIfNeeded: $1) }
    }

    /// A count or a length, each of which needs at least a byte of the header.
    mutating func count() throws(GGUFFault) -> Int {
        let count = try self.word(UInt64.self)
        guard count <= UInt64(self.bytes.count) else { throw GGUFFault("a count of \(count) is more than there is") }
        return Int(count)
    }

    mutating func string() throws(GGUFFault) -> String {
        String(decoding: try self.take(try self.count()), as: UTF8.self)
    }

    mutating func value(_ type: UInt32, depth: Int = 0) throws(GGUFFault) -> GGUFValue {
        switch type {
        case 0: return .integer(Int(try self.word(UInt8.self)))
        case 1: return .integer(Int(try self.word(Int8.self)))
        case 2: return .integer(Int(try self.word(UInt16.self)))
        case 3: return .integer(Int(try self.word(Int16.self)))
        case 4: return .integer(Int(try self.word(UInt32.self)))
        case 5: return .integer(Int(try self.word(Int32.self)))
        case 6: return .number(Double(Float(bitPattern: try self.word(UInt32.self))))
        case 7: return .bool(try self.word(UInt8.self) != 0)
        case 8: return .string(try self.string())
        case 9:
            guard depth < Self.deepest else { throw GGUFFault("lists are nested too deeply") }
            let element = try self.word(UInt32.self)
            let count = try self.count()
            var elements: [GGUFValue] = []
            elements.reserveCapacity(count)
            for _ in 0..<count { elements.append(try self.value(element, depth: depth + 1)) }
            return .array(elements)
        case 10: return .integer(Int(clamping: try self.word(UInt64.self)))
        case 11: return .integer(Int(try self.word(Int64.self)))
        case 12: return .number(Double(bitPattern: try self.word(UInt64.self)))
        default: throw GGUFFault("metadata of the type \(type)")
        }
    }
}

/// What is wrong with a GGUF header, of a file that the reader knows.
struct GGUFFault: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
