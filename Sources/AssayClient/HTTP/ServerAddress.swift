import CCurl

/// The URL below which a server's routes lie, such as `http://127.0.0.1:8080` or `https://host/assay`.
package struct ServerAddress: Sendable, Equatable, CustomStringConvertible {
    /// Without a slash at its end.
    package let description: String

    /// - Throws: ``ClientError`` where the text is not a URL of `http` or `https` with a host, or has a user, a query or a
    ///   fragment: keys have their own argument, and would be logged here.
    package init(_ text: String) throws(ClientError) {
        guard text.isPrintable else { throw Self.error("It must be printable ASCII without spaces, and not empty.") }
        // libcurl's own parser, so that what is checked is what is asked.
        guard let url = curl_url() else { throw Self.error("libcurl has no memory for it.") }
        defer { curl_url_cleanup(url) }
        let code = curl_url_set(url, CURLUPART_URL, text, 0)
        guard code == CURLUE_OK else { throw Self.error(String(cString: curl_url_strerror(code)) + ".") }
        guard ["http", "https"].contains(Self.part(CURLUPART_SCHEME, of: url)?.lowercased()) else {
            throw Self.error("It must begin with http:// or https://.")
        }
        for (part, name) in [
            (CURLUPART_USER, "user"), (CURLUPART_PASSWORD, "password"), (CURLUPART_QUERY, "query"),
            (CURLUPART_FRAGMENT, "fragment"),
        ] where Self.part(part, of: url) != nil {
            throw Self.error("It must have no \(name).")
        }
        guard var address = Self.part(CURLUPART_URL, of: url) else { throw Self.error("It has no host.") }
        while address.hasSuffix("/") { address.removeLast() }
        self.description = address
    }

    /// The URL of a route.
    /// - Parameter path: begins with a slash.
    package func url(_ path: String) -> String { self.description + path }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func error(_ message: String) -> ClientError {
        ClientError(.invalidArgument, stage: "URL of the server", message: message)
    }
}
