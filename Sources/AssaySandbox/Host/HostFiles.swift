import Glibc

/// A small file of /proc or /sys as text; empty if it cannot be read.
func readText(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16384)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { break }
        bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The first line of such a file.
func firstLine(_ path: String) -> String {
    String(readText(path).prefix { $0 != "\n" })
}

/// Writes a control file in one call; false if the kernel refuses.
func writeText(_ text: String, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    return write(descriptor, bytes, bytes.count) == bytes.count
}

/// Names in a folder, without `.` and `..`; empty if it cannot be listed.
func entriesOfFolder(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

func closeDescriptors(_ descriptors: [Int32]) {
    for descriptor in descriptors { close(descriptor) }
}

func isRoot() -> Bool { geteuid() == 0 }

func pauseThread(milliseconds: UInt32) { usleep(milliseconds * 1000) }
