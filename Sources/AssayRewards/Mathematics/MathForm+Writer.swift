extension MathForm {
    /// Writes normal text without its LaTeX decoration, in one pass.
    struct Writer {
        private let text: [UInt8]
        private var index = 0
        private(set) var output: [UInt8] = []
        /// Where `\text{…}` closes whose braces are dropped.
        private var textEnd = -1

        init(_ text: [UInt8]) {
            self.text = text
            self.output.reserveCapacity(text.count)
        }

        mutating func run() {
            while self.index < self.text.count {
                let byte = self.text[self.index]
                switch byte {
                case UInt8(ascii: "\\"): self.command()
                case UInt8(ascii: "~"): self.write(0x20, length: 1)
                case UInt8(ascii: "$"): self.index += 1
                case UInt8(ascii: "{") where self.text.span.has("{,}", at: self.index):
                    self.write(UInt8(ascii: ","), length: 3)
                case UInt8(ascii: "}") where self.index == self.textEnd: self.write(0x20, length: 1)
                case UInt8(ascii: "^"): self.caret()
                case UInt8(ascii: "<") where self.has("=", 1): self.write(MathSign.lessOrEqual, length: 2)
                case UInt8(ascii: ">") where self.has("=", 1): self.write(MathSign.greaterOrEqual, length: 2)
                case 0x80...: self.character()
                default: self.write(byte, length: 1)
                }
            }
        }

        private func has(_ word: StaticString, _ offset: Int) -> Bool {
            self.text.span.has(word, at: self.index + offset)
        }

        private mutating func write(_ byte: UInt8, length: Int) {
            self.output.append(byte)
            self.index += length
        }

        private mutating func character() {
            let (scalar, length) = self.text.span.scalar(at: self.index)
            if let sign = MathSign.of(scalar) {
                self.write(sign, length: length)
            } else {
                if scalar != "°" { self.output += self.text[self.index..<self.index + length] }
                self.index += length
            }
        }

        /// Degrees go: `^\circ`, `^{\circ}`, `^°`.
        private mutating func caret() {
            let inner = self.text.span.skippingSpaces(from: self.index + 1) - self.index
            if self.has("\\circ", inner) {
                self.index += inner + 5
            } else if self.has("°", inner) {
                self.index += inner + 2
            } else if self.has("{", inner) {
                let circle = self.text.span.skippingSpaces(from: self.index + inner + 1)
                let close = self.text.span.skippingSpaces(from: circle + 5)
                if self.text.span.has("\\circ", at: circle), self.text.span.has("}", at: close) {
                    self.index = close + 1
                } else {
                    self.write(UInt8(ascii: "^"), length: 1)
                }
            } else {
                self.write(UInt8(ascii: "^"), length: 1)
            }
        }

        private mutating func command() {
            let isEscaped = self.index > 0 && self.text[self.index - 1] == UInt8(ascii: "\\")
            let next = self.index + 1 < self.text.count ? self.text[self.index + 1] : 0
            switch next {
            case UInt8(ascii: "$"): self.index += 2
            case UInt8(ascii: "%"): self.write(UInt8(ascii: "%"), length: 2)
            case UInt8(ascii: "{"): self.write(MathSign.openSet, length: 2)
            case UInt8(ascii: "}"): self.write(MathSign.closeSet, length: 2)
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: ":"), 0x20:
                isEscaped ? self.write(UInt8(ascii: "\\"), length: 1) : self.write(0x20, length: 2)
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"):
                if isEscaped { self.write(UInt8(ascii: "\\"), length: 1) } else { self.index += 2 }
            case _ where next.isLetter: self.named(isEscaped)
            default: self.write(UInt8(ascii: "\\"), length: 1)
            }
        }

        private mutating func named(_ isEscaped: Bool) {
            for name in MathForm.textCommands where self.has(name, 1) {
                let open = self.text.span.skippingSpaces(from: self.index + 1 + name.utf8CodeUnitCount)
                guard let end = self.endOfText(from: open) else { continue }
                self.textEnd = end
                self.write(0x20, length: open + 1 - self.index)
                return
            }
            for (name, boundary, replacement) in MathForm.commands where self.has(name, 1) {
                let end = self.index + 1 + name.utf8CodeUnitCount
                if boundary == .spacing, isEscaped { continue }
                if end < self.text.count, boundary.forbids(self.text[end]) { continue }
                self.output += replacement.bytes
                self.index = end
                return
            }
            self.write(UInt8(ascii: "\\"), length: 1)
        }

        /// Where the braces at an index close, if they hold no others.
        private func endOfText(from open: Int) -> Int? {
            guard self.text.span.has("{", at: open) else { return nil }
            var index = open + 1
            while index < self.text.count {
                if self.text.span.has("{,}", at: index) {
                    index += 3
                    continue
                }
                if self.text[index] == UInt8(ascii: "}") { return index }
                if self.text[index] == UInt8(ascii: "{") { return nil }
                index += 1
            }
            return nil
        }
    }

    /// What may not follow a command's name.
    fileprivate enum Boundary {
        case anything, letter, lowercaseLetter
        /// Anything may follow, but no backslash may stand before.
        case spacing

        func forbids(_ byte: UInt8) -> Bool {
            switch self {
            case .anything, .spacing: false
            case .letter: byte.isLetter
            case .lowercaseLetter: byte.isLowercaseLetter
            }
        }
    }

    fileprivate static let textCommands: [StaticString] = [
        "textbf", "textit", "text", "mathrm", "mathbf", "mbox", "operatorname",
    ]

    /// In the order in which they are tried.
    fileprivate static let commands: [(name: StaticString, boundary: Boundary, replacement: StaticString)] = [
        ("displaystyle", .letter, ""), ("textstyle", .letter, ""), ("left", .letter, ""), ("right", .letter, ""),
        ("bigg", .letter, ""), ("big", .letter, ""), ("Big", .letter, ""), ("limits", .letter, ""),
        ("quad", .spacing, " "), ("qquad", .spacing, " "),
        ("lbrace", .anything, "\u{1}"), ("rbrace", .anything, "\u{2}"), ("degree", .anything, ""),
        ("leq", .lowercaseLetter, "\u{3}"), ("le", .lowercaseLetter, "\u{3}"),
        ("geq", .lowercaseLetter, "\u{4}"), ("ge", .lowercaseLetter, "\u{4}"),
        ("neq", .lowercaseLetter, "\u{5}"), ("ne", .lowercaseLetter, "\u{5}"),
        ("lt", .anything, "<"), ("gt", .anything, ">"), ("cup", .anything, "\u{6}"), ("infty", .anything, "\u{7}"),
        ("pi", .anything, "\u{8}"), ("pm", .anything, "\u{e}"), ("emptyset", .anything, "\u{f}"),
        ("varnothing", .anything, "\u{f}"), ("approx", .anything, "\u{11}"), ("in", .lowercaseLetter, "\u{10}"),
        ("times", .lowercaseLetter, "*"), ("cdot", .lowercaseLetter, "*"), ("ast", .lowercaseLetter, "*"),
        ("div", .anything, "/"), ("dfrac", .anything, "\\frac"), ("tfrac", .anything, "\\frac"),
        ("cfrac", .anything, "\\frac"),
    ]
}
