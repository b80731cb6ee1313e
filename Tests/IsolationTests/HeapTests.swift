import Foundation
import RealWorker
import Testing

/// Warming up where the C heap grows by little: the kernel gives huge pages to every process or to none, and glibc asks for
/// none.
@Suite("Heap of the template")
struct HeapTests {
    @Test func warmingUpTakesBoundedMemory() throws {
        let program = FileManager.default.temporaryDirectory.appending(path: "assay-heap-\(UUID().uuidString).py")
        try "print(1 + 1)\n".write(to: program, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: program) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let command = #"ulimit -v 4000000; exec "$0" floor --tier bare --count 1 "$1""#
        process.arguments = ["-c", command, RealWorker.path, program.path]
        // No GLIBC_TUNABLES, which ask for huge pages: the same as a kernel that leaves glibc no choice.
        process.environment = ["SWIFT_BACKTRACE": "enable=no"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.split(separator: "\n").compactMap { UInt64($0) }.count == 1)
    }
}
