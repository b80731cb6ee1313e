import AssayJSON
import Testing

@testable import AssayAnswers

@Suite("Going on with an unfinished result")
struct ResumeTests {
    private let fixture: RunFixture
    private let packed: [UInt8]

    init() throws {
        self.fixture = try RunFixture()
        self.packed = try ScratchFolder.packed(RunFixture.answers(9_000))
    }

    /// A run that is ended midway, by an answer file that is cut off there.
    private func unfinish(_ out: String, origin: String = "test") async throws {
        try self.fixture.folder.write("answers", Array(self.packed.prefix(self.packed.count * 2 / 3)))
        await #expect(throws: AnswersError.self) { try await fixture.run("answers", out: out, origin: origin).run() }
        #expect(fixture.folder.has(out + ".resume"))
        try self.fixture.folder.write("answers", self.packed)
    }

    @Test("a continued result is the same as one that was written at once", arguments: ["out", "out.gz"])
    func same(out: String) async throws {
        try self.fixture.folder.write("answers", self.packed)
        var reference = self.fixture.run("answers", out: "at-once-" + out)
        reference.examplesPerClass = 3
        let expected = try await reference.run()
        try self.fixture.folder.write("answers", Array(self.packed.prefix(self.packed.count * 2 / 3)))
        var run = self.fixture.run("answers", out: out)
        run.examplesPerClass = 3
        await #expect(throws: AnswersError.self) { try await run.run() }
        // What a kill may leave behind the checkpoint: lines, and a torn one.
        let whole = try self.fixture.folder.read(out)
        try self.fixture.folder.write(out, whole + Array("{\"line\":1}\n{\"li".utf8))
        try self.fixture.folder.write("answers", self.packed)
        let result = try await run.run()
        #expect(try self.fixture.folder.read(out) == self.fixture.folder.read("at-once-" + out))
        #expect(result.tally == expected.tally && result.examples == expected.examples)
        #expect(result.examples.examples.count >= 3)
        #expect((result.resumedAfter ?? 0) > 4_000 && expected.resumedAfter == nil)
        #expect(!self.fixture.folder.has(out + ".resume"))
    }

    @Test("a finished result is not touched")
    func finished() async throws {
        try self.fixture.folder.write("answers", RunFixture.answers(30))
        _ = try await self.fixture.run("answers", out: "out").run()
        let bytes = try self.fixture.folder.read("out")
        let error = await #expect(throws: AnswersError.self) { try await fixture.run("answers", out: "out").run() }
        #expect(error?.code == .notContinuable)
        #expect(try self.fixture.folder.read("out") == bytes)
    }

    @Test("other answers, settings or a shorter result are refused, and nothing is lost")
    func changed() async throws {
        try await self.unfinish("out")
        let (bytes, checkpoint) = (try self.fixture.folder.read("out"), try self.fixture.folder.read("out.resume"))
        func refused(origin: String = "test") async throws {
            let error = await #expect(throws: AnswersError.self) {
                try await fixture.run("answers", out: "out", origin: origin).run()
            }
            #expect(error?.code == .notContinuable)
            #expect(try self.fixture.folder.read("out.resume") == checkpoint)
        }
        try await refused(origin: "other settings")
        var other = RunFixture.answers(9_000)
        other[20] ^= 1
        try self.fixture.folder.write("answers", other)
        try await refused()
        #expect(try self.fixture.folder.read("out") == bytes)
        try self.fixture.folder.write("answers", self.packed)
        try self.fixture.folder.write("out", Array(bytes.prefix(100)))
        try await refused()
        try self.fixture.folder.write("out", bytes)
        #expect(try await self.fixture.run("answers", out: "out").run().tally.scored == 8_100)
    }

    @Test("answers may be added meanwhile, for those that were scored are the same")
    func grown() async throws {
        try await self.unfinish("out")
        try self.fixture.folder.write("answers", RunFixture.answers(10_000))
        #expect(try await self.fixture.run("answers", out: "out").run().tally.scored == 9_000)
    }

    @Test("an input is never written to")
    func inputs() async throws {
        try self.fixture.folder.write("answers", self.packed)
        var run = self.fixture.run("answers", out: "answers")
        run.overwrites = true
        await #expect(throws: AnswersError.self) { try await run.run() }
        #expect(try self.fixture.folder.read("answers") == self.packed)
    }
}
