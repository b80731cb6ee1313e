import Mutation
import Testing

@testable import AssayAnswers

@Suite("Lines of a file")
struct LineReaderTests {
    private let folder: ScratchFolder

    init() throws { self.folder = try ScratchFolder() }

    private func lines(_ bytes: [UInt8], longest: Int = 1 << 20) throws -> [[UInt8]?] {
        var reader = try LineReader(path: try self.folder.write("lines", bytes), longestLine: longest)
        var lines: [[UInt8]?] = []
        while let batch = try reader.next() {
            for line in batch.lines {
                #expect(line.number == lines.count + 1)
                lines.append(line.isOverlong ? nil : Array(batch.bytes[line.range]))
            }
        }
        return lines
    }

    private func texts(_ text: String) throws -> [String?] {
        try self.lines(Array(text.utf8)).map { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test("ends of lines, with and without one at the end, and a byte order mark")
    func ends() throws {
        #expect(try self.texts("a\nb") == ["a", "b"])
        #expect(try self.texts("a\n\nb\n") == ["a", "", "b"])
        #expect(try self.texts("\u{FEFF}a\n\u{FEFF}b\n") == ["a", "\u{FEFF}b"])
        #expect(try self.texts("") == [])
        #expect(try self.texts("\n") == [""])
    }

    @Test("a line that is too long is passed over, and is not kept")
    func overlong() throws {
        let long = [UInt8](repeating: 0x61, count: 700_000)
        let bytes = Array("a\n".utf8) + long + Array("\nb\n".utf8) + long
        #expect(try self.lines(bytes, longest: 600_000) == [[0x61], nil, [0x62], nil])
        #expect(try self.lines(bytes, longest: 700_000) == [[0x61], long, [0x62], long])
    }

    @Test("lines are those between line feeds, wherever chunks and batches end")
    func random() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5 {
            let lines = (0..<random.below(3000)).map { _ in
                [UInt8](repeating: UInt8(0x61 + random.below(26)), count: random.below(random.oneIn(50) ? 40_000 : 300))
            }
            #expect(try self.lines(Array(lines.map { $0 + [0x0A] }.joined())) == lines)
        }
    }

    @Test("reading goes on behind a batch, unless what is before has changed")
    func marks() throws {
        var bytes = Array((0..<2000).map { "line \($0)\n" }.joined().utf8)
        try self.folder.write("marks", bytes)
        func reader() throws -> LineReader { try LineReader(path: self.folder.file("marks"), longestLine: 1000) }
        var first = try reader()
        var batches: [LineBatch] = []
        while let batch = try first.next() { batches.append(batch) }
        #expect(batches.count == 8)
        var second = try reader()
        let isSame = try second.skip(to: batches[4].end, batches: 5)
        #expect(isSame)
        let next = try #require(try second.next())
        #expect(next.bytes == batches[5].bytes && next.index == 5 && next.end == batches[5].end)
        bytes[40] ^= 1
        for changed in [bytes, Array(bytes.prefix(100))] {
            try self.folder.write("marks", changed)
            var third = try reader()
            let isSame = try third.skip(to: batches[4].end, batches: 5)
            #expect(!isSame)
        }
    }

    @Test("a last line to which something was added has changed")
    func tornEnd() throws {
        let end = InputMark(bytes: 7, lines: 2, checksum: try self.checksum(of: "one\ntwo"))
        for (text, isSame) in [("one\ntwo", true), ("one\ntwo and more\n", false)] {
            try self.folder.write("torn", text)
            var reader = try LineReader(path: self.folder.file("torn"), longestLine: 1000)
            let found = try reader.skip(to: end, batches: 1)
            #expect(found == isSame)
        }
    }

    private func checksum(of text: String) throws -> UInt32 {
        var reader = try LineReader(path: try self.folder.write("whole", text), longestLine: 1000)
        return try reader.next()?.end.checksum ?? 0
    }
}
