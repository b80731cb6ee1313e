/// One way to split a text into words. All of them cover the text: where one word ends, the next begins.
///
/// The patterns are those of published tokenizers, walked by hand: a regular expression would have to be as exact about
/// Unicode and as fast.
enum TextSplitter: Sendable, Equatable {
    /// GPT-2's pattern: words with the space before them, contractions, numbers, signs.
    case gpt2
    /// Llama 3's pattern, with at most so many digits a word; with one it is Qwen2's.
    case llama3(digits: Int)
    /// `\p{N}{1,n}`: numbers in pieces of so many digits, and what is between them.
    case numbers(upTo: Int)

    /// Calls back with the words of a text in order, each split by every splitter in turn.
    static func words(of text: UTF8Text, by splitters: [TextSplitter], _ word: (Range<Int>) -> Void) {
        self.split(0..<text.bytes.count, of: text, by: splitters[...], word)
    }

    private static func split(
        _ range: Range<Int>, of text: UTF8Text, by splitters: ArraySlice<TextSplitter>, _ word: (Range<Int>) -> Void
    ) {
        guard let first = splitters.first else { return range.isEmpty ? () : word(range) }
        var start = range.lowerBound
        while start < range.upperBound {
            let end = first.end(of: text, from: start, upTo: range.upperBound)
            self.split(start..<end, of: text, by: splitters.dropFirst(), word)
            start = end
        }
    }

    /// The end of the word that begins at an index of a text that ends at another.
    private func end(of text: UTF8Text, from start: Int, upTo limit: Int) -> Int {
        let scan = WordScan(text: text, limit: limit)
        return switch self {
        case .gpt2: scan.gpt2(from: start)
        case .llama3(let digits): scan.llama3(from: start, digits: digits)
        case .numbers(let digits): scan.numbers(from: start, upTo: digits)
        }
    }
}
