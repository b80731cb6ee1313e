import Foundation
import Mutation
import NIOCore
import NIOEmbedded
import Testing
import WorkerProtocol

@testable import AssaySandbox

/// What comes from slots and from the operator's folder, made hostile.
@Suite("Fuzz: frames, profiles, claims")
struct FuzzTests {
    @Test func framesAreCutAlikeHoweverTheyArrive() {
        let frames = [
            Frame(.executed, ExecutionReport(end: .exited(0), denied: ["socket"])), Frame(kind: .cancel),
            Frame(.failed, WorkerFailure(stage: "fork", errno: 11)),
        ]
        let corpus = [frames.flatMap(\.wireBytes), frames.reversed().flatMap(\.wireBytes)]
        let fault = Campaign().run(corpus: corpus) { bytes, generator in
            let whole = Self.frames(of: [bytes])
            let parts = Self.split(bytes, &generator)
            return Self.frames(of: parts) == whole ? nil : "frames depend on where the stream is cut: \(parts.count)"
        }
        #expect(fault == nil)
    }

    private static func split(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [[UInt8]] {
        var rest = bytes[...]
        var parts: [[UInt8]] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, min(rest.count, 40)), using: &generator)
            parts.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return parts
    }

    /// The frames read until the first fault.
    private static func frames(of parts: [[UInt8]]) -> [Frame] {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(FrameDecoder()))
        for part in parts {
            guard (try? channel.writeInbound(ByteBuffer(bytes: part))) != nil else { break }
        }
        var frames: [Frame] = []
        while let frame = try? channel.readInbound(as: Frame.self) { frames.append(frame) }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return frames
    }

    private func contents(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: ProfileTests.folder).appending(path: name)))
    }

    @Test func rulesAreRefusedByNameOrAreRules() throws {
        let words = ["\"SCMP_ACT_ALLOW\"", "\"args\"", "null", "-1", "1e99", "{", "[", "\"names\":[]", "\\ud800"]
        let corpus = try ["python-strict.json", "python-exec.json"].map(self.contents)
        let fault = Campaign(fewest: 10).run(corpus: corpus, words: words) { bytes, _ in
            do throws(ProfileError) {
                let (errno, rules) = try SeccompDocument.parse(Data(bytes), file: "f.json").resolve(file: "f.json")
                guard (0...4093).contains(errno) else { return "errno \(errno)" }
                let odd = rules.first { !$0.conditions.allSatisfy { $0.index < 6 && (1...7).contains($0.comparison) } }
                return odd.map { "a rule that no filter can hold: \($0)" }
            } catch {
                return error.file == "f.json" && !error.key.isEmpty && !error.reason.isEmpty
                    ? nil : "says only \(error)"
            }
        }
        #expect(fault == nil)
    }

    @Test func settingsAreRefusedByNameOrAreWithinReason() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(self.contents("python-strict.json")).write(to: folder.appending(path: "p.json"))
        let words = ["tasks: 0", "-1", "1e99", "&a", "*a", "{", "- ", "..", "relative", "null", "!!binary", "\t"]
        let corpus = try ["python-strict.yaml", "python-session.yaml"].map(self.contents)
        let fault = Campaign(fewest: 10).run(corpus: corpus, words: words) { bytes, _ in
            guard (try? Data(bytes).write(to: folder.appending(path: "p.yaml"))) != nil else { return "cannot write" }
            do throws(ProfileError) {
                let profile = try ProfileDirectory(path: folder.path).profile("p")
                return profile.isWithinReason ? nil : "took \(profile.limits) \(profile.mounts)"
            } catch {
                return error.key.isEmpty || error.reason.isEmpty ? "says only \(error)" : nil
            }
        }
        #expect(fault == nil)
    }

    @Test func claimsAreReadAsTheyWereMade() {
        let fault = Campaign(fewest: 10).run { generator in
            let value = generator.text(upTo: 20)
            let made: [String: Any] = [
                "value": value, "exception": NSNull(), "display": [["text/plain": generator.text(upTo: 9)]],
            ]
            let claims = Claims.parse(Array(try JSONSerialization.data(withJSONObject: made)))
            return claims.value.map { Array($0.utf8) } == Array(value.utf8) ? nil : "\(made) is read as \(claims)"
        }
        #expect(fault == nil)
    }

    @Test func claimsAreBounded() {
        let corpus = [
            #"{"value": "[6]", "exception": {"type": "E", "message": "m", "traceback": "t"}, "display": []}"#,
            #"{"value": null, "exception": null, "display": [{"text/plain": "\ud83d\ude00"}]}"#,
        ]
        let fault = Campaign().run(
            corpus: corpus.map { Array($0.utf8) }, words: ["\\ud800", "[", "{", "\"", "null", "1e999"]
        ) { bytes, _ in
            let claims = Claims.parse(bytes)
            let size = (claims.value ?? "").utf8.count + claims.display.count
            return size <= 3 * bytes.count ? nil : "claims are larger than what was sent: \(size)"
        }
        #expect(fault == nil)
    }
}

extension SandboxProfile {
    fileprivate var isWithinReason: Bool {
        let limits = self.limits
        return limits.tasks > 0 && limits.openFiles > 2 && limits.scratchBytes > 0 && limits.scratchInodes > 0
            && limits.stackBytes > 0 && !self.languages.isEmpty
            && self.mounts.readOnly.allSatisfy { $0.hasPrefix("/") && !$0.split(separator: "/").contains("..") }
    }
}
