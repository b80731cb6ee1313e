import AssayRewards

/// A line of a published solution with one annotation, taken apart: `before` `<<left=right>>` `shown` `after`.
struct WrittenStep {
    var before: String
    var left: String
    var right: String
    /// The number in the text that repeats the right side.
    var shown: String
    var after: String

    var text: String { "\(self.before)<<\(self.left)=\(self.right)>>\(self.shown)\(self.after)" }

    /// Nil for a line with no annotation or several, or one whose text does not repeat what the annotation says.
    init?(_ line: Substring) {
        let pattern = /^([^<]*)<<([^<>=]*[-+*\/][^<>=]*)=([^<>=]*)>>([0-9.,]*[0-9])([^<]*)$/
        guard let match = line.wholeMatch(of: pattern) else { return nil }
        self.before = String(match.1)
        self.left = String(match.2)
        self.right = String(match.3)
        self.shown = String(match.4)
        self.after = String(match.5)
        guard self.before.contains(self.left), self.shown.filter({ $0 != "," }) == self.right else { return nil }
    }

    /// The operands of the left side with where they are in it.
    var operands: [Range<String.Index>] { self.left.ranges(of: /[0-9]+(\.[0-9]+)?/) }

    /// The signs of the left side that stand between operands.
    var signs: [Range<String.Index>] {
        self.left.ranges(of: /[-+*\/]/).filter { $0.lowerBound > self.left.startIndex }
    }

    /// Puts a text for a part of the left side, in the annotation and where the text repeats it.
    mutating func replaceLeft(_ range: Range<String.Index>, with replacement: String) {
        let new = self.left.replacingCharacters(in: range, with: replacement)
        if let place = self.before.ranges(of: self.left).last {
            self.before = self.before.replacingCharacters(in: place, with: new)
        }
        self.left = new
    }

    /// Puts another result, in the annotation and in the text.
    mutating func replaceRight(with result: String) {
        self.right = result
        self.shown = result
    }

    /// What the left side comes to.
    var value: Rational? {
        var parser = ExpressionParser()
        let bytes = Array(self.left.utf8)
        return parser.parse(parser.buffer.append(bytes, in: 0..<bytes.count))?.value
    }
}

extension String {
    func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
