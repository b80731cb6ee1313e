/// One step of a response, read.
struct Step {
    let turn: Int
    /// Where, in bytes of the turn's normalised text.
    let span: Range<Int>
    let visible: VisibleText
    /// Its tokens, annotations not among them.
    var tokens: Range<Int> = 0..<0
    /// Its numeric claims, in the order in which they are written.
    var claims: Range<Int> = 0..<0
    /// Variables that it says the values of.
    var assignments: [Assignment] = []
    /// Signs of equality that no numeric claim was made of.
    var equations: [Equation] = []
    /// What became of the equations at the values that the response finds.
    var substitutions: [Claim] = []

    struct Assignment {
        let letter: UInt8
        let value: Rational
    }

    /// A sign of equality, with the tokens that its sides may reach to.
    struct Equation {
        let left: Int
        let sign: Int
        let right: Int
    }
}
