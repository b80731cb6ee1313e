import HTTPTypes

/// A path as E2B's clients write it: absolute, or from the user's home on.
struct E2BPath: Sendable {
    /// Absolute, without `.` and `..`.
    let text: String

    /// - Throws: a 400 ``E2BFault`` for none.
    init(_ path: String) throws(E2BFault) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw E2BFault(.badRequest, "path is required") }
        let isAtHome = path == "~" || path.hasPrefix("~/")
        let whole =
            isAtHome ? E2BContext.home + path.dropFirst() : path.hasPrefix("/") ? path : "\(E2BContext.home)/\(path)"
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        self.text = "/" + parts.joined(separator: "/")
    }

    /// The last part; `/` for the root.
    var name: String { self.text.split(separator: "/").last.map(String.init) ?? "/" }
}
