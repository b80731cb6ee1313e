/// One way to write each character that scorers look at: reward.md, section 2, N.
///
/// Full-width forms and every Unicode decimal digit become ASCII; minus signs, crosses, division slashes, arrows and
/// spaces one of each; ½ becomes ` 1/2`, ² becomes `^2`; control, zero-width and bidirectional characters go.
package enum NormalForm {
    /// Whether the text is in normal form already, seen at a glance: printable ASCII, tabs and line feeds.
    package static func isPlain(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where !text[index].isPlain { return false }
        return true
    }

    /// The normal form, as bytes.
    package static func of(_ text: Span<UInt8>) -> [UInt8] {
        self.of(text, tracksOrigins: false).bytes
    }

    /// The normal form, from which places can be followed back to the text.
    package static func of(_ text: Span<UInt8>, tracksOrigins: Bool) -> RewrittenText {
        var writer = Writer(output: RewrittenText(tracksOrigins: tracksOrigins, capacity: text.count + 8))
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                writer.write(ascii: byte, from: index)
                index += 1
            } else {
                let (scalar, length) = text.scalar(at: index)
                writer.write(scalar, text, index..<index + length)
                index += length
            }
        }
        return writer.output
    }
}

extension NormalForm {
    private struct Writer {
        var output: RewrittenText
        private var isAfterReturn = false
        private var isInSuperscript = false

        init(output: RewrittenText) { self.output = output }

        mutating func write(ascii byte: UInt8, from origin: Int) {
            switch byte {
            case 0x0d: self.output.append(0x0a, from: origin)
            case 0x0a where self.isAfterReturn: break
            case _ where byte.isPlain: self.output.append(byte, from: origin)
            // A control character is as if it had never been there.
            default: return
            }
            self.isAfterReturn = byte == 0x0d
            self.isInSuperscript = false
        }

        mutating func write(_ scalar: Unicode.Scalar, _ text: Span<UInt8>, _ range: Range<Int>) {
            self.isAfterReturn = false
            let meaning = NormalForm.meaning(of: scalar)
            if case .nothing = meaning { return }
            if case .superscript(let character) = meaning {
                if !self.isInSuperscript { self.output.append(UInt8(ascii: "^"), from: range.lowerBound) }
                self.isInSuperscript = true
                self.output.append(character, from: range.lowerBound)
                return
            }
            self.isInSuperscript = false
            switch meaning {
            case .ascii(let character): self.output.append(character, from: range.lowerBound)
            case .text(let replacement): self.output.append(replacement, from: range.lowerBound)
            case .fraction(let fraction):
                if self.output.bytes.last.map(\.isDigit) == true { self.output.append(0x20, from: range.lowerBound) }
                self.output.append(fraction, from: range.lowerBound)
            default: for index in range { self.output.append(text[index], from: index) }
            }
        }
    }
}
