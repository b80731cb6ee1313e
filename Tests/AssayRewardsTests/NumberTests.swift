import AssayRewards
import Mutation
import Testing

/// Exact arithmetic. The long numbers are Python's.
@Suite struct NumberTests {
    private let large = BigInteger(7).power(200)
    private let negative = -(BigInteger(3).power(150) + 1)

    @Test func bigIntegersAsPythonHasThem() {
        #expect(
            self.large.description == """
                10461838291314357175018899611816813659819188550170233659950140084035125767424262251774382614909364050293\
                065248252546314174063180343683591188150754267339816534637456120001
                """)
        #expect(
            (self.large * self.negative).description == """
                -3870759700085880380335719835289586105434435270921689015816766553002678456032465542814635643215631476209\
                519377905277802561038294935925287537436409710381392989660031032872498270016217255478021743905764759070555\
                460291252835517540553067091748250
                """)
        let (quotient, remainder) = self.large.quotientAndRemainder(dividingBy: -self.negative)
        #expect(
            quotient.description
                == "28276118621154122463562592037631854387824572599348519289519682514916339824555753784100959590174763")
        #expect(remainder.description == "8926993885114031151270850298907976912893235593107940414707670526705251")
        let divisor = BigInteger.greatestCommonDivisor(
            BigInteger(6).power(300) * 5, BigInteger(10).power(120) * 9)
        #expect(divisor.description == "59815259810321214280671317712615505920")
        #expect(
            (self.large * 7).squareRoot.description
                == "8557620465947324321378096657202197168221720170948048240364465110652819962315570801294")
    }

    @Test func edgesOfAMachineWord() {
        for value in [Int.min, .min + 1, -1, 0, 1, .max - 1, .max] {
            #expect(Rational(value).description == "\(value)")
            #expect(Int(BigInteger(value)) == value)
            #expect((-(-Rational(value))) == Rational(value))
            #expect((Rational(value) + 1 - 1) == Rational(value))
            #expect(Rational(value, -1) == -Rational(value))
        }
        #expect(Rational(.max) + 1 == -Rational(.min))
        #expect((Rational(.max) * Rational(.max)).description == "85070591730234615847396907784232501249")
        #expect(Rational(1, .max) + Rational(1, .max - 1) > Rational(1, .max))
        #expect(Rational(.max).integer == .max)
        #expect((Rational(.max) + 1).integer == nil)
    }

    @Test func fractionsInLowestTerms() {
        #expect(Rational(6, -4).description == "-3/2")
        #expect(Rational(0, -4) == 0)
        #expect((Rational(1, 3) + Rational(1, 6)).description == "1/2")
        #expect((Rational(7, 30) + Rational(1, 10) + Rational(2, 3)) == 1)
        #expect(Rational(-7, 2).floorQuotient(dividingBy: 1) == -4)
        #expect(Rational(2, 3).power(-3) == Rational(27, 8))
        #expect(Rational(1, 3).power(-70).description == "2503155504993241601315571986085849")
        #expect(Rational(-1).power(1 << 40) == 1)
        #expect(Rational(1, 3) < Rational(34, 100))
        #expect(Rational(-1, 3).bitWidth == 2)
    }

    @Test func nearestDoubles() {
        #expect(Rational(1, 3).double == 1.0 / 3)
        #expect(Rational(BigInteger(10).power(400) + 1, BigInteger(10).power(399) * 3).double == 3.3333333333333335)
        let mixed = Rational(BigInteger(2).power(1100) + 1, BigInteger(2).power(60) * BigInteger(3).power(500))
        #expect(mixed.double == 0x1.6ec6477994116p+247)
        #expect(Rational(1, BigInteger(3).power(600)).double == 0x1.0406143142763p-951)
        // Just below half the least subnormal, exactly half, and just above.
        let half = BigInteger(2).power(1075)
        #expect(Rational(1, half + 1).double == 0)
        #expect(Rational(1, half).double == 0)
        #expect(Rational(1, half - 1).double == .leastNonzeroMagnitude)
        #expect(Rational(-(BigInteger(10).power(400))).double == -.infinity)
    }

    @Test(
        arguments: [
            ("72", "72"), ("1,234", "1234"), ("0.75", "3/4"), (".5", "1/2"), ("5.", "5"), ("007", "7"),
            ("1,234,567,890,123,456,789,012", "1234567890123456789012"),
            ("0.1234567890123456789", "1234567890123456789/10000000000000000000"),
            ("", nil), (".", nil), ("1.2.3", nil), ("-1", nil), ("1e3", nil),
        ] as [(String, String?)])
    func decimals(_ text: String, _ expected: String?) {
        #expect(Rational(decimal: text.utf8.span)?.description == expected)
    }

    @Test func longDecimals() {
        let longest = String(repeating: "9", count: 4000)
        #expect(Rational(decimal: longest.utf8.span)?.description == longest)
        let longer = longest + "9"
        #expect(Rational(decimal: longer.utf8.span) == nil)
    }

    @Test("Fuzz: the laws of arithmetic hold for numbers of every size") func laws() {
        let fault = Campaign().run { generator in
            let (first, second, third) = (generator.rational(), generator.rational(), generator.rational())
            let distributed = (first + second) * third == first * third + second * third
            let inverse = first - second + second == first && (third.isZero || first / third * third == first)
            let order = (first < second) == (first - second).isNegative
            let floor = third.isZero ? 0 : first - first.floorQuotient(dividingBy: third) * third
            let isBelow = third.isZero || (floor.magnitude < third.magnitude && floor.isNegative == third.isNegative)
            let divisor = BigInteger.greatestCommonDivisor(first.numerator, first.denominator)
            let holds = distributed && inverse && order && (isBelow || floor.isZero) && divisor == 1
            return holds ? nil : "\(first), \(second), \(third)"
        }
        #expect(fault == nil)
    }
}

extension SeededGenerator {
    /// A number of up to 600 bits on either side, runs of ones and zeros among them.
    fileprivate mutating func rational() -> Rational {
        let denominator = self.oneIn(3) ? BigInteger(1) : self.integer().magnitude
        return Rational(self.integer(), denominator.isZero ? 1 : denominator)
    }

    private mutating func integer() -> BigInteger {
        var limbs = (0..<self.below(10)).map { _ in self.oneIn(3) ? self.pick([0, .max, 1 << 63]) : UInt(self.next()) }
        if self.oneIn(2) { limbs = [UInt(self.below(100))] }
        return BigInteger(limbs: limbs, isNegative: self.oneIn(2))
    }
}
