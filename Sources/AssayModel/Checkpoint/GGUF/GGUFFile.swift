/// Reads a GGUF file of version 3 or 2, as llama.cpp's tools write it.
package final class GGUFFile: Sendable {
    /// Metadata and names are not larger, in bytes.
    private static let longestHeader = 256 << 20
    private static let mostDimensions = 4

    private struct Entry {
        let type: GGUFType
        /// Row-major.
        let shape: [Int]
        let bytes: Range<Int>
    }

    package let metadata: [String: GGUFValue]
    /// In the order of the file.
    package let names: [String]
    private let file: CheckpointFile
    private let entries: [String: Entry]

    /// Opens a file and checks its header; a tensor's bytes are read when they are asked for.
    package init(path: String) throws(CheckpointError) {
        self.file = try CheckpointFile(path: path)
        let head = try self.file.bytes(0..<min(self.file.size, Self.longestHeader))
        do throws(GGUFFault) {
            var cursor = GGUFCursor(head)
            let (tensorCount, metadata) = try Self.metadata(&cursor)
            let alignment = metadata["general.alignment"]?.integer ?? 32
            guard alignment > 0, alignment <= 1 << 20 else { throw GGUFFault("an alignment of \(alignment)") }
            self.metadata = metadata
            (self.names, self.entries) = try Self.entries(
                &cursor, tensorCount, alignment: alignment, fileSize: self.file.size)
        } catch {
            throw CheckpointError(stage: path, error.message)
        }
    }

    private static func metadata(
        _ cursor: inout GGUFCursor
    ) throws(GGUFFault) -> (tensorCount: Int, metadata: [String: GGUFValue]) {
        guard try cursor.word(UInt32.self) == 0x4655_4747 else { throw GGUFFault("it is no GGUF file") }
        let version = try cursor.word(UInt32.self)
        guard (2...3).contains(version) else { throw GGUFFault("version \(version) is not supported; 2 and 3 are") }
        let tensorCount = try cursor.count()
        let count = try cursor.count()
        var metadata: [String: GGUFValue] = [:]
        for _ in 0..<count {
            let name = try cursor.string()
            metadata[name] = try cursor.value(try cursor.word(UInt32.self))
        }
        return (tensorCount, metadata)
    }

    private static func entries(
        _ cursor: inout GGUFCursor, _ count: Int, alignment: Int, fileSize: Int
    ) throws(GGUFFault) -> (names: [String], entries: [String: Entry]) {
        var found: [(name: String, type: GGUFType, shape: [Int], offset: Int)] = []
        for _ in 0..<count {
            let name = try cursor.string()
            let dimensions = try cursor.word(UInt32.self)
            guard (1...UInt32(Self.mostDimensions)).contains(dimensions) else {
                throw GGUFFault("\(name) has \(dimensions) dimensions")
            }
            var extents: [Int] = []
            for _ in 0..<dimensions { extents.append(Int(clamping: try cursor.word(UInt64.self))) }
            let typeNumber = try cursor.word(UInt32.self)
            guard let type = GGUFType(rawValue: typeNumber) else {
                throw GGUFFault("\(name) is quantised in a way that is not supported (ggml type \(typeNumber))")
            }
            found.append((name, type, extents.reversed(), Int(clamping: try cursor.word(UInt64.self))))
        }
        let start = (cursor.index + alignment - 1) / alignment * alignment
        var entries: [String: Entry] = [:]
        for (name, type, shape, offset) in found {
            guard let size = Self.size(shape, type), start <= fileSize, offset <= fileSize - start,
                size <= fileSize - start - offset
            else { throw GGUFFault("\(name) does not lie inside the file") }
            let entry = Entry(type: type, shape: shape, bytes: start + offset..<start + offset + size)
            guard entries.updateValue(entry, forKey: name) == nil else { throw GGUFFault("\(name) stands twice") }
        }
        return (found.map(\.name), entries)
    }

    /// Bytes of a tensor, whose rows are whole blocks; nil where they are not, or cannot be counted.
    private static func size(_ shape: [Int], _ type: GGUFType) -> Int? {
        guard let row = shape.last, row % type.blockCount == 0 else { return nil }
        var size = type.blockSize
        for extent in shape.dropLast() + [row / type.blockCount] {
            let (product, isLarge) = size.multipliedReportingOverflow(by: extent)
            guard !isLarge else { return nil }
            size = product
        }
        return size
    }

    /// A tensor's extents, row-major; nil where there is none of the name.
    package func shape(of name: String) -> [Int]? { self.entries[name]?.shape }

    /// The elements of a tensor, row-major.
    package func floats(_ name: String) throws(CheckpointError) -> [Float] {
        guard let entry = self.entries[name] else {
            throw CheckpointError(stage: "\(self.file.path), \(name)", "there is no such tensor")
        }
        let bytes = try self.file.bytes(entry.bytes)
        let count = bytes.count / entry.type.blockSize * entry.type.blockCount
        return [Float](unsafeUninitializedCapacity: count) { values, initialized in
            values.initialize(repeating: 0)
            bytes.withUnsafeBytes { entry.type.decode($0, into: .init(rebasing: values[..<count])) }
            initialized = count
        }
    }
}
