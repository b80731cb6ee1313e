import Foundation
import Mutation
import Testing
import WorkerProtocol

@testable import AssaySandbox

@Suite("Fuzz: keys of profiles")
struct ProfileKeyFuzzTests {
    /// Every key of the form, once: in 20 kB of names most changes only change a name.
    private static let small = #"""
        {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "archMap": [{"architecture": "SCMP_ARCH_X86_64",
        "subArchitectures": ["SCMP_ARCH_X86"]}], "syscalls": [{"names": ["clone"], "action": "SCMP_ACT_ALLOW",
        "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}], "comment": "",
        "includes": {"arches": ["amd64"]}, "excludes": {"caps": ["CAP_SYS_ADMIN"]}}, {"name": "clone3",
        "action": "SCMP_ACT_ERRNO", "errnoRet": 38}]}
        """#

    @Test func formIsUnderstood() throws {
        let document = try SeccompDocument.parse(Data(Self.small.utf8), file: "p.json")
        #expect(try document.resolve(file: "p.json").rules.map(\.name) == ["clone", "clone3"])
    }

    /// Wherever an unknown key stands, the profile is refused for it.
    @Test func unknownKeysAreFoundAnywhere() throws {
        let document = try JSONSerialization.jsonObject(with: Data(Self.small.utf8))
        let fault = Campaign(fewest: 10).run { generator in
            var objects = 0
            let place = generator.below(Self.objectCount(document))
            let changed = Self.adding("x\(generator.below(1000))", to: document, at: place, &objects)
            let data = try JSONSerialization.data(withJSONObject: changed)
            do throws(ProfileError) {
                _ = try SeccompDocument.parse(data, file: "p.json").resolve(file: "p.json")
                return "accepted: \(String(decoding: data, as: UTF8.self))"
            } catch {
                return error.reason == "unknown key" ? nil : "\(error)"
            }
        }
        #expect(fault == nil)
    }

    /// What is JSON is refused by the key that is wrong.
    @Test func changesAreRefusedByNameOrAreRules() {
        let words =
            ["SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_CMP_EQ", "syscalls", "names", "args", "op"]
            .map { "\"\($0)\"" } + ["{", "}", "[", "]", ":", ",", "null", "-1", "4294967296", "1e400", "0.5", "\"\""]
        let fault = Campaign(fewest: 10).run(corpus: [Array(Self.small.utf8)], words: words) { bytes, _ in
            do throws(ProfileError) {
                let document = try SeccompDocument.parse(Data(bytes), file: "p.json")
                let (errno, rules) = try document.resolve(file: "p.json")
                guard document.defaultAction == "SCMP_ACT_ERRNO" else { return "default \(document.defaultAction)" }
                return (0...4093).contains(errno) && rules.allSatisfy { !$0.name.isEmpty } ? nil : "\(errno) \(rules)"
            } catch {
                let isPlaced = error.key != "(file)" || (try? JSONSerialization.jsonObject(with: Data(bytes))) == nil
                let isTold = error.file == "p.json" && isPlaced && !error.reason.isEmpty
                return isTold ? nil : "\(error): \(Self.text(bytes))"
            }
        }
        #expect(fault == nil)
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func objectCount(_ value: Any) -> Int {
        switch value {
        case let object as [String: Any]: object.values.reduce(1) { $0 + Self.objectCount($1) }
        case let list as [Any]: list.reduce(0) { $0 + Self.objectCount($1) }
        default: 0
        }
    }

    /// The document with a key more in the object of that number.
    private static func adding(_ key: String, to value: Any, at place: Int, _ seen: inout Int) -> Any {
        switch value {
        case let object as [String: Any]:
            let isPlace = seen == place
            seen += 1
            var changed: [String: Any] = [:]
            for name in object.keys.sorted() {
                changed[name] = object[name].map { Self.adding(key, to: $0, at: place, &seen) }
            }
            if isPlace { changed[key] = 1 }
            return changed
        case let list as [Any]: return list.map { Self.adding(key, to: $0, at: place, &seen) }
        default: return value
        }
    }
}
