import FoundationEssentials
import Yams

/// The folder of profiles: for each `NAME.yaml` (limits and mounts) and a seccomp file in OCI form, `NAME.json` unless
/// the former names another one beside it.
///
/// A seccomp file that no YAML goes with, such as one dropped in from Docker or Podman, is a profile too, with the
/// limits and mounts of ``ProfileDirectory/usual``.
package struct ProfileDirectory {
    private struct Settings: Decodable {
        var description: String
        var seccomp: String?
        var languages: [Language]
        var limits: ProfileLimits
        var mounts: ProfileMounts

        enum CodingKeys: String, CodingKey, CaseIterable { case description, seccomp, languages, limits, mounts }
    }

    /// The profile of Python programs that ask for none.
    package static let usual = "python-strict"

    let path: String

    package init(path: String) {
        self.path = path
    }

    /// Every profile in the folder, by name.
    package func profiles() throws(ProfileError) -> [String: SandboxProfile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: self.path)
                .filter { $0.hasSuffix(".json") || $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        } catch {
            throw ProfileError(file: self.path, key: "(folder)", reason: "cannot be listed")
        }
        guard !names.isEmpty else { throw ProfileError(file: self.path, key: "(folder)", reason: "holds no profile") }
        var profiles: [String: SandboxProfile] = [:]
        for name in Set(names).sorted() { profiles[name] = try self.profile(name) }
        return profiles
    }

    package func profile(_ name: String) throws(ProfileError) -> SandboxProfile {
        let own = "\(self.path)/\(name).yaml"
        let settingsFile = FileManager.default.fileExists(atPath: own) ? own : "\(self.path)/\(Self.usual).yaml"
        var settings = try Self.settings(try Self.read(settingsFile), file: settingsFile)
        if settingsFile != own {
            settings.description = "system calls of \(name).json, limits and mounts of \(Self.usual)"
            settings.seccomp = nil
        }
        if let file = settings.seccomp, file.contains("/") || !file.hasSuffix(".json") {
            throw ProfileError(file: settingsFile, key: "seccomp", reason: "must name a .json file of the same folder")
        }
        let rulesFile = "\(self.path)/\(settings.seccomp ?? name + ".json")"
        let rules = try SeccompDocument.parse(try Self.read(rulesFile), file: rulesFile).resolve(file: rulesFile)
        return SandboxProfile(
            name: name, description: settings.description, languages: settings.languages, limits: settings.limits,
            mounts: settings.mounts, defaultErrno: rules.defaultErrno, rules: rules.rules)
    }

    private static func read(_ file: String) throws(ProfileError) -> Data {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ProfileError(file: file, key: "(file)", reason: "cannot be read")
        }
        return data
    }

    private static func settings(_ data: Data, file: String) throws(ProfileError) -> Settings {
        do {
            let text = String(decoding: data, as: UTF8.self)
            guard let tree = try Yams.load(yaml: text) as? [String: Any] else {
                throw ProfileError(file: file, key: "(file)", reason: "is not a mapping")
            }
            try self.refuseUnknown(in: tree, known: Settings.CodingKeys.allCases.map(\.rawValue), at: "", file: file)
            try self.refuseUnknown(
                in: tree["limits"] as? [String: Any] ?? [:], known: ProfileLimits.CodingKeys.allCases.map(\.rawValue),
                at: "limits.", file: file)
            try self.refuseUnknown(
                in: tree["mounts"] as? [String: Any] ?? [:], known: ProfileMounts.CodingKeys.allCases.map(\.rawValue),
                at: "mounts.", file: file)
            let settings = try YAMLDecoder().decode(Settings.self, from: text)
            try Self.judge(settings, file: file)
            return settings
        } catch let error as ProfileError {
            throw error
        } catch let error as DecodingError {
            throw ProfileError(file: file, decoding: error)
        } catch {
            throw ProfileError(file: file, key: "(file)", reason: "\(error)")
        }
    }

    /// Refuses what no program could run under, or what is not meant.
    private static func judge(_ settings: Settings, file: String) throws(ProfileError) {
        let refuse = { (key: String, reason: String) in ProfileError(file: file, key: key, reason: reason) }
        guard !settings.languages.isEmpty else { throw refuse("languages", "names none") }
        for limit in settings.limits.ranges where !limit.range.contains(limit.value) {
            throw refuse("limits.\(limit.key.rawValue)", "must lie in \(limit.range)")
        }
        for path in settings.mounts.readOnly {
            let parts = path.split(separator: "/")
            guard path.hasPrefix("/"), !parts.isEmpty, !parts.contains(".."), !path.utf8.contains(0) else {
                throw refuse("mounts.read_only", "\(path) is no absolute path below /")
            }
        }
    }

    private static func refuseUnknown(
        in tree: [String: Any], known: [String], at prefix: String, file: String
    ) throws(ProfileError) {
        if let unknown = tree.keys.sorted().first(where: { !known.contains($0) }) {
            throw ProfileError(
                file: file, key: prefix + unknown, reason: "unknown key; known are \(known.joined(separator: ", "))")
        }
    }
}
