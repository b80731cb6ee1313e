/// Reads a safetensors file, whose weights may be F32, BF16 or F16.
package final class SafetensorsFile: Sendable {
    /// Bytes that are read and widened at once.
    private static let chunk = 1 << 20

    package let header: SafetensorsHeader
    private let file: CheckpointFile
    private let entries: [String: TensorEntry]

    /// Opens a file and checks its header; a tensor's bytes are read when they are asked for.
    package init(path: String) throws(CheckpointError) {
        let file = try CheckpointFile(path: path)
        do throws(SafetensorsFault) {
            let start = SafetensorsHeader.lengthSize
            let first = min(start, file.size)
            let length = try SafetensorsHeader.length(Self.bytes(of: file, 0..<first), fileSize: file.size)
            let json = try Self.bytes(of: file, start..<start + length)
            self.header = try SafetensorsHeader(json: json, fileSize: file.size)
        } catch {
            throw CheckpointError(stage: path, error.message)
        }
        self.file = file
        self.entries = Dictionary(self.header.tensors.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func bytes(of file: CheckpointFile, _ range: Range<Int>) throws(SafetensorsFault) -> [UInt8] {
        do throws(CheckpointError) { return try file.bytes(range) } catch { throw SafetensorsFault(error.message) }
    }

    /// The tensor of a name; nil where there is none.
    package subscript(name: String) -> TensorEntry? { self.entries[name] }

    /// Reads a tensor as `Float` into a buffer of as many elements.
    package func read(
        _ name: String, into values: UnsafeMutableBufferPointer<Float>
    ) throws(CheckpointError) {
        let entry = try self.entry(name)
        guard entry.type.isReadableAsFloat else {
            throw self.fault(name, "\(entry.type.rawValue) where F32, BF16 or F16 is needed")
        }
        guard entry.count == values.count else {
            throw self.fault(name, "\(entry.count) elements where \(values.count) are needed")
        }
        let step = Self.chunk / entry.type.size
        for start in stride(from: 0, to: entry.count, by: step) {
            let part = start..<min(entry.count, start + step)
            let offset = entry.bytes.lowerBound + part.lowerBound * entry.type.size
            let bytes = try self.file.bytes(offset..<offset + part.count * entry.type.size)
            bytes.withUnsafeBytes { entry.type.decode($0, into: .init(rebasing: values[part])) }
        }
    }

    /// The elements of a tensor of F32, BF16 or F16, row-major.
    package func floats(_ name: String) throws(CheckpointError) -> [Float] {
        let count = try self.entry(name).count
        var failure: CheckpointError?
        let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.initialize(repeating: 0)
            do throws(CheckpointError) {
                try self.read(name, into: .init(rebasing: buffer[..<count]))
            } catch {
                failure = error
            }
            initialized = count
        }
        if let failure { throw failure }
        return values
    }

    /// The elements of a tensor of I64 or I32, row-major.
    package func integers(_ name: String) throws(CheckpointError) -> [Int] {
        let entry = try self.entry(name)
        guard entry.type == .int64 || entry.type == .int32 else {
            throw self.fault(name, "\(entry.type.rawValue) where I64 or I32 is needed")
        }
        let bytes = try self.file.bytes(entry.bytes)
        return bytes.withUnsafeBytes { raw in
            (0..<entry.count).map { index in
                entry.type == .int64
                    ? Int(Int64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)))
                    : Int(Int32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self)))
            }
        }
    }

    private func entry(_ name: String) throws(CheckpointError) -> TensorEntry {
        guard let entry = self.entries[name] else { throw self.fault(name, "there is no such tensor") }
        return entry
    }

    private func fault(_ name: String, _ message: String) -> CheckpointError {
        CheckpointError(stage: "\(self.file.path), \(name)", message)
    }
}
