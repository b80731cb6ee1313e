import AssaySandbox

/// What an IPython terminal shows, made fit for a model as NeMo-Skills does it: in the two short modes without colours,
/// without `Out[0]: ` before a value and without blank lines around it.
enum TerminalText {
    static func asShown(_ text: String, _ tracebacks: CellStyle.Tracebacks) -> String {
        guard tracebacks == .plain || tracebacks == .minimal else { return text }
        let lines = Self.withoutEscapes(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map(Self.withoutPrompt).drop(while: \.isEmpty)
        var scalars = lines.joined(separator: "\n").unicodeScalars
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return scalars.isEmpty ? "" : String(scalars) + "\n"
    }

    private static func withoutPrompt(_ line: Substring) -> Substring {
        guard line.hasPrefix("Out[") else { return line }
        let rest = line.dropFirst(4).drop { $0.isASCII && $0.isNumber }
        guard rest.startIndex > line.index(line.startIndex, offsetBy: 4), rest.hasPrefix("]:") else { return line }
        return rest.dropFirst(2).drop(while: \.isWhitespace)
    }

    /// Without escape sequences of ECMA-48: ESC and one byte, or ESC, `[`, parameters, intermediates and a final byte.
    private static func withoutEscapes(_ text: String) -> String {
        guard text.utf8.contains(0x1b) else { return text }
        var kept: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if byte == 0x1b, let length = Self.escape(rest.dropFirst()) {
                rest = rest.dropFirst(1 + length)
            } else {
                kept.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// How many bytes behind ESC belong to it; nil where it begins no sequence.
    private static func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        guard first == UInt8(ascii: "[") else {
            return (0x40...0x5a).contains(first) || (0x5c...0x5f).contains(first) ? 1 : nil
        }
        let parameters = bytes.dropFirst().prefix { (0x30...0x3f).contains($0) }
        let between = bytes[parameters.endIndex...].prefix { (0x20...0x2f).contains($0) }
        guard let final = bytes[between.endIndex...].first, (0x40...0x7e).contains(final) else { return nil }
        return 2 + parameters.count + between.count
    }
}
