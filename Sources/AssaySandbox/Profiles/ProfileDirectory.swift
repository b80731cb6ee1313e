import FoundationEssentials
import Yams

/// The folder of profiles: for each, `NAME.json` (seccomp, OCI form) and `NAME.yaml` (limits and mounts).
struct ProfileDirectory {
    private struct Settings: Decodable {
        var description: String
        var languages: [Language]
        var limits: ProfileLimits
        var mounts: ProfileMounts

        enum CodingKeys: String, CodingKey, CaseIterable { case description, languages, limits, mounts }
    }

    let path: String

    /// Every profile in the folder, by name.
    func profiles() throws(ProfileError) -> [String: SandboxProfile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: self.path)
                .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        } catch {
            throw ProfileError(file: self.path, key: "(folder)", reason: "cannot be listed")
        }
        guard !names.isEmpty else { throw ProfileError(file: self.path, key: "(folder)", reason: "holds no profile") }
        var profiles: [String: SandboxProfile] = [:]
        for name in names { profiles[name] = try self.profile(name) }
        return profiles
    }

    func profile(_ name: String) throws(ProfileError) -> SandboxProfile {
        let rulesFile = "\(self.path)/\(name).json"
        let settingsFile = "\(self.path)/\(name).yaml"
        let rules = try SeccompDocument.parse(try Self.read(rulesFile), file: rulesFile).resolve(file: rulesFile)
        let settings = try Self.settings(try Self.read(settingsFile), file: settingsFile)
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
            return try YAMLDecoder().decode(Settings.self, from: text)
        } catch let error as ProfileError {
            throw error
        } catch let error as DecodingError {
            throw ProfileError(file: file, decoding: error)
        } catch {
            throw ProfileError(file: file, key: "(file)", reason: "\(error)")
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
