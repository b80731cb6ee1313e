import AssayRewards
import Testing

/// Which mathematical answers mean the same.
@Suite struct MathEquivalenceTests {
    private func areEqual(_ answer: String, _ truth: String) -> Bool {
        MathEquivalence.areEqual(answer.utf8.span, truth.utf8.span)
    }

    @Test(arguments: [
        (#"\frac{1}{2}"#, "0.5"), (#"\frac12"#, "1/2"), (#"2\frac{1}{2}"#, "2.5"), ("2 1/2", "2.5"), ("1,234", "1234"),
        ("50%", "50"), (#"\frac{3}{4}"#, "75%"), ("10^{3}", "1000"), ("1.5e3", "1500"), ("5!", "120"),
        ("2^{10}", "1024"),
        (#"\binom{5}{2}"#, "10"), ("|-3|", "3"), ("-(-3)", "3"), ("2^3^2", "512"), ("100!/98!", "9900"),
        ("(1/3)^{99}*3^{99}", "1"),
        ("0.1+0.2", "0.3"), ("7%", "0.07"), (".5", "0.5"), ("3(4)", "12"),
    ])
    func numbers(_ answer: String, _ truth: String) { #expect(self.areEqual(answer, truth)) }

    @Test(arguments: [
        (#"\sqrt{8}"#, #"2\sqrt{2}"#), ("x^2+2x+1", "(x+1)^2"), (#"\frac{\pi}{4}"#, #"0.25\pi"#),
        (#"\sqrt[3]{27}"#, "3"),
        (#"\log_2 8"#, "3"), (#"\sin^2 x+\cos^2 x"#, "1"), ("6 - 5i", "6-5i"), ("(2+i)(2-i)", "5"),
        (#"e^{i\pi}"#, "-1"),
        (#"\ln e"#, "1"), (#"\frac{1}{\sqrt{2}}"#, #"\frac{\sqrt2}{2}"#), ("2ab", "2ba"), ("x_1+x_{2}", "x_2+x_1"),
        (#"\sqrt[3]{-8}"#, "-2"), ("√16", "4"), (#"\tan x"#, #"\frac{\sin x}{\cos x}"#),
        (#"\arcsin 1"#, #"\frac{\pi}{2}"#),
        (#"\cosh^2 x-\sinh^2 x"#, "1"), (#"\theta+1"#, #"1+\theta"#), ("1.41421356237", #"\sqrt{2}"#),
    ])
    func expressions(_ answer: String, _ truth: String) { #expect(self.areEqual(answer, truth)) }

    @Test(arguments: [
        ("y^2+1", "x^2+1"), ("1/2^99", "1/2^98"), ("1-1/e", "1+1/e"), ("1.4142", #"\sqrt{2}"#), ("4(2)", "4"),
        (#"4\sqrt{2}"#, "4"), ("x", "-x"), ("|x|", "x"), ("1/0", "2/0"), ("0.333", "1/3"), ("2", "200"),
        ("10001", "10000"),
        ("nan", "NaN"), ("", ""), ("e^{e^{e^{e^{x}}}}", "1"), (#"\log 0"#, #"\log 0+1"#), ("1e400", "2e400"),
        (#"\binom{-1}{2}"#, "1"), (#"\sqrt[4]{-16}"#, "-2"), ("((((", "1"), ("9^{9^{9^9}}", "1"), ("10^10^10", "1"),
    ])
    func differences(_ answer: String, _ truth: String) { #expect(!self.areEqual(answer, truth)) }

    @Test(arguments: [
        (#"\{1,2\}"#, #"\{2,1\}"#, true), ("(1,2)", "(2,1)", false), ("(1,234)", "(1, 234)", true),
        ("1,2", "2 and 1", true),
        (#"\pm 2"#, "2,-2", true), (#"5\pm\sqrt{2}"#, #"\{5-\sqrt2, 5+\sqrt2\}"#, true), ("x=1 or x=2", "2, 1", true),
        (#"\emptyset"#, #"\{\}"#, true), ("{1,2,2}", "{1,2}", false), (#"\{1,2\}"#, "(1,2)", false),
        ("(1,2,3)", "(1,2,3)", true),
        (#"(-\infty,2)\cup(3,\infty)"#, #"(3,\infty)\cup(-\infty,2)"#, true), ("[0,1)", #"0\le x<1"#, true),
        ("(0,1)", "0<x<1", true), ("[0,1]", "(0,1)", false), ("x>2", "2<x", true), (#"x\ge 2"#, #"[2,\infty)"#, true),
        ("x<2", #"(-\infty,2)"#, true), (#"x \in [0,1]"#, "[0,1]", true), ("x=5", "5", true), ("5", "x=5", true),
        ("y=5", "x=5", false),
        ("3x-y=2", "y=3x-2", true), ("3x-y=2", "y=3x+2", false), ("2x+2y=2", "x+y=1", true), ("f(x)=x^2", "x^2", true),
        (#"\begin{pmatrix}1\\2\end{pmatrix}"#, #"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"#, true),
        (#"\begin{bmatrix}1&\frac12\end{bmatrix}"#, #"\begin{pmatrix}1&0.5\end{pmatrix}"#, true),
        (#"\begin{pmatrix}1&2\end{pmatrix}"#, #"\begin{pmatrix}1\\2\end{pmatrix}"#, false),
    ])
    func structures(_ answer: String, _ truth: String, _ isEqual: Bool) {
        #expect(self.areEqual(answer, truth) == isEqual)
    }

    @Test(arguments: [
        (#"\text{Evelyn}"#, "Evelyn", true), ("evelyn", "Evelyn", true), ("Évelyn", "évelyn", true),
        ("Mary", "Evelyn", false),
        ("(A)", "A", true), (#"90^\circ"#, "90", true), (#"5\text{ cm}"#, "5", true), (#"5\text{ cm}^2"#, "5", true),
        ("12 square meters", "12", true), ("$5", "5", true), ("5元", "5", true), ("5 km/h", "5", true),
        ("5 cm", "5 m", true),
        ("about 5", "5", true), ("5 bananas", "5", false), ("5.", "5", true),
        (#"\left( 3, \frac{\pi}{2} \right)"#, #"(3,\pi/2)"#, true),
        (#"72\ "#, "72", true),
    ])
    func wordsAndUnits(_ answer: String, _ truth: String, _ isEqual: Bool) {
        #expect(self.areEqual(answer, truth) == isEqual)
    }

    @Test func depthIsBounded() {
        let flood = 2000
        for part in [
            "(", "-", "2^", #"\sqrt"#, "(1,", "sin ", "|", "∈", "e^", #"\frac1{"#, "x_{", "1+", "1,", "(1/3^9)^9+", "m",
        ] {
            let text = String(repeating: part, count: flood)
            #expect(!self.areEqual(text, "72"))
            #expect(!self.areEqual(text + "1", text + "2"))
        }
    }
}
