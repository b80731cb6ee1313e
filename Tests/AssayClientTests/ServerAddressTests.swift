import AssayClient
import Testing

@Suite("Addresses, keys and ids")
struct ServerAddressTests {
    @Test(
        "a server's URL is http or https with a host",
        arguments: [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"), ("http://localhost/", "http://localhost/v1"),
            ("https://host/assay//", "https://host/assay/v1"), ("http://[::1]:80", "http://[::1]:80/v1"),
            ("HTTP://host", "http://host/v1"),
        ])
    func valid(text: String, url: String) throws {
        #expect(try ServerAddress(text).url("/v1").lowercased() == url)
    }

    @Test(
        "anything else is refused before anything is sent",
        arguments: [
            "", "host", "127.0.0.1:8080", "/v1", "ftp://host", "file:///etc/passwd", "http://", "http://host:99999",
            "http://host:x", "http://user@host", "http://user:secret@host", "http://host?q=1", "http://host#f",
            "http://ho st", "http://host/\r\nX: y", "http://host\u{0}",
        ])
    func invalid(text: String) {
        let error = #expect(throws: ClientError.self) { try ServerAddress(text) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "a key or an id that would end its header's line is refused", arguments: ["", "a b", "a\r\nX: y", "a\0", "é"])
    func tokens(text: String) async throws {
        let http = try HTTPClient()
        let key = #expect(throws: ClientError.self) { try Endpoint(url: "http://127.0.0.1", key: text, http: http) }
        #expect(key?.code == .invalidArgument)
        let client = ToolClient(try Endpoint(url: "http://127.0.0.1", http: http))
        let id = await #expect(throws: ClientError.self) {
            try await client.execute(Program(code: ""), requestID: text)
        }
        #expect(id?.code == .invalidArgument)
        #expect(id?.attempts == 0)
    }
}
