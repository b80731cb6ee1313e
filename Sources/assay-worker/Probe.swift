import CPython
import Glibc
import WorkerProtocol

/// What `assay doctor` asks: the embedded Python and what it can import, a JSON line each.
enum Probe {
    private static let program = """
        import sys
        print('{"name":"python","version":"%s"}' % sys.version.split()[0])
        for name in ("numpy", "sympy", "mpmath", "pytest", "matplotlib", "scipy", "pandas"):
            try:
                print('{"name":"%s","version":"%s"}' % (name, __import__(name).__version__))
            except Exception as error:
                print('{"name":"%s","version":null}' % name)
        """

    static func run() -> Never {
        do throws(WorkerFailure) {
            _ = try Interpreter()
            exit(PyRun_SimpleStringFlags(self.program, nil) == 0 ? 0 : 1)
        } catch {
            FileDescriptor.standardError.write("\(error)\n")
            exit(1)
        }
    }
}
