package import AssayJSON

extension LineBatch {
    /// Whether a line holds nothing but white space.
    package func isBlank(_ line: Line) -> Bool {
        self.bytes[line.range].allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
    }

    /// A line's JSON object.
    package func value(of line: Line, longest: Int) throws(LineFault) -> JSONValue {
        guard !line.isOverlong else { throw LineFault(.overlong, "longer than \(longest) bytes") }
        let value: JSONValue
        do throws(JSONParseError) {
            value = try self.bytes.withUnsafeBufferPointer { bytes throws(JSONParseError) in
                try JSONParser.parse(UnsafeBufferPointer(rebasing: bytes[line.range]))
            }
        } catch {
            guard let position = error.position else { throw LineFault(.encoding, "not valid UTF-8") }
            throw LineFault(.json, "\(error.message) (character \(position + 1))")
        }
        guard value.object != nil else { throw LineFault(.json, "not a JSON object") }
        return value
    }
}

extension JSONValue {
    /// An id as text.
    func id(at path: FieldPath) throws(LineFault) -> String {
        switch path.value(in: self) {
        case .string(let text): return text
        case .integer(let value): return String(value)
        case nil: throw LineFault(.field, "no id (\(path))")
        default: throw LineFault(.field, "the id (\(path)) is neither a string nor a whole number")
        }
    }
}
