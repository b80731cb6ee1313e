import Foundation

/// A file that lines are added to, each write whole.
package struct LogFile: Sendable {
    private let path: String
    private let handle: FileHandle

    /// - Throws: ``RolloutError`` where the file or its folder cannot be made.
    package init(path: String, truncates: Bool) throws(RolloutError) {
        self.path = path
        let url = URL(filePath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw RolloutError(.log, stage: path, error.localizedDescription)
        }
        // Lines of several processes must not overwrite each other.
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (truncates ? O_TRUNC : 0)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw RolloutError(.log, stage: path, String(cString: strerror(errno))) }
        self.handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// - Throws: ``RolloutError`` where it cannot be written.
    package func append(_ bytes: [UInt8]) throws(RolloutError) {
        do {
            try self.handle.write(contentsOf: Data(bytes))
        } catch {
            throw RolloutError(.log, stage: self.path, error.localizedDescription)
        }
    }

    /// Brings what was written to the disk.
    func synchronize() throws(RolloutError) {
        do {
            try self.handle.synchronize()
        } catch {
            throw RolloutError(.log, stage: self.path, error.localizedDescription)
        }
    }
}
