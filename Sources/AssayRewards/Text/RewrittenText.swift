/// UTF-8 text after a rewriting and, where asked for, the place in the original that each byte came from.
package struct RewrittenText: Sendable {
    package private(set) var bytes: [UInt8]
    /// For each byte, its offset in the original; nil where nobody asked.
    private var origins: [Int]?

    /// An empty text to write to.
    package init(tracksOrigins: Bool, capacity: Int = 0) {
        self.bytes = []
        self.bytes.reserveCapacity(capacity)
        self.origins = tracksOrigins ? [] : nil
        self.origins?.reserveCapacity(capacity)
    }

    /// A text that nothing has been done to yet.
    package init(_ text: Span<UInt8>, tracksOrigins: Bool) {
        self.bytes = Array(copying: text)
        self.origins = tracksOrigins ? Array(text.indices) : nil
    }

    package var tracksOrigins: Bool { self.origins != nil }

    /// Where in the original the byte at an index came from; of the end, one past where the last came from.
    ///
    /// The index itself, where origins are not tracked.
    package func origin(of index: Int) -> Int {
        guard let origins = self.origins else { return index }
        if index < origins.count { return origins[index] }
        return origins.last.map { $0 + 1 } ?? 0
    }

    package mutating func append(_ byte: UInt8, from origin: Int) {
        self.bytes.append(byte)
        self.origins?.append(origin)
    }

    package mutating func append(_ text: StaticString, from origin: Int) {
        text.withUTF8Buffer { for byte in $0 { self.append(byte, from: origin) } }
    }

    /// A part of another text, with its origins.
    package mutating func append(_ source: RewrittenText, _ range: Range<Int>) {
        self.bytes.append(contentsOf: source.bytes[range])
        if self.origins != nil { for index in range { self.origins?.append(source.origin(of: index)) } }
    }
}

extension Array<UInt8> {
    /// The bytes of a span.
    package init(copying text: Span<UInt8>) {
        self = text.withUnsafeBufferPointer { Array($0) }
    }
}
