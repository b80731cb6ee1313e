import AssayJSON
import AssayTokenizer
import Foundation
import Testing

@Suite("Training a tokenizer")
struct BytePairTrainerTests {
    private static let texts = [
        "Tom has 12 apples. Then 7 more apples arrive.", "<|im_start|>user\nTom has 3 apples.<|im_end|>",
        "#### 42", "Tom prints print(12*7) 图书馆 图书馆", "Tom Tom Tom apples apples",
    ]
    private static let trainer = BytePairTrainer(
        vocabularySize: 300, specialTokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        macroTokens: ["<|im_start|>user\n", "#### ", "print("])

    @Test("special tokens come first, macro tokens last, and a macro token is one token")
    func layout() throws {
        let tokenizer = try Self.trainer.train(on: Self.texts)
        #expect(tokenizer.id(of: "<|endoftext|>") == 0)
        #expect(tokenizer.id(of: "<|im_end|>") == 2)
        let size = Int32(tokenizer.vocabularySize)
        #expect(tokenizer.encode("<|im_start|>user\n") == [size - 3])
        #expect(tokenizer.encode("#### 42").first == size - 2)
        #expect(tokenizer.encode("#### 42").count == 3)
        #expect(tokenizer.decode(tokenizer.encode("print(1)")) == "print(1)")
        #expect(tokenizer.encode(" apples").count == 1)
        #expect(tokenizer.addedTokens.filter(\.isSpecial).map(\.text) == Self.trainer.specialTokens)
    }

    @Test("what is trained is a function of the texts, and is saved and read again")
    func determinism() throws {
        let tokenizer = try Self.trainer.train(on: Self.texts)
        #expect(try Self.trainer.train(on: Self.texts).document == tokenizer.document)
        #expect(try Self.trainer.train(on: Self.texts.reversed()).document == tokenizer.document)
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: url) }
        try tokenizer.save(file: url.path)
        let reread = try Tokenizer(file: url.path)
        #expect(reread.document == tokenizer.document)
        for text in Self.texts { #expect(reread.encode(text) == tokenizer.encode(text)) }
    }

    @Test("of equally frequent pairs the older tokens' comes first, and a rare one never")
    func ties() throws {
        let trainer = BytePairTrainer(vocabularySize: 1000, specialTokens: [])
        let tokenizer = try trainer.train(on: ["ba ba dc dc xy"])
        let merges = tokenizer.document["model"]?["merges"]?.array?.compactMap(\.string)
        // The first word has no space before it: " ba" comes once, "ba" twice.
        #expect(merges == ["b a", "d c", "Ġ dc"])
        #expect(tokenizer.vocabularySize == 259)
    }

    @Test("a vocabulary that cannot be is refused")
    func faults() {
        let small = BytePairTrainer(vocabularySize: 256, specialTokens: ["<|im_end|>"])
        #expect(throws: TokenizerError.self) { try small.train(on: []) }
        let twice = BytePairTrainer(vocabularySize: 300, specialTokens: ["a"], macroTokens: ["a"])
        #expect(throws: TokenizerError.self) { try twice.train(on: []) }
        let empty = BytePairTrainer(vocabularySize: 300, specialTokens: [""])
        #expect(throws: TokenizerError.self) { try empty.train(on: []) }
    }
}
