import AssayAnswers
import AssayRollouts
import Foundation

/// How far a run has come, on standard error: a bar on a terminal, a line now and then elsewhere.
struct ProgressLine {
    private static let barWidth = 30

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private var isShown = false

    mutating func show(_ progress: AnswerRun.Progress) {
        let share = progress.total.flatMap { $0 > 0 ? Double(progress.position) / Double($0) : nil }
        self.show(share) { "\(progress.lines) lines, \(Int(Double(progress.newLines) / $0))/s" }
    }

    mutating func show(_ progress: RolloutRun.Progress) {
        self.show(progress.total > 0 ? Double(progress.played) / Double(progress.total) : nil) { seconds in
            let rate = String(format: "%.1f", Double(progress.new) / seconds)
            return "\(progress.played) of \(progress.total) rollouts, \(rate)/s"
        }
    }

    /// So many of all steps, and how the last one went.
    mutating func show(_ steps: Int, of total: Int, _ text: String) {
        self.show(total > 0 ? Double(steps) / Double(total) : nil) { seconds in
            let left = steps > 0 ? seconds / Double(steps) * Double(total - steps) : 0
            return "step \(steps) of \(total)  \(text)  \(Int(left)) s left"
        }
    }

    /// - Parameter counts: what has come in so many seconds.
    private mutating func show(_ share: Double?, _ counts: (Double) -> String) {
        let now = ContinuousClock.now
        guard now - self.last >= (self.isTerminal ? .milliseconds(100) : .seconds(10)) else { return }
        self.last = now
        let text =
            (share.map { String(format: "%3.0f %%  ", $0 * 100) } ?? "") + counts((now - self.start) / .seconds(1))
        if self.isTerminal {
            let filled = share.map { Int($0 * Double(Self.barWidth)) }
            let bar = filled.map { filled in
                String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled) + " "
            }
            StandardStream.write(Array("\r\(bar ?? "")\(text)\u{1B}[K".utf8), to: .standardError)
            self.isShown = true
        } else {
            StandardStream.printError(text)
        }
    }

    /// Takes the bar away, so that a line can be written in its place.
    mutating func clear() {
        if self.isShown { StandardStream.write(Array("\r\u{1B}[K".utf8), to: .standardError) }
        self.isShown = false
    }
}
