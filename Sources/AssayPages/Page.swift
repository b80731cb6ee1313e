package import AssayJSON

/// One self-contained HTML page in the style that all of Assay's pages share: it loads nothing, and runs no script but its
/// own.
package struct Page {
    package var title: String
    /// HTML: what a ``PageTemplate`` made.
    package var body: String
    /// CSS beside what all pages share.
    package var style = ""
    /// What the script reads: the text of the element `data`, as JSON.
    package var data: JSONValue?
    /// JavaScript that runs once the page is there; empty for none.
    package var script = ""

    package init(title: String, body: String) {
        self.title = title
        self.body = body
    }

    /// - Throws: never, unless the layout is no template.
    package func html() throws -> String {
        let layout = try PageTemplate(PackageResources.page_mustache)
        let shared = String(decoding: PackageResources.page_css, as: UTF8.self)
        // Mustache takes an empty text for one that is there.
        let absent: Any = false
        return layout.html(raw: [
            "title": HTMLText.escaped(self.title), "style": shared + self.style, "body": self.body,
            "data": self.data.map(HTMLText.script) ?? absent, "script": self.script.isEmpty ? absent : self.script,
            "nonce": Self.nonce(),
        ])
    }

    /// What only the page's own script knows: a text that became an element after all would not run.
    private static func nonce() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }
}
