import AssayJSON
package import Configuration
import Foundation
import SystemPackage
import Yams

/// Reads a ``ServerConfiguration`` from its three sources: file, then environment, then flags, the later winning.
///
/// A key that nobody knows is refused in the file and in the environment, for a misspelt limit would silently not hold.
package struct ConfigurationLoader: Sendable {
    /// Where a file is looked for when none is named.
    package static let defaultFile = "config/server.yaml"

    /// The file that was named; nil takes ``defaultFile`` if it is there.
    package var file: String?
    /// The process's environment variables.
    package var environment: [String: String]
    /// What the command line set, by key.
    package var flags: [String: ConfigValue]

    package init(file: String? = nil, environment: [String: String], flags: [String: ConfigValue] = [:]) {
        self.file = file
        self.environment = environment
        self.flags = flags
    }

    /// - Throws: ``ConfigurationError``.
    package func load() async throws -> ServerConfiguration {
        var present = Set(self.flags.keys)
        var providers: [any ConfigProvider] = [self.flagProvider]
        let variables = try self.variables()
        present.formUnion(variables.keys)
        providers.append(self.environmentProvider(variables))
        if let path = self.path {
            let keys = try self.keys(ofFile: path)
            present.formUnion(keys)
            if !keys.isEmpty { providers.append(try await Self.fileProvider(path)) }
        }
        let reader = ConfigReader(providers: providers)
        var configuration = ServerConfiguration()
        for key in ConfigurationKey.all where present.contains(key.name) {
            try key.apply(ValueReader(name: key.name, reader: reader), &configuration)
        }
        return configuration
    }

    private var path: String? {
        if let file { return file }
        return FileManager.default.fileExists(atPath: Self.defaultFile) ? Self.defaultFile : nil
    }

    private var flagProvider: InMemoryProvider {
        let values = self.flags.map { (AbsoluteConfigKey(ConfigKey($0.key)), $0.value) }
        return InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: values))
    }

    /// The `ASSAY_` variables' values by key.
    private func variables() throws -> [String: String] {
        let keys = Dictionary(uniqueKeysWithValues: ConfigurationKey.all.map { ($0.variable, $0.name) })
        var values: [String: String] = [:]
        for (variable, value) in self.environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("ASSAY_") {
            guard let key = keys[variable] else {
                throw Self.unknown(variable, among: Array(keys.keys), source: "environment")
            }
            values[key] = value
        }
        return values
    }

    private func environmentProvider(_ values: [String: String]) -> EnvironmentVariablesProvider {
        let renamed = values.map { ($0.key.uppercased().replacing(".", with: "_"), $0.value) }
        return EnvironmentVariablesProvider(environmentVariables: Dictionary(uniqueKeysWithValues: renamed))
    }

    private static func fileProvider(_ path: String) async throws -> FileProvider<YAMLSnapshot> {
        do {
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
        } catch {
            throw ConfigurationError("\(path): \(error)")
        }
    }

    /// The keys that a file sets. A key whose value is `null` is left at its default.
    private func keys(ofFile path: String) throws -> [String] {
        // Not String(contentsOfFile:), which fails on pipes and on /dev/null.
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() ?? Data() else {
            throw ConfigurationError("\(path): cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError("\(path): is not YAML: \(error)")
        }
        guard let root, root.null == nil else { return [] }
        guard let mapping = root.mapping else { throw ConfigurationError("\(path): must be a mapping of keys") }
        let known = ConfigurationKey.all.map(\.name)
        var keys: [String] = []
        for (key, node) in Self.leaves(mapping, prefix: "") {
            guard known.contains(key) else {
                let line = node.mark.map { ":\($0.line)" } ?? ""
                throw Self.unknown(key, among: known, source: path + line)
            }
            if node.null == nil { keys.append(key) }
        }
        return keys
    }

    /// The keys with dots, and what they hold. A section that is empty holds nothing.
    private static func leaves(_ mapping: Node.Mapping, prefix: String) -> [(key: String, node: Node)] {
        mapping.flatMap { pair -> [(key: String, node: Node)] in
            let key = prefix + (pair.key.string ?? "")
            if let inner = pair.value.mapping { return Self.leaves(inner, prefix: key + ".") }
            let isEmptySection =
                pair.value.null != nil && ConfigurationKey.all.contains { $0.name.hasPrefix(key + ".") }
            return isEmptySection ? [] : [(key, pair.value)]
        }
    }

    private static func unknown(_ name: String, among known: [String], source: String) -> ConfigurationError {
        let nearest = EditDistance.nearest(to: name, in: known.sorted())
        return ConfigurationError(
            "\(source): \(name) is not a known key" + (nearest.map { "; did you mean \($0)?" } ?? ""))
    }
}
