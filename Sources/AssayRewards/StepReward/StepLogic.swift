/// Which numbers of each step come from somewhere: reward.md, section 2, L.
struct StepLogic {
    /// What is found of one step.
    struct Verdict {
        /// Whether it has operands or equations to judge by.
        var isBearing = false
        /// Operands that nothing grounds, with the claim that each stands in.
        var ungrounded: [(value: Rational, claim: Int)] = []
    }

    /// For each step.
    private(set) var steps: [Verdict] = []
    /// Whether the final answer is a result of the steps: the link.
    private(set) var derivesAnswer = false
    private var provenance: Provenance
    private var runs = 0

    init(_ reader: inout ClaimReader, turns: [AssistantTurn], givens: RationalSet?, answers: [Rational]) {
        self.provenance = Provenance(givens: givens)
        self.steps.reserveCapacity(reader.steps.count)
        self.runs = turns.reduce(0) { $0 + $1.toolRuns.count }
        var turn = 0
        for step in reader.steps {
            self.addOutputs(of: turns[turn..<step.turn])
            turn = step.turn
            self.judge(step, &reader)
        }
        self.addOutputs(of: turns[turn...])
        self.derivesAnswer = answers.contains { self.provenance.derives($0) }
    }

    private mutating func addOutputs(of turns: ArraySlice<AssistantTurn>) {
        for turn in turns {
            for run in turn.toolRuns where run.succeeded {
                for number in ReadResponse.numbers(in: run.output, runs: self.runs) { self.provenance.add(number) }
            }
        }
    }

    private mutating func judge(_ step: Step, _ reader: inout ClaimReader) {
        var verdict = Verdict()
        for index in step.claims {
            let claim = reader.claims[index]
            if claim.kind == .equation {
                verdict.isBearing = true
            } else {
                for operand in reader.parser.operands[claim.operands] {
                    verdict.isBearing = true
                    if !self.provenance.grounds(operand) { verdict.ungrounded.append((operand.value, index)) }
                }
            }
            self.addResults(of: claim)
        }
        for assignment in step.assignments { self.provenance.add(assignment.value) }
        for value in reader.instances(in: step) { self.provenance.add(value) }
        self.steps.append(verdict)
    }

    private mutating func addResults(of claim: Claim) {
        self.provenance.add(claim.right)
        self.provenance.add(claim.left)
        // How many were added up, for an average.
        self.provenance.add(Rational(claim.operands.count))
        guard case .small = claim.left.storage, case .small = claim.right.storage else { return }
        if claim.verdict == .percent {
            self.provenance.add(claim.right * 100)
            self.provenance.add(claim.right / 100)
        }
        if claim.showsPercent {
            self.provenance.add(claim.right * 100)
            self.provenance.add(claim.left * 100)
        }
    }
}
