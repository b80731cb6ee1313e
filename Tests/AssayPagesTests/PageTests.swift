import AssayJSON
import Testing

@testable import AssayPages

@Suite("Pages")
struct PageTests {
    /// `<` and a quote as they would be characters of their own, and as parts of others: Mustache's own escaping leaves
    /// the latter as they are.
    private static let hostile =
        "<script>alert(1)</script>\u{600}<img src=x onerror=\"alert(1)\u{301}\"> '\u{301}&amp;\0<!--\u{2028}{{x}}"

    @Test("every text is escaped, whatever scalars stand beside a bracket")
    func escaping() {
        let escaped = HTMLText.escaped(Self.hostile)
        #expect(!escaped.unicodeScalars.contains { "<>\"'\0".unicodeScalars.contains($0) })
        #expect(escaped.contains("&lt;script&gt;") && escaped.contains("&amp;amp;"))
        #expect(HTMLText.escaped("a\n\tb · é") == "a\n\tb · é")
    }

    @Test("JSON in a script has no bracket, and reads as it was")
    func script() throws {
        let value: JSONValue = [.object(JSONObject([(Self.hostile, .string(Self.hostile))])), 1, true]
        let written = HTMLText.script(value)
        #expect(!written.unicodeScalars.contains { "<>&".unicodeScalars.contains($0) })
        #expect(try JSONParser.parse(Array(written.utf8)) == value)
    }

    @Test("a page has the elements of its layout and template, and no others")
    func page() throws {
        let template = try PageTemplate(Array("{{% CONTENT_TYPE:TEXT}}<p>{{{text}}}{{#none}}!{{/none}}</p>\n".utf8))
        var page = Page(title: Self.hostile, body: template.html(["text": .string(Self.hostile), "none": nil]))
        #expect(
            try Self.tags(page.html())
                == Self.tags(
                    "<!doctype html><html><head><meta><meta><meta><meta>"
                        + "<title></title><style></style></head><body><p></p></body></html>"))
        page.style = "u { color: red }\n"
        page.data = .string(Self.hostile)
        page.script = "void 0\n"
        let html = try page.html()
        #expect(try Self.tags(html).filter { $0.hasPrefix("script") } == ["script", "script"])
        #expect(html.contains("color: red") && html.contains("void 0"))
        #expect(html.contains("script-src 'nonce-"))
        #expect(try page.html() != html)
    }

    /// The names of the elements that begin, in order.
    private static func tags(_ html: String) -> [String] {
        let scalars = Array(html.unicodeScalars)
        return scalars.indices.filter { scalars[$0] == "<" && $0 + 1 < scalars.count && scalars[$0 + 1] != "/" }.map {
            String(String.UnicodeScalarView(scalars[($0 + 1)...].prefix { $0.properties.isAlphabetic }))
        }
    }
}
