import AssayAnswers
import Foundation

/// A file that a command writes at once.
enum OutputFile {
    /// - Throws: ``AnswersError`` where it cannot be written.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw AnswersError(.unwritable, "cannot write \(path): \(StartFault.line(for: error))")
        }
    }
}
