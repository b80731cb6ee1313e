import AssayJSON

/// What stands before the bytes of a safetensors file: eight bytes of length, and JSON of names, types, shapes and offsets.
///
/// Source: https://github.com/huggingface/safetensors#format. As there, the tensors must cover the data without a gap or
/// an overlap, and a name may stand once.
package struct SafetensorsHeader: Sendable, Equatable {
    /// The reference implementation's bound, in bytes.
    static let longest = 100_000_000
    static let lengthSize = 8

    /// In the order of their bytes.
    package let tensors: [TensorEntry]
    /// Free texts under `__metadata__`.
    package let metadata: [String: String]

    /// The length of the JSON as the first eight bytes have it.
    /// - Throws: where the file cannot hold as much.
    static func length(_ bytes: [UInt8], fileSize: Int) throws(SafetensorsFault) -> Int {
        guard bytes.count == Self.lengthSize else { throw SafetensorsFault("it is too short to be safetensors") }
        let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length >= 2, length <= UInt64(Self.longest) else {
            throw SafetensorsFault("a header of \(length) bytes: not safetensors")
        }
        guard Int(length) <= fileSize - Self.lengthSize else {
            throw SafetensorsFault("the file is cut off inside its header")
        }
        return Int(length)
    }

    /// Reads the JSON.
    /// - Parameter fileSize: of the whole file, whose end the last tensor must reach.
    package init(json: [UInt8], fileSize: Int) throws(SafetensorsFault) {
        guard json.first == UInt8(ascii: "{") else { throw SafetensorsFault("the header does not begin with {") }
        let object: JSONObject
        do throws(JSONParseError) {
            object = try JSONParser.parse(json).object ?? JSONObject()
        } catch {
            throw SafetensorsFault("the header is no JSON: \(error.message)")
        }
        let start = Self.lengthSize + json.count
        var tensors: [TensorEntry] = []
        var metadata: [String: String] = [:]
        var names = Set<String>()
        for (name, value) in object.members {
            guard names.insert(name).inserted else { throw SafetensorsFault("\(name) stands twice") }
            if name == "__metadata__" {
                metadata = try Self.metadata(value)
            } else {
                tensors.append(try Self.tensor(name, value, dataStart: start, fileSize: fileSize))
            }
        }
        tensors.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
        var end = start
        for tensor in tensors {
            guard tensor.bytes.lowerBound == end else {
                throw SafetensorsFault("\(tensor.name) does not begin where the tensor before it ends")
            }
            end = tensor.bytes.upperBound
        }
        guard end == fileSize else {
            throw SafetensorsFault("the tensors end at byte \(end), the file at \(fileSize)")
        }
        self.tensors = tensors
        self.metadata = metadata
    }

    private static func metadata(_ value: JSONValue) throws(SafetensorsFault) -> [String: String] {
        var metadata: [String: String] = [:]
        for (name, text) in value.object?.members ?? [] {
            guard let text = text.string else { throw SafetensorsFault("__metadata__ must hold texts") }
            metadata[name] = text
        }
        return metadata
    }

    private static func tensor(
        _ name: String, _ value: JSONValue, dataStart: Int, fileSize: Int
    ) throws(SafetensorsFault) -> TensorEntry {
        guard let typeName = value["dtype"]?.string else { throw SafetensorsFault("\(name) has no dtype") }
        guard let type = TensorType(rawValue: typeName) else {
            throw SafetensorsFault("\(name) has the type \(typeName), which is not supported")
        }
        let extents = value["shape"]?.array
        let shape = extents?.compactMap(\.integer).filter { $0 >= 0 } ?? []
        guard shape.count == extents?.count else { throw SafetensorsFault("\(name) has no shape of whole numbers") }
        guard let offsets = value["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].integer,
            let end = offsets[1].integer, begin >= 0, begin <= end, end <= fileSize - dataStart
        else { throw SafetensorsFault("\(name) has no data_offsets inside the file") }
        guard let size = Self.size(shape, type), size == end - begin else {
            throw SafetensorsFault("\(name) has \(end - begin) bytes, not what its shape \(shape) needs")
        }
        return TensorEntry(name: name, type: type, shape: shape, bytes: dataStart + begin..<dataStart + end)
    }

    /// Bytes of a tensor; nil where they cannot be counted.
    private static func size(_ shape: [Int], _ type: TensorType) -> Int? {
        var size = type.size
        for extent in shape {
            let (product, isLarge) = size.multipliedReportingOverflow(by: extent)
            guard !isLarge else { return nil }
            size = product
        }
        return size
    }
}

/// What is wrong with a header, of a file that the reader knows.
package struct SafetensorsFault: Error, Sendable, Equatable {
    package let message: String

    init(_ message: String) { self.message = message }
}
