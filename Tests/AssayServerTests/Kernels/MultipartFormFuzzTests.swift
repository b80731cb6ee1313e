import Mutation
import Testing

@testable import AssayServer

/// Whatever comes as a form is refused or has parts, and what a client puts in comes out.
@Suite("Fuzz: forms")
struct MultipartFormFuzzTests {
    private static let boundary = "0123"
    private static let type = "multipart/form-data; boundary=\(Self.boundary)"

    private static func form(_ parts: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        parts.flatMap { part in
            Array(
                "--\(self.boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(part.name)\"\r\n"
                    .utf8)
                + Array("Content-Type: application/octet-stream\r\n\r\n".utf8) + part.bytes + [13, 10]
        } + Array("--\(self.boundary)--\r\n".utf8)
    }

    @Test func anyBytes() {
        let corpus = [Self.form([("a", [1])]), Self.form([("a/b", []), ("c", [13, 10, 45, 45])]), []]
        let fault = Campaign().run(corpus: corpus, words: ["\r\n", "--0123", "; name=", "\""]) { bytes, _ in
            guard let form = try? MultipartForm(bytes, contentType: Self.type) else { return nil }
            let size = form.parts.reduce(0) { $0 + $1.bytes.count }
            return size <= bytes.count ? nil : "\(size) bytes of \(bytes.count)"
        }
        #expect(fault == nil)
    }

    @Test func whatIsPutInComesOut() {
        let fault = Campaign().run { random in
            // A client's boundary is not in its files.
            let parts = (0..<random.below(4)).map { (name: "f\($0)", bytes: random.bytes(upTo: 60).map { $0 % 48 }) }
            let form = try MultipartForm(Self.form(parts), contentType: Self.type)
            let same =
                form.parts.map(\.fileName) == parts.map(\.name)
                && form.parts.map { Array($0.bytes) } == parts.map(\.bytes)
            return same ? nil : "\(parts) comes out as \(form.parts)"
        }
        #expect(fault == nil)
    }

    /// In time that grows with the size alone, or this would never end.
    @Test(arguments: ["\r", "\r\n--012", "\r\n--0123\r\n"])
    func manyThatAreAlmostBoundaries(text: String) throws {
        let bytes = Array(String(repeating: text, count: (8 << 20) / text.utf8.count).utf8)
        if text.hasSuffix("3\r\n") {
            #expect(throws: Problem.self) { try MultipartForm(bytes, contentType: Self.type) }
        } else {
            let form = try MultipartForm(Self.form([("a", bytes)]), contentType: Self.type)
            #expect(form.parts.map { $0.bytes.count } == [bytes.count])
        }
    }
}
