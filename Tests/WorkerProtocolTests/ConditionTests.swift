import Testing
import WorkerProtocol

/// Conditions are judged by the supervisor, too, and then as the kernel judges them: unsigned, 64 bits.
@Suite("Conditions of rules")
struct ConditionTests {
    static let cases: [(comparison: UInt8, holds: [Bool])] = [
        (1, [true, false, true]), (2, [true, false, false]), (3, [true, true, false]), (4, [false, true, false]),
        (5, [false, true, true]), (6, [false, false, true]),
    ]

    @Test(arguments: cases) func comparisons(comparison: UInt8, holds: [Bool]) {
        let condition = SystemCallRule.Condition(comparison: comparison, index: 1, value: 10)
        #expect([9, 10, UInt64.max].map { condition.holds(for: [0, $0]) } == holds)
        #expect(!condition.holds(for: [10]))
    }

    @Test func masked() {
        let condition = SystemCallRule.Condition(comparison: 7, index: 0, value: 0x50f00, valueTwo: 0x50f00)
        #expect(condition.holds(for: [0x3d0f00]))
        #expect(!condition.holds(for: [0x10f00]))
    }
}
