/// Why there is no BLAS.
package enum BLASError: Error, Equatable, CustomStringConvertible {
    case libraryMissing(reason: String)
    case symbolMissing(String)

    package var description: String {
        switch self {
        case .libraryMissing(let reason):
            "OpenBLAS is needed to compute and could not be loaded (\(reason)); apt install libopenblas0-pthread"
        case .symbolMissing(let name):
            "\(BLAS.library) has no \(name); apt install libopenblas0-pthread"
        }
    }
}
