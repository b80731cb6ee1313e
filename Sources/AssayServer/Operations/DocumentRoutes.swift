import AssayJSON
import HTTPTypes
import Hummingbird

/// `/openapi.json` and the page that shows it.
struct DocumentRoutes: Sendable {
    private let document: [UInt8]

    /// - Throws: where the embedded description is not YAML.
    init() throws { self.document = JSONWriter.bytes(try OpenAPIDocument.json()) }

    func add(to table: inout RouteTable) {
        table.get("/openapi.json") { _, _ in Response(jsonBytes: self.document) }
        table.get("/docs") { _, _ in
            var response = Response(text: DocumentationPage.html, contentType: "text/html; charset=utf-8")
            response.headers[.contentSecurityPolicy] =
                "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
            return response
        }
    }
}
