import Mutation
import WorkerProtocol

/// Any message that a sender may write.
extension SeededGenerator {
    mutating func some<Element>(_ element: (inout SeededGenerator) -> Element) -> [Element] {
        (0..<self.below(4)).map { _ in element(&self) }
    }

    private mutating func integer<Integer: FixedWidthInteger>() -> Integer {
        self.oneIn(4) ? self.pick([0, 1, .min, .max]) : Integer(truncatingIfNeeded: self.next())
    }

    private mutating func files() -> [FileContents] {
        self.some { FileContents(path: $0.bytes(upTo: 9), contents: $0.bytes(upTo: 40)) }
    }

    mutating func order() -> ExecutionOrder {
        ExecutionOrder(
            language: self.pick([.python, .pytest, .bash]), code: self.bytes(upTo: 60),
            prelude: self.pick([.none, .seed, .code(self.bytes(upTo: 9))]),
            echoLast: self.oneIn(2), standardInput: self.bytes(upTo: 9), files: self.files(),
            fetchPaths: self.some { $0.bytes(upTo: 9) }, fetchLimit: self.integer(), wallMilliseconds: self.integer(),
            memoryBytes: self.integer(), outputKeep: self.integer(), outputLimit: self.integer(),
            style: self.pick(ExecutionOrder.CellStyle.allCases), environment: self.some { $0.bytes(upTo: 9) })
    }

    mutating func slotOrder() -> SlotOrder {
        SlotOrder(
            slotID: self.integer(), hostUserBase: self.integer(), cgroupKind: self.pick([.none, .v1, .v2]),
            cgroupCount: self.integer(), profile: self.text(upTo: 9), defaultErrno: self.integer(),
            rules: self.some { $0.rule() }, maximumTasks: self.integer(), maximumOpenFiles: self.integer(),
            maximumFileBytes: self.integer(), scratchBytes: self.integer(), scratchInodes: self.integer(),
            stackBytes: self.integer(), mountsProc: self.oneIn(2), readOnlyPaths: self.some { $0.text(upTo: 9) },
            touchesSpares: self.oneIn(2), logsRefused: self.oneIn(2), countsTasks: self.oneIn(2))
    }

    private mutating func rule() -> SystemCallRule {
        SystemCallRule(
            name: self.text(upTo: 9), action: self.pick([.allow, .errno, .kill, .refuse]), errno: self.integer(),
            conditions: self.some {
                .init(
                    comparison: UInt8($0.below(7) + 1), index: UInt8($0.below(6)), value: $0.integer(),
                    valueTwo: $0.integer())
            })
    }

    mutating func failure() -> WorkerFailure {
        WorkerFailure(stage: self.text(upTo: 9), errno: self.integer(), message: self.text(upTo: 9))
    }

    mutating func report() -> ExecutionReport {
        let end: ExecutionReport.End =
            switch self.below(8) {
            case 0: .exited(self.integer())
            case 1: .signaled(self.integer())
            case 2: .timedOut
            case 3: .outOfMemory
            case 4: .outputLimit
            case 5: .cancelled
            case 6: .killedFromOutside
            default: .notStarted(self.failure())
            }
        var costs = LayerCosts()
        for layer in Layer.allCases { costs[layer] = self.integer() }
        return ExecutionReport(
            end: end, standardOutput: self.stream(), standardError: self.stream(), claims: self.bytes(upTo: 30),
            files: self.files(), listing: self.some { $0.fileEntry() }, denied: self.some { $0.text(upTo: 9) },
            metMemoryLimit: self.oneIn(2),
            wallNanoseconds: self.integer(), cpuNanoseconds: self.integer(), layerCosts: costs,
            peakMemoryBytes: self.integer())
    }

    mutating func fileOrder() -> FileOrder {
        FileOrder(
            action: self.pick(FileOrder.Action.allCases), path: self.bytes(upTo: 9), destination: self.bytes(upTo: 9),
            depth: self.integer())
    }

    mutating func fileReport() -> FileReport {
        FileReport(errno: self.integer(), entries: self.some { $0.fileEntry() })
    }

    private mutating func fileEntry() -> FileEntry {
        FileEntry(
            path: self.bytes(upTo: 9), kind: self.pick(FileEntry.Kind.allCases), bytes: self.integer(),
            mode: self.integer(), modified: self.integer(), modifiedNanoseconds: self.integer(),
            target: self.bytes(upTo: 9))
    }

    private mutating func stream() -> CapturedStream {
        CapturedStream(head: self.bytes(upTo: 30), tail: self.bytes(upTo: 9), totalBytes: self.integer())
    }

    mutating func templateReady() -> TemplateReady {
        TemplateReady(
            pythonVersion: self.text(upTo: 9), modules: self.some { $0.text(upTo: 9) },
            startupMilliseconds: self.integer(), residentBytes: self.integer())
    }

    mutating func slotSpawned() -> SlotSpawned { SlotSpawned(slotID: self.integer(), hostPID: self.integer()) }

    mutating func slotReady() -> SlotReady {
        SlotReady(layers: self.some { $0.text(upTo: 9) }, missing: self.some { $0.text(upTo: 9) })
    }
}
