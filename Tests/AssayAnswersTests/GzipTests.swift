import Foundation
import Testing

@testable import AssayAnswers

@Suite("Gzip")
struct GzipTests {
    private let folder: ScratchFolder

    init() throws { self.folder = try ScratchFolder() }

    @Test("members one after another, and padding behind them")
    func members() throws {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let packed = try ScratchFolder.packed(large) + ScratchFolder.packed([1, 2, 3]) + [0, 0, 0, 0]
        try self.folder.write("a.gz", packed)
        #expect(try self.folder.unpacked("a.gz") == large + [1, 2, 3])
    }

    @Test("what gzip packs is read, and gzip reads what is packed")
    func peers() throws {
        let text = Array(String(repeating: "4 · 25 = 100\n", count: 1000).utf8)
        try self.folder.write("ours.gz", ScratchFolder.packed(text))
        try self.folder.write("plain", text)
        try Self.shell("cd \(self.folder.path) && gzip -dc ours.gz > back && gzip -9 plain")
        #expect(try self.folder.read("back") == text)
        #expect(try self.folder.unpacked("plain.gz") == text)
    }

    private static func shell(_ command: String) throws {
        let process = try Process.run(URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", command])
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("data that ends too early, or is damaged, is told")
    func damage() throws {
        var packed = try ScratchFolder.packed((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 3) })
        try self.folder.write("short.gz", Array(packed.dropLast(5)))
        #expect(throws: AnswersError.self) { try self.folder.unpacked("short.gz") }
        packed[packed.count / 2] ^= 0x55
        try self.folder.write("damaged.gz", packed)
        #expect(throws: AnswersError.self) { try self.folder.unpacked("damaged.gz") }
    }

    @Test("a bomb is unpacked a piece at a time")
    func bomb() throws {
        try self.folder.write("bomb.gz", ScratchFolder.packed([UInt8](repeating: 0, count: 64 << 20)))
        let source = try ByteSource(path: self.folder.file("bomb.gz"))
        var total = 0
        while let chunk = try source.next() {
            #expect(chunk.count <= 1 << 20)
            total += chunk.count
        }
        #expect(total == 64 << 20)
    }

    @Test("plain files, empty ones and short ones are read as they are")
    func plain() throws {
        for bytes: [UInt8] in [[], [0x1F], [0x1F, 0x0A], Array("abc\n".utf8)] {
            try self.folder.write("plain", bytes)
            #expect(try self.folder.unpacked("plain") == bytes)
        }
        #expect(throws: AnswersError.self) { try ByteSource(path: self.folder.file("absent")) }
    }
}
