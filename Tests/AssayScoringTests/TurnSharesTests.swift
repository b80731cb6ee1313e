import AssayRewards
import AssayScoring
import Mutation
import Testing

@Suite("Fuzz: a score's doubles add up")
struct TurnSharesTests {
    private static let denominators = [1, 2, 3, 7, 10, 30, 49, 60, 97, 120, 360, 1_001, 5_040, 65_537, 999_983]

    /// Sums of `shares` in the ways in which clients add.
    private static func sums(_ shares: [Double]) -> [Double] {
        var (sum, lost) = (0.0, 0.0)
        for share in shares {
            let next = sum + share
            lost += abs(sum) >= abs(share) ? (sum - next) + share : (share - next) + sum
            sum = next
        }
        return [shares.reduce(0, +), sum + lost]
    }

    @Test func sumsAreTheScore() {
        let fault = Campaign(fewest: 10).run { random in
            let count = 1 + random.below(random.oneIn(20) ? 64 : 6)
            let turns = (0..<count).map { _ -> Rational in
                if random.oneIn(4) { return .zero }
                return Rational(1 + random.below(1000), random.pick(Self.denominators) * random.pick([1, 4, 10, 16]))
            }
            let sum = turns.reduce(.zero, +)
            let total = random.oneIn(3) || sum < .one ? sum : .one
            // Scaled to the whole, as a chain's summands are.
            let scaled = sum.isZero ? turns : turns.map { $0 * total / sum }
            let shares = TurnShares(total: total, turns: scaled)
            guard shares.total == total.double else { return "\(total) is \(shares.total)" }
            guard Self.sums(shares.turns).allSatisfy({ $0 == shares.total }) else {
                return "\(scaled) gives \(shares.turns), not \(shares.total)"
            }
            for (share, exact) in zip(shares.turns, scaled) {
                if exact.isZero, share != 0 { return "\(scaled): a turn of nothing gets \(share)" }
                let slip = abs(share - exact.double)
                if slip > total.double.ulp * Double(count) { return "\(scaled): \(share) stands for \(exact)" }
            }
            return nil
        }
        #expect(fault == nil)
    }

    @Test("digits stay short where they can")
    func nearest() {
        let shares = TurnShares(total: .one, turns: [Rational(7, 30), Rational(1, 10), Rational(2, 3)])
        #expect(shares.turns == [7.0 / 30, 0.1, 2.0 / 3])
        #expect(TurnShares(total: Rational(-1), turns: [.zero, Rational(-1)]).turns == [0, -1])
        #expect(TurnShares(total: .zero, turns: [.zero, .zero]).turns == [0, 0])
    }

    @Test("a residue goes into the largest share, and a failed turn stays at 0")
    func residue() {
        let tenth = Rational(1, 10)
        let shares = TurnShares(total: .one, turns: Array(repeating: tenth, count: 10) + [.zero])
        #expect(shares.turns.reduce(0, +) == 1)
        #expect(shares.turns.last == 0)
        #expect(Array(repeating: 0.1, count: 10).reduce(0, +) != 1)
    }
}
