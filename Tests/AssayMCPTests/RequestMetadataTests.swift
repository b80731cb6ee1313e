import AssayJSON
import Testing

@testable import AssayMCP

@Suite("The stateless revision's metadata")
struct RequestMetadataTests {
    private static let version = "io.modelcontextprotocol/protocolVersion"
    private static let capabilities = "io.modelcontextprotocol/clientCapabilities"

    private static func request(_ meta: JSONValue?, method: String = "tools/list") -> RPCRequest {
        RPCRequest(id: .number(1), method: method, parameters: JSONObject(meta.map { [("_meta", $0)] } ?? []))
    }

    private static func error(_ meta: JSONValue?) -> RPCError? {
        #expect(throws: RPCError.self) { try RequestMetadata(Self.request(meta)).version() }
    }

    @Test("it is the sign of a stateless request, whose revision it names")
    func version() throws {
        let meta: JSONValue = .object(JSONObject([(Self.version, "2026-07-28"), (Self.capabilities, [:])]))
        #expect(RequestMetadata.isCarried(by: Self.request(meta)))
        #expect(!RequestMetadata.isCarried(by: Self.request(meta, method: "initialize")))
        #expect(!RequestMetadata.isCarried(by: Self.request(nil)))
        #expect(!RequestMetadata.isCarried(by: Self.request(["progressToken": 1])))
        #expect(try RequestMetadata(Self.request(meta)).version() == .july2026)
    }

    @Test("what is missing is named")
    func missing() {
        #expect(Self.error(nil)?.message == "params._meta lacks \(Self.version) and \(Self.capabilities).")
        for meta in [nil, [:], 3, .object(JSONObject([(Self.version, "2026-07-28")]))] as [JSONValue?] {
            #expect(Self.error(meta)?.code == .invalidParameters)
        }
        let number = JSONValue.object(JSONObject([(Self.version, 2026), (Self.capabilities, [:])]))
        #expect(Self.error(number)?.code == .invalidParameters)
    }

    @Test("a revision that is not served so is told which are", arguments: ["2025-11-25", "2027-01-01", ""])
    func unsupported(name: String) {
        let error = Self.error(.object(JSONObject([(Self.version, .string(name)), (Self.capabilities, [:])])))
        #expect(error?.code == .unsupportedVersion)
        #expect(error?.data?["requested"] == .string(name))
        let supported = error?.data?["supported"]?.array?.compactMap(\.string) ?? []
        #expect(supported.first == "2026-07-28")
        #expect(!supported.contains(name))
    }
}
