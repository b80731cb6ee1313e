extension SessionRequest {
    /// What runs before the first cell: leaves no names behind but those of the prelude.
    var firstCode: String? {
        var lines: [String] = []
        if !self.environment.isEmpty {
            let variables = self.environment.sorted { $0.key < $1.key }
            let items = variables.map { "\(Self.literal($0.key)): \(Self.literal($0.value))" }
            lines.append("__import__('os').environ.update({\(items.joined(separator: ", "))})")
        }
        if let folder = self.workingDirectory {
            lines.append("__import__('os').chdir(\(Self.literal(folder)))")
            // As in a notebook, whose modules are looked for beside it.
            lines.append("__import__('sys').path.insert(0, __import__('os').getcwd())")
        }
        // The prelude alone is left as it is: workers know the usual one by its text.
        guard !lines.isEmpty else { return self.prelude }
        return (lines + (self.prelude.map { [$0] } ?? [])).joined(separator: "\n")
    }

    /// A text as a Python literal, whatever is in it.
    private static func literal(_ text: String) -> String {
        "bytes([\(text.utf8.map(String.init).joined(separator: ","))]).decode()"
    }
}
