/// What the words of a step say of its numbers, found out once and only where asked for.
struct StepWording {
    private let text: UnsafeBufferPointer<UInt8>
    private let range: Range<Int>
    private var approximates: Bool?
    private var mentionsCents: Bool?

    /// - Parameter text: a turn, of which the range is the step.
    init(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.text = UnsafeBufferPointer(rebasing: text[range])
        self.range = 0..<range.count
    }

    /// Whether it says that a value is about so: about, approximately, around, roughly, rounded, nearest, 约, 四舍五入.
    mutating func isApproximate() -> Bool {
        if let known = self.approximates { return known }
        let found = self.findApproximation()
        self.approximates = found
        return found
    }

    /// Whether it speaks of cents or pennies.
    mutating func isOfCents() -> Bool {
        if let known = self.mentionsCents { return known }
        let found = self.findCents()
        self.mentionsCents = found
        return found
    }

    private static let approximations: [StaticString] = [
        "about", "approximately", "approx", "around", "roughly", "rounded", "rounding", "rounds", "round", "nearest",
    ]

    private func findApproximation() -> Bool {
        var index = 0
        while index < self.range.upperBound {
            switch self.text[index].lowercased {
            case UInt8(ascii: "a"), UInt8(ascii: "r"), UInt8(ascii: "n"):
                if !self.text.isInWord(index - 1), self.isApproximation(index) { return true }
            case 0xe7 where self.text.span.has("约", at: index): return true
            case 0xe5 where self.text.span.has("四舍五入", at: index): return true
            default: break
            }
            index += 1
        }
        return false
    }

    private func isApproximation(_ index: Int) -> Bool {
        Self.approximations.contains { word in
            self.has(word, at: index) && !self.text.isInWord(index + word.utf8CodeUnitCount)
        }
    }

    private func findCents() -> Bool {
        for index in self.range {
            switch self.text[index].lowercased {
            case UInt8(ascii: "c") where self.has("cent", at: index):
                let isPlural = self.has("cents", at: index)
                if !self.text.isInWord(index + 4) || (isPlural && !self.text.isInWord(index + 5)) { return true }
            case UInt8(ascii: "p") where self.has("penn", at: index): return true
            case 0xc2 where self.text.span.has("¢", at: index): return true
            default: break
            }
        }
        return false
    }

    /// - Parameter word: in lower case.
    private func has(_ word: StaticString, at index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= self.range.upperBound else { return false }
        for offset in 0..<word.utf8CodeUnitCount where self.text[index + offset].lowercased != word.utf8Start[offset] {
            return false
        }
        return true
    }
}
