import Foundation
import Testing
import WorkerProtocol

@testable import AssaySandbox

@Suite("Profiles")
struct ProfileTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "sandbox-profiles").path

    @Test func shippedProfilesParse() throws {
        let profiles = try ProfileDirectory(path: Self.folder).profiles()
        #expect(Set(profiles.keys) == ["python-strict", "python-exec", "python-session"])
        #expect(profiles["python-session"]?.rules == profiles["python-strict"]?.rules)
        let strict = try #require(profiles["python-strict"])
        #expect(strict.languages == [.python])
        #expect(!strict.rules.contains { $0.name == "execve" && $0.action == .allow })
        #expect(!strict.rules.contains { $0.name == "ptrace" })
        let threads = try #require(strict.rules.first { $0.name == "clone" })
        #expect(threads.conditions == [.init(comparison: 7, index: 0, value: 0x50f00, valueTwo: 0x50f00)])
    }

    /// A seccomp file alone is a profile, with the usual one's limits.
    @Test func aFileOfDockersCanBeDroppedIn() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: Self.folder, toPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        try #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}"#
            .write(to: folder.appending(path: "docker.json"), atomically: true, encoding: .utf8)
        let directory = ProfileDirectory(path: folder.path)
        let dropped = try #require(try directory.profiles()["docker"])
        #expect(dropped.rules.map(\.name) == ["read"])
        #expect(dropped.limits == (try directory.profile("python-strict")).limits)
    }

    /// What Docker and Podman ship has fields of its own; rules for capabilities are not for us.
    @Test func dockerFormIsUnderstood() throws {
        let text = """
            {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "archMap": [],
             "syscalls": [
               {"names": ["read", "write"], "action": "SCMP_ACT_ALLOW", "args": [], "comment": "", "includes": {},
                "excludes": {}},
               {"names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
               {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "excludes": {"caps": ["CAP_SYS_ADMIN"]},
                "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]},
               {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38}]}
            """
        let document = try SeccompDocument.parse(Data(text.utf8), file: "docker.json")
        let (errno, rules) = try document.resolve(file: "docker.json")
        #expect(errno == 38)
        #expect(rules.map(\.name) == ["read", "write", "clone", "clone3"])
        #expect(rules[3].action == .errno)
    }

    /// A file that is wrong in one way, and what must be said of it.
    struct Fixture: CustomTestStringConvertible {
        var name: String
        var file: String
        var key: String
        var reason: String
        var testDescription: String { self.name }

        static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/profiles")

        static let all: [Fixture] = {
            let table = (try? String(contentsOf: folder.appending(path: "expected.tsv"), encoding: .utf8)) ?? ""
            return table.split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Fixture(name: fields[0], file: fields[1], key: fields[2], reason: fields[3])
            }
        }()
    }

    @Test func everyFixtureIsExpected() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Fixture.folder.path)
        #expect(Set(files) == Set(Fixture.all.map(\.file) + ["expected.tsv", "valid.json", "valid.yaml"]))
        #expect(Fixture.all.count > 30)
    }

    @Test(arguments: Fixture.all) func invalidProfilesNameFileKeyAndReason(fixture: Fixture) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for kind in ["json", "yaml"] {
            let own = "\(fixture.name).\(kind)"
            let source = Fixture.folder.appending(path: own == fixture.file ? own : "valid.\(kind)")
            try FileManager.default.copyItem(at: source, to: folder.appending(path: own))
        }
        let error = #expect(throws: ProfileError.self) { try ProfileDirectory(path: folder.path).profiles() }
        #expect(error?.file == folder.appending(path: fixture.file).path)
        #expect(error?.key == fixture.key)
        #expect(error?.reason.contains(fixture.reason) == true, "\(String(describing: error))")
        #expect(error?.reason.isEmpty == false)
    }

    @Test func theFixturesAreOtherwiseValid() throws {
        #expect(try ProfileDirectory(path: Fixture.folder.path).profile("valid").rules.map(\.name) == ["read"])
    }
}
