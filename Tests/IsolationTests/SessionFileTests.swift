import AssayOutcome
import AssaySandbox
import RealWorker
import Testing

/// What is done with a session's files beside its cells, against the real worker.
@Suite struct SessionFileTests {
    private struct Files: Sendable {
        let executor: Executor
        let id: String

        func run(_ code: String, in id: String? = nil) async throws {
            let cell = try await self.executor.execute(
                ExecutionRequest(code: "import os, shutil\n" + code), in: id ?? self.id, of: "")
            #expect(cell.result.outcome == .ok, "\(cell.result.exception?.traceback ?? "")")
        }

        @discardableResult
        func callAsFunction(_ action: SessionFileAction, in id: String? = nil) async throws -> [SessionFile] {
            try await self.executor.files(action, in: id ?? self.id, of: "")
        }

        func paths(_ action: SessionFileAction) async throws -> [String] { try await self(action).map(\.path) }
    }

    private static func withFiles(
        _ body: @Sendable @escaping (Files) async throws -> Void
    ) async throws {
        try await RealWorker.withExecutor(tiers: [.bare]) { executor in
            try await body(Files(executor: executor, id: executor.makeSession(SessionRequest(tier: .bare)).id))
        }
    }

    @Test func lookingAndListing() async throws {
        try await Self.withFiles { files in
            try await files.run(
                """
                os.makedirs('/home/user/a/b')
                open('/home/user/a/b/deep.txt', 'w').write('12345')
                os.chmod('/home/user/a/b/deep.txt', 0o640)
                os.utime('/home/user/a/b/deep.txt', ns=(1, 1_500_000_000))
                os.symlink('a/b', '/home/user/link')
                open('here.txt', 'w').close()
                """)
            #expect(try await files.paths(.list("/home/user", depth: 1)) == ["a", "link"])
            #expect(
                try await files.paths(.list("/home/user", depth: 3)) == ["a", "a/b", "a/b/deep.txt", "link"])
            #expect(try await files.paths(.list("/home/user/link", depth: 1)) == ["deep.txt"])
            #expect(try await files.paths(.list(".", depth: 1)) == ["here.txt"])
            #expect(try await files(.list("/home/user", depth: 1)).map(\.kind) == [.folder, .link])
            let deep = SessionFile(
                path: "/home/user/link/deep.txt", kind: .file, bytes: 5, mode: 0o640, modified: .milliseconds(1500))
            #expect(try await files(.look("/home/user/link/deep.txt")) == [deep])
            let link = try await files(.look("/home/user/link"))
            #expect(link.map(\.kind) == [.link] && link.map(\.target) == ["a/b"])
            await #expect(throws: SessionFileError.notFound) { try await files(.look("/home/user/none")) }
            await #expect(throws: SessionFileError.notFound) { try await files(.list("none", depth: 1)) }
            await #expect(throws: SessionFileError.notAFolder) { try await files(.list("here.txt", depth: 1)) }
        }
    }

    @Test func makingMovingAndRemoving() async throws {
        try await Self.withFiles { files in
            #expect(try await files(.makeFolder("/mnt/x/y")).map(\.kind) == [.folder])
            await #expect(throws: SessionFileError.exists) { try await files(.makeFolder("/mnt/x/y")) }
            try await files.run("open('/mnt/x/y/f', 'w').write('kept'); assert os.stat('/mnt/x').st_uid == os.getuid()")
            await #expect(throws: SessionFileError.notAFolder) { try await files(.makeFolder("/mnt/x/y/f")) }
            #expect(try await files(.move("/mnt/x", to: "new/place")).map(\.path) == ["new/place"])
            try await files.run("assert open('new/place/y/f').read() == 'kept' and os.listdir('/mnt') == []")
            await #expect(throws: SessionFileError.notFound) { try await files(.move("/mnt/x", to: "z")) }
            try await files(.remove("new/place/y/f"))
            try await files(.remove("new"))
            try await files.run("assert os.listdir('.') == []")
            await #expect(throws: SessionFileError.notFound) { try await files(.remove("new")) }
        }
    }

    @Test func whatEverySessionHasStays() async throws {
        try await Self.withFiles { files in
            for path in ["/home/user", "/home", "/work", "/tmp", "/mnt", ".", "/work/../tmp", "/", "/home/user/.."] {
                await #expect(throws: SessionFileError.notAllowed, "\(path)") { try await files(.remove(path)) }
                await #expect(throws: SessionFileError.notAllowed, "\(path)") { try await files(.move(path, to: "x")) }
            }
            try await files.run("os.mkdir('x')")
            await #expect(throws: SessionFileError.self) { try await files(.move("x", to: "/tmp")) }
            #expect(try await files.paths(.list("/", depth: 1)) == ["home", "mnt", "tmp", "work"])
            // However much the host's folders hold.
            #expect(
                try await files.paths(.list("/", depth: 9)) == ["home", "home/user", "mnt", "tmp", "work", "work/x"])
            #expect(try await files(.look("/")).map(\.kind) == [.folder])
        }
    }

    /// Links and dots that would lead to what is ours, to a branch's files or to the host's.
    @Test func nothingLeadsOutside() async throws {
        try await Self.withFiles { files in
            let branch = try await files.executor.forkSession(files.id, of: "").id
            try await files.run("open('/work/secret', 'w').write('branch')", in: branch)
            try await files.run(
                """
                for name, target in {'family': '/.family', 'claims': '/.claims', 'up': '../../../../..', 'etc': '/etc',
                                     'proc': '/.proc', 'loop': 'loop', 'root': '/', 'self': '/proc/self/root'}.items():
                    os.symlink(target, name)
                """)
            let hidden = [
                "/.family", "/.family/0/work/secret", "family/0/work", "/.claims", "/etc", "/etc/passwd", "etc/passwd",
                "up/.family", "up/etc/passwd", "root/etc/passwd", "root/.claims", "proc/1", "self/etc/passwd", "loop/x",
                "/usr/bin/python3", "/proc/1/environ", "../.claims", "../../.family/0",
            ]
            for path in hidden {
                for action in [
                    .look(path), .list(path, depth: 2), .remove(path), .move(path, to: "stolen"),
                    .makeFolder(path + "/x"),
                    .move("loop", to: path + "/x"),
                ] as [SessionFileAction] {
                    await #expect(throws: SessionFileError.notFound, "\(action)") { try await files(action) }
                }
            }
            // A link itself is the program's, wherever it points.
            try await files(.move("family", to: "renamed"))
            for path in ["renamed", "claims", "up", "etc", "proc", "loop", "root", "self"] {
                try await files(.remove(path))
            }
            try await files.run("assert os.listdir('.') == [], os.listdir('.')")
            try await files.run("assert open('/work/secret').read() == 'branch'", in: branch)
            #expect(try await files(.look("secret"), in: branch).map(\.bytes) == [6])
        }
    }

    /// A process that a cell leaves running changes a folder into a link and back while we look.
    @Test func aLinkThatComesAndGoes() async throws {
        try await RealWorker.withExecutor(tiers: [.bare]) { executor in
            var request = SessionRequest(tier: .bare)
            request.profile = "python-exec"
            let files = Files(executor: executor, id: try await executor.makeSession(request).id)
            try await files.run(
                #"""
                import subprocess
                open('swap.py', 'w').write("""
                import os
                while True:
                    os.rename('d', 'e'); os.symlink('/etc', 'd')
                    os.unlink('d'); os.rename('e', 'd')
                """)
                os.mkdir('d')
                open('d/passwd', 'w').write('ours')
                process = subprocess.Popen(['python3', 'swap.py'])
                """#)
            var found = 0
            for _ in 0..<500 {
                if let here = try? await files(.list("d", depth: 1)) {
                    #expect(here.map(\.path) == ["passwd"])
                    found += 1
                }
                if let here = try? await files(.look("d/passwd")) { #expect(here.map(\.bytes) == [4]) }
                await #expect(throws: SessionFileError.self) { try await files(.remove("d/hosts")) }
            }
            #expect(found > 0)
            try await files.run(
                "assert process.poll() is None\nprocess.kill(); process.wait()\nopen('/etc/hosts').read()")
        }
    }

    @Test func aDeepTreeAndAFullDisk() async throws {
        try await Self.withFiles { files in
            try await files.run(
                """
                for depth in range(200):
                    os.mkdir('d'); os.chdir('d')
                os.chdir('/work')
                """)
            #expect(try await files(.list(".", depth: 65535)).count == 64)
            // As far down as we go; what is left is for another time.
            for _ in 0..<3 { _ = try? await files(.remove("d")) }
            try await files.run("assert os.listdir('.') in ([], ['d'])\nif os.path.exists('d'): shutil.rmtree('d')")
            try await files.run(
                """
                try:
                    for number in range(1 << 20): os.mkdir(f'/tmp/{number}')
                except OSError: pass
                """)
            await #expect(throws: SessionFileError.noSpace) { try await files(.makeFolder("full")) }
            try await files(.remove("/tmp/0"))
            try await files(.makeFolder("full"))
        }
    }

    @Test func itWaitsForTheCell() async throws {
        try await Self.withFiles { files in
            async let cell: Void = files.run("import time\ntime.sleep(1)\nopen('late', 'w').close()")
            try await Task.sleep(for: .milliseconds(300))
            #expect(try await files(.look("late")).count == 1)
            try await cell
        }
    }
}
