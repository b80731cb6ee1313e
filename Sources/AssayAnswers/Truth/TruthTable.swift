import AssayJSON

/// The truths of a data set, by id or by line: their bytes one after another, and where each begins.
///
/// A million of them take what their texts take and some thirty bytes each.
package struct TruthTable: Sendable {
    /// How answers find their truths.
    package enum Join: String, Sendable {
        case id
        case line
    }

    package let join: Join
    /// How many truths there are.
    package private(set) var count = 0
    /// How many lines the data set has.
    package var lines = 0
    /// The CRC-32 of the data set, which tells whether it is the same.
    package var checksum: UInt32 = 0

    private var bytes: [UInt8] = []
    /// Where truths begin, in the order of the data set.
    private var starts: [Int] = []
    /// Open addressing with linear probing: numbers of truths plus one, 0 where there is none. A power of two long.
    private var slots: [UInt32] = [UInt32](repeating: 0, count: 1024)

    package init(join: Join) { self.join = join }

    /// - Returns: whether it is there now; false where another one of that id is.
    package mutating func insert(_ truth: Truth, id: String) -> Bool {
        if let start = self.start(of: id) { return self.truth(at: start) == truth }
        self.count += 1
        if self.count * 2 > self.slots.count { self.grow() }
        self.starts.append(self.bytes.count)
        self.write(id)
        self.write(truth.groundTruth.text)
        self.write(truth.question)
        self.place(UInt32(self.count), at: self.home(of: id))
        return true
    }

    package subscript(id: String) -> Truth? { self.start(of: id).map(self.truth(at:)) }

    /// The id of what is joined by line.
    package static func id(ofLine number: Int) -> String { String(number) }

    private func start(of id: String) -> Int? {
        var slot = self.home(of: id)
        while self.slots[slot] != 0 {
            let start = self.starts[Int(self.slots[slot]) - 1]
            if self.text(at: start).text == id { return start }
            slot = (slot + 1) & (self.slots.count - 1)
        }
        return nil
    }

    private func home(of id: String) -> Int {
        var hasher = Hasher()
        hasher.combine(id)
        return hasher.finalize() & (self.slots.count - 1)
    }

    private mutating func place(_ number: UInt32, at home: Int) {
        var slot = home
        while self.slots[slot] != 0 { slot = (slot + 1) & (self.slots.count - 1) }
        self.slots[slot] = number
    }

    private mutating func grow() {
        self.slots = [UInt32](repeating: 0, count: self.slots.count * 2)
        for (index, start) in self.starts.enumerated() {
            self.place(UInt32(index + 1), at: self.home(of: self.text(at: start).text ?? ""))
        }
    }

    private func truth(at start: Int) -> Truth {
        let id = self.text(at: start)
        let groundTruth = self.text(at: id.end)
        let value = try? JSONParser.parse(Array((groundTruth.text ?? "").utf8))
        return Truth(groundTruth: value ?? .null, question: self.text(at: groundTruth.end).text)
    }

    /// Four bytes of length, all ones for nil, then the text.
    private mutating func write(_ text: String?) {
        let length = text.map { UInt32($0.utf8.count) } ?? .max
        withUnsafeBytes(of: length.littleEndian) { self.bytes.append(contentsOf: $0) }
        if let text { self.bytes.append(contentsOf: text.utf8) }
    }

    private func text(at start: Int) -> (text: String?, end: Int) {
        let length = self.bytes.withUnsafeBytes { bytes in
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        }
        guard length != .max else { return (nil, start + 4) }
        let end = start + 4 + Int(length)
        return (String(decoding: self.bytes[start + 4..<end], as: UTF8.self), end)
    }
}
