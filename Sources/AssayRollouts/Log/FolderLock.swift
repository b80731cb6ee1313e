import Foundation

/// The right to write to a folder, of one process at a time. It ends with the process, whatever ends that, or when the lock
/// is let go.
package final class FolderLock: Sendable {
    private static let name = ".lock"

    private let descriptor: Int32

    /// Makes the folder where it is not there.
    /// - Throws: ``RolloutError`` where that is not possible, or another process has the lock.
    package init(directory: String) throws(RolloutError) {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw RolloutError(.log, stage: directory, error.localizedDescription)
        }
        let path = "\(directory)/\(Self.name)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RolloutError(.log, stage: path, String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = isTaken ? "another run is writing to it" : String(cString: strerror(errno))
            close(descriptor)
            throw RolloutError(.log, stage: directory, reason)
        }
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }
}
