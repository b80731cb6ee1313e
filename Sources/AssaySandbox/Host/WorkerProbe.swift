import FoundationEssentials
import Glibc

/// Asks the worker which Python it embeds and what that can import.
struct WorkerProbe {
    struct Found: Decodable, Equatable {
        var name: String
        /// nil if it cannot be imported.
        var version: String?
    }

    static func run(_ path: String) -> [Found] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return [] }
        defer { close(ends[0]) }
        let pid = WorkerCommand(path: path, arguments: ["probe"]).spawn(standardOutput: ends[1])
        close(ends[1])
        guard let pid else { return [] }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return bytes.split(separator: 10).compactMap { try? JSONDecoder().decode(Found.self, from: Data($0)) }
    }
}
