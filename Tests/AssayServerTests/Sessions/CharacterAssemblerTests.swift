import Testing

@testable import AssayServer

@Suite struct CharacterAssemblerTests {
    @Test func everySplitOfATextGivesTheText() {
        let text = "aé€😀z\u{301}"
        let bytes = Array(text.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var assembler = CharacterAssembler()
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map {
                    assembler.take(Array($0))
                }
                #expect(pieces.joined() + assembler.finish() == text)
            }
        }
    }

    @Test func whatIsNoTextBecomesAMark() {
        var assembler = CharacterAssembler()
        #expect(assembler.take([0xff, 0x61]) == "\u{fffd}a")
        #expect(assembler.take([0xe2, 0x82]) == "")
        #expect(assembler.finish() == "\u{fffd}")
        #expect(assembler.take(Array(repeating: 0x80, count: 5)).unicodeScalars.count == 5)
    }
}
