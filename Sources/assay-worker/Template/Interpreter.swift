import CPython
import Glibc
import WorkerProtocol

/// The embedded CPython and the runner module in it.
struct Interpreter {
    private let runner: UnsafeMutablePointer<PyObject>
    /// Nil before it is imported, and where it is not as we know it.
    private var numpyRandom: NumpyRandomState?
    private let objectsBefore: SharedObjects
    /// Extension modules, and the libraries that they need.
    private var modules: SharedObjects?

    /// Starts an isolated interpreter and loads the runner.
    ///
    /// Isolated: no environment variables, no user site, no current directory on the path. Standard streams are
    /// unbuffered, so that what a program printed is there even when it is killed, and never fail on a lone surrogate.
    init() throws(WorkerFailure) {
        self.objectsBefore = SharedObjects()
        HugeArenas.install()
        // An isolated interpreter takes no locale from anywhere, and would write file names in ASCII.
        var preconfig = PyPreConfig()
        PyPreConfig_InitIsolatedConfig(&preconfig)
        preconfig.utf8_mode = 1
        guard PyStatus_Exception(Py_PreInitialize(&preconfig)) == 0 else {
            throw WorkerFailure(stage: "prepare python")
        }
        var config = PyConfig()
        PyConfig_InitIsolatedConfig(&config)
        config.buffered_stdio = 0
        config.install_signal_handlers = 1
        config.write_bytecode = 0
        config.pathconfig_warnings = 0
        let failed = withUnsafeMutablePointer(to: &config) { config in
            let strings = [
                PyConfig_SetBytesString(config, &config.pointee.program_name, "/usr/bin/python3"),
                PyConfig_SetBytesString(config, &config.pointee.executable, "/usr/bin/python3"),
                PyConfig_SetBytesString(config, &config.pointee.stdio_encoding, "utf-8"),
                PyConfig_SetBytesString(config, &config.pointee.stdio_errors, "backslashreplace"),
            ]
            return strings.contains { PyStatus_Exception($0) != 0 }
                || PyStatus_Exception(Py_InitializeFromConfig(config)) != 0
        }
        PyConfig_Clear(&config)
        guard !failed else { throw WorkerFailure(stage: "start python") }
        // Each after what it imports.
        _ = try Self.load("pretty", PackageResources.pretty_py)
        _ = try Self.load("tracebacks", PackageResources.tracebacks_py)
        _ = try Self.load("magics", PackageResources.magics_py)
        _ = try Self.load("figures", PackageResources.figures_py)
        _ = try Self.load("claims", PackageResources.claims_py)
        _ = try Self.load("event_loop", PackageResources.event_loop_py)
        _ = try Self.load("warm_up", PackageResources.warm_up_py)
        let module = try Self.load("runner", PackageResources.runner_py)
        guard ChangedNames.install(in: module) else { throw Self.failure("load runner") }
        self.runner = module
    }

    private static func load(_ name: String, _ source: [UInt8]) throws(WorkerFailure) -> UnsafeMutablePointer<PyObject>
    {
        guard let code = assay_py_compile(String(decoding: source, as: UTF8.self), "<assay \(name)>"),
            let module = PyImport_ExecCodeModule("assay_\(name)", code)
        else { throw Self.failure("load \(name)") }
        return module
    }

    /// Imports and warms what the tier holds, then freezes it; returns names with versions.
    mutating func preload(_ tier: Tier) throws(WorkerFailure) -> [String] {
        let arguments = [PyUnicode_FromString(tier.rawValue), PyUnicode_FromString(Prelude.seedText)]
        guard let result = self.call("preload", arguments) else {
            throw Self.failure("preload \(tier.rawValue)")
        }
        var names: [String] = []
        for index in 0..<PyList_Size(result) {
            if let text = PyUnicode_AsUTF8(PyList_GetItem(result, index)) { names.append(String(cString: text)) }
        }
        if tier == .math { self.numpyRandom = NumpyRandomState() }
        self.modules = SharedObjects().subtracting(self.objectsBefore)
        return names
    }

    var version: String {
        String(cString: Py_GetVersion()).split(separator: " ").first.map(String.init) ?? "unknown"
    }

    /// What CPython does in a forked process, done once for all that are forked from this one.
    ///
    /// The hooks of threading, random, logging and others dirty some two hundred pages, and change nothing that differs from
    /// one process to another as long as each has one thread, which keeps its identity through fork.
    func settle() throws(WorkerFailure) {
        PyOS_AfterFork_Child()
        guard self.call("settle", []) != nil else { throw Self.failure("settle") }
    }

    /// Gives the child random state of its own.
    func reseed() throws(WorkerFailure) {
        let isReseeded = self.numpyRandom?.reseed() ?? false
        guard self.call("reseed", [PyBool_FromLong(isReseeded ? 0 : 1)]) != nil else { throw Self.failure("reseed") }
    }

    /// Takes a first program's page faults while nobody waits.
    func prepare() throws(WorkerFailure) {
        guard self.call("prepare", []) != nil else { throw Self.failure("prepare") }
    }

    /// Runs a program and returns its exit status; the process ends afterwards.
    func execute(_ order: ExecutionOrder) -> Int32 {
        let language = PyUnicode_FromString(order.language == .pytest ? "pytest" : "python")
        let arguments = [
            language, Self.bytes(order.code), Self.prelude(order.prelude), PyBool_FromLong(order.echoLast ? 1 : 0),
        ]
        guard let status = self.call("execute", arguments) else {
            // Not printed: printing a SystemExit would end the process with the status it asks for.
            PyErr_Clear()
            return 1
        }
        return Int32(truncatingIfNeeded: PyLong_AsLong(status))
    }

    /// Runs a cell in the session's namespace; returns 0, or 1 after an exception.
    func runCell(_ order: ExecutionOrder) -> Int32 {
        // An interrupt that came too late for the cell it was meant for.
        if PyErr_CheckSignals() != 0 { PyErr_Clear() }
        let arguments = [
            Self.bytes(order.code), Self.prelude(order.prelude), PyBool_FromLong(order.echoLast ? 1 : 0),
            PyUnicode_FromString(order.style.name), Self.bytes(Array(order.environment.joined(separator: [0]))),
        ]
        guard let status = self.call("run_cell", arguments) else {
            PyErr_Clear()
            return 1
        }
        defer { assay_py_decref(status) }
        return Int32(truncatingIfNeeded: PyLong_AsLong(status))
    }

    /// Forks a session's process, as `os.fork` does; returns 0 in the branch, which is to ``becomeBranch()`` before it runs
    /// any Python.
    func fork() -> pid_t {
        PyOS_BeforeFork()
        let pid = Glibc.fork()
        if pid != 0 { PyOS_AfterFork_Parent() }
        return pid
    }

    /// What a fork's child does first, with random state of its own.
    func becomeBranch() {
        PyOS_AfterFork_Child()
        if (try? self.reseed()) == nil { PyErr_Clear() }
        if self.call("leave_loop", []) == nil { PyErr_Clear() }
    }

    /// Gives its memory back, and the extension modules', in a process that runs no Python any more. Each fork of it would
    /// copy their page tables, and each of their mappings makes every look for who uses a shared page longer.
    ///
    /// The C library still has what those modules registered for its own `fork()`: see `assay_fork_alone`.
    func unmap() {
        HugeArenas.release()
        self.modules?.unmap()
    }

    private func call(_ name: String, _ arguments: [UnsafeMutablePointer<PyObject>?]) -> UnsafeMutablePointer<PyObject>?
    {
        guard let function = PyObject_GetAttrString(self.runner, name), let tuple = PyTuple_New(arguments.count) else {
            return nil
        }
        // PyTuple_SetItem takes over the reference.
        for (index, argument) in arguments.enumerated() { PyTuple_SetItem(tuple, index, argument) }
        defer {
            assay_py_decref(tuple)
            assay_py_decref(function)
        }
        return PyObject_CallObject(function, tuple)
    }

    /// What the runner takes: bytes, or True for the seed's.
    private static func prelude(_ prelude: Prelude) -> UnsafeMutablePointer<PyObject>? {
        switch prelude {
        case .none: self.bytes([])
        case .seed: PyBool_FromLong(1)
        case .code(let code): self.bytes(code)
        }
    }

    private static func bytes(_ bytes: [UInt8]) -> UnsafeMutablePointer<PyObject>? {
        bytes.withUnsafeBytes {
            PyBytes_FromStringAndSize($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
        }
    }

    /// The pending Python exception as a failure of the stage.
    private static func failure(_ stage: String) -> WorkerFailure {
        var type: UnsafeMutablePointer<PyObject>?
        var value: UnsafeMutablePointer<PyObject>?
        var trace: UnsafeMutablePointer<PyObject>?
        PyErr_Fetch(&type, &value, &trace)
        guard let value, let text = PyObject_Str(value), let utf8 = PyUnicode_AsUTF8(text) else {
            return WorkerFailure(stage: stage)
        }
        return WorkerFailure(stage: stage, message: String(cString: utf8))
    }
}
