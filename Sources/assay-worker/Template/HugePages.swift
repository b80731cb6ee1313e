import Glibc

/// Turns the warmed process's private memory into huge pages (MADV_COLLAPSE, kernel 6.1; works without privilege).
enum HugePages {
    /// Collapses every anonymous, writable mapping that holds at least one whole huge page.
    static func collapse() {
        let hugePage: UInt = 2 << 20
        for range in self.writableAnonymousRanges() {
            let first = (range.lowerBound + hugePage - 1) & ~(hugePage - 1)
            let last = range.upperBound & ~(hugePage - 1)
            guard first < last else { continue }
            // Page by page: a region that cannot be collapsed must not stop the ones behind it.
            var address = first
            while address < last {
                if self.isResident(address) {
                    _ = madvise(UnsafeMutableRawPointer(bitPattern: address), Int(hugePage), 25 /* MADV_COLLAPSE */)
                }
                address += hugePage
            }
        }
    }

    /// Whether enough of a huge page is in use: collapsing untouched address space would only make it resident.
    private static func isResident(_ address: UInt) -> Bool {
        let pages = 512
        var residency = [UInt8](repeating: 0, count: pages)
        guard mincore(UnsafeMutableRawPointer(bitPattern: address), 2 << 20, &residency) == 0 else { return false }
        return residency.reduce(0) { $0 + Int($1 & 1) } >= pages / 8
    }

    private static func writableAnonymousRanges() -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        for line in readTextFile("/proc/self/maps").split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 5, fields[1].hasPrefix("rw"), fields[4] == "0" else { continue }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if bounds.count == 2, fields.count < 6 || fields[5] != "[stack]" { ranges.append(bounds[0]..<bounds[1]) }
        }
        return ranges
    }
}

/// A small file of /proc or /sys as text; empty if it cannot be read.
func readTextFile(_ path: String) -> String {
    String(decoding: readFile(path), as: UTF8.self)
}

/// The same as bytes.
func readFile(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
        let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        if chunk.isEmpty { return bytes }
        bytes.append(contentsOf: chunk)
    }
}
