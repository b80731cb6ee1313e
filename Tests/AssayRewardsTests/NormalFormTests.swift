import AssayRewards
import Testing

@Suite struct NormalFormTests {
    private func normal(_ text: String) -> String {
        String(decoding: NormalForm.of(text.utf8.span), as: UTF8.self)
    }

    private func plain(_ text: String) -> String {
        let normal = NormalForm.of(text.utf8.span, tracksOrigins: false)
        return String(decoding: PlainMathematics.of(normal).bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("plain 72\n", "plain 72\n"), ("１２．５％", "12.5%"), ("٣٤", "34"), ("−5", "-5"), ("3×4÷2", "3*4/2"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\r\u{1}\n", "\n"), ("2½", "2 1/2"), ("½", "1/2"), ("x²⁻³", "x^2-3"), ("x²y²", "x^2y^2"), ("7\u{200b}2", "72"),
        ("1\u{a0}000", "1 000"), ("5—6", "5—6"), ("答案：72", "答案:72"), ("a⇒b≃c", "a→b≈c"), ("\u{7f}\u{0}", ""),
        ("￥5", "¥5"), ("x²\u{200b}³", "x^23"),
    ])
    func normalForm(_ text: String, _ expected: String) {
        #expect(self.normal(text) == expected)
        #expect(self.normal(expected) == expected)
        let bytes = Array(text.utf8)
        if NormalForm.isPlain(bytes.span) { #expect(text == expected) }
    }

    @Test(arguments: [
        (#"\frac{1}{2}"#, "((1)/(2))"), (#"\frac12"#, "((1)/(2))"), (#"\frac123"#, #"\frac123"#),
        (#"\dfrac{\frac{1}{2}}{3}"#, "((((1)/(2)))/(3))"), (#"2\times3\cdot4\div5"#, "2*3*4/5"), ("1{,}234", "1,234"),
        (#"5\text{ cm}"#, "5  cm "), (#"5\%"#, "5%"), (#"\$5"#, "$5"), (#"\left(1\right)"#, " (1 )"),
        (#"a\Rightarrow b\to c"#, "a→ b→ c"), (#"\longrightarrowx"#, "→x"), (#"\tot"#, #"\tot"#), (#"\(5\)"#, " 5 "),
        (#"\sqrt{2}"#, #"\sqrt{2}"#), (#"\frac{\sqrt{2}}{3}"#, #"\frac{\sqrt{2}}{3}"#),
    ])
    func plainMathematics(_ text: String, _ expected: String) {
        #expect(self.plain(text) == expected)
    }

    @Test func placesAreFollowedBack() {
        let text = #"全 \frac{1}{2}×½"#
        let bytes = Array(text.utf8)
        let normal = NormalForm.of(bytes.span, tracksOrigins: true)
        let plain = PlainMathematics.of(normal)
        #expect(String(decoding: plain.bytes, as: UTF8.self) == "全 ((1)/(2))*1/2")
        let origins = plain.bytes.indices.map { plain.origin(of: $0) }
        #expect(origins == [0, 1, 2, 3, 4, 4, 10, 4, 4, 4, 13, 4, 4, 15, 17, 17, 17])
        #expect(plain.origin(of: plain.bytes.count) == 18)
    }

    @Test func floodsOfCommands() {
        for part in [#"\frac{"#, #"\frac{1}{"#, #"\text{"#, "{,}", #"\long"#, #"\\"#, "½", "²", "\r", "\u{200b}"] {
            let bytes = Array(String(repeating: part, count: (1 << 15) / part.utf8.count).utf8)
            let normal = NormalForm.of(bytes.span, tracksOrigins: false)
            #expect(PlainMathematics.of(normal).bytes.count <= 4 * bytes.count)
        }
    }
}
