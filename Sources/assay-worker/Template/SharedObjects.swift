import Glibc

/// The shared objects mapped into this process: libraries, extension modules. Not other files, of which the C library may
/// be looking at some: a locale's, say.
struct SharedObjects {
    /// Where they are; neighbours of one file are one range.
    private var ranges: [(start: UInt, end: UInt, path: Substring)] = []

    /// As /proc lists them now.
    init() {
        for line in readTextFile("/proc/self/maps").split(separator: "\n") {
            guard let slash = line.firstIndex(of: "/"), line.contains(".so") else { continue }
            let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2 else { continue }
            let path = line[slash...]
            if let last = self.ranges.last, last.end == ends[0], last.path == path {
                self.ranges[self.ranges.count - 1].end = ends[1]
            } else {
                self.ranges.append((ends[0], ends[1], path))
            }
        }
    }

    /// Those of files that are not among others.
    func subtracting(_ others: SharedObjects) -> SharedObjects {
        let paths = Set(others.ranges.map(\.path))
        var rest = self
        rest.ranges.removeAll { paths.contains($0.path) }
        return rest
    }

    func unmap() {
        for range in self.ranges {
            munmap(UnsafeMutableRawPointer(bitPattern: range.start), Int(range.end - range.start))
        }
    }
}
