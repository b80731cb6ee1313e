import FoundationEssentials
import Yams

/// A profile's `NAME.yaml`: limits, and what an execution sees of the host.
struct ProfileSettings: Decodable {
    var description: String
    /// The seccomp file beside it, where it is not `NAME.json`.
    var seccomp: String?
    var languages: [Language]
    var limits: ProfileLimits
    var mounts: ProfileMounts

    enum CodingKeys: String, CodingKey, CaseIterable { case description, seccomp, languages, limits, mounts }

    static func parse(_ data: Data, file: String) throws(ProfileError) -> ProfileSettings {
        do {
            guard let text = String(validating: data, as: UTF8.self) else {
                throw ProfileError(file: file, key: "(file)", reason: "is not UTF-8")
            }
            guard let tree = try Yams.compose(yaml: text)?.mapping else {
                throw ProfileError(file: file, key: "(file)", reason: "is not a mapping")
            }
            try self.refuseUnknown(in: tree, known: Self.CodingKeys.allCases.map(\.rawValue), at: "", file: file)
            try self.refuseUnknown(
                in: tree["limits"]?.mapping, known: ProfileLimits.CodingKeys.allCases.map(\.rawValue), at: "limits.",
                file: file)
            try self.refuseUnknown(
                in: tree["mounts"]?.mapping, known: ProfileMounts.CodingKeys.allCases.map(\.rawValue), at: "mounts.",
                file: file)
            let settings = try YAMLDecoder().decode(ProfileSettings.self, from: text)
            try settings.check(file: file)
            return settings
        } catch let error as ProfileError {
            throw error
        } catch let error as DecodingError {
            throw ProfileError(file: file, decoding: error)
        } catch {
            throw ProfileError(file: file, key: "(file)", reason: "\(error)")
        }
    }

    /// Keys are compared as they are written, so that one that is no text is unknown too.
    private static func refuseUnknown(
        in mapping: Node.Mapping?, known: [String], at prefix: String, file: String
    ) throws(ProfileError) {
        let names = (mapping ?? Node.Mapping([])).keys.map { $0.scalar?.string ?? "(not a name)" }
        if let unknown = names.sorted().first(where: { !known.contains($0) }) {
            throw ProfileError(
                file: file, key: prefix + unknown, reason: "unknown key; known are \(known.joined(separator: ", "))")
        }
    }

    /// Refuses what no program could run under, or what is not meant.
    private func check(file: String) throws(ProfileError) {
        let refuse = { (key: String, reason: String) in ProfileError(file: file, key: key, reason: reason) }
        guard !self.languages.isEmpty else { throw refuse("languages", "names none") }
        guard Set(self.languages).count == self.languages.count else { throw refuse("languages", "names one twice") }
        for limit in self.limits.ranges where !limit.range.contains(limit.value) {
            throw refuse("limits.\(limit.key.rawValue)", "must lie in \(limit.range)")
        }
        for (index, path) in self.mounts.readOnly.enumerated() where !Self.isMountable(path) {
            throw refuse("mounts.read_only[\(index)]", "\(path) is no plain absolute path below /")
        }
    }

    /// Judged by bytes, as the kernel does: to Swift's characters a slash with an accent on it is no slash.
    private static func isMountable(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count < 4096, !path.utf8.contains(0) else { return false }
        let parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.allSatisfy { !["", ".", ".."].contains(String(Substring($0))) }
    }
}
