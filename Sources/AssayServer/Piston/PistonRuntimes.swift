import AssayOutcome
import AssaySandbox

/// The languages that are served, with the versions that their interpreters tell in a worker. Each is asked once.
actor PistonRuntimes {
    private static let probes: [(language: Language, names: [String], code: String)] = [
        (.python, ["py", "py3", "python3"], #"import sys; print("%d.%d.%d" % sys.version_info[:3])"#),
        (.bash, ["sh"], #"echo "${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}.${BASH_VERSINFO[2]}""#),
    ]

    private let executor: any CodeExecutor
    /// Nil for a language that this host has not.
    private var known: [Language: PistonRuntime?] = [:]

    init(executor: any CodeExecutor) { self.executor = executor }

    /// All that this host has.
    /// - Throws: ``Problem/overloaded``.
    func all() async throws -> [PistonRuntime] {
        var runtimes: [PistonRuntime] = []
        for probe in Self.probes {
            if let runtime = try await self.runtime(probe.language, probe.names, probe.code) {
                runtimes.append(runtime)
            }
        }
        return runtimes
    }

    /// The one that a client means by a name or alias and a range of versions.
    /// - Throws: ``Problem/overloaded``.
    func matching(_ name: String, _ version: String) async throws -> PistonRuntime? {
        let range = VersionRange(version)
        return try await self.all().first { $0.matches(name, range) }
    }

    private func runtime(_ language: Language, _ names: [String], _ code: String) async throws -> PistonRuntime? {
        if let answer = self.known[language] { return answer }
        let version = try await self.version(language, code)
        let runtime = version.map { version in
            let name = language == .python ? ["python\(version.major).\(version.minor)"] : []
            return PistonRuntime(language: language, version: version, aliases: names + name)
        }
        self.known[language] = .some(runtime)
        return runtime
    }

    private func version(_ language: Language, _ code: String) async throws -> SemanticVersion? {
        do {
            let result = try await self.executor.execute(ExecutionRequest(code: code, language: language))
            guard [.ok, .error].contains(result.outcome) else { throw Problem.overloaded }
            return SemanticVersion(String(decoding: result.standardOutput, as: UTF8.self).prefix { $0 != "\n" })
        } catch is ExecutionRefusal {
            return nil
        }
    }
}
