extension String {
    /// Whether a text can be a URL or a header's value as it is: printable ASCII without spaces, and not empty, so that
    /// nothing in it ends the line, or the C string.
    var isPrintable: Bool { !self.isEmpty && self.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
