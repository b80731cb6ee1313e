import AssayJSON
import Glibc

/// Writes a safetensors file, tensor after tensor; the file is there, whole, once it is finished.
package final class SafetensorsWriter {
    /// Values that are narrowed at once.
    private static let chunk = 1 << 18

    private let path: String
    private let temporary: String
    private let type: TensorType
    private let counts: [Int]
    private var next = 0
    private var descriptor: Int32

    /// Writes the header.
    /// - Parameters:
    ///   - tensors: names and shapes in the order in which their elements will come.
    ///   - type: F32, BF16 or F16, for all of them.
    ///   - metadata: free texts; `format` is added, which transformers asks for.
    package init(
        path: String, tensors: [(name: String, shape: [Int])], type: TensorType, metadata: [String: String] = [:]
    ) throws(CheckpointError) {
        precondition(type.isReadableAsFloat)
        self.path = path
        self.temporary = path + ".partial"
        self.type = type
        self.counts = tensors.map { $0.shape.reduce(1, *) }
        self.descriptor = open(self.temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard self.descriptor >= 0 else { throw CheckpointError(stage: path, CheckpointFile.reason()) }
        try self.write(Self.header(tensors, type, metadata))
    }

    deinit {
        guard self.descriptor >= 0 else { return }
        close(self.descriptor)
        unlink(self.temporary)
    }

    /// Writes the elements of the next tensor, row-major.
    package func append(_ values: UnsafeBufferPointer<Float>) throws(CheckpointError) {
        precondition(values.count == self.counts[self.next], "a tensor of another shape")
        self.next += 1
        for start in stride(from: 0, to: values.count, by: Self.chunk) {
            let part = UnsafeBufferPointer(rebasing: values[start..<min(values.count, start + Self.chunk)])
            var bytes = [UInt8](repeating: 0, count: part.count * self.type.size)
            bytes.withUnsafeMutableBytes { self.type.encode(part, into: $0) }
            try self.write(bytes)
        }
    }

    /// Brings the file to the disk and to its name.
    package func finish() throws(CheckpointError) {
        precondition(self.next == self.counts.count, "tensors are missing")
        let isWritten = fsync(self.descriptor) == 0
        let isClosed = close(self.descriptor) == 0
        self.descriptor = -1
        guard isWritten, isClosed, rename(self.temporary, self.path) == 0 else {
            let error = CheckpointError(stage: self.path, CheckpointFile.reason())
            unlink(self.temporary)
            throw error
        }
    }

    private func write(_ bytes: [UInt8]) throws(CheckpointError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(self.descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CheckpointError(stage: self.path, CheckpointFile.reason()) }
            written += count
        }
    }

    private static func header(
        _ tensors: [(name: String, shape: [Int])], _ type: TensorType, _ metadata: [String: String]
    ) -> [UInt8] {
        let texts = metadata.merging(["format": "pt"]) { given, _ in given }.sorted { $0.key < $1.key }
        var object = JSONObject([
            ("__metadata__", .object(JSONObject(texts.map { ($0.key, .string($0.value)) })))
        ])
        var offset = 0
        for (name, shape) in tensors {
            let end = offset + shape.reduce(type.size, *)
            object.append(
                name,
                [
                    "dtype": .string(type.rawValue), "shape": .array(shape.map { .integer($0) }),
                    "data_offsets": [.integer(offset), .integer(end)],
                ])
            offset = end
        }
        var json = JSONWriter.bytes(.object(object))
        // The elements begin at a multiple of eight.
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    }
}
