/// Which tier a program wants, read off its imports.
///
/// A hint, not a parse: a wrong guess costs an import's time, never a different result.
enum ImportScan {
    private static let mathModules: Set<String> = ["numpy", "sympy", "mpmath", "scipy", "pandas", "matplotlib"]

    static func tier(of code: String, prelude: String? = nil) -> Tier {
        self.wantsMath(code) || self.wantsMath(prelude ?? "") ? .math : .bare
    }

    private static func wantsMath(_ text: String) -> Bool {
        // Most programs name none of them at all.
        guard self.mathModules.contains(where: { text.utf8.containsSequence($0.utf8) }) else { return false }
        for line in text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 || $0 == UInt8(ascii: ";") }) {
            if self.imports(String(Substring(line))[...]) { return true }
        }
        return false
    }

    private static func imports(_ line: Substring) -> Bool {
        if line.contains("__import__") || line.contains("import_module") {
            return self.mathModules.contains { line.contains($0) }
        }
        // `if x: import numpy` and `try: import numpy` count too, so the words are looked for anywhere in the line.
        let words = line.split(whereSeparator: { " \t,()".contains($0) })
        guard let keyword = words.firstIndex(where: { $0 == "import" || $0 == "from" }) else { return false }
        let names = words[keyword] == "from" ? words.dropFirst(keyword + 1).prefix(1) : words.dropFirst(keyword + 1)
        return names.contains { name in
            self.mathModules.contains(String(name.prefix { $0 != "." }))
        }
    }
}

extension String.UTF8View {
    /// Whether the bytes occur in order somewhere.
    func containsSequence(_ other: String.UTF8View) -> Bool {
        guard let first = other.first else { return true }
        var index = self.startIndex
        while let start = self[index...].firstIndex(of: first) {
            if self[start...].starts(with: other) { return true }
            index = self.index(after: start)
        }
        return false
    }
}
