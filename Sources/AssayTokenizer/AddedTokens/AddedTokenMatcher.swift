/// Finds added tokens in a text: from left to right, the longest where several begin at one place.
struct AddedTokenMatcher: Sendable {
    struct Match: Equatable {
        let id: Int32
        /// Bytes, with the white space that the token takes.
        var range: Range<Int>
    }

    private let tokens: [AddedToken]
    /// A trie over bytes: node and byte to node.
    private var edges: [UInt64: Int32] = [:]
    /// Which token ends at a node.
    private var ends: [Int32]
    private var begins = [Bool](repeating: false, count: 256)

    init(_ tokens: [AddedToken]) {
        self.tokens = tokens.filter { !$0.text.isEmpty }
        self.ends = [-1]
        for (index, token) in self.tokens.enumerated() { self.insert(token.text, Int32(index)) }
    }

    var isEmpty: Bool { self.tokens.isEmpty }

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [Match] {
        var matches: [Match] = []
        var index = 0
        while index < bytes.count {
            guard self.begins[Int(bytes[index])], let (token, end) = self.longest(in: bytes, at: index) else {
                index += 1
                continue
            }
            let range = index..<end
            index = end
            if let match = self.match(self.tokens[token], range, in: bytes, after: matches.last) {
                matches.append(match)
            }
        }
        return matches
    }

    private mutating func insert(_ text: String, _ token: Int32) {
        var node: Int32 = 0
        for byte in text.utf8 {
            if node == 0 { self.begins[Int(byte)] = true }
            let key = Self.key(node, byte)
            if let next = self.edges[key] {
                node = next
            } else {
                let next = Int32(self.ends.count)
                self.edges[key] = next
                self.ends.append(-1)
                node = next
            }
        }
        self.ends[Int(node)] = token
    }

    private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }

    private func longest(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> (token: Int, end: Int)? {
        var node: Int32 = 0
        var found: (Int, Int)?
        var index = start
        while index < bytes.count, let next = self.edges[Self.key(node, bytes[index])] {
            node = next
            index += 1
            if self.ends[Int(node)] >= 0 { found = (Int(self.ends[Int(node)]), index) }
        }
        return found
    }

    /// The match with its white space; nil where it is no whole word and must be one.
    private func match(
        _ token: AddedToken, _ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, after last: Match?
    ) -> Match? {
        let text = UTF8Text(bytes)
        if token.isWholeWord {
            let isAttached =
                range.lowerBound > 0 && text.scalar(before: range.lowerBound).value.isWordCharacter
                || range.upperBound < bytes.count && text.scalar(at: range.upperBound).value.isWordCharacter
            guard !isAttached else { return nil }
        }
        let floor = last?.range.upperBound ?? 0
        // What a token before it took as its white space is gone.
        var (start, end) = (max(range.lowerBound, floor), range.upperBound)
        guard start < end else { return nil }
        while token.takesLeadingSpace, start > floor {
            let (scalar, length) = text.scalar(before: start)
            guard scalar.properties.isWhitespace else { break }
            start -= length
        }
        while token.takesTrailingSpace, end < bytes.count {
            let (scalar, length) = text.scalar(at: end)
            guard scalar.properties.isWhitespace else { break }
            end += length
        }
        return Match(id: token.id, range: start..<end)
    }
}

extension Unicode.Scalar {
    /// Regular expressions' `\w`: UTS #18, annex C.
    fileprivate var isWordCharacter: Bool {
        switch self.properties.generalCategory {
        case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: true
        default: self.properties.isAlphabetic || self.properties.isJoinControl
        }
    }
}
