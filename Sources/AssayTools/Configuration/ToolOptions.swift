import AssayClient
import AssayJSON

/// A tool's `config`.
package struct ToolOptions: Sendable, Equatable {
    /// How programs run.
    package var interpreter = CodeInterpreter.Settings()
    /// The server, or a service of one's own; nil takes the run's server. `/run_code` at its end is left out: the tools
    /// speak the server's own API.
    package var url: String?
    /// Sent with each call of an ``HTTPTool``.
    package var headers: [String: String] = [:]
    /// How long an ``HTTPTool`` may take.
    package var timeout: Duration = .seconds(30)

    package init() {}

    /// - Throws: everything that is wrong with it.
    init(_ value: JSONValue, kind: ToolKind) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be a mapping")])
        }
        var reader = FieldReader(object, known: kind.keys)
        if let type = reader.string("type"), type != "native" {
            reader.fault("type", "must be native: tools of \(type) are not supported")
        }
        switch kind {
        case .codeInterpreter: self.readInterpreter(&reader)
        case .rewardTool: break
        case .http: self.readService(&reader)
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }

    private mutating func readInterpreter(_ reader: inout FieldReader) {
        self.url = reader.string("sandbox_fusion_url").map(Self.base)
        // The server's queue bounds what runs at once; these are read, so that verl's files load, and mean nothing here.
        _ = reader.positiveInteger("num_workers", upTo: 1 << 20)
        _ = reader.positiveInteger("rate_limit", upTo: 1 << 20)
        _ = reader.bool("enable_global_rate_limit")
        if let seconds = reader.positiveNumber("default_timeout", upTo: 86_400) {
            self.interpreter.timeout = .seconds(seconds)
        }
        self.interpreter.language =
            reader.name("default_language", as: Program.Language.self) ?? self.interpreter.language
        self.interpreter.memoryMegabytes =
            reader.positiveInteger("memory_limit_mb", upTo: 1 << 20) ?? self.interpreter.memoryMegabytes
        switch reader.value("prelude") {
        case nil, .bool(true): break
        case .bool(false): self.interpreter.prelude = nil
        case .string(let code): self.interpreter.prelude = .code(code)
        default: reader.fault("prelude", "must be a string, true or false")
        }
    }

    private mutating func readService(_ reader: inout FieldReader) {
        self.url = reader.string("url")
        if reader.value("url") == nil { reader.fault("url", "is required") }
        if let seconds = reader.positiveNumber("timeout", upTo: 86_400) { self.timeout = .seconds(seconds) }
        let headers = reader.read("headers", "a mapping of strings") { value -> [String: String]? in
            guard let members = value.object?.members else { return nil }
            let pairs = members.compactMap { member in member.value.string.map { (member.name, $0) } }
            return pairs.count == members.count ? Dictionary(pairs) { $1 } : nil
        }
        self.headers = headers ?? [:]
    }

    private static func base(_ url: String) -> String {
        let suffix = "/run_code"
        return url.hasSuffix(suffix) ? String(url.dropLast(suffix.count)) : url
    }
}
