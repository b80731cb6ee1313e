package import AssayJSON

extension JSONValue {
    /// The document as YAML, a member or element on each line. Texts are quoted as JSON quotes them.
    package var yaml: String {
        var lines: [String] = []
        self.write(0, &lines)
        return lines.map { $0 + "\n" }.joined()
    }

    private func write(_ depth: Int, _ lines: inout [String]) {
        let indent = String(repeating: "  ", count: depth)
        switch self {
        case .object(let object) where !object.members.isEmpty:
            for member in object.members {
                member.value.write(behind: "\(indent)\(Self.key(member.name)):", depth, &lines)
            }
        case .array(let elements) where !elements.isEmpty:
            for element in elements { element.write(behind: "\(indent)-", depth, &lines) }
        default: lines.append(indent + self.text)
        }
    }

    private func write(behind head: String, _ depth: Int, _ lines: inout [String]) {
        guard self.isBlock else { return lines.append("\(head) \(self.text)") }
        lines.append(head)
        self.write(depth + 1, &lines)
    }

    /// Whether it takes lines of its own. Lists of plain values stay on their line.
    private var isBlock: Bool {
        switch self {
        case .object(let object): !object.members.isEmpty
        case .array(let elements): elements.contains(where: \.isBlock)
        default: false
        }
    }

    private static func key(_ name: String) -> String {
        let isPlain =
            name.first?.isLetter == true && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let isWord = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(name.lowercased())
        return isPlain && !isWord ? name : JSONValue.string(name).text
    }
}
