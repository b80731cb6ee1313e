/// An expression as read: an exact number while it is one, else a program for its value at any point.
struct MathExpression {
    /// What an expression or a part of it is.
    enum Value {
        case exact(Rational)
        /// The index of a node.
        case node(Int32)
    }

    /// One operation; what it works on stands before it, so that one pass from the front evaluates them all.
    struct Node {
        var operation: Operation
        var left: Int32 = 0
        /// Of a variable, its index among the names.
        var right: Int32 = 0
        var constant = Complex(0)
    }

    enum Operation: UInt8 {
        case constant, variable
        case add, subtract, multiply, divide, power, root, logarithmToBase
        case squareRoot, magnitude
        case sine, cosine, tangent, cotangent, secant, cosecant, naturalLogarithm, commonLogarithm, exponential
        case arcsine, arccosine, arctangent, hyperbolicSine, hyperbolicCosine, hyperbolicTangent
    }

    let value: Value
    let nodes: [Node]
    /// Whether a variable stands in it.
    let hasVariables: Bool

    var exact: Rational? {
        if case .exact(let value) = self.value { value } else { nil }
    }

    /// The value where variables have these values; nil where it is not defined or not finite.
    ///
    /// - Parameter scratch: room for the value of every node, kept between calls.
    func value(at point: [Complex], scratch: inout [Complex]) -> Complex? {
        switch self.value {
        case .exact(let value):
            let value = value.double
            return value.isFinite ? Complex(value) : nil
        case .node(let last):
            scratch.removeAll(keepingCapacity: true)
            for node in self.nodes[...Int(last)] {
                let value = Self.apply(node, scratch, point)
                guard value.isFinite else { return nil }
                scratch.append(value)
            }
            return scratch[Int(last)]
        }
    }

    private static func apply(_ node: Node, _ values: [Complex], _ point: [Complex]) -> Complex {
        switch node.operation {
        case .constant: return node.constant
        case .variable: return point[Int(node.right)]
        case .add: return values[Int(node.left)] + values[Int(node.right)]
        case .subtract: return values[Int(node.left)] - values[Int(node.right)]
        case .multiply: return values[Int(node.left)] * values[Int(node.right)]
        case .divide: return values[Int(node.left)] / values[Int(node.right)]
        case .power: return .power(values[Int(node.left)], values[Int(node.right)])
        case .root: return .root(values[Int(node.left)], values[Int(node.right)])
        case .logarithmToBase: return values[Int(node.left)].logarithm / values[Int(node.right)].logarithm
        default: return self.apply(node.operation, values[Int(node.left)])
        }
    }

    private static func apply(_ function: Operation, _ value: Complex) -> Complex {
        switch function {
        case .squareRoot: value.squareRoot
        case .magnitude: Complex(value.magnitude)
        case .sine: value.sine
        case .cosine: value.cosine
        case .tangent: value.tangent
        case .cotangent: Complex(1) / value.tangent
        case .secant: Complex(1) / value.cosine
        case .cosecant: Complex(1) / value.sine
        case .naturalLogarithm: value.logarithm
        case .commonLogarithm: value.logarithm / Complex(Complex(10).logarithm.real)
        case .exponential: value.exponential
        case .arcsine: value.arcsine
        case .arccosine: value.arccosine
        case .arctangent: value.arctangent
        case .hyperbolicSine: value.hyperbolicSine
        case .hyperbolicCosine: value.hyperbolicCosine
        case .hyperbolicTangent: value.hyperbolicTangent
        default: Complex(.nan)
        }
    }
}
