extension SeededGenerator {
    /// A number from 0 up to, not including, `bound`.
    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// True once in `count` times.
    package mutating func oneIn(_ count: Int) -> Bool { self.below(count) == 0 }

    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[self.below(elements.count)] }

    /// Up to `longest` bytes, any of them.
    package mutating func bytes(upTo longest: Int) -> [UInt8] {
        (0..<self.below(longest + 1)).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// Up to `longest` scalars of every length that UTF-8 has, with those that parsers trip over among them.
    package mutating func text(upTo longest: Int) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<self.below(longest + 1) {
            switch self.below(8) {
            case 0: text.append(self.pick(["\0", "\"", "\\", "/", "\n", "\r", "\u{7f}", "\u{1f}"]))
            case 1: text.append(self.pick(["\u{301}", "\u{2028}", "\u{feff}", "\u{ffff}", "\u{10ffff}", "\u{212a}"]))
            case 2: text.append(Unicode.Scalar(UInt32.random(in: 0..<0xd800, using: &self)) ?? "?")
            case 3: text.append(Unicode.Scalar(UInt32.random(in: 0xe000...0x10ffff, using: &self)) ?? "?")
            default: text.append(Unicode.Scalar(UInt8.random(in: 0x20..<0x7f, using: &self)))
            }
        }
        return String(text)
    }
}
