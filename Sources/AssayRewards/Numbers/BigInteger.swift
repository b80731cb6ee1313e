/// An exact integer of any size: a sign and 64-bit limbs, least significant first.
///
/// For sizes up to a few thousand bits: the algorithms are the schoolbook's.
package struct BigInteger: Hashable, Sendable {
    /// The magnitude; without leading zeros, so that zero has no limbs.
    package private(set) var limbs: [UInt]
    /// Never true for zero.
    package private(set) var isNegative: Bool

    package static let zero = BigInteger(limbs: [], isNegative: false)

    /// The integer with this magnitude and sign; leading zero limbs are dropped.
    package init(limbs: [UInt], isNegative: Bool) {
        var limbs = limbs
        while limbs.last == 0 { limbs.removeLast() }
        self.limbs = limbs
        self.isNegative = isNegative && !limbs.isEmpty
    }

    package init(_ value: Int) {
        self.init(limbs: [value.magnitude], isNegative: value < 0)
    }

    package var isZero: Bool { self.limbs.isEmpty }

    package var isOdd: Bool { self.limbs.first.map { $0 & 1 == 1 } ?? false }

    package var magnitude: BigInteger { BigInteger(limbs: self.limbs, isNegative: false) }

    /// How many bits the magnitude takes: 0 for zero.
    package var bitWidth: Int {
        guard let last = self.limbs.last else { return 0 }
        return self.limbs.count * UInt.bitWidth - last.leadingZeroBitCount
    }

    /// How many zero bits the magnitude ends in: 0 for zero.
    package var trailingZeroBitCount: Int {
        guard let index = self.limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
        return index * UInt.bitWidth + self.limbs[index].trailingZeroBitCount
    }
}

extension BigInteger: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self.init(value) }
}

extension BigInteger: Comparable {
    package static func < (left: BigInteger, right: BigInteger) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative
            ? Limbs.isLess(right.limbs, left.limbs)
            : Limbs.isLess(left.limbs, right.limbs)
    }
}

extension Int {
    /// The same value; nil where it does not fit.
    package init?(_ value: BigInteger) {
        guard value.limbs.count <= 1 else { return nil }
        let magnitude = value.limbs.first ?? 0
        if value.isNegative {
            guard magnitude <= Int.min.magnitude else { return nil }
            self = 0 &- Int(bitPattern: magnitude)
        } else {
            guard let exact = Int(exactly: magnitude) else { return nil }
            self = exact
        }
    }
}
