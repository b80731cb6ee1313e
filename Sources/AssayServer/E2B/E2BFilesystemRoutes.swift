import AssayJSON
import AssaySandbox
import Foundation
import HTTPTypes
import Hummingbird

/// E2B's `filesystem.Filesystem` by Connect's unary calls in JSON: what is there, listings, folders, moves, removals.
///
/// Watching folders, and `process.Process`, which starts commands, are told to be unimplemented: a session starts no
/// processes.
struct E2BFilesystemRoutes: Sendable {
    private static let service = "/filesystem.Filesystem"
    private static let lacking = [
        "\(Self.service)/WatchDir", "\(Self.service)/CreateWatcher", "\(Self.service)/GetWatcherEvents",
        "\(Self.service)/RemoveWatcher", "/process.Process/Start", "/process.Process/Connect", "/process.Process/List",
        "/process.Process/Update", "/process.Process/StreamInput", "/process.Process/SendInput",
        "/process.Process/SendSignal", "/process.Process/CloseStdin",
    ]

    let sessions: E2BSessions
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        self.add("Stat", to: &table) { call, files in
            let path = try call.path("path")
            return ["entry": Self.entry(try await files.carryOut(.look(path.text)).first, at: path.text)]
        }
        self.add("ListDir", to: &table) { call, files in
            let path = try call.path("path")
            let depth = max(1, call.body["depth"]?.integer ?? 1)
            let folder = path.text == "/" ? "" : path.text
            let entries = try await files.carryOut(.list(path.text, depth: depth))
            return ["entries": .array(entries.map { Self.entry($0, at: "\(folder)/\($0.path)") })]
        }
        self.add("MakeDir", to: &table) { call, files in
            let path = try call.path("path")
            return ["entry": Self.entry(try await files.carryOut(.makeFolder(path.text)).first, at: path.text)]
        }
        self.add("Move", to: &table) { call, files in
            let (source, destination) = (try call.path("source"), try call.path("destination"))
            let moved = try await files.carryOut(.move(source.text, to: destination.text)).first
            return ["entry": Self.entry(moved, at: destination.text)]
        }
        self.add("Remove", to: &table) { call, files in
            // As with the peer, what is not there is removed already.
            do { _ = try await files.carryOut(.remove(try call.path("path").text)) } catch SessionFileError.notFound {}
            return [:]
        }
        for path in Self.lacking {
            table.post(path) { _, _ in
                ConnectFault(.unimplemented, "\(path.dropFirst()) is not served: sessions start no processes").response
            }
        }
    }

    private struct Call: Sendable {
        let body: JSONObject

        func path(_ field: String) throws -> E2BPath { try E2BPath(self.body[field]?.string ?? "") }
    }

    private func add(
        _ method: String, to table: inout RouteTable,
        _ answer: @escaping @Sendable (Call, SessionFiles) async throws -> JSONValue
    ) {
        table.post("\(Self.service)/\(method)") { request, context in
            let body = try await request.json(limit: self.maximumBodyBytes, ifEmpty: [:])
            guard let object = body.object else { throw E2BFault(.badRequest, "The body must be an object.") }
            let files = try await self.sessions.files(request, context.owner)
            do {
                return Response(json: try await E2BFault.answering { try await answer(Call(body: object), files) })
            } catch let error as SessionFileError {
                return ConnectFault(error).response
            }
        }
    }

    private static func entry(_ file: SessionFile?, at path: String) -> JSONValue {
        guard let file else { return [:] }
        let kind =
            switch file.kind {
            case .file: "FILE_TYPE_FILE"
            case .folder: "FILE_TYPE_DIRECTORY"
            case .link: "FILE_TYPE_SYMLINK"
            case .other: "FILE_TYPE_UNSPECIFIED"
            }
        let seconds = Double(file.modified.components.seconds) + Double(file.modified.components.attoseconds) / 1e18
        var object = JSONObject([
            ("name", .string(path.split(separator: "/").last.map(String.init) ?? "/")), ("type", .string(kind)),
            // A 64-bit integer is text in protobuf's JSON.
            ("path", .string(path)), ("size", .string("\(file.bytes)")), ("mode", .integer(file.mode)),
            ("permissions", .string(Self.permissions(file))), ("owner", "user"), ("group", "user"),
            ("modifiedTime", .string(E2BSandbox.text(Date(timeIntervalSince1970: seconds)))),
        ])
        if let target = file.target { object.append("symlinkTarget", .string(target)) }
        return .object(object)
    }

    /// `-rw-r--r--`, as Go writes it.
    private static func permissions(_ file: SessionFile) -> String {
        let letters = Array("rwxrwxrwx")
        let kind = [.folder: "d", .link: "L"][file.kind] ?? "-"
        return kind + String((0..<9).map { file.mode & (0o400 >> $0) == 0 ? "-" : letters[$0] })
    }
}
