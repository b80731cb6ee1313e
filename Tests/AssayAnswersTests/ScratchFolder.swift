import Foundation

@testable import AssayAnswers

/// A folder that is gone with the value.
final class ScratchFolder {
    let path: String

    init() throws {
        self.path = NSTemporaryDirectory() + "assay-answers-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }

    func file(_ name: String) -> String { self.path + "/" + name }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: self.file(name)))
        return self.file(name)
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try self.write(name, Array(text.utf8)) }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: self.file(name))))
    }

    func text(_ name: String) throws -> String { String(decoding: try self.read(name), as: UTF8.self) }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self.file(name)) }

    /// A file packed as `gzip` does it.
    static func packed(_ bytes: [UInt8]) throws -> [UInt8] { try GzipMember().pack(bytes, isLast: true) }

    /// All bytes of a file, unpacked.
    func unpacked(_ name: String) throws -> [UInt8] {
        let source = try ByteSource(path: self.file(name))
        var bytes: [UInt8] = []
        while let chunk = try source.next() { bytes += chunk }
        return bytes
    }
}
