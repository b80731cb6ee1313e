import AssayModel
import Testing

@Suite("BLAS")
struct BLASTests {
    @Test("multiplies a matrix by a transposed one, with strides, a scale and what was there")
    func product() throws {
        let blas = try BLAS.shared()
        let a: [Float] = [1, 2, 99, 3, 4, 99]  // 2 × 2, rows 3 apart
        let b: [Float] = [5, 6, 7, 8]
        var c: [Float] = [1, 1, 1, 1]
        blas.multiply(
            a, stride: 3, by: b, .transposed, stride: 2, into: &c, stride: 2, rows: 2, columns: 2, inner: 2, scale: 2,
            keep: 10)
        #expect(c == [44, 56, 88, 116])  // 2·17 + 10, 2·23 + 10, 2·39 + 10, 2·53 + 10
    }

    @Test("multiplies a matrix by a vector")
    func vectorProduct() throws {
        let a: [Float] = [1, 2, 3, 4, 5, 6]
        var y: [Float] = [0, 0]
        try BLAS.shared().multiply(a, stride: 3, byVector: [1, 10, 100], into: &y, rows: 2, columns: 3)
        #expect(y == [321, 654])
    }

    @Test("names the package that is missing")
    func error() {
        #expect(BLASError.libraryMissing(reason: "none").description.contains("libopenblas0-pthread"))
    }
}
