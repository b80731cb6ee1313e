// The standard library has no transcendental functions: these come from the C library, in this file alone.
import Glibc

extension Complex {
    var magnitude: Double { hypot(self.real, self.imaginary) }

    /// −π…π.
    private var phase: Double { atan2(self.imaginary, self.real) }

    private init(magnitude: Double, phase: Double) {
        self.init(magnitude * Glibc.cos(phase), magnitude * Glibc.sin(phase))
    }

    /// The principal value; 0 to the power 0 is 1. Not finite where it is not defined.
    static func power(_ base: Complex, _ exponent: Complex) -> Complex {
        if exponent.isZero { return Complex(1) }
        if base.isZero {
            return exponent.imaginary != 0 || exponent.real < 0 ? Complex(.nan) : Complex(0)
        }
        if exponent.imaginary == 0, exponent.real == exponent.real.rounded(), abs(exponent.real) <= 100 {
            let power = base.power(Int(abs(exponent.real)))
            return exponent.real < 0 ? Complex(1) / power : power
        }
        let (magnitude, phase) = (base.magnitude, base.phase)
        if exponent.imaginary == 0 {
            return Complex(magnitude: pow(magnitude, exponent.real), phase: phase * exponent.real)
        }
        return Complex(
            magnitude: pow(magnitude, exponent.real) * Glibc.exp(-phase * exponent.imaginary),
            phase: phase * exponent.real + exponent.imaginary * Glibc.log(magnitude))
    }

    /// The root of which 2, 3, … to go; the real one, where there is a real one of its sign.
    static func root(_ value: Complex, _ degree: Complex) -> Complex {
        let isOdd = abs(degree.real) < 1e15 && Int(degree.real.rounded()) & 1 == 1
        guard abs(value.imaginary) < 1e-12, value.real >= 0 || isOdd else {
            return power(value, Complex(1) / degree)
        }
        let root = power(Complex(value.magnitude), Complex(1) / degree)
        return value.real < 0 ? -root : root
    }

    var squareRoot: Complex {
        if self.isZero { return self }
        let half = ((self.magnitude + abs(self.real)) / 2).squareRoot()
        if self.real >= 0 { return Complex(half, self.imaginary / (2 * half)) }
        return Complex(abs(self.imaginary) / (2 * half), self.imaginary.sign == .minus ? -half : half)
    }

    /// The principal value; not finite for 0.
    var logarithm: Complex { Complex(Glibc.log(self.magnitude), self.phase) }

    var exponential: Complex { Complex(magnitude: Glibc.exp(self.real), phase: self.imaginary) }

    var sine: Complex {
        Complex(
            Glibc.sin(self.real) * Glibc.cosh(self.imaginary), Glibc.cos(self.real) * Glibc.sinh(self.imaginary))
    }

    var cosine: Complex {
        Complex(
            Glibc.cos(self.real) * Glibc.cosh(self.imaginary), -Glibc.sin(self.real) * Glibc.sinh(self.imaginary))
    }

    var tangent: Complex {
        let turned = (self * .i).hyperbolicTangent
        return Complex(turned.imaginary, -turned.real)
    }

    var hyperbolicSine: Complex {
        Complex(
            Glibc.sinh(self.real) * Glibc.cos(self.imaginary), Glibc.cosh(self.real) * Glibc.sin(self.imaginary))
    }

    var hyperbolicCosine: Complex {
        Complex(
            Glibc.cosh(self.real) * Glibc.cos(self.imaginary), Glibc.sinh(self.real) * Glibc.sin(self.imaginary))
    }

    var hyperbolicTangent: Complex {
        // From there on it is ±1 to the last bit, and the quotient below overflows.
        if abs(self.real) > 40 { return Complex(self.real < 0 ? -1 : 1) }
        return self.hyperbolicSine / self.hyperbolicCosine
    }

    var arcsine: Complex {
        if self.imaginary == 0, abs(self.real) <= 1 { return Complex(asin(self.real)) }
        let logarithm = (self * .i + (Complex(1) - self * self).squareRoot).logarithm
        return Complex(logarithm.imaginary, -logarithm.real)
    }

    var arccosine: Complex { Complex(.pi / 2) - self.arcsine }

    var arctangent: Complex {
        if self.imaginary == 0 { return Complex(atan(self.real)) }
        let turned = self * .i
        let difference = (Complex(1) - turned).logarithm - (Complex(1) + turned).logarithm
        return Complex(-difference.imaginary, difference.real) * 0.5
    }
}
