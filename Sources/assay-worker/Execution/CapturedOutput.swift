import WorkerProtocol

/// Keeps the head and the tail of a stream of any length in bounded memory.
struct CapturedOutput {
    private let keep: Int
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private(set) var total = 0

    /// - Parameter keep: bytes of the head, and again of the tail.
    init(keep: Int) {
        self.keep = keep
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        self.total += bytes.count
        var rest = bytes[...]
        if self.head.count < self.keep {
            let taken = rest.prefix(self.keep - self.head.count)
            self.head.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
        }
        guard !rest.isEmpty else { return }
        self.tail.append(contentsOf: rest.suffix(self.keep))
        // Trimmed at twice the size, so that each byte is moved once on average.
        if self.tail.count > 2 * self.keep { self.tail.removeFirst(self.tail.count - self.keep) }
    }

    var stream: CapturedStream {
        CapturedStream(head: self.head, tail: Array(self.tail.suffix(self.keep)), totalBytes: UInt64(self.total))
    }
}
