import Testing

@testable import AssayRollouts

@Suite("Observations that are too long")
struct ObservationTruncationTests {
    private func cut(
        _ text: String, to length: Int, _ side: ObservationTruncation.Side, _ meaning: ObservationTruncation.Meaning
    ) -> String {
        ObservationTruncation(maximumLength: length, side: side, meaning: meaning).apply(to: text)
    }

    @Test func whatFitsStays() {
        for side in ObservationTruncation.Side.allCases {
            #expect(self.cut("abcdefgh", to: 8, side, .removed) == "abcdefgh")
            #expect(self.cut("", to: 1, side, .removed) == "")
        }
    }

    @Test("verl ≥ 0.8 names the side that goes")
    func removed() {
        #expect(self.cut("abcdefghij", to: 4, .left, .removed) == "(truncated)...ghij")
        #expect(self.cut("abcdefghij", to: 4, .right, .removed) == "abcd...(truncated)")
        #expect(self.cut("abcdefghij", to: 5, .middle, .removed) == "ab...(truncated)...ij")
    }

    @Test("verl ≤ 0.7.1 names the side that stays")
    func kept() {
        #expect(self.cut("abcdefghij", to: 4, .left, .kept) == "abcd...(truncated)")
        #expect(self.cut("abcdefghij", to: 4, .right, .kept) == "(truncated)...ghij")
        #expect(self.cut("abcdefghij", to: 4, .middle, .kept) == "ab...(truncated)...ij")
    }

    @Test("lengths are code points, as Python counts them")
    func codePoints() {
        // Four characters of seven code points.
        let text = "e\u{301}👍🏽a\u{303}o"
        #expect(self.cut(text, to: 7, .right, .removed) == text)
        #expect(self.cut(text, to: 1, .right, .removed).unicodeScalars.first == "e")
        #expect(self.cut(text, to: 1, .right, .removed).unicodeScalars.dropFirst().first == ".")
    }

    @Test func verlsDefault() {
        let text = String(repeating: "a", count: 200) + String(repeating: "b", count: 200)
        let cut = ObservationTruncation().apply(to: text)
        #expect(
            cut == String(repeating: "a", count: 128) + "...(truncated)..." + String(repeating: "b", count: 128))
    }
}
