/// Finds every ``Trigger`` of a text in one pass over its bytes, whatever their number.
///
/// Source: A. Aho, M. Corasick, "Efficient string matching: an aid to bibliographic search", Communications of the ACM
/// 18, 1975; the failure links are folded into the table of transitions.
struct TriggerAutomaton: Sendable {
    /// A word that must begin or end where a word of the text does.
    private struct Bounded {
        let trigger: Int
        let length: Int
        let isWholeWord: Bool
    }

    static let shared = TriggerAutomaton()

    /// Bytes that make no difference to a transition share a class.
    private var classOfByte = [UInt8](repeating: 0, count: 256)
    /// A row for each state: for each class the beginning of the next row, and last an index into ``met``.
    private var rows: [UInt16] = []
    private var width = 0
    /// Distinct outputs: a bit for each trigger that is met and, 32 bits up, one for each bounded word. The first is none.
    private var met: [UInt64] = []
    private var bounded: [Bounded] = []

    /// Which triggers stand in a text: bit i for the i-th of ``Trigger/all``.
    func triggers(in text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var found: UInt64 = 0
        let last = self.width - 1
        self.rows.withUnsafeBufferPointer { rows in
            self.classOfByte.withUnsafeBufferPointer { classes in
                var row = 0
                for index in text.indices {
                    row = Int(rows[row + Int(classes[Int(text[index])])])
                    let output = Int(rows[row + last])
                    if output == 0 { continue }
                    let met = self.met[output]
                    found |= met & 0xffff_ffff
                    if met >> 32 != 0 { found |= self.bounded(met >> 32, endingAt: index + 1, of: text) }
                }
            }
        }
        return UInt32(truncatingIfNeeded: found)
    }

    private func bounded(_ words: UInt64, endingAt end: Int, of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var found: UInt64 = 0
        for (index, word) in self.bounded.enumerated() where words >> UInt64(index) & 1 == 1 {
            if text.isInWord(end) || (word.isWholeWord && text.isInWord(end - word.length - 1)) { continue }
            found |= 1 << UInt64(word.trigger)
        }
        return found
    }

    private init() {
        var trie = Trie()
        for (index, trigger) in Trigger.all.enumerated() {
            for word in trigger.words {
                let bytes = word.utf8.filter { $0 != UInt8(ascii: "|") }
                for byte in bytes where self.classOfByte[Int(byte)] == 0 {
                    let next = (self.classOfByte.max() ?? 0) + 1
                    self.classOfByte[Int(byte)] = next
                    if byte.isLetter { self.classOfByte[Int(byte & 0xdf)] = next }
                }
                var output: UInt64 = 1 << UInt64(index)
                if word.hasSuffix("|") {
                    output = 1 << UInt64(32 + self.bounded.count)
                    self.bounded.append(
                        Bounded(trigger: index, length: bytes.count, isWholeWord: word.hasPrefix("|")))
                }
                trie.insert(bytes.map { self.classOfByte[Int($0)] }, output: output)
            }
        }
        (self.rows, self.met) = trie.automaton(classes: Int(self.classOfByte.max() ?? 0) + 1)
        self.width = Int(self.classOfByte.max() ?? 0) + 2
    }
}

/// Words by their first letters, from which the automaton is made.
private struct Trie {
    private var children: [[UInt8: Int]] = [[:]]
    private var outputs: [UInt64] = [0]

    mutating func insert(_ word: [UInt8], output: UInt64) {
        var state = 0
        for letter in word {
            if let next = self.children[state][letter] {
                state = next
            } else {
                self.children.append([:])
                self.outputs.append(0)
                self.children[state][letter] = self.children.count - 1
                state = self.children.count - 1
            }
        }
        self.outputs[state] |= output
    }

    func automaton(classes: Int) -> (rows: [UInt16], met: [UInt64]) {
        let width = classes + 1
        var rows = [UInt16](repeating: 0, count: self.children.count * width)
        var (outputs, met) = (self.outputs, [0] as [UInt64])
        // Where to go on after a word's longest ending that begins a word.
        var fallback = [Int](repeating: 0, count: self.children.count)
        var queue = [0]
        while !queue.isEmpty {
            let state = queue.removeFirst()
            outputs[state] |= outputs[fallback[state]]
            if outputs[state] != 0 {
                rows[state * width + classes] = UInt16(met.count)
                met.append(outputs[state])
            }
            for letter in 0..<classes {
                let shorter = state == 0 ? 0 : Int(rows[fallback[state] * width + letter])
                if let child = self.children[state][UInt8(letter)] {
                    rows[state * width + letter] = UInt16(child * width)
                    fallback[child] = shorter / width
                    queue.append(child)
                } else {
                    rows[state * width + letter] = UInt16(shorter)
                }
            }
        }
        return (rows, met)
    }
}
