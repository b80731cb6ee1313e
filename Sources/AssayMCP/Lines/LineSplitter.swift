/// Cuts a stream of bytes into lines, none of which is kept beyond a limit.
package struct LineSplitter: Sendable {
    /// One line, without its end.
    package enum Line: Sendable, Equatable {
        case whole([UInt8])
        /// It was longer than the limit and is not kept.
        case tooLong
    }

    private let limit: Int
    private var rest: [UInt8] = []
    private var isTooLong = false

    /// - Parameter limit: the most bytes that a line may have.
    package init(limit: Int) { self.limit = limit }

    /// The lines that end within `bytes`.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [Line] {
        var lines: [Line] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(self.end())
            } else if self.isTooLong || self.rest.count == self.limit {
                self.isTooLong = true
                self.rest = []
            } else {
                self.rest.append(byte)
            }
        }
        return lines
    }

    /// What stands after the last line's end; nil for nothing.
    package mutating func finish() -> Line? { self.rest.isEmpty && !self.isTooLong ? nil : self.end() }

    private mutating func end() -> Line {
        defer { (self.rest, self.isTooLong) = ([], false) }
        return self.isTooLong ? .tooLong : .whole(self.rest)
    }
}
