package import AssayRollouts
package import Foundation

/// Event files that TensorBoard shows: scalars and texts.
///
/// Each process of a run writes a file of its own. One that goes on from a checkpoint says so, whereupon TensorBoard
/// drops what the process before it has written of later steps.
package struct TensorBoardLog: Sendable {
    private let file: LogFile
    private let now: @Sendable () -> Date

    /// Begins a file.
    /// - Parameter step: of the checkpoint that the run goes on from; nil begins anew, without files of earlier runs.
    /// - Throws: ``RolloutError`` where it cannot be written.
    package init(
        directory: String, continuing step: Int? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) throws(RolloutError) {
        if step == nil { Self.removeFiles(in: directory) }
        let (microseconds, pid) = (Int(now().timeIntervalSince1970 * 1e6), ProcessInfo.processInfo.processIdentifier)
        let seconds = String(microseconds / 1_000_000)
        let fraction = String(microseconds % 1_000_000)
        // TensorBoard reads a folder's files in the order of their names.
        let name = "events.out.tfevents.\(seconds).assay.\(pid)." + String(repeating: "0", count: 6 - fraction.count)
        self.file = try LogFile(path: "\(directory)/\(name)\(fraction)", truncates: true)
        self.now = now
        try self.append(0, .version)
        if let step { try self.append(step + 1, .restart) }
    }

    /// Adds the finite ones of some numbers.
    /// - Throws: ``RolloutError`` where the file cannot be written.
    package func append(_ scalars: [String: Double], step: Int) throws(RolloutError) {
        let finite = scalars.filter(\.value.isFinite).sorted { $0.key < $1.key }.map { (tag: $0.key, value: $0.value) }
        try self.append(step, .scalars(finite))
    }

    /// Adds a text, which is Markdown.
    /// - Throws: ``RolloutError`` where the file cannot be written.
    package func append(_ text: String, tag: String, step: Int) throws(RolloutError) {
        try self.append(step, .text(tag: tag, text))
    }

    private func append(_ step: Int, _ content: TensorBoardEvent.Content) throws(RolloutError) {
        try self.file.append(TensorBoardEvent(time: self.now(), step: step, content: content).record)
    }

    private static func removeFiles(in directory: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasPrefix("events.out.tfevents.") {
            try? FileManager.default.removeItem(atPath: "\(directory)/\(name)")
        }
    }
}
