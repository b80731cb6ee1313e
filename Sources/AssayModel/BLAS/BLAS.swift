import CTensorKernels
import Glibc

/// The matrix products of OpenBLAS, in Float32, row-major, each on the calling thread alone.
///
/// The library is opened when it is first needed rather than linked, because it chooses its kernels as it is loaded: on
/// AMD processors with AVX-512 the release in Debian 12 chooses those for Haswell, at half the speed, unless the
/// environment says otherwise by then.
package struct BLAS: Sendable {
    static let library = "libopenblas.so.0"

    /// The library; opened once.
    ///
    /// - Throws: ``BLASError`` where it is not installed.
    package static func shared() throws(BLASError) -> BLAS { try self.opened.get() }

    private static let opened = Result { () throws(BLASError) in try BLAS() }

    private typealias Sgemm =
        @convention(c) @Sendable (
            CInt, CInt, CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt, UnsafePointer<Float>, CInt, Float,
            UnsafeMutablePointer<Float>, CInt
        ) -> Void
    private typealias Sgemv =
        @convention(c) @Sendable (
            CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt, UnsafePointer<Float>, CInt, Float,
            UnsafeMutablePointer<Float>, CInt
        ) -> Void

    private let sgemm: Sgemm
    private let sgemv: Sgemv

    private init() throws(BLASError) {
        let handle = try Self.open()
        func symbol(_ name: String) throws(BLASError) -> UnsafeMutableRawPointer {
            guard let address = dlsym(handle, name) else { throw .symbolMissing(name) }
            return address
        }
        self.sgemm = unsafeBitCast(try symbol("cblas_sgemm"), to: Sgemm.self)
        self.sgemv = unsafeBitCast(try symbol("cblas_sgemv"), to: Sgemv.self)
        typealias SetThreads = @convention(c) (CInt) -> Void
        unsafeBitCast(try symbol("openblas_set_num_threads"), to: SetThreads.self)(1)
    }

    /// Opens the library with what it reads from the environment while it is loaded set, where nobody has set it; programs
    /// that this one starts later do not see it.
    private static func open() throws(BLASError) -> UnsafeMutableRawPointer {
        // No threads of its own: the caller's are used, and idle ones spin.
        var wanted = [("OPENBLAS_NUM_THREADS", "1")]
        if tensor_has_avx512() { wanted.append(("OPENBLAS_CORETYPE", "SKYLAKEX")) }
        wanted = wanted.filter { getenv($0.0) == nil }
        for (name, value) in wanted { setenv(name, value, 0) }
        defer { for (name, _) in wanted { unsetenv(name) } }
        guard let handle = dlopen(Self.library, RTLD_NOW | RTLD_LOCAL) else {
            throw .libraryMissing(reason: dlerror().map { String(cString: $0) } ?? "no reason given")
        }
        return handle
    }

    /// What is done with a matrix before it is multiplied.
    package enum Operand: CInt, Sendable {
        case plain = 111
        case transposed = 112
    }

    /// C = scale·op(A)·op(B) + keep·C, with op(A) rows × inner, op(B) inner × columns and C rows × columns.
    ///
    /// The strides are the distances between the rows as they lie in memory, in floats.
    package func multiply(
        _ a: UnsafePointer<Float>, _ aOperand: Operand = .plain, stride aStride: Int, by b: UnsafePointer<Float>,
        _ bOperand: Operand = .plain, stride bStride: Int, into c: UnsafeMutablePointer<Float>, stride cStride: Int,
        rows: Int, columns: Int, inner: Int, scale: Float = 1, keep: Float = 0
    ) {
        self.sgemm(
            Self.rowMajor, aOperand.rawValue, bOperand.rawValue, CInt(rows), CInt(columns), CInt(inner), scale, a,
            CInt(aStride), b, CInt(bStride), keep, c, CInt(cStride))
    }

    /// y = scale·A·x + keep·y, with A rows × columns, its rows `stride` floats apart: several times as fast as
    /// ``multiply`` for a single row of x.
    package func multiply(
        _ a: UnsafePointer<Float>, stride: Int, byVector x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
        rows: Int, columns: Int, scale: Float = 1, keep: Float = 0
    ) {
        self.sgemv(
            Self.rowMajor, Operand.plain.rawValue, CInt(rows), CInt(columns), scale, a, CInt(stride), x, 1, keep, y, 1)
    }

    private static let rowMajor: CInt = 101
}
