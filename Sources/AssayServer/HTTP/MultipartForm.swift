import Glibc
import HTTPTypes

/// A body of `multipart/form-data` (RFC 7578), as far as uploads need it.
struct MultipartForm {
    struct Part: Equatable {
        var name: String
        var fileName: String?
        var bytes: ArraySlice<UInt8>
    }

    /// In their order.
    let parts: [Part]

    /// - Parameter contentType: the header's value, which names the boundary.
    /// - Throws: a 400 ``Problem``.
    init(_ body: [UInt8], contentType: String) throws(Problem) {
        guard let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty else {
            throw Problem(.badRequest, "The form names no boundary.")
        }
        let mark = Array("--\(boundary)".utf8)
        guard let first = Self.find(mark, in: body[...]) else { throw Self.malformed }
        var rest = body[(first + mark.count)...]
        var parts: [Part] = []
        while rest.starts(with: Self.lineEnd) {
            rest = rest.dropFirst(Self.lineEnd.count)
            guard let end = Self.find(Self.lineEnd + mark, in: rest) else { throw Self.malformed }
            parts.append(try Self.part(rest[..<end]))
            rest = rest[(end + Self.lineEnd.count + mark.count)...]
        }
        guard rest.starts(with: Array("--".utf8)) else { throw Self.malformed }
        self.parts = parts
    }

    private static let lineEnd = Array("\r\n".utf8)
    private static let malformed = Problem(.badRequest, "The form is not well formed.")

    private static func part(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Part {
        guard let end = self.find(self.lineEnd + self.lineEnd, in: bytes) else { throw self.malformed }
        let headers = String(decoding: bytes[..<end], as: UTF8.self).split(whereSeparator: \.isNewline)
        let disposition = headers.first { $0.lowercased().hasPrefix("content-disposition:") }.map(String.init) ?? ""
        guard let name = self.parameter("name", of: disposition) else { throw self.malformed }
        return Part(
            name: name, fileName: self.parameter("filename", of: disposition),
            bytes: bytes[(end + 2 * self.lineEnd.count)...])
    }

    /// `; name="value"` or `; name=value` of a header; browsers and their kin write quotes and line ends in percent form.
    private static func parameter(_ name: String, of header: String) -> String? {
        var rest = header[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let found = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                value = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 1)
            } else {
                value = rest.prefix { $0 != ";" && $0 != " " }
            }
            if found == name {
                return String(value).replacing("%22", with: "\"").replacing("%0D", with: "\r")
                    .replacing("%0A", with: "\n")
            }
        }
        return nil
    }

    /// What is looked for begins with a byte that it has once, or is short: no byte is compared often.
    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let first = pattern.first else { return nil }
            var place = base
            while let found = memchr(place, Int32(first), base + buffer.count - place) {
                guard base + buffer.count - UnsafeRawPointer(found) >= pattern.count else { return nil }
                if memcmp(found, pattern, pattern.count) == 0 {
                    return bytes.startIndex + (UnsafeRawPointer(found) - base)
                }
                place = UnsafeRawPointer(found) + 1
            }
            return nil
        }
    }
}
