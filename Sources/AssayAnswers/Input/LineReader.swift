import CZlib
import Glibc

/// Reads a file line by line, in batches that depend on nothing but the file.
package struct LineReader {
    /// A batch is full with this many lines, or this many bytes.
    static let linesPerBatch = 256
    static let bytesPerBatch = 1 << 20

    package let source: ByteSource
    /// The longest line that is kept, in bytes.
    private let longestLine: Int
    private var chunk: [UInt8] = []
    private var start = 0
    private var mark = InputMark()
    private var batches = 0

    package init(path: String, longestLine: Int) throws(AnswersError) {
        self.source = try ByteSource(path: path)
        self.longestLine = longestLine
    }

    /// The next lines; nil at the end.
    package mutating func next() throws(AnswersError) -> LineBatch? {
        var batch = LineBatch(index: self.batches, after: self.mark)
        var open = batch.bytes.count
        var isOverlong = false
        var isOpen = false
        while batch.lines.count < Self.linesPerBatch, batch.bytes.count < Self.bytesPerBatch || isOpen {
            guard try self.refill() else {
                if isOpen { self.close(&batch, from: open, isOverlong) }
                break
            }
            let end = self.endOfLine()
            let part = self.start..<(end ?? self.chunk.count)
            isOverlong = isOverlong || batch.bytes.count - open + part.count > self.longestLine
            if isOverlong { batch.bytes.removeSubrange(open...) } else { batch.bytes += self.chunk[part] }
            self.consume(upTo: end.map { $0 + 1 } ?? self.chunk.count)
            isOpen = end == nil
            guard !isOpen else { continue }
            self.close(&batch, from: open, isOverlong)
            (open, isOverlong) = (batch.bytes.count, false)
        }
        guard !batch.lines.isEmpty else { return nil }
        batch.end = self.mark
        self.batches += 1
        return batch
    }

    /// Goes on behind a place that an earlier reader came to at the end of a batch.
    /// - Returns: whether the file before it is the same as it was then.
    package mutating func skip(to mark: InputMark, batches: Int) throws(AnswersError) -> Bool {
        while self.mark.bytes < mark.bytes {
            guard try self.refill() else { return false }
            self.consume(upTo: min(self.chunk.count, self.start + mark.bytes - self.mark.bytes))
        }
        guard self.mark.checksum == mark.checksum else { return false }
        // A last line without an end, to which something was added since, is another line now.
        if self.start > 0, self.chunk[self.start - 1] != 0x0A, try self.refill() { return false }
        self.mark = mark
        self.batches = batches
        return true
    }

    private mutating func close(_ batch: inout LineBatch, from start: Int, _ isOverlong: Bool) {
        self.mark.lines += 1
        var range = start..<batch.bytes.count
        if self.mark.lines == 1, batch.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { range = 3..<range.upperBound }
        batch.lines.append(.init(number: self.mark.lines, range: range, isOverlong: isOverlong))
    }

    /// Whether there are bytes that were not consumed.
    private mutating func refill() throws(AnswersError) -> Bool {
        guard self.start == self.chunk.count else { return true }
        self.start = 0
        self.chunk = try self.source.next() ?? []
        return !self.chunk.isEmpty
    }

    private func endOfLine() -> Int? {
        self.chunk.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[self.start...])
            guard let base = rest.baseAddress, let found = memchr(base, 0x0A, rest.count) else { return nil }
            return self.start + (UnsafeRawPointer(found) - base)
        }
    }

    private mutating func consume(upTo end: Int) {
        self.mark.checksum = self.chunk.withUnsafeBufferPointer { bytes in
            let part = UnsafeBufferPointer(rebasing: bytes[self.start..<end])
            return UInt32(crc32(UInt(self.mark.checksum), part.baseAddress, UInt32(part.count)))
        }
        self.mark.bytes += end - self.start
        self.start = end
    }
}
