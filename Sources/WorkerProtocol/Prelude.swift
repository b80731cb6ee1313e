/// Python that runs before a program, in the same namespace.
package enum Prelude: WireCodable, Sendable, Equatable {
    case none
    /// ``seedText``. A template that holds what it imports has run it once, for every program that comes with it.
    case seed
    case code([UInt8])

    /// What the seed's tool imports, with SymPy's names reachable beneath: `sqrt` is math's, `symbols` and `solve` are
    /// SymPy's.
    package static let seedText = """
        from sympy import *
        from math import *
        import numpy as np
        """

    /// Code that is the seed's is known as such; empty code is none.
    package init(text: String) {
        self = text.isEmpty ? .none : text == Self.seedText ? .seed : .code(Array(text.utf8))
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.read() as UInt8 {
        case 0: self = .none
        case 1: self = .seed
        case 2: self = .code(try reader.readBytes())
        default: throw .unknownValue
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .none: writer.write(0 as UInt8)
        case .seed: writer.write(1 as UInt8)
        case .code(let code):
            writer.write(2 as UInt8)
            writer.write(code)
        }
    }
}
