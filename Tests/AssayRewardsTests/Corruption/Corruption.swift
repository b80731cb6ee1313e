import AssayRewards
import Mutation

/// One way to spoil a right solution.
enum Corruption: String, CaseIterable {
    case wrongResult, annotationOnly, visibleOnly, wrongOperand, wrongOperator, wrongAnswer, necessaryStepDeleted
    case stepDeleted, lastStepDeleted, bareAnswer, inventedOperand, answerUnmarked

    /// The class that it must be found in, and in how many of a hundred solutions: reward.md's table.
    var expectation: (errorClass: ErrorClass, annotated: Double, stripped: Double?) {
        switch self {
        case .wrongResult: (.calculation, 100, 99.69)
        case .annotationOnly: (.calculation, 100, nil)
        case .visibleOnly: (.calculation, 99.95, nil)
        case .wrongOperand: (.calculation, 99.66, 98.81)
        case .wrongOperator: (.calculation, 100, 99.95)
        case .wrongAnswer: (.wrongAnswer, 100, 100)
        case .necessaryStepDeleted: (.logicJump, 85.48, 85.77)
        case .stepDeleted: (.logicJump, 81.1, 81.6)
        case .lastStepDeleted: (.logicJump, 89.8, 89.8)
        case .bareAnswer: (.logicJump, 100, 100)
        case .inventedOperand: (.logicJump, 94.96, 94.94)
        case .answerUnmarked: (.format, 99.99, 99.97)
        }
    }

    /// The solution spoiled so; nil where it offers no place for it.
    func apply(to problem: Problem, _ generator: inout SeededGenerator) -> String? {
        var lines = problem.solution.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, let answer = lines.popLast(), answer.hasPrefix("#### ") else { return nil }
        switch self {
        case .wrongAnswer:
            guard let value = Int(answer.dropFirst(5).filter { $0 != "," }) else { return nil }
            return (lines + ["#### \(value + Self.change(&generator))"]).joined(separator: "\n")
        case .bareAnswer: return String(answer)
        case .answerUnmarked: return (lines + [answer.dropFirst(5)]).joined(separator: "\n")
        case .necessaryStepDeleted, .stepDeleted, .lastStepDeleted:
            guard lines.count > 1, let index = self.deleted(lines, problem.question, &generator) else { return nil }
            lines.remove(at: index)
        default:
            let places = lines.indices.filter { WrittenStep(lines[$0]) != nil }
            guard let index = places.randomElement(using: &generator), var step = WrittenStep(lines[index]),
                self.spoil(&step, &generator)
            else { return nil }
            lines[index] = Substring(step.text)
        }
        return (lines + [answer]).joined(separator: "\n")
    }

    private static func change(_ generator: inout SeededGenerator) -> Int {
        generator.pick([-10, -3, -2, -1, 1, 2, 3, 10])
    }

    private func deleted(
        _ lines: [Substring], _ question: String, _ generator: inout SeededGenerator
    ) -> Int? {
        switch self {
        case .lastStepDeleted: lines.count - 1
        case .stepDeleted: lines.indices.filter { lines[$0].contains("<<") }.randomElement(using: &generator)
        default:
            lines.indices.filter { Self.isNecessary($0, lines, question) }.randomElement(using: &generator)
        }
    }

    /// Whether a step has a result that a later one starts from, and that neither the problem nor another step states.
    private static func isNecessary(_ index: Int, _ lines: [Substring], _ question: String) -> Bool {
        let results = lines.map { line in Set(line.matches(of: /=([^<>=]*)>>/).map(\.1)) }
        let others = lines.indices.filter { $0 != index }.reduce(into: Set()) { $0.formUnion(results[$1]) }
        let operands = lines[(index + 1)...].flatMap { line in
            line.matches(of: /<<([^<>=]*)=/).flatMap { match in
                match.1.split { !$0.isNumber && $0 != "." }
            }
        }
        let stated = question.split { !$0.isNumber && $0 != "." }
        return !results[index].subtracting(others).subtracting(stated).isDisjoint(with: operands)
    }

    private func spoil(_ step: inout WrittenStep, _ generator: inout SeededGenerator) -> Bool {
        switch self {
        case .wrongResult, .annotationOnly, .visibleOnly:
            guard let value = Int(step.right) else { return false }
            let wrong = "\(value + Self.change(&generator))"
            if self != .visibleOnly { step.right = wrong }
            if self != .annotationOnly { step.shown = wrong }
            return true
        case .wrongOperator:
            guard let sign = step.signs.randomElement(using: &generator), let value = step.value else { return false }
            step.replaceLeft(sign, with: generator.pick(["+", "-", "*", "/"].filter { $0 != step.left[sign] }))
            return step.value.map { $0 != value } ?? false
        case .wrongOperand:
            guard let value = step.value, self.changeOperand(of: &step, &generator) else { return false }
            return step.value.map { $0 != value } ?? false
        case .inventedOperand:
            guard self.changeOperand(of: &step, &generator), let value = step.value, value.isInteger else {
                return false
            }
            step.replaceRight(with: value.description)
            return true
        default: return false
        }
    }

    private func changeOperand(of step: inout WrittenStep, _ generator: inout SeededGenerator) -> Bool {
        guard let operand = step.operands.randomElement(using: &generator), let value = Int(step.left[operand]) else {
            return false
        }
        step.replaceLeft(operand, with: "\(value + generator.pick([3, 7, 11, 13, 17, 19, 23]))")
        return true
    }
}
