/// A complex number in double precision.
struct Complex: Sendable, Equatable {
    var real: Double
    var imaginary: Double

    static let i = Complex(0, 1)

    init(_ real: Double, _ imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    var isFinite: Bool { self.real.isFinite && self.imaginary.isFinite }

    var isZero: Bool { self.real == 0 && self.imaginary == 0 }

    static prefix func - (value: Complex) -> Complex { Complex(-value.real, -value.imaginary) }

    static func + (left: Complex, right: Complex) -> Complex {
        Complex(left.real + right.real, left.imaginary + right.imaginary)
    }

    static func - (left: Complex, right: Complex) -> Complex {
        Complex(left.real - right.real, left.imaginary - right.imaginary)
    }

    static func * (left: Complex, right: Complex) -> Complex {
        Complex(
            left.real * right.real - left.imaginary * right.imaginary,
            left.real * right.imaginary + left.imaginary * right.real)
    }

    static func * (left: Complex, right: Double) -> Complex { Complex(left.real * right, left.imaginary * right) }

    /// Without overflow on the way; not a number for a zero divisor.
    ///
    /// Source: R. L. Smith, "Algorithm 116: complex division", Communications of the ACM 5, 1962.
    static func / (left: Complex, right: Complex) -> Complex {
        if abs(right.real) >= abs(right.imaginary) {
            let ratio = right.imaginary / right.real
            let scale = right.real + right.imaginary * ratio
            return Complex(
                (left.real + left.imaginary * ratio) / scale, (left.imaginary - left.real * ratio) / scale)
        }
        let ratio = right.real / right.imaginary
        let scale = right.real * ratio + right.imaginary
        return Complex((left.real * ratio + left.imaginary) / scale, (left.imaginary * ratio - left.real) / scale)
    }

    /// The value to an integral power that is not negative, by squaring.
    func power(_ exponent: Int) -> Complex {
        var (result, base, left) = (Complex(1), self, exponent)
        while left > 0 {
            if left & 1 == 1 { result = result * base }
            base = base * base
            left >>= 1
        }
        return result
    }
}
