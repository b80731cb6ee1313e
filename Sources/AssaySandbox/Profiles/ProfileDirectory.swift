import FoundationEssentials

/// The folder of profiles: for each `NAME.yaml` (limits and mounts) and a seccomp file in OCI form, `NAME.json` unless
/// the former names another one beside it.
///
/// A seccomp file that no YAML goes with, such as one dropped in from Docker or Podman, is a profile too, with the
/// limits and mounts of ``ProfileDirectory/usual``.
package struct ProfileDirectory {
    /// The profile of Python programs that ask for none.
    package static let usual = "python-strict"
    /// What sessions run under.
    package static let session = "python-session"

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
        var settings = try ProfileSettings.parse(try Self.read(settingsFile), file: settingsFile)
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
}
