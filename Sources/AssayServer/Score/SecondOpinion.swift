import AssayJSON
import AssayOutcome
import AssayRewards
import AssaySandbox
import AssayScoring

/// SymPy's opinion on two expressions that mode `math` finds different.
///
/// It runs where model-written programs run, for SymPy may take any time and memory over a short expression. The
/// program is ours; the expressions are its standard input, which it reads by a grammar of its own and never evaluates
/// as Python.
struct SecondOpinion: Sendable {
    private static let timeout: Duration = .seconds(3)
    private static let queueDeadline: Duration = .seconds(10)
    private static let megabytes = 512

    let executor: any CodeExecutor

    /// The reply after a second opinion, where it applies: a wrong answer that was found, beside a single truth, both of
    /// them expressions.
    ///
    /// Where SymPy cannot be asked or does not know, the reply stays and says so in its warnings.
    func review(_ reply: ScoringReply, of task: ScoringTask) async -> ScoringReply {
        guard case .scored(let first) = reply, !first.isCorrect, let answer = first.extracted,
            let truth = task.groundTruth.first, task.groundTruth.count == 1,
            MathEquivalence.areExpressions(Array(answer.utf8).span, Array(truth.utf8).span)
        else { return reply }
        switch await self.verdict(answer, truth) {
        case .equal:
            // The answer as its own truth, so that every part of the score follows from it as ever.
            var agreeing = task
            agreeing.groundTruth = [answer]
            guard var second = try? Scorer.score(agreeing), second.isCorrect else { return reply }
            second.warnings = first.warnings + ["SymPy finds \(answer) equal to \(truth)"]
            return .scored(second)
        case .different:
            return reply
        case .unknown(let reason):
            var first = first
            first.warnings.append("no second opinion: \(reason)")
            return .scored(first)
        }
    }

    private enum Verdict {
        case equal
        case different
        case unknown(String)
    }

    private func verdict(_ answer: String, _ truth: String) async -> Verdict {
        let expressions: JSONValue = [.string(answer), .string(truth)]
        let request = ExecutionRequest(
            code: String(decoding: PackageResources.second_opinion_py, as: UTF8.self),
            standardInput: JSONWriter.bytes(expressions), timeout: Self.timeout, memoryMegabytes: Self.megabytes,
            profile: "python-strict", queueDeadline: Self.queueDeadline)
        do {
            let result = try await self.executor.execute(request)
            guard result.outcome == .ok else { return .unknown("SymPy's run ended with \(result.outcome.rawValue)") }
            switch String(decoding: result.standardOutput, as: UTF8.self) {
            case "equal\n": return .equal
            case "different\n": return .different
            case "unread\n": return .unknown("SymPy's grammar does not read both expressions")
            default: return .unknown("SymPy came to no result")
            }
        } catch {
            return .unknown("the sandbox took no program")
        }
    }
}
