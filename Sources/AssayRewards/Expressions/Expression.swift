/// What an arithmetical expression says.
package struct Expression: Sendable {
    package var value: Rational
    /// How many operations it takes; 0 for a number on its own.
    package var operators: Int
    /// Which of ``ExpressionParser/operands`` are its numbers.
    package var operands: Range<Int>
    /// The variables that stand in it.
    package var variables: Variables.Letters
    /// The largest power of ten that a scale word such as `million` put on one of its numbers.
    package var scale: Int
    /// Whether words or a `/word` after a number were read as its unit.
    package var hasUnits: Bool
}

/// A number of an expression as it stands there.
package struct Operand: Sendable {
    package var value: Rational
    package var isPercent: Bool
}
