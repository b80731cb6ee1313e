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

    @Test(arguments: [
        ("{", "(file)"),
        (#"{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": []}"#, "defaultAction"),
        (#"{"defaultAction": "SCMP_ACT_ERRNO", "syscals": []}"#, "syscals"),
        (#"{"defaultAction": "SCMP_ACT_ERRNO"}"#, "(file)"),
        (#"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"action": "SCMP_ACT_ALLOW"}]}"#, "syscalls[0].names"),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "PERMIT"}]}"#,
            "syscalls[0].action"
        ),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 9, "value": 1, "op": "SCMP_CMP_EQ"}]}]}"#,
            "syscalls[0].args[0].index"
        ),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "=="}]}]}"#,
            "syscalls[0].args[0].op"
        ),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ERRNO", "errnoRet": 5000}]}"#,
            "syscalls[0].errnoRet"
        ),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["socket"], "action": "SCMP_ACT_ALLOW", "arguments": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]}]}"#,
            "syscalls[0].arguments"
        ),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ", "value_two": 1}]}]}"#,
            "syscalls[0].args[0].value_two"
        ),
        (
            #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": {"capabilities": ["CAP_SYS_ADMIN"]}}]}"#,
            "syscalls[0].includes.capabilities"
        ),
        (#"{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 9999, "syscalls": []}"#, "defaultErrnoRet"),
    ]) func invalidRulesNameTheirKey(text: String, key: String) {
        let error = #expect(throws: ProfileError.self) {
            try SeccompDocument.parse(Data(text.utf8), file: "bad.json").resolve(file: "bad.json")
        }
        #expect(error?.file == "bad.json")
        #expect(error?.key == key)
    }

    @Test(arguments: [
        ("limits:\n  tasks: 1\n", "limits"),
        ("colour: red\n", "colour"),
        ("- a\n- b\n", "(file)"),
    ]) func invalidSettingsNameTheirKey(text: String, key: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try #"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": []}"#
            .write(to: folder.appending(path: "p.json"), atomically: true, encoding: .utf8)
        try text.write(to: folder.appending(path: "p.yaml"), atomically: true, encoding: .utf8)
        let error = #expect(throws: ProfileError.self) { try ProfileDirectory(path: folder.path).profile("p") }
        #expect(error?.file.hasSuffix("p.yaml") == true)
        #expect(error?.key.hasPrefix(key) == true || error?.key == "(file)")
    }
}
