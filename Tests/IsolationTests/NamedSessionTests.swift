import AssaySandbox
import RealWorker
import Testing

/// Sessions found by a name, against the real worker.
@Suite struct NamedSessionTests {
    @Test func aNameIsOneSession() async throws {
        try await RealWorker.withExecutor(slots: 2) { executor in
            let request = SessionRequest(owner: "a", tier: .bare)
            let found = try await withThrowingTaskGroup(of: NamedSession.self) { group in
                for _ in 0..<8 { group.addTask { try await executor.session(named: "n", request) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(found.map(\.id)).count == 1)
            #expect(found.count { $0.isNew } == 1)
            #expect(executor.sessions(of: "a").map(\.name) == ["n"])
            #expect(try executor.session(named: "n", of: "a").id == found[0].id)
            #expect(throws: SessionError.unknown) { _ = try executor.session(named: "n", of: "b") }
            let other = try await executor.session(named: "n", SessionRequest(owner: "b", tier: .bare))
            #expect(other.isNew && other.id != found[0].id)
        }
    }

    @Test func aLostOneIsToldOnceAndADeletedOneIsNot() async throws {
        try await RealWorker.withExecutor(slots: 2) { executor in
            let request = SessionRequest(tier: .bare)
            let first = try await executor.session(named: "n", request)
            _ = try await executor.execute(ExecutionRequest(code: "import os; os._exit(1)"), in: first.id, of: "")
            #expect(throws: SessionError.lost("its interpreter ended")) { _ = try executor.session(named: "n", of: "") }
            let second = try await executor.session(named: "n", request)
            #expect(second == NamedSession(id: second.id, isNew: true, lost: "its interpreter ended"))
            #expect(try await executor.session(named: "n", request) == NamedSession(id: second.id, isNew: false))
            try executor.endSession(second.id, of: "")
            #expect(throws: SessionError.unknown) { _ = try executor.session(named: "n", of: "") }
            #expect(try await executor.session(named: "n", request).lost == nil)
        }
    }

    @Test func aNameIsFreeAgainWhereNoneWasMade() async throws {
        try await RealWorker.withExecutor { executor in
            var bad = SessionRequest(tier: .bare)
            bad.prelude = "1 / 0"
            let request = bad
            await #expect(throws: ExecutionRefusal.self) { _ = try await executor.session(named: "n", request) }
            let made = try await executor.session(named: "n", SessionRequest(tier: .bare))
            #expect(made.isNew)
        }
    }

    @Test func aBranchBearsNoName() async throws {
        try await RealWorker.withExecutor { executor in
            let named = try await executor.session(named: "n", SessionRequest(tier: .bare))
            let branch = try await executor.forkSession(named.id, of: "")
            #expect(branch.name == nil)
            try executor.endSession(branch.id, of: "")
            #expect(try executor.session(named: "n", of: "").id == named.id)
        }
    }
}
