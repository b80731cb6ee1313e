import AssayJSON
import AssayTokenizer
import Foundation
import Testing

@Suite("Tokenizer")
struct TokenizerTests {
    /// GPT-2's words, every byte a token, and a few merges.
    static func document(
        added: [JSONValue] = [], normalizer: JSONValue = .null, merges: JSONValue = ["h e", "l l", "he ll"],
        ignoreMerges: Bool = false
    ) throws -> JSONValue {
        let base = try BytePairTrainer(vocabularySize: 256, specialTokens: []).train(on: []).document
        var vocabulary = try #require(base["model"]?["vocab"]?.object)
        for (offset, token) in ["he", "ll", "hell", "hello"].enumerated() {
            vocabulary.append(token, .integer(256 + offset))
        }
        return [
            "added_tokens": .array(added), "normalizer": normalizer, "pre_tokenizer": ["type": "ByteLevel"],
            "decoder": ["type": "ByteLevel"],
            "model": [
                "type": "BPE", "vocab": .object(vocabulary), "merges": merges, "ignore_merges": .bool(ignoreMerges),
            ],
        ]
    }

    static func added(_ text: String, _ id: Int, _ flags: String...) -> JSONValue {
        var object = JSONObject([("content", .string(text)), ("id", .integer(id))])
        for flag in ["lstrip", "rstrip", "single_word", "normalized", "special"] {
            object.append(flag, .bool(flags.contains(flag)))
        }
        return .object(object)
    }

    private static func pieces(_ tokenizer: Tokenizer, _ text: String) -> [String] {
        tokenizer.encode(text).map { tokenizer.decode([$0]) }
    }

    @Test(
        "ids and texts are those of the tokenizers package", .enabled(if: SharedData.isPresent, "\(SharedData.absence)")
    )
    func parity() throws {
        for name in ["tiny-llama", "tiny-qwen2"] {
            let tokenizer = try Tokenizer(file: SharedData.path("parity/\(name)/tokenizer.json"))
            let cases = try #require(SharedData.document("parity/\(name)/reference.json")?["tokenizer"]?.array)
            #expect(cases.count == 11)
            for example in cases {
                let text = try #require(example["text"]?.string)
                let ids = try #require(example["ids"]?.array).compactMap { $0.integer.map(Int32.init) }
                #expect(tokenizer.encode(text) == ids)
                #expect(tokenizer.decode(ids) == example["decoded"]?.string)
            }
            #expect(tokenizer.vocabularySize == 450)
            #expect(tokenizer.id(of: "<|im_end|>") == 2)
        }
    }

    @Test("earlier merges come first, from the left")
    func mergeOrder() throws {
        let tokenizer = try Tokenizer(try Self.document(), stage: "test")
        #expect(Self.pieces(tokenizer, "hello hell lll") == ["hell", "o", " ", "hell", " ", "ll", "l"])
        // h e comes before e l.
        let other = try Tokenizer(try Self.document(merges: [["l", "l"], ["h", "e"]]), stage: "test")
        #expect(Self.pieces(other, "hello") == ["he", "ll", "o"])
    }

    @Test("a word that is a token stays whole where merges are ignored")
    func ignoredMerges() throws {
        let tokenizer = try Tokenizer(try Self.document(ignoreMerges: true), stage: "test")
        #expect(Self.pieces(tokenizer, "hello hello") == ["hello", " ", "hell", "o"])
    }

    @Test("added tokens: the longest first, with the white space that is theirs")
    func addedTokens() throws {
        let document = try Self.document(added: [
            Self.added("<a>", 300, "special"), Self.added("<a>b", 301), Self.added("<l>", 302, "lstrip"),
            Self.added("<r>", 303, "rstrip"), Self.added("word", 304, "single_word"), Self.added("", 305),
        ])
        let tokenizer = try Tokenizer(document, stage: "test")
        #expect(tokenizer.encode("<a><a>b<a>").prefix(3) == [300, 301, 300])
        #expect(
            tokenizer.encode(" \u{3000}<l>\n<r> \n<r>") == [302, tokenizer.id(of: "Ċ"), 303, 303].compactMap(\.self))
        #expect(tokenizer.encode("word,word").filter { $0 == 304 }.count == 2)
        #expect(!tokenizer.encode("words aword wordé").contains(304))
        #expect(tokenizer.vocabularySize == 306)
        #expect(tokenizer.decode([300, 301, -1, 9999, 304]) == "<a><a>bword")
    }

    @Test("a token that is looked for in normalised text is found in any form")
    func normalizedTokens() throws {
        let tokens = [Self.added("cafe\u{301}", 300, "normalized"), Self.added("e\u{301}t", 301)]
        let tokenizer = try Tokenizer(try Self.document(added: tokens, normalizer: ["type": "NFC"]), stage: "test")
        #expect(tokenizer.encode("caf\u{e9}") == [300])
        #expect(tokenizer.encode("cafe\u{301}") == [300])
        #expect(tokenizer.encode("e\u{301}t") == [301])
        #expect(!tokenizer.encode("\u{e9}t").contains(301))
    }

    @Test(
        "form C, where it is easily wrong",
        arguments: [
            ("\u{AC00}\u{11A8}", "\u{AC01}"), ("\u{1112}\u{1175}\u{11C2}", "\u{D7A3}"),
            ("\u{1113}\u{1161}", "\u{1113}\u{1161}"),
            ("\u{1100}\u{1161}\u{11A7}", "\u{AC00}\u{11A7}"), ("\u{AC01}\u{11A8}", "\u{AC01}\u{11A8}"),
            ("a\u{354}\u{F81}\u{B3C}", "a\u{B3C}\u{F71}\u{F80}\u{354}"), ("e\u{323}\u{302}", "\u{1EC7}"),
            ("\u{2126}\u{212B}", "\u{3A9}\u{C5}"), ("\u{E0079}\u{308}", "\u{E0079}\u{308}"),
            ("\u{344}", "\u{308}\u{301}"),
            ("a\u{301}\u{1100}\u{301}", "\u{E1}\u{1100}\u{301}"),
        ])
    func form(_ text: String, _ expected: String) throws {
        let tokenizer = try Tokenizer(try Self.document(normalizer: ["type": "NFC"]), stage: "test")
        let composed = tokenizer.decode(tokenizer.encode(text))
        #expect(composed.unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test("any text comes back, and half a character is U+FFFD")
    func roundTrip() throws {
        let tokenizer = try Tokenizer(try Self.document(), stage: "test")
        for text in ["", "\0\r\n\u{85}\u{2028} \t", "e\u{301}é😀图书馆", "'ſ's 'LL", String(repeating: "ab ", count: 5000)]
        {
            #expect(tokenizer.decode(tokenizer.encode(text)).unicodeScalars.elementsEqual(text.unicodeScalars))
        }
        #expect(tokenizer.decode(tokenizer.encode("é").prefix(1)) == "\u{FFFD}")
    }

    @Test("a long word is merged to its end")
    func longWord() throws {
        let tokenizer = try Tokenizer(try Self.document(), stage: "test")
        let ids = tokenizer.encode(String(repeating: "hell", count: 5000))
        #expect(ids.count == 5000)
        #expect(Set(ids) == [258])
    }

    @Test(
        "what is not supported is named",
        arguments: [
            ("normalizer", ["type": "NFKC"], "NFKC"), ("pre_tokenizer", ["type": "Whitespace"], "ByteLevel"),
            ("pre_tokenizer", .null, "ByteLevel"),
            ("pre_tokenizer", ["type": "ByteLevel", "add_prefix_space": true], "add_prefix_space"),
            (
                "pre_tokenizer",
                ["type": "Sequence", "pretokenizers": [["type": "Punctuation"], ["type": "ByteLevel"]]], "Punctuation"
            ),
            (
                "pre_tokenizer",
                [
                    "type": "Sequence",
                    "pretokenizers": [
                        ["type": "Split", "pattern": ["Regex": "\\p{N}"], "behavior": "Removed", "invert": true],
                        ["type": "ByteLevel"],
                    ],
                ], "Removed"
            ),
            ("decoder", .null, "decoder"), ("model", ["type": "WordPiece"], "WordPiece"),
            ("model", ["type": "BPE", "vocab": [:], "merges": ["a b"]], "a b"),
            ("model", ["type": "BPE", "vocab": ["a": 1, "b": 1], "merges": []], "the id 1"),
            ("model", ["type": "BPE", "vocab": ["a": -1], "merges": []], "a has no id"),
            ("model", ["type": "BPE", "vocab": ["a": 1], "merges": [], "unk_token": "a"], "unk_token"),
            (
                "model", ["type": "BPE", "vocab": ["a": 1], "merges": [], "end_of_word_suffix": "</w>"],
                "end_of_word_suffix"
            ),
            ("model", ["type": "BPE", "vocab": ["a": 1], "merges": [], "dropout": .number(0.1)], "dropout"),
            ("added_tokens", [["content": "a"]], "no id"),
        ] as [(String, JSONValue, String)])
    func unsupported(_ name: String, _ value: JSONValue, _ message: String) throws {
        let members = try #require(try Self.document().object).members.filter { $0.name != name }
        let document = JSONValue.object(JSONObject(members.map { ($0.name, $0.value) } + [(name, value)]))
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(document, stage: "test") }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("no file, no JSON")
    func files() throws {
        #expect(throws: TokenizerError.self) { try Tokenizer(file: "/nonexistent/tokenizer.json") }
        #expect(throws: TokenizerError.self) { try Tokenizer(file: "/etc/hostname") }
    }

    @Test("many encode at once")
    func concurrency() async throws {
        let tokenizer = try Tokenizer(try Self.document(), stage: "test")
        let texts = (0..<200).map { "hello \($0) hell \($0 * 7)" }
        let expected = texts.map { tokenizer.encode($0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { texts.map { tokenizer.encode($0) } == expected } }
            for await isSame in group { #expect(isSame) }
        }
    }
}
